// SPDX-License-Identifier: Apache-2.0
#include "rewrite/rewrite.hpp"

#include <gtest/gtest.h>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "builders/mail.hpp"
#include "builders/office.hpp"
#include "builders/payload.hpp"
#include "builders/zip.hpp"
#include "fumiban/scan.hpp"
#include "mail/encoded_word.hpp"
#include "rewrite/forms.hpp"

namespace fumiban::rewrite {
namespace {

using test::Charset;
using test::TransferEncoding;

Report read(const std::string& mail) {
  ScanOptions options;
  options.message = true;
  options.keep_text = true;
  return scan(std::as_bytes(std::span(mail)), options);
}

Edits edits_of(const std::string& mail, const Changes& changes) {
  return rewrite(ByteView(std::string_view(mail)), read(mail), changes);
}

std::string changed(const std::string& mail, const Changes& changes) {
  const auto edits = edits_of(mail, changes);
  EXPECT_EQ(name_of(edits.obstacle), "none");
  return applied(mail, edits);
}

Changes banner_of(Outcome outcome = Outcome::suspicious) {
  Changes out;
  out.banner = outcome;
  return out;
}

const std::vector<test::Field> kFields = {{"From", "a@example.invalid"}, {"Subject", "words"}, {"MIME-Version", "1.0"}};
const std::string kJapanese = "お世話になっております。\r\n見積書をお送りします。\r\n";

std::string japanese(Charset charset, TransferEncoding encoding, const std::string& subtype = "plain",
                     const std::string& text = kJapanese) {
  return test::mail_bytes(kFields,
                          test::text_part(text, {.charset = charset, .encoding = encoding, .subtype = subtype}));
}

std::string text_of(const std::string& mail) {
  for (const auto& part : read(mail).parts)
    if (part.declared_type.starts_with("text/")) return part.text;
  return "no text";
}

std::string subject_after(const std::string& subject, const std::string& tag) {
  Changes changes;
  changes.tag = tag;
  return changed("From: a@example.invalid\r\n" + subject + "\r\nText.\r\n", changes);
}

std::string decoded_subject(const std::string& mail) {
  const auto report = read(mail);
  return std::string(report.field("subject")->decoded);
}

TEST(Tag, StandsInFrontOfTheSubjectWhichStaysAsItWasWritten) {
  EXPECT_EQ(subject_after("Subject: hello\r\n", "[CHECK] "),
            "From: a@example.invalid\r\nSubject: [CHECK] hello\r\n\r\nText.\r\n");
  EXPECT_EQ(subject_after("subject:hello\r\n again\r\n", "[CHECK]"),
            "From: a@example.invalid\r\nsubject: [CHECK] hello\r\n again\r\n\r\nText.\r\n");
  EXPECT_EQ(subject_after("", "[CHECK]"), "From: a@example.invalid\r\nSubject: [CHECK]\r\n\r\nText.\r\n");
}

TEST(Tag, InJapaneseIsWordsThatReadWithoutGaps) {
  const std::string tag = "[注意] ";
  EXPECT_EQ(decoded_subject(subject_after("Subject: hello\r\n", tag)), "[注意] hello");
  EXPECT_EQ(decoded_subject(subject_after("Subject: =?utf-8?B?5pel5pys?=\r\n", tag)), "[注意] 日本");
  const auto jis = subject_after("Subject: =?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=\r\n", tag);
  EXPECT_EQ(decoded_subject(jis), "[注意] 日本");
  EXPECT_EQ(jis.find("UTF-8"), std::string::npos) << "words of one subject are in one charset";
  const auto many = subject_after("Subject: hello\r\n", "これはとても長い目印なので二つ以上の語になります");
  EXPECT_EQ(decoded_subject(many), "これはとても長い目印なので二つ以上の語になります hello");
  std::string_view rest = many;
  for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    EXPECT_LE(rest.substr(0, end).size(), 160U);
    rest.remove_prefix(end + 1);
  }
}

TEST(Tag, IsNotSetTwice) {
  EXPECT_EQ(subject_after("Subject: Re: [CHECK] hello\r\n", "[CHECK] "),
            "From: a@example.invalid\r\nSubject: Re: [CHECK] hello\r\n\r\nText.\r\n");
}

TEST(Tag, IsAnEditOfOneFieldThatAMailServerCanMake) {
  const std::string mail = "X-A: 1\r\nSubject: one\r\nSubject: two\r\n\r\n";
  Changes changes;
  changes.tag = "T";
  const auto edits = edits_of(mail, changes);
  ASSERT_EQ(edits.edits.size(), 2U);
  EXPECT_EQ(edits.edits[0].field, "Subject");
  EXPECT_EQ(edits.edits[0].index, 1U);
  EXPECT_EQ(edits.edits[1].index, 2U);
  EXPECT_EQ(edits.edits[1].bytes, "Subject: T two\r\n");
}

TEST(Banner, IsReadInTheCharsetAndEncodingOfTheMessage) {
  const std::pair<Charset, TransferEncoding> kForms[] = {{Charset::iso_2022_jp, TransferEncoding::seven_bit},
                                                         {Charset::iso_2022_jp, TransferEncoding::base64},
                                                         {Charset::iso_2022_jp, TransferEncoding::quoted_printable},
                                                         {Charset::shift_jis, TransferEncoding::base64},
                                                         {Charset::shift_jis, TransferEncoding::eight_bit},
                                                         {Charset::shift_jis, TransferEncoding::quoted_printable},
                                                         {Charset::euc_jp, TransferEncoding::base64},
                                                         {Charset::euc_jp, TransferEncoding::eight_bit},
                                                         {Charset::utf_8, TransferEncoding::base64},
                                                         {Charset::utf_8, TransferEncoding::eight_bit},
                                                         {Charset::utf_8, TransferEncoding::quoted_printable}};
  for (const auto& [charset, encoding] : kForms) {
    const auto mail = japanese(charset, encoding);
    const auto got = changed(mail, banner_of());
    const auto text = text_of(got);
    const std::string what =
        std::string(test::charset_label(charset)) + " " + std::to_string(static_cast<int>(encoding));
    EXPECT_TRUE(text.starts_with("【注意】このメールには不審な点があります。")) << what << text;
    EXPECT_LT(text.find("【注意】"), text.find("CAUTION:")) << what;
    EXPECT_TRUE(text.ends_with(text_of(mail))) << what << text;
    EXPECT_EQ(mail.substr(0, mail.find("\r\n\r\n")), got.substr(0, got.find("\r\n\r\n"))) << what;
    const auto body = mail.substr(mail.find("\r\n\r\n") + 4);
    EXPECT_TRUE(got.ends_with(body)) << what << ": no byte of what was there changed";
    const bool wide = has_any(got, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    EXPECT_EQ(wide, encoding == TransferEncoding::eight_bit) << what;
  }
}

TEST(Banner, InIso2022JpEveryLineBeginsAndEndsInAscii) {
  const auto got = changed(japanese(Charset::iso_2022_jp, TransferEncoding::seven_bit), banner_of());
  EXPECT_NE(got.find("\r\n\r\n\x1b$B!ZCm0U![$3$N%a!<%k$K$OIT?3$JE@$,$\"$j$^$9!#"), std::string::npos)
      << testing::PrintToString(got);
  std::string_view rest = got;
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find("\r\n"));
    const auto last = line.rfind('\x1b');
    EXPECT_TRUE(last == std::string_view::npos || line.substr(last, 3) == "\x1b(B") << testing::PrintToString(line);
    rest.remove_prefix(std::min(line.size() + 2, rest.size()));
  }
}

TEST(Banner, WhereTheCharsetHasNoJapaneseItIsInEnglish) {
  for (const auto* type : {"text/plain; charset=iso-8859-1", "text/plain", "text/plain; charset=us-ascii"}) {
    const auto mail = test::mail_bytes(kFields, test::leaf_part(type, "Hello.\r\n", TransferEncoding::seven_bit));
    const auto text = text_of(changed(mail, banner_of()));
    EXPECT_TRUE(text.starts_with("CAUTION: this message looks suspicious.")) << text;
    EXPECT_TRUE(is_plain_ascii(text)) << text;
  }
  // UTF-8 could say it in Japanese, but the part promises seven bits.
  const auto mail = japanese(Charset::utf_8, TransferEncoding::seven_bit, "plain", "Hello.\r\n");
  EXPECT_TRUE(is_plain_ascii(changed(mail, banner_of())));
}

TEST(Banner, SpeaksTheLanguageThatIsAskedFor) {
  auto changes = banner_of();
  const auto mail = japanese(Charset::utf_8, TransferEncoding::base64);
  changes.languages = Languages::en;
  EXPECT_EQ(text_of(changed(mail, changes)).find("不審"), std::string::npos);
  changes.languages = Languages::ja;
  EXPECT_EQ(text_of(changed(mail, changes)).find("CAUTION"), std::string::npos);
  const auto english = japanese(Charset::utf_8, TransferEncoding::base64, "plain", "Hello.\r\n");
  const auto text = text_of(changed(english, banner_of()));
  EXPECT_LT(text.find("CAUTION"), text.find("不審")) << "the language of the message comes first";
}

TEST(Banner, OfAPageStandsBehindBodyInEveryCharset) {
  const std::string page =
      "<!DOCTYPE html><html><head><title>a<body></title></head>\r\n<body "
      "class=\"a>b\">\r\n<p>お見積り</p></body></html>\r\n";
  for (const auto charset : {Charset::utf_8, Charset::iso_2022_jp, Charset::shift_jis, Charset::euc_jp}) {
    for (const auto encoding : {TransferEncoding::base64, TransferEncoding::quoted_printable}) {
      const auto got = changed(japanese(charset, encoding, "html", page), banner_of());
      const auto text = text_of(got);
      const auto banner = text.find("【注意】");
      EXPECT_NE(banner, std::string::npos) << text;
      EXPECT_LT(banner, text.find("お見積り")) << text;
    }
  }
  const auto seven = changed(japanese(Charset::iso_2022_jp, TransferEncoding::seven_bit, "html", page), banner_of());
  EXPECT_NE(seven.find("<body class=\"a>b\"><div style="), std::string::npos) << seven;
  EXPECT_NE(seven.find("&#12304;&#27880;&#24847;&#12305;"), std::string::npos);
}

TEST(Banner, OfAPageThatHidesItsBodyStandsInFrontOfWhatShows) {
  for (const auto* page :
       {"<!-- <body> --><p>first</p><body>", "<p>first<body>x", "<img alt='<body>'>first", "first<body>"}) {
    const auto got = changed(japanese(Charset::utf_8, TransferEncoding::seven_bit, "html", page), banner_of());
    EXPECT_LT(got.find("CAUTION"), got.find("first")) << got;
    EXPECT_EQ(got.find("<!-- <div"), std::string::npos) << got;
  }
}

TEST(Banner, StandsInBothTextsOfAnAlternativeAndInNoAttachment) {
  const auto letter = test::multipart(
      "mixed", "m",
      {test::multipart("alternative", "a",
                       {test::text_part(kJapanese, {}),
                        test::multipart("related", "r", {test::text_part("<p>お世話</p>", {.subtype = "html"})})}),
       test::file_part({"a.txt", "text/plain", "attached"}, {}), test::text_part("footer of a list", {})});
  const auto got = changed(test::mail_bytes(kFields, letter), banner_of());
  int banners = 0;
  for (const auto& part : read(got).parts) banners += part.text.find("【注意】") != std::string::npos ? 1 : 0;
  EXPECT_EQ(banners, 2);
}

TEST(Banner, FitsAnEmptyText) {
  for (const auto* empty :
       {"--m\r\nContent-Type: text/plain\r\n\r\n\r\n--m", "--m\r\nContent-Type: text/plain\r\n\r\n--m",
        "--m\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n\r\n--m"}) {
    const std::string mail = "MIME-Version: 1.0\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n" +
                             std::string(empty) + "\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4\r\n--m--\r\n";
    const auto got = changed(mail, banner_of());
    EXPECT_TRUE(text_of(got).starts_with("CAUTION")) << got;
    EXPECT_EQ(read(got).parts.size(), read(mail).parts.size()) << got;
  }
}

TEST(Banner, DoesNotBreakWhatIsSigned) {
  const auto text = test::text_part(kJapanese, {});
  const auto signature = test::leaf_part("application/pgp-signature", "sig", TransferEncoding::seven_bit);
  const std::string kSigned[] = {
      test::mail_bytes(kFields,
                       test::multipart("signed", "s", {text, signature}, "; protocol=\"application/pgp-signature\"")),
      test::mail_bytes(kFields, test::leaf_part("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
                                                "0\x82", TransferEncoding::base64)),
      test::mail_bytes(kFields,
                       test::text_part("-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nHello.\r\n", {})),
      test::mail_bytes(kFields,
                       test::text_part("-----BEGIN PGP MESSAGE-----\r\n\r\nabcd\r\n-----END PGP MESSAGE-----\r\n", {})),
  };
  for (const auto& mail : kSigned) {
    auto changes = banner_of();
    changes.tag = "[T]";
    const auto edits = edits_of(mail, changes);
    EXPECT_EQ(name_of(edits.obstacle), "none") << mail;
    const auto got = applied(mail, edits);
    EXPECT_EQ(got.substr(got.find("\r\n\r\n")), mail.substr(mail.find("\r\n\r\n"))) << mail;
    EXPECT_EQ(decoded_subject(got), "[T] words");
    EXPECT_EQ(name_of(edits.changed.back().what), "no-banner-signed") << mail;
  }
}

TEST(Banner, WhereProgramsDisagreeNothingIsChanged) {
  const auto twice = "Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 7bit\r\n";
  const auto mail = "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n" + std::string(twice) + "\r\n" +
                    test::base64(test::payload_bytes(test::Payload::eicar)) + "\r\n";
  auto changes = banner_of();
  changes.tag = "[T]";
  const auto edits = edits_of(mail, changes);
  EXPECT_EQ(name_of(edits.obstacle), "ambiguous");
  EXPECT_EQ(applied(mail, edits), mail);
}

TEST(Banner, InACharsetThatIsNoneOfAsciiIsRefused) {
  const auto mail = test::mail_bytes(
      kFields, test::leaf_part("text/plain; charset=utf-16le", std::string("H\0i\0", 4), TransferEncoding::base64));
  EXPECT_EQ(name_of(edits_of(mail, banner_of()).obstacle), "charset");
}

/// Parts that carry a finding of the EICAR file.
std::vector<std::uint32_t> infected(const Report& report) {
  std::vector<std::uint32_t> out;
  for (const auto& finding : report.findings)
    if (finding.spec->id == "test.eicar") out.push_back(finding.part);
  return out;
}

std::string stripped(const std::string& mail) {
  Changes changes;
  const auto report = read(mail);
  changes.strip = infected(report);
  EXPECT_FALSE(changes.strip.empty()) << mail;
  changes.contact = "help@example.invalid";
  const auto got = changed(mail, changes);
  EXPECT_TRUE(infected(read(got)).empty()) << got;
  EXPECT_EQ(decide(read(got), {}, Policy::standard()).outcome, Outcome::clean) << got;
  return got;
}

test::Part bad_file(const std::string& name = "請求書.com", TransferEncoding encoding = TransferEncoding::base64) {
  return test::file_part({name, "application/octet-stream", test::payload_bytes(test::Payload::eicar)},
                         {.encoding = encoding});
}

TEST(Notice, StandsInPlaceOfADangerousAttachment) {
  const auto mail = test::mail_bytes(
      kFields, test::multipart("mixed", "m", {test::text_part(kJapanese, {}), bad_file(), test::text_part("end", {})}));
  const auto got = stripped(mail);
  const auto report = read(got);
  ASSERT_EQ(report.parts.size(), 5U);
  const auto& notice = report.parts[3].text;
  EXPECT_TRUE(notice.starts_with("危険と判定された添付ファイルを")) << notice;
  for (const auto* said :
       {"ファイル名: 請求書.com", "SHA-256: 275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f",
        "サイズ: 68 バイト", "help@example.invalid", "An attachment was taken out", "Name: 請求書.com"})
    EXPECT_NE(notice.find(said), std::string::npos) << notice;
  EXPECT_EQ(report.parts[2].text, kJapanese);
  EXPECT_EQ(report.parts[4].text, "end");
  EXPECT_EQ(report.parts[3].name, "fumiban-notice-3.txt");
}

TEST(Notice, StaysInIso2022JpWhereTheMessageIs) {
  const test::TextStyle style{.charset = Charset::iso_2022_jp, .encoding = TransferEncoding::seven_bit};
  const auto got = stripped(
      test::mail_bytes(kFields, test::multipart("mixed", "m", {test::text_part(kJapanese, style), bad_file()})));
  EXPECT_EQ(got.find("utf-8\r\nContent-Transfer-Encoding"), std::string::npos) << got;
  EXPECT_NE(read(got).parts[3].text.find("ファイル名: 請求書.com"), std::string::npos);
}

TEST(Notice, StandsInPlaceOfAMessageThatIsNothingElse) {
  const auto got = stripped(test::mail_bytes(kFields, bad_file()));
  const auto report = read(got);
  ASSERT_EQ(report.parts.size(), 2U) << got;
  EXPECT_NE(report.parts[1].text.find("請求書.com"), std::string::npos);
  EXPECT_TRUE(
      got.starts_with("From: a@example.invalid\r\nSubject: words\r\nMIME-Version: 1.0\r\nContent-Type: text/plain"));
}

TEST(Notice, ReachesIntoEnclosedMessagesAndTakesArchivesWhole) {
  const auto inner =
      test::mail_bytes(kFields, test::multipart("mixed", "i", {test::text_part("inner", {}), bad_file()}));
  const auto forwarded = stripped(test::mail_bytes(
      kFields, test::multipart("mixed", "m", {test::text_part("outer", {}), test::message_part(inner)})));
  EXPECT_NE(forwarded.find("boundary=\"i\"") != std::string::npos ? forwarded.find("boundary=\"i\"")
                                                                  : forwarded.find("boundary=i"),
            std::string::npos);
  const std::vector<test::ZipEntry> entries = {{"a.txt", "words"},
                                               {"b.com", test::payload_bytes(test::Payload::eicar)}};
  const auto zipped = stripped(test::mail_bytes(
      kFields, test::multipart("mixed", "m",
                               {test::text_part("outer", {}),
                                test::file_part({"a.zip", "application/zip", test::write_zip(entries)}, {})})));
  EXPECT_NE(read(zipped).parts[3].text.find("a.zip"), std::string::npos);
}

TEST(Notice, StandsInPlaceOfAMessageThatIsNothingButAnotherOne) {
  const auto mail = "MIME-Version: 1.0\r\nSubject: outer\r\nContent-Type: message/rfc822\r\n\r\n" +
                    test::mail_bytes(kFields, bad_file());
  const auto inner = stripped(mail);
  EXPECT_NE(inner.find("Content-Type: message/rfc822\r\n"), std::string::npos) << "the innermost is replaced";
  Changes changes;
  changes.strip = {1};
  const auto got = changed(mail, changes);
  EXPECT_EQ(got.find("message/rfc822"), std::string::npos) << got;
  EXPECT_EQ(read(got).parts.size(), 2U) << got;
}

TEST(Notice, TakesNoHeaderOfWhatLiesInAPartForThePartsOwn) {
  const std::string kType = "Content-Type: message/external-body; access-type=URL; url=\"http://a.invalid/x\"\r\n";
  const auto mail = "MIME-Version: 1.0\r\n" + kType + "\r\nContent-Type: text/1.0\r\n" + kType +
                    "\r\nContent-Type: text/plain\r\n\r\nplain\r\n";
  Changes changes;
  changes.strip = {1};
  const auto edits = edits_of(mail, changes);
  ASSERT_EQ(edits.edits.size(), 4U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_FALSE(edits.edits[i].field.empty());
  EXPECT_EQ(read(applied(mail, edits)).parts.size(), 2U);
}

TEST(Notice, OfWhatIsSignedIsRefused) {
  const auto mail = test::mail_bytes(
      kFields, test::multipart("signed", "s",
                               {test::multipart("mixed", "m", {test::text_part("x", {}), bad_file()}),
                                test::leaf_part("application/pgp-signature", "sig", TransferEncoding::seven_bit)}));
  Changes changes;
  changes.strip = infected(read(mail));
  EXPECT_EQ(name_of(edits_of(mail, changes).obstacle), "signed");
}

TEST(Notice, TellsThatAFileIsLocked) {
  const auto mail = test::mail_bytes(
      kFields,
      test::multipart(
          "mixed", "m",
          {test::text_part(kJapanese, {}),
           test::file_part({"見積.zip", "application/zip", test::locked_zip("a.txt", "words", "tq8-zz")}, {})}));
  Changes changes;
  for (const auto& finding : read(mail).findings)
    if (finding.spec->unread == Unread::locked) changes.locked.push_back(finding.part);
  ASSERT_FALSE(changes.locked.empty());
  const auto got = changed(mail, changes);
  EXPECT_NE(read(got).parts[3].text.find("パスワードで保護されていて"), std::string::npos);
  EXPECT_EQ(decide(read(got), {}, Policy::standard()).outcome, Outcome::clean);
}

/// Disarms everything.
std::string disarmed(const std::string& mail, Changes changes = {}) {
  for (std::uint32_t i = 0; i < read(mail).parts.size(); ++i) changes.disarm.push_back(i);
  return changed(mail, changes);
}

test::Part macro_document(const std::string& name) {
  return test::file_part({name, "application/vnd.ms-word.document.macroEnabled.12",
                          test::docm_file({"t", "a", {"賞与"}}, test::auto_open_echo_project())},
                         {});
}

TEST(Disarm, ADocumentStaysWithoutItsMacros) {
  auto file = macro_document("賞与.docm");
  file.fields.push_back({"Content-MD5", "Q2hlY2sgSW50ZWdyaXR5IQ=="});
  file.fields.push_back({"Content-ID", "<one@example.invalid>"});
  const auto mail = test::mail_bytes(kFields, test::multipart("mixed", "m", {test::text_part(kJapanese, {}), file}));
  const auto got = disarmed(mail);
  const auto report = read(got);
  ASSERT_GE(report.parts.size(), 4U);
  const auto& document = report.parts[3];
  EXPECT_EQ(document.name, "賞与.docx") << got;
  EXPECT_EQ(document.type, "ooxml");
  EXPECT_EQ(document.declared_type, "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  EXPECT_EQ(got.find("Content-MD5"), std::string::npos);
  EXPECT_NE(got.find("Content-ID: <one@example.invalid>"), std::string::npos);
  for (const auto& finding : report.findings) EXPECT_FALSE(finding.spec->id.starts_with("vba.")) << finding.spec->id;
  EXPECT_EQ(decide(report, {}, Policy::standard()).outcome, Outcome::clean);
  EXPECT_EQ(report.parts[2].text, kJapanese);
}

TEST(Disarm, APageBecomesAHarmlessOneWithItsBanner) {
  const std::string page =
      "<html><body><p>請求書</p><script>x()</script><a href=\"http://a.invalid/b\">開く</a></body></html>";
  for (const auto charset : {Charset::utf_8, Charset::iso_2022_jp, Charset::shift_jis}) {
    const auto got = disarmed(japanese(charset, TransferEncoding::base64, "html", page), banner_of());
    const auto text = text_of(got);
    EXPECT_NE(text.find("請求書"), std::string::npos) << text;
    EXPECT_NE(text.find("【注意】"), std::string::npos) << text;
    EXPECT_EQ(text.find("x()"), std::string::npos) << text;
    EXPECT_EQ(got.find("href=\"http:"), std::string::npos) << text;
  }
}

TEST(Disarm, WhatCannotBeDisarmedBecomesANotice) {
  const auto mail =
      test::mail_bytes(kFields, test::multipart("mixed", "m", {test::text_part(kJapanese, {}), bad_file()}));
  const auto text = read(disarmed(mail)).parts[3].text;
  EXPECT_TRUE(text.starts_with("安全な形にできない添付ファイルを")) << text;
}

TEST(Disarm, WhatDoesNotActStaysByteForByte) {
  const auto mail = test::mail_bytes(
      kFields,
      test::multipart(
          "mixed", "m",
          {test::text_part(kJapanese, {}),
           test::file_part({"a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                            test::docx_file({"t", "a", {"賞与"}})},
                           {})}));
  EXPECT_EQ(disarmed(mail), mail);
}

TEST(Forms, QuotedPrintableKeepsLinesShortAndBlanksAtTheirEnd) {
  const std::string text = "a=b \n\xE6\x97\xA5" + std::string(200, 'x') + "\t\r\nend ";
  const auto coded = quoted_printable(text, "\r\n");
  EXPECT_EQ(coded.substr(0, 20), "a=3Db=20\r\n=E6=97=A5x");
  std::string_view rest = coded;
  for (auto end = rest.find("\r\n"); end != std::string_view::npos; end = rest.find("\r\n")) {
    EXPECT_LE(end, 76U);
    rest.remove_prefix(end + 2);
  }
}

} // namespace
} // namespace fumiban::rewrite
