// SPDX-License-Identifier: Apache-2.0
/// @file
/// C2: quotes, half quotes, quoted pairs and empty values of the boundary.
#include <string>

#include "evasion_mail.hpp"

namespace fumiban::evasion {

namespace {

void add_quotes(CaseList& cases) {
  constexpr std::string_view kClass = "C2 boundary quotes";
  cases.parameter_rows(kClass, "sep",
                       {{"half-quote-before-dropped", "; boundary=\"sep"},
                        {"half-quote-before-and-other-parameter", "; boundary=\"sep; charset=us-ascii"},
                        {"half-quote-after-dropped", "; boundary=sep\""},
                        {"half-quote-of-other-parameter-before", "; x=\"y; boundary=sep"},
                        {"single-quotes-dropped", "; boundary='sep'"},
                        {"quotes-twice", "; boundary=\"\"sep\"\""},
                        {"text-after-quotes-dropped", "; boundary=\"sep\"tail"},
                        {"two-quoted-strings-joined", "; boundary=\"s\"\"ep\""},
                        {"quotes-in-the-middle-joined", "; boundary=s\"e\"p"},
                        {"quoted-pair-removed", "; boundary=\"s\\ep\""},
                        {"quoted-pairs-everywhere", "; boundary=\"\\s\\e\\p\""},
                        {"quoted-pair-unquoted-removed", "; boundary=s\\ep"},
                        {"quotes-in-the-middle-of-tail", "; boundary=sep\"\""}});
  cases.parameter_rows(kClass, "\"sep", {{"half-quote-before-kept", "; boundary=\"sep"}});
  cases.parameter_rows(
      kClass, "sep\"",
      {{"half-quote-after-kept", "; boundary=sep\""}, {"quoted-quote-at-end", "; boundary=\"sep\\\"\""}});
  cases.parameter_rows(kClass, "sep\\", {{"quoted-pair-at-end-backslash-kept", "; boundary=\"sep\\\""}});
  cases.parameter_rows(kClass, "'sep'", {{"single-quotes-kept", "; boundary='sep'"}});
  cases.parameter_rows(kClass, "septail", {{"text-after-quotes-joined", "; boundary=\"sep\"tail"}});
  cases.parameter_rows(kClass, "headsep", {{"text-before-quotes-joined", "; boundary=head\"sep\""}});
  cases.parameter_rows(kClass, "s",
                       {{"first-of-two-quoted-strings", "; boundary=\"s\"\"ep\""},
                        {"first-of-two-quoted-strings-blank-between", "; boundary=\"s\" \"ep\""}});
  cases.parameter_rows(
      kClass, "s\"e\"p",
      {{"quotes-in-the-middle-kept", "; boundary=s\"e\"p"}, {"quoted-quotes-inside", "; boundary=\"s\\\"e\\\"p\""}});
  cases.parameter_rows(kClass, "s\\ep",
                       {{"backslash-kept", "; boundary=\"s\\ep\""},
                        {"quoted-backslash", "; boundary=\"s\\\\ep\""},
                        {"backslash-unquoted-kept", "; boundary=s\\ep"}});
}

/// Characters that need quotes, without quotes, and characters that no boundary may have.
void add_characters(CaseList& cases) {
  constexpr std::string_view kClass = "C2 boundary characters";
  for (const Row& row :
       {Row{"equals", "a=b"}, Row{"question", "a?b"}, Row{"slash", "a/b"}, Row{"colon", "a:b"}, Row{"angles", "<ab>"},
        Row{"8bit", "a\xe3\x81\x82"}, Row{"latin1", "a\xe9"}, Row{"control", "a\x01z"}}) {
    cases.parameter_rows(kClass, row.text, {{"unquoted-" + row.name, "; boundary=" + row.text}});
  }
  cases.parameter_rows(kClass, "--", {{"only-dashes", "; boundary=\"--\""}});
  cases.parameter_rows(kClass, "-", {{"one-dash", "; boundary=-"}});
}

void add_empty(CaseList& cases) {
  constexpr std::string_view kClass = "C2 boundary empty";
  cases.parameter_rows(kClass, "",
                       {{"empty-quoted", "; boundary=\"\""},
                        {"empty-unquoted", "; boundary="},
                        {"empty-then-other-parameter", "; boundary=; charset=us-ascii"},
                        {"blank-in-quotes-body-empty", "; boundary=\" \""}});
  cases.parameter_rows(kClass, "sep",
                       {{"empty-first-real-last", "; boundary=\"\"; boundary=\"sep\""},
                        {"real-first-empty-last", "; boundary=\"sep\"; boundary=\"\""},
                        {"unset-first-real-last", "; boundary; boundary=\"sep\""},
                        {"no-boundary-at-all", ""}});
}

} // namespace

void add_boundary_quotes(CaseList& cases) {
  add_quotes(cases);
  add_characters(cases);
  add_empty(cases);
}

} // namespace fumiban::evasion
