// SPDX-License-Identifier: Apache-2.0
/// @file
/// Subjects and attachment names of real mail in many charsets, as their projects' tests state them or, where those
/// say nothing, as a person reads them.
#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include "corpus_files.hpp"
#include "corpus_tree.hpp"

namespace fumiban::test {
namespace {

using Strings = std::vector<std::string>;

/// What a message's subject and attachments are called.
struct NamedMessage {
  std::string file;
  std::string subject;
  Strings names;
};

const std::vector<NamedMessage>& mikel_mail() {
  static const std::string folder = "mikel-mail/emails/";
  static const std::string ga = "まみむめも";
  static const std::vector<NamedMessage> all = {
      {"attachment_emails/attachment_content_disposition.eml", "testing", {"api.rb"}},
      {"attachment_emails/attachment_message_rfc822.eml", "testing", {"ForwardedMessage.eml", "broken.pdf"}},
      {"attachment_emails/attachment_message_rfc822_inline_image.eml", "test", {"img.png", "Testmail.eml"}},
      {"attachment_emails/attachment_nonascii_filename.eml", "testing", {"ciële.txt"}},
      {"attachment_emails/attachment_only_email.eml", "this message JUST contains an attachment", {"blah.gz"}},
      {"attachment_emails/attachment_pdf.eml", "Another PDF with 🎉 Unicode chars in it 🍿", {"broken.pdf"}},
      {"attachment_emails/attachment_with_base64_encoded_name.eml",
       "Fwd: Signed email causes file attachments",
       {"This is a test.pdf"}},
      // Declared iso-2022-jp, in which byte 8A means nothing: read as the Japanese charset in which it does.
      {"attachment_emails/attachment_with_encoded_name.eml",
       "Fwd: Signed email causes file attachments",
       {"01 Quien Te DijŠat. Pitbull.mp3"}},
      {"attachment_emails/attachment_with_quoted_filename.eml", "Eelanalüüsi päring", {"Eelanalüüsi päring.jpg"}},
      {"attachment_emails/attachment_with_unquoted_name.eml", "testing", {"This is a test.txt"}},
      {"error_emails/bad_encoded_subject.eml", "TEST", {}},
      {"error_emails/content_transfer_encoding_x_uuencode.eml",
       "PGP Comments on RTO West Release of Dec. 14",
       {"PGP_Cmts_on_12-14-01_Pkg.doc"}},
      {"error_emails/trademark_character_in_subject.eml", "GA.comô has a lead for you", {}},
      {"error_emails/invalid_subject_characters.eml",
       "Formação FrenetikPolis: Mega Campanha Final Verão | Cursos de Setembro",
       {}},
      {"mime_emails/email_with_similar_boundaries.eml", "Xxxxxx", {"LOGO.png"}},
      {"mime_emails/raw_email7.eml", "testing", {"test.rb", "test.pdf", "smime.p7s"}},
      {"mime_emails/raw_email_encoded_stack_level_too_deep.eml",
       "Nicolas Fouché has accepted your invitation to Gmail",
       {}},
      {"mime_emails/raw_email_with_binary_encoded.eml", "Testing outlook", {"2013-08-13_19-08-28-1.jpg"}},
      {"mime_emails/raw_email_with_multipart_mixed_quoted_boundary.eml", "Testing outlook", {"broken.pdf"}},
      {"mime_emails/raw_email_with_nested_attachment.eml", "Testing attachments", {"truncated.png", "smime.p7s"}},
      {"multi_charset/japanese.eml", ga, {}},
      {"multi_charset/japanese_attachment.eml", "testing", {"てすと.txt"}},
      {"multi_charset/japanese_attachment_long_name.eml",
       ga + ga + ga + ga + ga + ga + ga + ga + ga + ga,
       {"かきくけこかきくけこかきくけこかきくけこかきくけこ.txt"}},
      {"multi_charset/japanese_iso_2022.eml", ga, {}},
      {"multi_charset/japanese_shift_jis.eml", "test", {}},
      {"plain_emails/raw_email.eml", "NOTE: 한국말로 하는 것", {}},
      {"plain_emails/raw_email_with_partially_quoted_subject.eml", "Re: Test: \"漢字\" mid \"漢字\" tail", {}},
      {"rfc2822/example14.eml", "Re: TEST テストテスト", {}},
  };
  static std::vector<NamedMessage> placed;
  if (placed.empty())
    for (const auto& one : all) placed.push_back({folder + one.file, one.subject, one.names});
  return placed;
}

const std::vector<NamedMessage>& php_mime_mail_parser() {
  static const std::string folder = "php-mime-mail-parser/mails/";
  static const Strings composed = {"logo.jpg", "background.jpg", "attachment.txt"};
  static const std::vector<NamedMessage> all = {
      {"m0001", "Mail avec fichier attaché de 1ko", {"attach01"}},
      {"m0002", "Mail avec fichier attaché de 3ko", {"attach02"}},
      {"m0003", "Mail de 14 Ko", {"attach03"}},
      {"m0007", "Mail avec fichier attaché de 3ko", {"attach02"}},
      {"m0008", "Testing MIME E-mail composing with cid", composed},
      {"m0009", "Ogone NIEUWE order Maurits PAYID: 951597484 / orderID: 456123 / status: 5", {}},
      {"m0011", "Hello World !", {"file.txt"}},
      {"m0012", "Hello World !", {"file.txt"}},
      {"m0013",
       "50032266 CAR 11_MNPA00A01_9PTX_H00 ATT N° 1467829. pdf",
       {"50032266 CAR 11_MNPA00A01_9PTX_H00 ATT N° 1467829.pdf"}},
      {"m0014", "Test message from Netscape Communicator 4.7", {"HasenundFrösche.txt"}},
      {"m0015", "Up to $30 Off Multivitamins!", {}},
      {"m0016", "Test message with multiple From headers", {"HasenundFrösche.txt"}},
      {"m0018", "[Korea] Name", {"사진.JPG", "ATT00001.txt"}},
      {"m0019", "Re: Maya Ethnobotanicals - Emails", {}},
      {"m0020", "1", {}},
      {"m0021", "occurs when divided into an array, and the last e of the array! Путін хуйло!!!!!!", {}},
      {"m0022", "[PRJ-OTH] asdf  árvíztűrő tükörfúrógép", {}},
      {"m0023", "If you can read this you understand the example.", {}},
      {"m0024", "Persil, abeilles ...", {"Biodiversité de semaine en semaine.doc"}},
      {"m0025", "Testing MIME E-mail composing with cid", composed},
      {"m0026", "[Korea] Name", {"ATT00001.txt", "ATT00001.txt"}},
      {"m0027", "1234 / 1234", {"1234/../../1234.txt"}},
      {"issue115", "Testing MIME E-mail composing with cid", composed},
      {"issue116", "ЖД№41 от 28.09.2016", {}},
      {"issue133", "Mail avec fichier attaché de 1ko", {"attach/01"}},
      {"issue149", "מענה 'אני לא נמצא': Invoice 02722027", {"attach01"}},
      {"issue163", "Multiple text blocks", {"image1.jpeg"}},
      {"issue212", "Automatyczna odpowiedź: Piotrze, test z 6 miesięcy nauki ciągle na Ciebie czeka", {}},
      {"issue230", "Scientific conferences, Bulgaria 2019", {}},
      {"issue250", "1234 / 1234", {"Kontoutskrift for 1506.14.90466\nBedriftskonto.pdf"}},
  };
  static std::vector<NamedMessage> placed;
  if (placed.empty())
    for (const auto& one : all) placed.push_back({folder + one.file, one.subject, one.names});
  return placed;
}

/// The names of the ordinary parts, in order of the message.
void add_names(const Entity& entity, Strings& out) {
  if (!entity.name.empty()) out.push_back(entity.name);
  for (const auto& child : entity.children) add_names(child, out);
}

std::string subject_of(const Report& report) {
  const auto* field = report.field("subject");
  return field == nullptr ? std::string() : std::string(field->decoded);
}

void check_names(const std::filesystem::path& root, const std::vector<NamedMessage>& messages) {
  for (const auto& message : messages) {
    const auto report = read_mail(bytes_of(root / message.file));
    Strings names;
    add_names(ordinary_tree(report), names);
    EXPECT_EQ(subject_of(report), message.subject) << message.file;
    EXPECT_EQ(names, message.names) << message.file;
  }
}

TEST(Names, MikelMail) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  check_names(root, mikel_mail());
}

TEST(Names, PhpMimeMailParser) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  check_names(root, php_mime_mail_parser());
  Strings names;
  add_names(ordinary_tree(read_mail(bytes_of(root / "php-mime-mail-parser" / "mails" / "issue408.eml"))), names);
  EXPECT_EQ(names.size(), 328U) << "one for each of its attachments";
}

TEST(Names, JapaneseMailIsReadAsJapanese) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  const auto report = read_mail(bytes_of(root / "mail-iso-2022-jp" / "data" / "sample0.eml"));
  EXPECT_EQ(subject_of(report), "投稿0");
  EXPECT_EQ(with_line_feeds(ordinary_tree(report).text), "投稿テスト\n--\nyamada@example.jp\n");
}

/// Nothing is shown undecoded or as U+FFFD that the message does not write so itself.
TEST(Names, EverySubjectAndNameDecodes) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  std::size_t files = 0;
  for (const auto* folder : {"mikel-mail/emails", "php-mime-mail-parser/mails", "python-email/data",
                             "mail-iso-2022-jp/data", "mimekit/messages", "email_reply_trimmer/emails"}) {
    for (const auto& file : files_under(root / folder)) {
      ++files;
      const auto bytes = bytes_of(file);
      if (bytes.find("\xEF\xBF\xBD") != std::string::npos) continue;
      const auto report = read_mail(bytes);
      Strings shown;
      add_names(ordinary_tree(report), shown);
      shown.push_back(subject_of(report));
      for (const auto& text : shown) {
        EXPECT_EQ(text.find("\xEF\xBF\xBD"), std::string::npos) << file << ": " << text;
        EXPECT_EQ(text.find("?="), std::string::npos) << file << ": " << text;
      }
    }
  }
  std::cout << "names: " << files << " files\n";
}

} // namespace
} // namespace fumiban::test
