// SPDX-License-Identifier: Apache-2.0
#include "business_files.hpp"

#include <array>

#include "office.hpp"
#include "pdf.hpp"
#include "picture.hpp"

namespace fumiban::test {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

/// The file's title and the details of the letter's affair.
struct Content {
  std::string title;
  std::vector<std::string> lines;
};

Content content_of(const Letter& letter, Dice& dice) {
  Content out;
  out.title = filled(dice.pick(letter.topic->file_names), letter.circumstance);
  out.lines = lines_of(filled(dice.pick(letter.topic->openings), letter.circumstance) + "\n" +
                       filled(dice.pick(letter.topic->details), letter.circumstance));
  return out;
}

std::string two(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string day_digits(std::int64_t time) {
  const CivilTime at = civil_time(time);
  return std::to_string(at.year) + two(at.month) + two(at.day);
}

std::string pdf_of(const Letter& letter, const Content& content, Dice& dice) {
  PdfText page;
  page.title = content.title;
  page.lines = content.lines;
  page.lines.insert(page.lines.begin(), content.title);
  page.lines.push_back(letter.from.name());
  page.object_streams = dice.chance(50);
  if (dice.chance(15)) page.link = "https://www." + std::string(letter.from.company.domain) + "/";
  return pdf_file(page);
}

SheetText sheet_of(const Letter& letter, const Content& content, Dice& dice) {
  SheetText out;
  out.title = content.title;
  out.author = letter.from.name();
  const Vocabulary& words = vocabulary(letter.language);
  const bool japanese = letter.language == Language::ja;
  out.rows.push_back(japanese ? std::vector<std::string>{"No.", "品名", "数量", "単価", "金額"}
                              : std::vector<std::string>{"No.", "Item", "Quantity", "Price", "Amount"});
  const int rows = dice.between(3, 12);
  for (int i = 1; i <= rows; ++i) {
    const int count = dice.between(1, 60);
    const int price = dice.between(3, 900) * 10;
    out.rows.push_back({std::to_string(i), std::string(dice.pick(words.products)), std::to_string(count),
                        std::to_string(price), std::to_string(count * price)});
  }
  return out;
}

std::string csv_of(const SheetText& sheet, Language language) {
  std::string out;
  for (const auto& row : sheet.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) out += (i == 0 ? "\"" : ",\"") + row[i] + "\"";
    out += "\r\n";
  }
  return language == Language::ja ? to_charset(out, Charset::shift_jis) : out;
}

std::string text_of(const Content& content, Language language) {
  std::string out = content.title + "\r\n\r\n";
  for (const std::string& line : content.lines) out += line + "\r\n";
  return language == Language::ja ? to_charset(out, Charset::shift_jis) : out;
}

std::string card_of(const Contact& contact) {
  return "BEGIN:VCARD\r\nVERSION:3.0\r\nN:" + std::string(contact.person.family) + ";" +
         std::string(contact.person.given) + ";;;\r\nFN:" + contact.name() +
         "\r\nORG:" + std::string(contact.company.name) + ";" + std::string(contact.department) +
         "\r\nTEL;TYPE=WORK:" + contact.telephone() + "\r\nEMAIL:" + contact.address() + "\r\nEND:VCARD\r\n";
}

std::string stamp(std::int64_t time) {
  const CivilTime at = civil_time(time, 0);
  return std::to_string(at.year) + two(at.month) + two(at.day) + "T" + two(at.hour) + two(at.minute) + two(at.second) +
         "Z";
}

DocumentText document_of(const Letter& letter, const Content& content) {
  return {content.title, letter.from.name(), content.lines};
}

/// Excel calls the document's own module by another name.
VbaProject sheet_project(std::size_t variant) {
  VbaProject out = benign_project(variant);
  out.modules.front().name = "ThisWorkbook";
  return out;
}

} // namespace

std::string safe_file_name(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out.push_back(std::string_view("\\/:*?\"<>|,").find(c) == std::string_view::npos ? c : '-');
  }
  return out;
}

std::string calendar_for(const Letter& letter, std::string_view method) {
  const std::int64_t start = letter.time / 86400 * 86400 + 3 * 86400 + 3600;
  const auto person = [](const Contact& contact) {
    return "CN=\"" + contact.name() + "\":mailto:" + contact.address();
  };
  return "BEGIN:VCALENDAR\r\nMETHOD:" + std::string(method) +
         "\r\nPRODID:-//Example//Calendar 1.0//EN\r\nVERSION:2.0\r\n"
         "BEGIN:VEVENT\r\nUID:" +
         letter.message_id + "\r\nDTSTAMP:" + stamp(letter.time) + "\r\nDTSTART:" + stamp(start) +
         "\r\nDTEND:" + stamp(start + 3600) + "\r\nSUMMARY:" + letter.subject +
         "\r\nLOCATION:" + letter.circumstance.at("place") + "\r\nORGANIZER;" + person(letter.from) +
         "\r\nATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;\r\n " + person(letter.to) +
         "\r\nSEQUENCE:0\r\nSTATUS:CONFIRMED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
}

Attachment document_for(const Letter& letter, FileKind kind, Dice& dice) {
  const Content content = content_of(letter, dice);
  std::string name = safe_file_name(content.title);
  if (dice.chance(30)) name += "_" + day_digits(letter.time);
  const bool japanese = letter.language == Language::ja;
  const std::string picture =
      japanese ? "写真" + std::to_string(dice.between(1, 9)) : "IMG_" + dice.letters(4, "0123456789");
  const auto number = static_cast<unsigned>(dice.below(60));
  switch (kind) {
    case FileKind::pdf:
      return {name + ".pdf", dice.chance(90) ? "application/pdf" : "application/octet-stream",
              pdf_of(letter, content, dice)};
    case FileKind::png:
      return {(japanese ? "画面" : "screen ") + std::to_string(number) + ".png", "image/png",
              png_picture(40 + number, 30, {0x20, 0x70, static_cast<std::uint8_t>(number)})};
    case FileKind::jpeg: return {picture + ".jpg", "image/jpeg", jpeg_picture(32 + number, 24)};
    case FileKind::txt: return {name + ".txt", "text/plain", text_of(content, letter.language)};
    case FileKind::csv:
      return {name + ".csv", dice.chance(50) ? "text/csv" : "application/vnd.ms-excel",
              csv_of(sheet_of(letter, content, dice), letter.language)};
    case FileKind::ics: return {japanese ? "予定.ics" : "invite.ics", "text/calendar", calendar_for(letter, "PUBLISH")};
    case FileKind::vcf: return {letter.from.name() + ".vcf", "text/vcard", card_of(letter.from)};
    case FileKind::docx:
      return {name + ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
              docx_file(document_of(letter, content))};
    case FileKind::xlsx:
      return {name + ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
              xlsx_file(sheet_of(letter, content, dice))};
    case FileKind::doc_with_macro:
      return {name + ".doc", "application/msword", doc_file(document_of(letter, content), benign_project(number))};
    case FileKind::docm_with_macro:
      return {name + ".docm", "application/vnd.ms-word.document.macroEnabled.12",
              docm_file(document_of(letter, content), benign_project(number))};
    case FileKind::xlsm_with_macro:
      return {name + ".xlsm", "application/vnd.ms-excel.sheet.macroEnabled.12",
              xlsm_file(sheet_of(letter, content, dice), sheet_project(number))};
  }
  return {};
}

} // namespace fumiban::test
