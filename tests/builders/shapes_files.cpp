// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "business_files.hpp"
#include "mailers.hpp"
#include "picture.hpp"
#include "quotes.hpp"
#include "shapes.hpp"

namespace fumiban::test {
namespace {

constexpr std::array<FileKind, 8> kKinds = {FileKind::pdf, FileKind::jpeg, FileKind::pdf, FileKind::csv,
                                            FileKind::png, FileKind::txt,  FileKind::vcf, FileKind::ics};

struct NameCase {
  std::string_view name;
  NameStyle style;
  Charset charset;
};

constexpr std::array<NameCase, 12> kNameCases = {
    {{"rfc2231-utf8", NameStyle::rfc2231, Charset::utf_8},
     {"rfc2231-jis", NameStyle::rfc2231, Charset::iso_2022_jp},
     {"rfc2231-sjis", NameStyle::rfc2231, Charset::shift_jis},
     {"rfc2047-jis", NameStyle::rfc2047, Charset::iso_2022_jp},
     {"rfc2047-utf8", NameStyle::rfc2047, Charset::utf_8},
     {"rfc2047-folded", NameStyle::rfc2047_folded, Charset::iso_2022_jp},
     {"across-rfc2231-jis", NameStyle::rfc2047_across_rfc2231, Charset::iso_2022_jp},
     {"across-rfc2231-utf8", NameStyle::rfc2047_across_rfc2231, Charset::utf_8},
     {"both", NameStyle::both, Charset::utf_8},
     {"raw-sjis", NameStyle::raw_8bit, Charset::shift_jis},
     {"raw-utf8", NameStyle::raw_8bit, Charset::utf_8},
     {"raw-jis", NameStyle::raw_iso_2022_jp, Charset::iso_2022_jp}}};

Built attachment_mail(std::size_t serial) {
  const NameCase& now = kNameCases[serial % kNameCases.size()];
  Dice dice("ja-attachment", serial);
  Letter letter = first_letter(Language::ja, dice);
  letter.attachments.push_back(document_for(letter, kKinds[serial / kNameCases.size() % kKinds.size()], dice));
  if (dice.chance(20)) letter.attachments.push_back(document_for(letter, dice.pick(kKinds), dice));
  FormWish wish;
  wish.charset = now.charset;
  wish.name_style = now.style;
  return {drafted(letter, dice, wish).bytes(), std::string(now.name)};
}

/// The same as each mailer does it by itself.
Built habitual_attachment(Language language, std::size_t serial) {
  Dice dice(language == Language::ja ? "ja-attachment-habit" : "en-attachment", serial);
  Letter letter = first_letter(language, dice);
  letter.attachments.push_back(document_for(letter, kKinds[serial % kKinds.size()], dice));
  return {drafted(letter, dice).bytes(), std::string(mailer_name(letter.mailer))};
}

/// HTML with a logo in the signature, in multipart/related.
Built picture_in_text(Language language, std::size_t serial) {
  static constexpr std::array<Mailer, 3> kMailers = {Mailer::outlook, Mailer::apple_mail, Mailer::gmail};
  Dice dice(language == Language::ja ? "ja-inline-picture" : "en-inline-picture", serial);
  LetterWish letter_wish;
  letter_wish.mailer = dice.pick(kMailers);
  const Letter letter = first_letter(language, dice, letter_wish);
  FormWish wish;
  wish.html = false;
  DraftMail draft = drafted(letter, dice, wish);
  const bool jpeg = dice.chance(30);
  const Attachment picture = {std::string(jpeg ? "image001.jpg" : "image001.png"), jpeg ? "image/jpeg" : "image/png",
                              jpeg ? jpeg_picture(64, 24) : png_picture(48, 20)};
  FileStyle style;
  style.disposition = "inline";
  style.content_id =
      picture.name + "@01D9" + dice.letters(4, "0123456789ABCDEF") + "." + dice.letters(8, "0123456789ABCDEF");
  std::string html = html_with_quotes(letter);
  const std::string image = "<img width=\"96\" height=\"40\" src=\"cid:" + style.content_id + "\" alt=\"logo\">";
  const std::size_t end = html.rfind(html.find("</body>") == std::string::npos ? "</div>" : "</body>");
  html.insert(end == std::string::npos ? html.size() : end, image);
  TextStyle text_style;
  text_style.subtype = "html";
  const Part related = multipart("related", boundary_of(letter.mailer, dice),
                                 {text_part(html, text_style), file_part(picture, style)}, "; type=\"text/html\"");
  draft.root = multipart("alternative", boundary_of(letter.mailer, dice), {draft.root, related});
  return {draft.bytes(), ""};
}

/// What the office's printer sends after a scan.
Built scanner_mail(std::size_t serial) {
  static const std::array<const char*, 4> kSubjects = {"Message from KMBT_C360i", "スキャンデータ送信",
                                                       "Scanned image from MX-4151", "【複合機】スキャン文書"};
  Dice dice("ja-scanner", serial);
  const Contact reader = home_contact(Language::ja, dice);
  const std::int64_t time = working_time(dice);
  const CivilTime at = civil_time(time);
  const std::string stamp = std::to_string(at.year) + dice.letters(10, "0123456789");
  std::vector<Field> fields = {
      {"Received", "from printer3 (printer3.midori.example.co.jp [192.0.2.77])\r\n\tby mx1.example.co.jp with SMTP; " +
                       mail_date(time + 1)},
      {"Date", mail_date(time)},
      {"From", "scanner@midori.example.co.jp"},
      {"To", reader.address()},
      {"Subject", encoded_words(dice.pick(kSubjects), Charset::utf_8)},
      {"Message-Id", "<" + stamp + ".scan@midori.example.co.jp>"},
      {"MIME-Version", "1.0"},
      {"X-Mailer", "C360i"}};
  const Attachment file = {"SKM_C360i" + stamp + ".pdf", "application/pdf",
                           document_for(first_letter(Language::ja, dice), FileKind::pdf, dice).bytes};
  TextStyle style;
  style.charset = dice.chance(50) ? Charset::iso_2022_jp : Charset::utf_8;
  style.encoding = style.charset == Charset::utf_8 ? TransferEncoding::base64 : TransferEncoding::seven_bit;
  const Part text = text_part(
      dice.chance(30) ? "" : "複合機よりスキャンした文書を送信します。\nファイル形式: PDF\n解像度: 300 x 300 dpi\n",
      style);
  return {mail_bytes(fields, multipart("mixed", "KONICA_MINOLTA_Internet_Fax_Boundary" + dice.letters(6, "0123456789"),
                                       {text, file_part(file, {})})),
          ""};
}

} // namespace

std::vector<ShapeRow> file_shapes() {
  return {{"ja-attachment", 252, false, attachment_mail},
          {"ja-attachment-habit", 90, false, [](std::size_t n) { return habitual_attachment(Language::ja, n); }},
          {"en-attachment", 80, false, [](std::size_t n) { return habitual_attachment(Language::en, n); }},
          {"ja-inline-picture", 100, false, [](std::size_t n) { return picture_in_text(Language::ja, n); }},
          {"en-inline-picture", 30, false, [](std::size_t n) { return picture_in_text(Language::en, n); }},
          {"ja-scanner", 60, false, scanner_mail}};
}

} // namespace fumiban::test
