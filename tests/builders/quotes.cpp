// SPDX-License-Identifier: Apache-2.0
#include "quotes.hpp"

#include <array>

namespace fumiban::test {
namespace {

std::string two(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string who(const Contact& contact) { return contact.name() + " <" + contact.address() + ">"; }

std::string marked(std::string_view text, std::string_view mark) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    out.append(line.starts_with('>') ? mark.substr(0, 1) : mark).append(line).append("\n");
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

/// "2023年4月18日 14:05", "Tuesday, April 18, 2023 2:05 PM".
std::string long_time(const Letter& letter) {
  static const std::array<const char*, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
  static const std::array<const char*, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
  const CivilTime at = civil_time(letter.time);
  if (letter.language == Language::ja) {
    return std::to_string(at.year) + "年" + std::to_string(at.month) + "月" + std::to_string(at.day) + "日 " +
           std::to_string(at.hour) + ":" + two(at.minute);
  }
  const int hour = at.hour % 12 == 0 ? 12 : at.hour % 12;
  return std::string(kDays[static_cast<std::size_t>(at.weekday)]) + ", " +
         kMonths[static_cast<std::size_t>(at.month - 1)] + " " + std::to_string(at.day) + ", " +
         std::to_string(at.year) + " " + std::to_string(hour) + ":" + two(at.minute) + (at.hour < 12 ? " AM" : " PM");
}

/// "2023/04/18 14:05".
std::string slash_time(const Letter& letter) {
  const CivilTime at = civil_time(letter.time);
  return std::to_string(at.year) + "/" + two(at.month) + "/" + two(at.day) + " " + two(at.hour) + ":" + two(at.minute);
}

std::string copies(const Letter& letter, const std::string& label) {
  if (letter.cc.empty()) return "";
  std::string out = label;
  for (std::size_t i = 0; i < letter.cc.size(); ++i) out += (i == 0 ? "" : "; ") + who(letter.cc[i]);
  return out + "\n";
}

/// Outlook's block of header lines. Old versions and English ones use English words.
std::string outlook_block(const Letter& said, bool japanese_words) {
  if (japanese_words) {
    return "差出人: " + who(said.from) + "\n送信日時: " + long_time(said) + "\n宛先: " + who(said.to) + "\n" +
           copies(said, "CC: ") + "件名: " + said.subject + "\n";
  }
  return "From: " + who(said.from) + "\nSent: " + long_time(said) + "\nTo: " + who(said.to) + "\n" +
         copies(said, "Cc: ") + "Subject: " + said.subject + "\n";
}

/// The line or block that introduces the quoted letter in a program that marks lines with ">".
std::string attribution(const Letter& said, Mailer mailer) {
  static const std::array<const char*, 7> kDays = {"日", "月", "火", "水", "木", "金", "土"};
  const bool japanese = said.language == Language::ja;
  const CivilTime at = civil_time(said.time);
  const std::string day =
      std::to_string(at.year) + "年" + std::to_string(at.month) + "月" + std::to_string(at.day) + "日";
  const std::string clock = std::to_string(at.hour) + ":" + two(at.minute);
  const std::string date = mail_date(said.time); // Tue, 18 Apr 2023 14:05:00 +0900
  switch (mailer) {
    case Mailer::thunderbird: return "On " + slash_time(said) + ", " + said.from.name() + " wrote:\n";
    case Mailer::becky: return "On " + date + "\n" + who(said.from) + " wrote:\n\n";
    case Mailer::apple_mail:
      return japanese ? "> " + slash_time(said) + "、" + who(said.from) + "のメール:\n> \n"
                      : "> On " + date.substr(5, 11) + ", at " + clock + ", " + who(said.from) + " wrote:\n> \n";
    case Mailer::gmail:
      return japanese ? day + "(" + kDays[static_cast<std::size_t>(at.weekday)] + ") " + clock + " " + who(said.from) +
                            ":\n\n"
                      : "On " + date.substr(0, 16) + " at " + clock + " " + who(said.from) + " wrote:\n\n";
    case Mailer::live_mail:
      return "----- 元のメッセージ ----- \n差出人 : \"" + said.from.name() + "\" <" + said.from.address() +
             ">\n宛先 : <" + said.to.address() + ">\n送信日時 : " + long_time(said) + "\n件名 : " + said.subject +
             "\n\n\n";
    default: return "";
  }
}

std::string quote_of(const Letter& letter) {
  const Letter& said = *letter.parent;
  const bool japanese = letter.language == Language::ja;
  const std::string text = text_with_quotes(said);
  switch (letter.mailer) {
    case Mailer::outlook: return "\n________________________________\n" + outlook_block(said, japanese) + "\n" + text;
    case Mailer::outlook_old:
      // Japanese versions write "-----Original Message-----" with either language below it.
      return "\n-----Original Message-----\n" +
             outlook_block(said, japanese && said.from.person.family.size() % 2 == 0) + "\n" + text;
    case Mailer::notes:
      return japanese ? "\n\n\n差出人：\t" + who(said.from) + "\n宛先：\t" + who(said.to) + "\n日付：\t" +
                            slash_time(said) + "\n件名：\t" + said.subject + "\n\n\n\n" + text
                      : "\n\n\nFrom:\t" + who(said.from) + "\nTo:\t" + who(said.to) + "\nDate:\t" + slash_time(said) +
                            "\nSubject:\t" + said.subject + "\n\n\n\n" + text;
    case Mailer::phone: return "\n" + marked(text, ">");
    default: return "\n" + attribution(said, letter.mailer) + marked(text, "> ");
  }
}

std::string html_lines(std::string_view text, bool paragraphs) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string line = html_escaped(text.substr(0, end));
    out += paragraphs ? "<p class=\"MsoNormal\">" + (line.empty() ? "&nbsp;" : line) + "</p>\n" : line + "<br>\n";
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

std::string html_letter(const Letter& letter) {
  const bool outlook = letter.mailer == Mailer::outlook || letter.mailer == Mailer::outlook_old;
  std::string out = html_lines(letter.text, outlook);
  if (!letter.parent) return out;
  const std::string said = html_letter(*letter.parent);
  if (outlook) {
    return out + "<div style=\"border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0mm 0mm 0mm\">\n" +
           html_lines(outlook_block(*letter.parent, letter.language == Language::ja), true) + "</div>\n" + said;
  }
  std::string words = attribution(*letter.parent, letter.mailer);
  while (words.starts_with("> ")) words.erase(0, 2); // Apple marks the line in text only
  const std::string intro = html_lines(words.substr(0, words.find("\n> ")), false);
  if (letter.mailer == Mailer::gmail) {
    return out + "<div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">" + intro +
           "</div><blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid "
           "rgb(204,204,204);padding-left:1ex\">\n" +
           said + "</blockquote></div>\n";
  }
  return out + intro + "<blockquote type=\"cite\">\n" + said + "</blockquote>\n";
}

} // namespace

std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out.push_back(c);
    }
  }
  return out;
}

std::string text_with_quotes(const Letter& letter) {
  return letter.parent ? letter.text + quote_of(letter) : letter.text;
}

std::string html_with_quotes(const Letter& letter) {
  const std::string body = html_letter(letter);
  switch (letter.mailer) {
    case Mailer::outlook:
    case Mailer::outlook_old:
      return "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
             "xmlns:w=\"urn:schemas-microsoft-com:office:word\">\n"
             "<head>\n<meta name=\"Generator\" content=\"Microsoft Word 15 (filtered medium)\">\n<style><!--\n"
             "@font-face {font-family:\"" +
             std::string(letter.language == Language::ja ? "游ゴシック" : "Calibri") +
             "\";}\np.MsoNormal {margin:0mm; font-size:10.5pt;}\n--></style>\n</head>\n"
             "<body lang=\"" +
             std::string(letter.language == Language::ja ? "JA" : "EN-US") +
             "\" link=\"#0563C1\" vlink=\"#954F72\">\n<div class=\"WordSection1\">\n" + body +
             "</div>\n</body>\n</html>\n";
    case Mailer::gmail: return "<div dir=\"ltr\">" + body + "</div>\n";
    default: return "<html><head></head><body style=\"overflow-wrap: break-word;\">\n" + body + "</body></html>\n";
  }
}

std::string flowed_text(std::string_view text, std::size_t width) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.starts_with(' ') || line.starts_with("From ")) out.push_back(' ');
    while (line.size() > width && !line.starts_with('>')) {
      const std::size_t blank = line.rfind(' ', width);
      if (blank == std::string_view::npos || blank == 0) break;
      out.append(line.substr(0, blank + 1)).append("\n");
      line.remove_prefix(blank + 1);
    }
    out.append(line).append("\n");
  }
  return out;
}

} // namespace fumiban::test
