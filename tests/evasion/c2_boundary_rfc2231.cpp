// SPDX-License-Identifier: Apache-2.0
/// @file
/// The boundary is written with the extensions of RFC 2231: in sections, with a character set, percent-encoded.
#include <string>

#include "evasion_mail.hpp"

namespace fumiban::evasion {

namespace {

constexpr std::string_view kClass = "RFC 2231 boundary";

void add_sections(CaseList& cases) {
  cases.parameter_rows(kClass, "sep",
                       {{"sections-quoted", "; boundary*0=\"se\"; boundary*1=\"p\""},
                        {"sections-reversed", "; boundary*1=\"p\"; boundary*0=\"se\""},
                        {"sections-only-zero", "; boundary*0=\"sep\""},
                        {"sections-gap-skipped", "; boundary*0=\"se\"; boundary*2=\"p\""},
                        {"sections-gap-ends", "; boundary*0=\"sep\"; boundary*2=\"tail\""},
                        {"sections-from-one", "; boundary*1=\"se\"; boundary*2=\"p\""},
                        {"sections-leading-zeros", "; boundary*00=\"se\"; boundary*01=\"p\""},
                        {"sections-upper-case", "; BOUNDARY*0=\"se\"; Boundary*1=\"p\""},
                        {"sections-blanks-around-equals", "; boundary*0 = \"se\"; boundary*1 = \"p\""},
                        {"sections-twice-first-used", "; boundary*0=\"s\"; boundary*0=\"x\"; boundary*1=\"ep\""},
                        {"sections-twice-last-used", "; boundary*0=\"x\"; boundary*0=\"s\"; boundary*1=\"ep\""},
                        {"sections-empty-between", "; boundary*0=\"se\"; boundary*1=\"\"; boundary*2=\"p\""}});
  cases.parameter_rows(
      kClass, "abcdefghijkl",
      {{"sections-twelve",
        "; boundary*0=a; boundary*1=b; boundary*2=c; boundary*3=d; boundary*4=e; boundary*5=f;\r\n"
        " boundary*6=g; boundary*7=h; boundary*8=i; boundary*9=j; boundary*10=k; boundary*11=l"},
       {"sections-twelve-as-text-order",
        "; boundary*0=a; boundary*1=b; boundary*10=k; boundary*11=l; boundary*2=c; boundary*3=d; boundary*4=e;\r\n"
        " boundary*5=f; boundary*6=g; boundary*7=h; boundary*8=i; boundary*9=j"}});
}

void add_encoded(CaseList& cases) {
  cases.parameter_rows(kClass, "sep",
                       {{"encoded-plain-text", "; boundary*=us-ascii''sep"},
                        {"encoded-percent", "; boundary*=us-ascii''s%65p"},
                        {"encoded-quoted", "; boundary*=\"us-ascii''s%65p\""},
                        {"encoded-language", "; boundary*=us-ascii'en'sep"},
                        {"encoded-language-with-dash", "; boundary*=us-ascii'en-US'sep"},
                        {"encoded-empty-charset", "; boundary*=''sep"},
                        {"encoded-unknown-charset", "; boundary*=x-none''sep"},
                        {"encoded-without-quotes-marks", "; boundary*=sep"},
                        {"encoded-sections", "; boundary*0*=us-ascii''%73e; boundary*1*=%70"},
                        {"encoded-sections-mixed", "; boundary*0*=us-ascii''%73e; boundary*1=\"p\""},
                        {"encoded-sections-reversed", "; boundary*1*=%70; boundary*0*=us-ascii''%73e"},
                        {"encoded-only-later-section", "; boundary*0=\"se\"; boundary*1*=%70"}});
  cases.parameter_rows(kClass, "a<b", {{"encoded-lower-hex-digit", "; boundary*=us-ascii''a%3cb"}});
  cases.parameter_rows(kClass, "s%65p", {{"percent-not-encoded-section", "; boundary*0=\"s%65\"; boundary*1=\"p\""}});
  cases.parameter_rows(kClass, "s%zz", {{"encoded-bad-percent", "; boundary*=us-ascii''s%zz"}});
}

/// A plain boundary beside one in sections: a reader of RFC 2231 takes one, the others the other.
void add_with_plain(CaseList& cases) {
  const std::vector<Row> rows{
      {"plain-first-then-sections", "; boundary=\"plain\"; boundary*0=\"se\"; boundary*1=\"p\""},
      {"sections-first-then-plain", "; boundary*0=\"se\"; boundary*1=\"p\"; boundary=\"plain\""},
      {"plain-first-then-encoded", "; boundary=\"plain\"; boundary*=us-ascii''sep"},
      {"encoded-first-then-plain", "; boundary*=us-ascii''sep; boundary=\"plain\""},
      {"plain-first-then-encoded-sections", "; boundary=\"plain\"; boundary*0*=us-ascii''%73e; boundary*1*=%70"},
  };
  for (const Row& row : rows) {
    cases.parameter_rows(kClass, "sep", {{row.name + "-extended-used", row.text}});
    cases.parameter_rows(kClass, "plain", {{row.name + "-plain-used", row.text}});
  }
  cases.parameter_rows(kClass, "sep",
                       {{"zero-section-plain-and-encoded", "; boundary*0=\"sep\"; boundary*0*=us-ascii''none"},
                        {"zero-section-encoded-and-plain", "; boundary*0*=us-ascii''sep; boundary*0=\"none\""}});
}

} // namespace

void add_boundary_rfc2231(CaseList& cases) {
  add_sections(cases);
  add_encoded(cases);
  add_with_plain(cases);
}

} // namespace fumiban::evasion
