// SPDX-License-Identifier: Apache-2.0
/// @file
/// C2: the boundary parameter is written with blanks, NUL, semicolons, folds, or without what separates it.
#include <string>

#include "evasion_mail.hpp"

namespace fumiban::evasion {

using namespace std::string_literals;

namespace {

void add_blanks(CaseList& cases) {
  constexpr std::string_view kClass = "C2 boundary blanks";
  cases.parameter_rows(kClass, "sep",
                       {{"blank-before-unquoted", "; boundary= sep"},
                        {"tab-before-unquoted", "; boundary=\tsep"},
                        {"blank-before-quoted", "; boundary= \"sep\""},
                        {"blank-before-equals", "; boundary =\"sep\""},
                        {"blanks-around-equals", "; boundary = \"sep\""},
                        {"blank-first-in-quotes-left-out-in-body", "; boundary=\" sep\""},
                        {"blank-last-in-quotes-left-out-in-body", "; boundary=\"sep \""},
                        {"tab-last-in-quotes-left-out-in-body", "; boundary=\"sep\t\""},
                        {"nul-before-parameter", "; \0boundary=\"sep\""s},
                        {"nul-before-value", "; boundary=\0sep"s},
                        {"nul-first-in-quotes", "; boundary=\"\0sep\""s},
                        {"nul-last-in-quotes", "; boundary=\"sep\0\""s},
                        {"nul-then-rest", "; boundary=\"sep\0rest\""s},
                        {"nul-before-equals", "; boundary\0=\"sep\""s},
                        {"vertical-tab-before-parameter", ";\vboundary=\"sep\""},
                        {"blanks-after-value", "; boundary=sep     "},
                        {"unquoted-with-blank-first-word-used", "; boundary=sep tail"}});
  cases.parameter_rows(kClass, " sep", {{"blank-first-in-quotes", "; boundary=\" sep\""}});
  cases.parameter_rows(kClass, "sep ", {{"blank-last-in-quotes", "; boundary=\"sep \""}});
  cases.parameter_rows(
      kClass, "sep tail",
      {{"blank-inside-quoted", "; boundary=\"sep tail\""}, {"unquoted-with-blank-whole-used", "; boundary=sep tail"}});
  cases.parameter_rows(kClass, "sep  tail", {{"two-blanks-inside-quoted", "; boundary=\"sep  tail\""}});
  cases.parameter_rows(kClass, "sep\ttail", {{"tab-inside-quoted", "; boundary=\"sep\ttail\""}});
  cases.parameter_rows(kClass, "sep\0tail"s, {{"nul-inside-quoted", "; boundary=\"sep\0tail\""s}});
}

/// Blanks and other characters in the delimiter lines of the body.
void add_delimiter_blanks(CaseList& cases) {
  constexpr std::string_view kClass = "C2 delimiter blanks";
  const auto changed = [&](std::string_view name, std::string_view from, std::string_view to) {
    cases.content(kClass, name, [&](std::string_view file) {
      const std::string body = multipart("sep", {note(), plain_file_part(file)});
      return mail(mixed("; boundary=\"sep\""), replaced(body, from, to));
    });
  };
  changed("delimiter-trailing-blank", "--sep\r\n", "--sep \r\n");
  changed("delimiter-trailing-tab", "--sep\r\n", "--sep\t\r\n");
  changed("delimiter-many-trailing-blanks", "--sep\r\n", "--sep" + std::string(200, ' ') + "\r\n");
  changed("delimiter-trailing-cr", "--sep\r\n", "--sep\r\r\n");
  changed("delimiter-trailing-vertical-tab", "--sep\r\n", "--sep\v\r\n");
  changed("delimiter-trailing-nul", "--sep\r\n", "--sep\0\r\n"s);
  changed("delimiter-trailing-word", "--sep\r\n", "--sep word\r\n");
  changed("blank-before-closing-dashes", "--sep--", "--sep --");
  changed("closing-dashes-missing", "--sep--\r\n", "--sep\r\n");
  changed("closing-delimiter-missing", "--sep--\r\n", "");
  changed("closing-delimiter-without-line-end", "--sep--\r\n", "--sep--");
  changed("closing-delimiter-with-one-dash", "--sep--\r\n", "--sep-\r\n");
}

void add_semicolons(CaseList& cases) {
  constexpr std::string_view kClass = "C2 semicolons";
  cases.parameter_rows(kClass, "sep",
                       {{"semicolon-missing", " boundary=\"sep\""},
                        {"comma-for-semicolon", ", boundary=\"sep\""},
                        {"two-semicolons", ";; boundary=\"sep\""},
                        {"blank-between-semicolons", "; ; boundary=\"sep\""},
                        {"semicolon-unquoted-first-used", "; boundary=sep;tail"},
                        {"parameter-without-value-before", "; charset; boundary=\"sep\""},
                        {"parameter-without-name-before", "; =value; boundary=\"sep\""},
                        {"semicolon-missing-after-other", "; charset=\"utf-8\" boundary=\"sep\""},
                        {"semicolon-in-quotes-first-used", "; boundary=\"sep;tail\""}});
  cases.parameter_rows(kClass, "sep;tail",
                       {{"semicolon-in-quotes-whole-used", "; boundary=\"sep;tail\""},
                        {"semicolon-unquoted-whole-used", "; boundary=sep;tail"}});
  cases.content(kClass, "semicolon-in-quotes-of-other-parameter", [](std::string_view file) {
    return mail_with_boundary(mixed("; x=\"; boundary=none;\"; boundary=\"sep\""), "sep", file);
  });
}

void add_folded(CaseList& cases) {
  constexpr std::string_view kClass = "C2 boundary folded";
  cases.parameter_rows(kClass, "sep",
                       {{"fold-before-parameter", ";\r\n boundary=\"sep\""},
                        {"fold-before-parameter-with-lf", ";\n boundary=\"sep\""},
                        {"fold-before-parameter-with-cr", ";\r boundary=\"sep\""},
                        {"fold-before-semicolon", "\r\n ; boundary=\"sep\""},
                        {"fold-before-equals", "; boundary\r\n =\"sep\""},
                        {"fold-after-equals", "; boundary=\r\n \"sep\""},
                        {"fold-after-equals-unquoted", "; boundary=\r\n sep"},
                        {"fold-in-quotes-nothing-kept", "; boundary=\"s\r\n ep\""},
                        {"fold-first-in-quotes", "; boundary=\"\r\n sep\""},
                        {"fold-last-in-quotes", "; boundary=\"sep\r\n \""},
                        {"fold-each-parameter-twenty-lines",
                         ";\r\n " + replaced(std::string(19, '+'), "+", "x=1;\r\n ") + "boundary=\"sep\""}});
  cases.parameter_rows(kClass, "s ep",
                       {{"fold-in-quotes-blank-kept", "; boundary=\"s\r\n ep\""},
                        {"fold-in-quotes-tab-becomes-blank", "; boundary=\"s\r\n\tep\""}});
  cases.parameter_rows(kClass, "s\tep", {{"fold-in-quotes-tab-kept", "; boundary=\"s\r\n\tep\""}});
}

/// A type that is no multipart has a boundary, and a body that looks like one.
void add_single(CaseList& cases) {
  cases.type_rows("C2 boundary on another type",
                  {{"boundary-on-multipart-unknown", "Content-Type: multipart/unknown; boundary=\"sep\"\r\n"},
                   {"boundary-on-multi-token", "Content-Type: multipart; boundary=\"sep\"; type=mixed\r\n"}});
  cases.content("C2 boundary on another type", "boundary-on-file-part", [](std::string_view file) {
    return mail_with_part("Content-Type: application/octet-stream; boundary=\"none\"; name=\"report.txt\"\r\n" +
                          cte("base64") + "\r\n" + base64_lines(file));
  });
  cases.content("C2 boundary on another type", "single-part-mail-with-boundary-and-decoy", [](std::string_view file) {
    return mail("Content-Type: application/octet-stream; boundary=\"none\"\r\n" + cte("base64"),
                base64_lines(file) + "--none\r\n" + note() + "--none--\r\n");
  });
}

} // namespace

void add_boundary_syntax(CaseList& cases) {
  add_blanks(cases);
  add_delimiter_blanks(cases);
  add_semicolons(cases);
  add_folded(cases);
  add_single(cases);
}

} // namespace fumiban::evasion
