// SPDX-License-Identifier: Apache-2.0
/// @file
/// C1: fields are folded oddly, or separated by something that only some programs take for a line end.
#include <string>

#include "evasion_mail.hpp"

namespace fumiban::evasion {

using namespace std::string_literals;

namespace {

constexpr std::string_view kName = "Content-Transfer-Encoding";

void add_folding(CaseList& cases) {
  const std::string name(kName);
  cases.cte_rows("C1 folding", {{"fold-in-name", "Content-Transfer-\r\n Encoding: base64\r\n"},
                                {"fold-before-colon", name + "\r\n : base64\r\n"},
                                {"fold-after-colon", name + ":\r\n base64\r\n"},
                                {"fold-with-tab", name + ":\r\n\tbase64\r\n"},
                                {"fold-in-value", name + ": base\r\n 64\r\n"},
                                {"fold-after-value", name + ": base64\r\n \r\n"},
                                {"fold-twice-blank-line-between", name + ":\r\n \r\n base64\r\n"},
                                {"fold-then-other-value", name + ": base64\r\n 7bit\r\n"},
                                {"fold-with-lf", name + ":\n base64\r\n"},
                                {"fold-with-cr", name + ":\r base64\r\n"},
                                {"fold-with-crcrlf", name + ":\r\r\n base64\r\n"},
                                {"fold-with-lfcr", name + ":\n\r base64\r\n"},
                                {"fold-before-colon-with-lf", name + "\n : base64\r\n"},
                                {"fold-before-colon-with-cr", name + "\r : base64\r\n"},
                                {"fold-with-vertical-tab", name + ":\r\n\vbase64\r\n"},
                                {"fold-with-nul", name + ":\r\n\0 base64\r\n"s}});
}

/// The line end between the encoding and the field before or after it.
void add_breaks(CaseList& cases) {
  constexpr std::string_view kClass = "C1 line break between fields";
  const std::vector<Row> breaks{{"cr", "\r"},           {"lf", "\n"},         {"lfcr", "\n\r"},
                                {"crcrlf", "\r\r\n"},   {"crlflf", "\r\n\n"}, {"crlfcr", "\r\n\r"},
                                {"crlf-nul", "\r\n\0"s}};
  const std::string type = "Content-Type: application/octet-stream; name=\"report.txt\"\r\n";
  const std::string place = "Content-Disposition: attachment; filename=\"report.txt\"";
  for (const Row& row : breaks) {
    cases.content(kClass, row.name + "-before-encoding", [&](std::string_view file) {
      return mail_with_part(type + place + row.text + cte("base64") + "\r\n" + base64_lines(file));
    });
  }
  const std::vector<Row> controls{{"vertical-tab", "\v"}, {"form-feed", "\f"},        {"nul", "\0"s},
                                  {"nel", "\xc2\x85"},    {"file-separator", "\x1c"}, {"escape", "\x1b"}};
  std::vector<Row> after = breaks;
  after.insert(after.end(), controls.begin(), controls.end());
  for (const Row& row : after) {
    cases.content(kClass, row.name + "-after-encoding", [&](std::string_view file) {
      return mail_with_part(type + std::string(kName) + ": base64" + row.text + place + "\r\n\r\n" +
                            base64_lines(file));
    });
  }
}

/// The line end before the message's own type.
void add_top_breaks(CaseList& cases) {
  for (const Row& row : {Row{"cr", "\r"}, Row{"lf", "\n"}, Row{"lfcr", "\n\r"}, Row{"crcrlf", "\r\r\n"}}) {
    cases.content("C1 line break between fields", row.name + "-before-top-type", [&](std::string_view file) {
      return envelope() + "MIME-Version: 1.0" + row.text + mixed("; boundary=\"sep\"") + "\r\n" +
             multipart("sep", {note(), plain_file_part(file)});
    });
  }
}

/// The same line end everywhere in the message, or in all of its body.
void add_whole(CaseList& cases) {
  for (const Row& row : {Row{"lf", "\n"}, Row{"cr", "\r"}, Row{"crcrlf", "\r\r\n"}}) {
    cases.content("C1 line break between fields", "whole-mail-in-" + row.name, [&](std::string_view file) {
      return replaced(mail_with_part(plain_file_part(file)), "\r\n", row.text);
    });
  }
  for (const Row& row : {Row{"lf", "\n"}, Row{"cr", "\r"}}) {
    cases.content("C1 line break between fields", "header-in-crlf-body-in-" + row.name, [&](std::string_view file) {
      const std::string body = multipart("sep", {note(), plain_file_part(file)});
      return mail(mixed("; boundary=\"sep\""), replaced(body, "\r\n", row.text));
    });
  }
}

} // namespace

void add_line_ends(CaseList& cases) {
  add_folding(cases);
  add_breaks(cases);
  add_top_breaks(cases);
  add_whole(cases);
}

} // namespace fumiban::evasion
