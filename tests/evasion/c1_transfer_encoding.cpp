// SPDX-License-Identifier: Apache-2.0
/// @file
/// C1: the transfer encoding is said twice, in an odd field name or with an odd value. Some programs take the first
/// field, some the last; some compare the whole value, some its beginning.
#include <string>

#include "evasion_mail.hpp"

namespace fumiban::evasion {

using namespace std::string_literals;

namespace {

void add_twice(CaseList& cases) {
  constexpr std::string_view kClass = "C1 transfer encoding, field twice";
  std::vector<Row> rows;
  for (const std::string other : {"7bit", "8bit", "binary", "quoted-printable", "x-unknown"}) {
    rows.push_back({"cte-twice-base64-first-then-" + other, cte("base64") + cte(other)});
    rows.push_back({"cte-twice-" + other + "-first-then-base64", cte(other) + cte("base64")});
  }
  rows.push_back({"cte-three-times-base64-outside", cte("base64") + cte("7bit") + cte("base64")});
  rows.push_back({"cte-three-times-base64-inside", cte("7bit") + cte("base64") + cte("8bit")});
  rows.push_back({"cte-twice-other-case-base64-last", cte("7bit") + "CONTENT-TRANSFER-ENCODING: base64\r\n"});
  rows.push_back(
      {"cte-twice-fields-between", cte("base64") + "X-Between: 1\r\nContent-ID: <1@example.com>\r\n" + cte("7bit")});
  cases.cte_rows(kClass, rows);
  const std::vector<Row> qp_rows{
      {"cte-twice-qp-first-then-base64-body-qp", cte("quoted-printable") + cte("base64")},
      {"cte-twice-base64-first-then-qp-body-qp", cte("base64") + cte("quoted-printable")},
      {"cte-twice-qp-first-then-7bit-body-qp", cte("quoted-printable") + cte("7bit")},
      {"cte-twice-7bit-first-then-qp-body-qp", cte("7bit") + cte("quoted-printable")},
  };
  for (const Row& row : qp_rows) {
    cases.content(kClass, row.name,
                  [&](std::string_view file) { return mail_with_part(file_part(row.text, quoted_printable(file))); });
  }
}

void add_values(CaseList& cases) {
  cases.cte_rows("C1 transfer encoding, value",
                 {{"cte-list-base64-first", cte("base64, 7bit")},
                  {"cte-list-base64-last", cte("7bit, base64")},
                  {"cte-semicolon-list-base64-first", cte("base64; 7bit")},
                  {"cte-blank-list-base64-first", cte("base64 7bit")},
                  {"cte-nul-before-value", "Content-Transfer-Encoding: \0base64\r\n"s},
                  {"cte-nul-in-value", "Content-Transfer-Encoding: base\0"s + "64\r\n"},
                  {"cte-nul-after-value", "Content-Transfer-Encoding: base64\0\r\n"s},
                  {"cte-nul-then-other-value", "Content-Transfer-Encoding: base64\0quoted-printable\r\n"s},
                  {"cte-token-with-digit-more", cte("base645")},
                  {"cte-token-with-dash-more", cte("base64-")},
                  {"cte-token-with-dot-more", cte("base64.")},
                  {"cte-trailing-semicolon", cte("base64;")},
                  {"cte-trailing-comma", cte("base64,")},
                  {"cte-with-parameter", cte("base64; charset=utf-8")},
                  {"cte-double-quoted", cte("\"base64\"")},
                  {"cte-half-quoted-after", cte("base64\"")},
                  {"cte-trailing-blanks", cte("base64    ")},
                  {"cte-trailing-tab", cte("base64\t")},
                  {"cte-trailing-vertical-tab", cte("base64\v")},
                  {"cte-trailing-8bit-blank", cte("base64\xa0")},
                  {"cte-value-mixed-case", cte("BaSe64")},
                  {"cte-value-upper-case", cte("BASE64")}});
}

void add_names(CaseList& cases) {
  cases.cte_rows(
      "C1 transfer encoding, field name",
      {{"cte-nul-before-name", "\0Content-Transfer-Encoding: base64\r\n"s},
       {"cte-blank-before-name", " Content-Transfer-Encoding: base64\r\n"},
       {"cte-tab-before-name", "\tContent-Transfer-Encoding: base64\r\n"},
       {"cte-blank-before-colon", "Content-Transfer-Encoding : base64\r\n"},
       {"cte-tab-before-colon", "Content-Transfer-Encoding\t: base64\r\n"},
       {"cte-nul-before-colon", "Content-Transfer-Encoding\0: base64\r\n"s},
       {"cte-blank-before-colon-and-clean-7bit", "Content-Transfer-Encoding : base64\r\n" + cte("7bit")},
       {"cte-clean-base64-and-blank-before-colon-7bit", cte("base64") + "Content-Transfer-Encoding : 7bit\r\n"},
       {"cte-name-mixed-case", "cOnTeNt-tRaNsFeR-eNcOdInG: base64\r\n"},
       {"cte-no-blank-after-colon", "Content-Transfer-Encoding:base64\r\n"},
       {"cte-tabs-after-colon", "Content-Transfer-Encoding:\t\tbase64\r\n"}});
}

/// The encoding stands where it does not belong, or is allowed but seldom.
void add_places(CaseList& cases) {
  constexpr std::string_view kClass = "C1 transfer encoding, place";
  cases.content(kClass, "cte-base64-on-multipart-parts-as-usual", [](std::string_view file) {
    return mail_with_boundary(mixed("; boundary=\"sep\"") + cte("base64"), "sep", file);
  });
  cases.content(kClass, "cte-qp-on-multipart-parts-as-usual", [](std::string_view file) {
    return mail_with_boundary(mixed("; boundary=\"sep\"") + cte("quoted-printable"), "sep", file);
  });
  cases.content(kClass, "message-rfc822-in-base64", [](std::string_view file) {
    return mail_with_part("Content-Type: message/rfc822\r\n" + cte("base64") + "\r\n" +
                          base64_lines(mail_with_part(plain_file_part(file))));
  });
  cases.content(kClass, "message-rfc822-in-quoted-printable", [](std::string_view file) {
    const std::string inner = replaced(mail_with_part(plain_file_part(file)), "=", "=3D");
    return mail_with_part("Content-Type: message/rfc822\r\n" + cte("quoted-printable") + "\r\n" + inner);
  });
  cases.content(kClass, "message-rfc822-said-base64-but-plain", [](std::string_view file) {
    return mail_with_part("Content-Type: message/rfc822\r\n" + cte("base64") + "\r\n" +
                          mail_with_part(plain_file_part(file)));
  });
  cases.content(kClass, "single-part-mail-encoding-before-type",
                [](std::string_view file) { return mail(cte("base64") + file_fields(), base64_lines(file)); });
  cases.content(kClass, "single-part-mail-encoding-twice-last-counts", [](std::string_view file) {
    return mail(cte("7bit") + file_fields() + cte("base64"), base64_lines(file));
  });
}

} // namespace

void add_transfer_encoding(CaseList& cases) {
  add_twice(cases);
  add_values(cases);
  add_names(cases);
  add_places(cases);
}

} // namespace fumiban::evasion
