// SPDX-License-Identifier: Apache-2.0
/// @file
/// C1: the type is said twice, in an odd field name or with an odd value.
#include <string>

#include "evasion_mail.hpp"

namespace fumiban::evasion {

using namespace std::string_literals;

namespace {

constexpr std::string_view kTextType = "Content-Type: text/plain; charset=us-ascii\r\n";

/// The message itself is called multipart and something else.
void add_top_twice(CaseList& cases) {
  const std::string multi = mixed("; boundary=\"sep\"");
  std::vector<Row> rows;
  for (const std::string other : {"text/plain; charset=us-ascii", "text/html", "application/octet-stream",
                                  "message/rfc822", "multipart/mixed", "multipart/alternative; boundary=\"none\""}) {
    const std::string field = "Content-Type: " + other + "\r\n";
    const std::string label = replaced(other.substr(0, other.find(';')), "/", "-");
    rows.push_back({"type-twice-multipart-first-then-" + label, multi + field});
    rows.push_back({"type-twice-" + label + "-first-then-multipart", field + multi});
  }
  rows.push_back({"type-three-times-multipart-inside", std::string(kTextType) + multi + std::string(kTextType)});
  rows.push_back({"type-twice-fields-between", multi + "X-Mailer: example\r\n" + std::string(kTextType)});
  rows.push_back({"type-twice-before-mime-version", multi + "MIME-Version: 1.0\r\n" + std::string(kTextType)});
  cases.type_rows("C1 content type, field twice", rows);
}

/// The part with the file is called a file and a multipart.
void add_part_twice(CaseList& cases) {
  const std::string leaf = "Content-Type: application/octet-stream; name=\"report.txt\"\r\n";
  const std::string multi = mixed("; boundary=\"none\"");
  const std::string nested = "Content-Type: message/rfc822\r\n";
  const std::vector<Row> rows{
      {"part-type-twice-file-first-then-multipart", leaf + multi},
      {"part-type-twice-multipart-first-then-file", multi + leaf},
      {"part-type-twice-file-first-then-message", leaf + nested},
      {"part-type-twice-message-first-then-file", nested + leaf},
      {"part-type-twice-file-first-then-text", leaf + std::string(kTextType)},
      {"part-type-twice-text-first-then-file", std::string(kTextType) + leaf},
  };
  for (const Row& row : rows) {
    cases.content("C1 content type, field twice", row.name, [&](std::string_view file) {
      return mail_with_part(row.text + "Content-Disposition: attachment; filename=\"report.txt\"\r\n" + cte("base64") +
                            "\r\n" + base64_lines(file));
    });
  }
}

void add_values(CaseList& cases) {
  const std::string tail = "; boundary=\"sep\"\r\n";
  cases.type_rows("C1 content type, value",
                  {{"type-list-multipart-first", "Content-Type: multipart/mixed, text/plain" + tail},
                   {"type-list-multipart-last", "Content-Type: text/plain, multipart/mixed" + tail},
                   {"type-semicolon-list-multipart-first", "Content-Type: multipart/mixed; text/plain" + tail},
                   {"type-blank-list-multipart-first", "Content-Type: multipart/mixed text/plain" + tail},
                   {"type-three-levels", "Content-Type: multipart/mixed/plain" + tail},
                   {"type-empty-with-boundary", "Content-Type: " + tail},
                   {"type-without-subtype", "Content-Type: multipart" + tail},
                   {"type-with-empty-subtype", "Content-Type: multipart/" + tail},
                   {"type-unknown-subtype", "Content-Type: multipart/x-report-2" + tail},
                   {"type-blank-before-slash", "Content-Type: multipart /mixed" + tail},
                   {"type-blank-after-slash", "Content-Type: multipart/ mixed" + tail},
                   {"type-blanks-around-slash", "Content-Type: multipart / mixed" + tail},
                   {"type-upper-case", "Content-Type: MULTIPART/MIXED" + tail},
                   {"type-quoted", "Content-Type: \"multipart/mixed\"" + tail},
                   {"type-nul-before", "Content-Type: \0multipart/mixed"s + tail},
                   {"type-nul-after", "Content-Type: multipart/mixed\0"s + tail},
                   {"type-nul-inside", "Content-Type: multipart/mi\0xed"s + tail},
                   {"type-trailing-dash", "Content-Type: multipart/mixed-" + tail},
                   {"type-two-semicolons", "Content-Type: multipart/mixed;" + tail}});
}

void add_names(CaseList& cases) {
  const std::string value = " multipart/mixed; boundary=\"sep\"\r\n";
  cases.type_rows("C1 content type, field name",
                  {{"type-nul-before-name", "\0Content-Type:"s + value},
                   {"type-blank-before-name", " Content-Type:" + value},
                   {"type-blank-before-colon", "Content-Type :" + value},
                   {"type-tab-before-colon", "Content-Type\t:" + value},
                   {"type-nul-before-colon", "Content-Type\0:"s + value},
                   {"type-blank-before-colon-and-clean-text", "Content-Type :" + value + std::string(kTextType)},
                   {"type-clean-text-and-blank-before-colon", std::string(kTextType) + "Content-Type :" + value},
                   {"type-name-mixed-case", "cONTENT-tYPE:" + value},
                   {"type-no-blank-after-colon", "Content-Type:" + value.substr(1)}});
}

/// MIME-Version is there to say that the rest counts; nearly every program goes on without it.
void add_version(CaseList& cases) {
  const std::vector<Row> rows{{"mime-version-missing", ""},
                              {"mime-version-word", "MIME-Version: one\r\n"},
                              {"mime-version-with-comments", "MIME-Version: (a)1(b).(c)0(d)\r\n"}};
  for (const Row& row : rows) {
    cases.content("C1 MIME version", row.name, [&](std::string_view file) {
      return envelope() + row.text + mixed("; boundary=\"sep\"") + "\r\n" +
             multipart("sep", {note(), plain_file_part(file)});
    });
  }
}

} // namespace

void add_content_type(CaseList& cases) {
  add_top_twice(cases);
  add_part_twice(cases);
  add_values(cases);
  add_names(cases);
  add_version(cases);
}

} // namespace fumiban::evasion
