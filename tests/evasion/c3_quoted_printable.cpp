// SPDX-License-Identifier: Apache-2.0
/// @file
/// C3: quoted-printable that decoders treat differently: blanks after the equals sign, hex digits, line ends.
#include <string>

#include "evasion_mail.hpp"

namespace fumiban::evasion {

using namespace std::string_literals;

namespace {

/// Adds a case whose file part is declared quoted-printable and whose body is what `write` makes of the file.
void add_body(CaseList& cases, std::string_view klass, std::string_view name, const Build& write) {
  cases.content(klass, name,
                [&](std::string_view file) { return mail_with_part(file_part(cte("quoted-printable"), write(file))); });
}

/// Every byte as `=XX`, with `soft` after every `width` bytes.
std::string encoded(std::string_view file, std::size_t width, std::string_view soft, bool lower_case = false) {
  std::string text;
  for (std::size_t i = 0; i < file.size(); ++i) {
    text += qp_byte(file[i], lower_case);
    if (i % width == width - 1) {
      text += soft;
    }
  }
  return text;
}

/// The file with only the byte at `at` encoded, cut by soft breaks nowhere.
std::string one_encoded(std::string_view file, std::size_t at, bool lower_case) {
  return std::string(file.substr(0, at)) + qp_byte(file[at], lower_case) + std::string(file.substr(at + 1));
}

void add_soft_breaks(CaseList& cases) {
  constexpr std::string_view kClass = "C3 quoted-printable soft breaks";
  for (const Row& row :
       {Row{"plain", "=\r\n"}, Row{"blank-after-equals", "= \r\n"}, Row{"tab-after-equals", "=\t\r\n"},
        Row{"blanks-after-equals", "=      \r\n"}, Row{"lf", "=\n"}, Row{"cr", "=\r"}, Row{"crcrlf", "=\r\r\n"},
        Row{"blank-and-lf", "= \n"}, Row{"twice", "=\r\n=\r\n"}, Row{"three-times-with-blank", "= \r\n=\r\n= \r\n"}}) {
    add_body(cases, kClass, "qp-soft-break-" + row.name,
             [&](std::string_view file) { return encoded(file, 9, row.text) + "\r\n"; });
  }
  for (const std::size_t width : {1U, 2U, 3U}) {
    add_body(cases, kClass, "qp-soft-break-after-every-" + std::to_string(width),
             [&](std::string_view file) { return encoded(file, width, "=\r\n") + "\r\n"; });
  }
  add_body(cases, kClass, "qp-raw-text-cut-by-soft-breaks",
           [](std::string_view file) { return in_lines(file, 5, "=\r\n") + "\r\n"; });
  add_body(cases, kClass, "qp-raw-text-one-per-line",
           [](std::string_view file) { return in_lines(file, 1, "=\r\n") + "\r\n"; });
  add_body(cases, kClass, "qp-soft-break-inside-hex", [](std::string_view file) {
    std::string text;
    for (const char byte : file) {
      text += qp_byte(byte).insert(2, "=\r\n");
    }
    return text + "\r\n";
  });
  add_body(cases, kClass, "qp-soft-break-after-equals-of-hex", [](std::string_view file) {
    std::string text;
    for (const char byte : file) {
      text += qp_byte(byte).insert(1, "=\r\n");
    }
    return text + "\r\n";
  });
  add_body(cases, kClass, "qp-soft-breaks-first", [](std::string_view file) {
    return replaced(std::string(2000, '+'), "+", "=\r\n") + encoded(file, 20, "=\r\n") + "\r\n";
  });
}

void add_hex(CaseList& cases) {
  constexpr std::string_view kClass = "C3 quoted-printable hex";
  add_body(cases, kClass, "qp-hex-lower-case",
           [](std::string_view file) { return encoded(file, 20, "=\r\n", true) + "\r\n"; });
  add_body(cases, kClass, "qp-hex-mixed-case", [](std::string_view file) {
    std::string text;
    for (std::size_t i = 0; i < file.size(); ++i) {
      text += qp_byte(file[i], i % 2 == 0);
      text += i % 20 == 19 ? "=\r\n" : "";
    }
    return text + "\r\n";
  });
  for (const std::size_t at : {0U, 1U, 67U}) {
    add_body(cases, kClass, "qp-only-byte-" + std::to_string(at) + "-encoded",
             [&](std::string_view file) { return one_encoded(file, at, false) + "\r\n"; });
  }
  add_body(cases, kClass, "qp-only-byte-1-encoded-lower-case",
           [](std::string_view file) { return one_encoded(file, 1, true) + "\r\n"; });
  for (const Row& row : {Row{"tab", "=09"}, Row{"crlf", "=0D=0A"}, Row{"lower-crlf", "=0d=0a"}, Row{"blanks", "=20=20"},
                         Row{"lone-equals", "="}, Row{"lone-equals-and-blank", "= "}, Row{"soft-break", "=\r\n"},
                         Row{"soft-break-and-nothing", "=\r\n=\r\n="}}) {
    add_body(cases, kClass, "qp-ends-with-" + row.name,
             [&](std::string_view file) { return encoded(file, 20, "=\r\n") + row.text + "\r\n"; });
  }
}

void add_lines(CaseList& cases) {
  constexpr std::string_view kClass = "C3 quoted-printable lines";
  add_body(cases, kClass, "qp-no-soft-breaks-overlong-line",
           [](std::string_view file) { return encoded(file, 1000, "") + "\r\n"; });
  add_body(cases, kClass, "qp-line-of-two-thousand",
           [](std::string_view file) { return encoded(file, 1000, "") + std::string(1800, ' ') + "\r\n"; });
  for (const Row& row : {Row{"blanks", "    "}, Row{"tabs", "\t\t"}, Row{"crs", "\r\r"}}) {
    add_body(cases, kClass, "qp-line-ends-in-" + row.name,
             [&](std::string_view file) { return encoded(file, 20, "=\r\n") + row.text + "\r\n"; });
  }
  for (const Row& row : {Row{"lf", "\n"}, Row{"cr", "\r"}}) {
    add_body(cases, kClass, "qp-whole-body-in-" + row.name,
             [&](std::string_view file) { return encoded(file, 20, "=" + row.text) + row.text; });
  }
}

void add_fields(CaseList& cases) {
  const std::string name = "Content-Transfer-Encoding";
  const std::vector<Row> rows{{"qp-field-mixed-case", cte("Quoted-Printable")},
                              {"qp-field-semicolon", cte("quoted-printable;")},
                              {"qp-field-comma-list-first", cte("quoted-printable, 7bit")},
                              {"qp-field-comma-list-last", cte("7bit, quoted-printable")},
                              {"qp-field-double-quoted", cte("\"quoted-printable\"")},
                              {"qp-field-comment-before", cte("(c) quoted-printable")},
                              {"qp-field-comment-after", cte("quoted-printable (c)")},
                              {"qp-field-folded", name + ":\r\n quoted-printable\r\n"},
                              {"qp-field-fold-in-value", name + ": quoted-\r\n printable\r\n"},
                              {"qp-field-blank-before-colon", name + " : quoted-printable\r\n"},
                              {"qp-field-nul-after", cte("quoted-printable\0"s)},
                              {"qp-field-more-letters", cte("quoted-printables")},
                              {"qp-field-trailing-blanks", cte("quoted-printable   ")},
                              {"qp-field-twice-8bit-last", cte("quoted-printable") + cte("8bit")}};
  for (const Row& row : rows) {
    cases.content("QP header", row.name,
                  [&](std::string_view file) { return mail_with_part(file_part(row.text, quoted_printable(file))); });
  }
}

} // namespace

void add_quoted_printable(CaseList& cases) {
  add_soft_breaks(cases);
  add_hex(cases);
  add_lines(cases);
  add_fields(cases);
}

} // namespace fumiban::evasion
