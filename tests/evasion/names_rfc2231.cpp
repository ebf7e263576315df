// SPDX-License-Identifier: Apache-2.0
/// @file
/// The attachment's name is written with the extensions of RFC 2231, alone or beside a plain name.
#include <string>

#include "name_template.hpp"

namespace fumiban::evasion {

namespace {

/// A part whose disposition has these parameters.
std::vector<Row> placed(std::vector<Row> rows) {
  for (Row& row : rows) {
    row.text = "Content-Type: application/octet-stream\r\nContent-Disposition: attachment" + row.text + "\r\n";
  }
  return rows;
}

void add_encoded(CaseList& cases) {
  add_name_rows(cases, "names: RFC 2231 encoded",
                placed({{"name-extended-plain", "; filename*=us-ascii''<N>"},
                        {"name-extended-percent", "; filename*=utf-8''<PN>"},
                        {"name-extended-quoted", "; filename*=\"utf-8''<PN>\""},
                        {"name-extended-odd-charset-name", "; filename*=utf8''<PN>"},
                        {"name-extended-empty-charset", "; filename*=''<PN>"},
                        {"name-extended-unknown-charset", "; filename*=x-none''<PN>"},
                        {"name-extended-no-marks", "; filename*=<N>"},
                        {"name-extended-no-marks-percent", "; filename*=<PN>"},
                        {"name-extended-one-mark", "; filename*=utf-8'<PN>"},
                        {"name-extended-japanese-charset", "; filename*=iso-2022-jp''<PN>"},
                        {"name-extended-utf16", "; filename*=utf-16be''<WN>"},
                        {"name-extended-blank-before-equals", "; filename* =utf-8''<PN>"},
                        {"name-extended-blank-after-equals", "; filename*= utf-8''<PN>"},
                        {"name-extended-folded", ";\r\n filename*=utf-8''<PN>"}}));
}

void add_sections(CaseList& cases) {
  const std::string each = "; filename*0=\"p\"; filename*1=\"<1>\"; filename*2=\"<2>\"; filename*3=\"<3>\"";
  std::string many;
  for (std::size_t i = 0; i < 9; ++i) {
    many += "; filename*" + std::to_string(i) + "=\"x\"";
  }
  many += "; filename*9=\"<1>\"; filename*10=\"<2>\"; filename*11=\"<3>\"";
  std::string text_order = "; filename*0=\"x\"; filename*1=\"x\"; filename*10=\"<2>\"; filename*11=\"<3>\"";
  for (std::size_t i = 2; i < 9; ++i) {
    text_order += "; filename*" + std::to_string(i) + "=\"x\"";
  }
  text_order += "; filename*9=\"<1>\"";
  add_name_rows(
      cases, "names: RFC 2231 sections",
      placed({{"name-sections-quoted", "; filename*0=\"<1>\"; filename*1=\"<2>\"; filename*2=\"<3>\""},
              {"name-sections-unquoted", "; filename*0=<1>; filename*1=<2>; filename*2=<3>"},
              {"name-sections-reversed", "; filename*2=\"<3>\"; filename*1=\"<2>\"; filename*0=\"<1>\""},
              {"name-sections-twelve", many},
              {"name-sections-twelve-as-text-order", text_order},
              {"name-sections-gap-skipped", "; filename*0=\"<1>\"; filename*1=\"<2>\"; filename*3=\"<3>\""},
              {"name-sections-gap-ends", "; filename*0=\"<N>\"; filename*2=\".txt\""},
              {"name-sections-from-one", "; filename*1=\"<1>\"; filename*2=\"<2>\"; filename*3=\"<3>\""},
              {"name-sections-leading-zeros", "; filename*00=\"<1>\"; filename*01=\"<2>\"; filename*02=\"<3>\""},
              {"name-sections-encoded", "; filename*0*=utf-8''<P1>; filename*1*=<P2>; filename*2*=<P3>"},
              {"name-sections-encoded-and-plain", "; filename*0*=utf-8''<P1>; filename*1=\"<2>\"; filename*2*=<P3>"},
              {"name-sections-encoded-reversed", "; filename*2*=<P3>; filename*1*=<P2>; filename*0*=utf-8''<P1>"},
              {"name-sections-encoded-quoted", "; filename*0*=\"utf-8''<P1>\"; filename*1*=\"<P2>\"; filename*2=<3>"},
              {"name-sections-encoded-later-only", "; filename*0=\"<1>\"; filename*1*=<P2>; filename*2*=<P3>"},
              {"name-sections-other-case", "; FileName*0=\"<1>\"; FILENAME*1=\"<2>\"; filename*2=\"<3>\""},
              {"name-sections-repeated-last-differs",
               "; filename*0=\"<1>\"; filename*1=\"<2>\"; filename*2=\"<3>\"; filename*2=\"txt\""},
              {"name-sections-repeated-first-differs",
               "; filename*0=\"<1>\"; filename*1=\"<2>\"; filename*2=\"txt\"; filename*2=\"<3>\""},
              {"name-sections-zero-plain-and-encoded", "; filename*0=\"<N>\"; filename*0*=utf-8''<PD>"},
              {"name-sections-zero-encoded-and-plain", "; filename*0*=utf-8''<PN>; filename*0=\"<D>\""}}));
}

/// Two names: who knows RFC 2231 shows one, the others show the other.
void add_with_plain(CaseList& cases) {
  const std::string sections = "; filename*0=\"<1>\"; filename*1=\"<2>\"; filename*2=\"<3>\"";
  const std::string decoy_sections = "; filename*0=\"read\"; filename*1=\"me.txt\"";
  add_name_rows(cases, "names: RFC 2231 beside plain",
                placed({{"decoy-plain-then-extended", "; filename=\"<D>\"; filename*=utf-8''<PN>"},
                        {"extended-then-decoy-plain", "; filename*=utf-8''<PN>; filename=\"<D>\""},
                        {"decoy-plain-then-sections", "; filename=\"<D>\"" + sections},
                        {"sections-then-decoy-plain", sections + "; filename=\"<D>\""},
                        {"decoy-extended-then-plain", "; filename*=utf-8''<PD>; filename=\"<N>\""},
                        {"plain-then-decoy-extended", "; filename=\"<N>\"; filename*=utf-8''<PD>"},
                        {"decoy-sections-then-plain", decoy_sections + "; filename=\"<N>\""},
                        {"plain-then-decoy-sections", "; filename=\"<N>\"" + decoy_sections},
                        {"decoy-extended-then-sections", "; filename*=utf-8''<PD>" + sections}}));
}

void add_in_type(CaseList& cases) {
  const std::string type = "Content-Type: application/octet-stream";
  const std::string place = "Content-Disposition: attachment\r\n";
  const std::string decoy = "Content-Disposition: attachment; filename=\"<D>\"\r\n";
  add_name_rows(cases, "names: RFC 2231 in type",
                {{"type-name-extended", type + "; name*=utf-8''<PN>\r\n" + place},
                 {"type-name-sections", type + "; name*0=\"<1>\"; name*1=\"<2>\"; name*2=\"<3>\"\r\n" + place},
                 {"type-name-sections-reversed", type + "; name*1=\"<B>\"; name*0=\"<A>\"\r\n" + place},
                 {"type-name-encoded-sections", type + "; name*0*=utf-8''<P1>; name*1*=<P2>; name*2=<3>\r\n" + place},
                 {"type-name-extended-decoy-filename", type + "; name*=utf-8''<PN>\r\n" + decoy},
                 {"type-name-sections-decoy-filename", type + "; name*0=\"<1><2>\"; name*1=\"<3>\"\r\n" + decoy}});
}

} // namespace

void add_names_rfc2231(CaseList& cases) {
  add_encoded(cases);
  add_sections(cases);
  add_with_plain(cases);
  add_in_type(cases);
}

} // namespace fumiban::evasion
