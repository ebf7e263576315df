// SPDX-License-Identifier: Apache-2.0
/// @file
/// C2: the header offers more than one boundary, and the body uses one of them. Programs disagree on which one counts.
#include <string>

#include "evasion_mail.hpp"

namespace fumiban::evasion {

namespace {

/// A body whose file is found with `real` only; with the other boundary there is only a text.
std::string decoyed_body(std::string_view real, std::string_view decoy, std::string_view file, bool decoy_first) {
  const std::string bait = multipart(decoy, {note()});
  const std::string truth = multipart(real, {note(), plain_file_part(file)});
  return decoy_first ? bait + truth : truth + bait;
}

/// Each way to offer two boundaries, with the body using the first, then the second, and with or without a decoy.
void add_two(CaseList& cases) {
  const std::string fields =
      "Content-Type: multipart/mixed; boundary=\"alpha\"\r\n"
      "Content-Type: multipart/mixed; boundary=\"omega\"\r\n";
  const std::vector<Row> ways{
      {"two-fields", fields},
      {"two-parameters", mixed("; boundary=\"alpha\"; boundary=\"omega\"")},
      {"two-parameters-unquoted", mixed("; boundary=alpha; boundary=omega")},
      {"two-parameters-other-case", mixed("; boundary=\"alpha\"; BOUNDARY=\"omega\"")},
      {"two-parameters-folded", mixed(";\r\n boundary=\"alpha\";\r\n boundary=\"omega\"")},
      {"two-parameters-others-between", mixed("; boundary=\"alpha\"; charset=utf-8; boundary=\"omega\"")},
  };
  for (const Row& way : ways) {
    for (const bool first : {true, false}) {
      const std::string_view real = first ? "alpha" : "omega";
      const std::string_view decoy = first ? "omega" : "alpha";
      const std::string label = way.name + (first ? "-first-used" : "-last-used");
      cases.content("C2 two boundaries", label,
                    [&](std::string_view file) { return mail_with_boundary(way.text, real, file); });
      if (!way.name.starts_with("two-parameters-")) {
        for (const bool before : {true, false}) {
          cases.content("C2 two boundaries", label + (before ? "-decoy-before" : "-decoy-after"),
                        [&](std::string_view file) { return mail(way.text, decoyed_body(real, decoy, file, before)); });
        }
      }
    }
  }
}

void add_lists(CaseList& cases) {
  constexpr std::string_view kClass = "C2 two boundaries";
  cases.parameter_rows(kClass, "alpha",
                       {{"comma-list-quoted-each-first-used", "; boundary=\"alpha\", boundary=\"omega\""},
                        {"comma-list-unquoted-first-used", "; boundary=alpha, boundary=omega"},
                        {"two-values-quoted-first-used", "; boundary=\"alpha\" \"omega\""},
                        {"three-parameters-first-used", "; boundary=alpha; boundary=mid; boundary=omega"}});
  cases.parameter_rows(kClass, "omega",
                       {{"comma-list-quoted-each-last-used", "; boundary=\"alpha\", boundary=\"omega\""},
                        {"three-parameters-last-used", "; boundary=alpha; boundary=mid; boundary=omega"}});
  cases.parameter_rows(kClass, "alpha,omega",
                       {{"comma-in-quoted-boundary", "; boundary=\"alpha,omega\""},
                        {"comma-in-unquoted-boundary", "; boundary=alpha,omega"}});
}

/// One boundary is the beginning of the other, so that a careless comparison closes the wrong multipart.
void add_substrings(CaseList& cases) {
  constexpr std::string_view kClass = "C2 substring boundaries";
  const auto nested = [&](std::string_view name, const std::string& outer, const std::string& inner) {
    cases.content(kClass, name, [&](std::string_view file) {
      const std::string part =
          mixed("; boundary=\"" + inner + "\"") + "\r\n" + multipart(inner, {note(), plain_file_part(file)});
      return mail(mixed("; boundary=\"" + outer + "\""), multipart(outer, {note(), part}));
    });
  };
  nested("inner-is-outer-and-more", "sep", "sepsep");
  nested("inner-is-outer-and-dashes", "sep", "sep--");
  nested("outer-is-inner-and-more", "sep-outer", "sep");
  nested("outer-begins-with-dashes", "--sep", "sep");
  nested("inner-differs-in-case", "sep", "SEP");
  nested("inner-is-outer-and-blank-word", "sep", "sep 2");
  cases.parameter_rows(kClass, "sep--", {{"boundary-ends-in-dashes", "; boundary=\"sep--\""}});
  cases.content(kClass, "delimiter-goes-on-after-boundary", [](std::string_view file) {
    const std::string body = multipart("sep", {note(), plain_file_part(file)});
    return mail(mixed("; boundary=\"sep\""), replaced(body, "--sep\r\n", "--sepjunk\r\n"));
  });
}

/// Boundaries longer than the 70 characters that are allowed.
void add_lengths(CaseList& cases) {
  for (const std::size_t length : {71U, 2000U}) {
    const std::string mark(length, 'b');
    cases.content("C2 long boundary", "boundary-of-" + std::to_string(length), [&](std::string_view file) {
      return mail_with_boundary(mixed("; boundary=\"" + mark + "\""), mark, file);
    });
  }
  const std::string base(70, 'b');
  cases.content("C2 long boundary", "two-boundaries-alike-for-70", [&](std::string_view file) {
    const std::string inner = base + "2";
    const std::string part = mixed("; boundary=\"" + inner + "\"") + "\r\n" + multipart(inner, {plain_file_part(file)});
    return mail(mixed("; boundary=\"" + base + "1\""), multipart(base + "1", {note(), part}));
  });
}

} // namespace

void add_boundary_choice(CaseList& cases) {
  add_two(cases);
  add_lists(cases);
  add_substrings(cases);
  add_lengths(cases);
}

} // namespace fumiban::evasion
