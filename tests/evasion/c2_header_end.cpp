// SPDX-License-Identifier: Apache-2.0
/// @file
/// C2: where does the header end? Programs disagree on lines that are almost blank, and on what may stand in a header
/// without ending it.
#include <string>

#include "evasion_mail.hpp"

namespace fumiban::evasion {

using namespace std::string_literals;

namespace {

/// File fields without the last line end.
std::string open_fields() {
  const std::string fields = file_fields();
  return fields.substr(0, fields.size() - 2);
}

/// Lines that hold one character and nothing else.
std::vector<Row> almost_blank() {
  return {{"blank", " "},      {"tab", "\t"},       {"nul", "\0"s},  {"vertical-tab", "\v"},
          {"form-feed", "\f"}, {"control", "\x01"}, {"del", "\x7f"}, {"8bit-blank", "\xa0"}};
}

/// All fields stand before the odd end: who does not see the end takes base64 lines for header lines.
void add_ends(CaseList& cases) {
  const std::string many = replaced(std::string(101, '+'), "+", "\r\n");
  std::vector<Row> ends{{"crlfcr", "\r\n\r"},
                        {"lflf", "\n\n"},
                        {"crcr", "\r\r"},
                        {"crlflf", "\r\n\n"},
                        {"lfcrlf", "\n\r\n"},
                        {"crlfcrcrlf", "\r\n\r\r\n"},
                        {"crcrlfcrcrlf", "\r\r\n\r\r\n"},
                        {"lfcrlfcr", "\n\r\n\r"},
                        {"crcrlf", "\r\r\n"},
                        {"no-blank-line", "\r\n"},
                        {"two-blank-lines", "\r\n\r\n\r\n"},
                        {"hundred-blank-lines", many}};
  for (const Row& row : almost_blank()) {
    ends.push_back({row.name + "-line", "\r\n" + row.text + "\r\n"});
  }
  for (const Row& row : ends) {
    cases.content("C2 header end", "header-ends-with-" + row.name, [&](std::string_view file) {
      return mail_with_part(open_fields() + "\r\nContent-Transfer-Encoding: base64" + row.text + base64_lines(file));
    });
  }
}

/// The odd line stands before the encoding: who takes it for the end misses the encoding.
void add_middles(CaseList& cases) {
  std::vector<Row> middles{{"crlfcr", "\r\n\r"},
                           {"crlflf", "\r\n\n"},
                           {"lfcrlf", "\n\r\n"},
                           {"crlfcrcrlf", "\r\n\r\r\n"},
                           {"empty-line", "\r\n\r\n"}};
  for (const Row& row : almost_blank()) {
    middles.push_back({row.name + "-line", "\r\n" + row.text + "\r\n"});
  }
  for (const Row& row : middles) {
    cases.content("C2 header end", row.name + "-before-encoding-field", [&](std::string_view file) {
      return mail_with_part(open_fields() + row.text + cte("base64") + "\r\n" + base64_lines(file));
    });
  }
  cases.content("C2 header end", "blank-line-after-delimiter",
                [](std::string_view file) { return mail_with_part("\r\n" + plain_file_part(file)); });
  cases.content("C2 header end", "blank-and-blank-line-after-delimiter",
                [](std::string_view file) { return mail_with_part(" \r\n" + plain_file_part(file)); });
}

/// The same in the header of the message.
void add_top(CaseList& cases) {
  const std::vector<Row> odd{{"blank-line", "\r\n \r\n"},
                             {"tab-line", "\r\n\t\r\n"},
                             {"nul-line", "\r\n\0\r\n"s},
                             {"lfcrlf", "\n\r\n"},
                             {"crlfcrcrlf", "\r\n\r\r\n"}};
  for (const Row& row : odd) {
    cases.content("C2 header end of message", row.name + "-before-type", [&](std::string_view file) {
      return envelope() + "MIME-Version: 1.0" + row.text + mixed("; boundary=\"sep\"") + "\r\n" +
             multipart("sep", {note(), plain_file_part(file)});
    });
  }
  std::vector<Row> ends = odd;
  ends.insert(ends.end(), {{"lflf", "\n\n"}, {"crcr", "\r\r"}, {"crlfcr", "\r\n\r"}, {"crlflf", "\r\n\n"}});
  for (const Row& row : ends) {
    cases.content("C2 header end of message", "message-header-ends-with-" + row.name, [&](std::string_view file) {
      return envelope() + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"sep\"" + row.text +
             multipart("sep", {note(), plain_file_part(file)});
    });
  }
}

/// A line that is no field stands between fields, or a field is hidden behind one.
void add_hidden(CaseList& cases) {
  const std::string encoding = cte("base64");
  cases.cte_rows("hidden keys",
                 {{"line-without-colon-before", "this is no field\r\n" + encoding},
                  {"line-with-colon-only-before", ":\r\n" + encoding},
                  {"line-without-name-before", ": value\r\n" + encoding},
                  {"mbox-line-before", "From hanako@example.com Mon Feb  5 10:00:00 2024\r\n" + encoding},
                  {"quoted-mbox-line-before", ">From hanako@example.com Mon Feb  5 10:00:00 2024\r\n" + encoding},
                  {"name-with-blank-before", "X Y: 1\r\n" + encoding},
                  {"name-8bit-before", "\xe3\x81\x82: 1\r\n" + encoding},
                  {"comment-line-before", "(comment): 1\r\n" + encoding},
                  {"dashes-before", "--\r\n" + encoding},
                  {"long-line-before", "X-Long: " + std::string(3000, 'x') + "\r\n" + encoding},
                  {"very-long-line-before", "X-Long: " + std::string(70000, 'x') + "\r\n" + encoding},
                  {"very-long-folded-field-before",
                   "X-Long: 1\r\n" + replaced(std::string(3000, '+'), "+", " word\r\n") + encoding},
                  {"nul-in-field-before", "X-Nul: a\0b\r\n"s + encoding},
                  {"cr-in-field-before", "X-Cr: a\rb\r\n" + encoding},
                  {"encoding-behind-cr-in-other-field", "X-Cr: a\r" + encoding},
                  {"encoding-behind-lf-in-other-field", "X-Lf: a\n" + encoding},
                  {"five-hundred-fields-before", replaced(std::string(500, '+'), "+", "X-More: 1\r\n") + encoding},
                  {"byte-order-mark-before", "\xef\xbb\xbf" + encoding},
                  {"name-like-before", "Content-Transfer-Encodings: 7bit\r\n" + encoding},
                  {"name-like-after", encoding + "X-Content-Transfer-Encoding: 7bit\r\n"}});
  for (const Row& row : {Row{"mbox-line-first", "From hanako@example.com Mon Feb  5 10:00:00 2024\r\n"},
                         Row{"quoted-mbox-line-first", ">From hanako@example.com Mon Feb  5 10:00:00 2024\r\n"},
                         Row{"fold-line-first", " folded to nothing\r\n"}, Row{"byte-order-mark-first", "\xef\xbb\xbf"},
                         Row{"line-without-colon-first", "this is no field\r\n"}}) {
    cases.content("hidden keys", "message-begins-with-" + row.name,
                  [&](std::string_view file) { return row.text + mail_with_part(plain_file_part(file)); });
  }
}

} // namespace

void add_header_end(CaseList& cases) {
  add_ends(cases);
  add_middles(cases);
  add_top(cases);
  add_hidden(cases);
}

} // namespace fumiban::evasion
