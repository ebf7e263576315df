// SPDX-License-Identifier: Apache-2.0
/// @file
/// The attachment's name is written as encoded words (RFC 2047), which parameters may not hold but often do.
#include <string>

#include "name_template.hpp"

namespace fumiban::evasion {

namespace {

std::vector<Row> placed(std::vector<Row> rows) {
  for (Row& row : rows) {
    row.text = "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; " + row.text + "\r\n";
  }
  return rows;
}

void add_words(CaseList& cases) {
  add_name_rows(cases, "names: RFC 2047 words",
                placed({{"word-b-quoted", "filename=\"=?utf-8?B?<BN>?=\""},
                        {"word-q-quoted", "filename=\"=?utf-8?Q?<QN>?=\""},
                        {"word-b-unquoted", "filename==?utf-8?B?<BN>?="},
                        {"word-q-unquoted", "filename==?utf-8?Q?<QN>?="},
                        {"word-lower-case-letters", "filename=\"=?utf-8?b?<BN>?=\""},
                        {"word-q-lower-case-hex", "filename=\"=?utf-8?q?<qN>?=\""},
                        {"word-q-some-bytes", "filename=\"=?us-ascii?Q?<1><Q2><3>?=\""},
                        {"word-with-language", "filename=\"=?utf-8*en?Q?<QN>?=\""},
                        {"word-single-quoted", "filename='=?utf-8?B?<BN>?='"},
                        {"word-q-in-middle", "filename=\"<A>=?utf-8?Q?<QB>?=\""},
                        {"word-q-at-start-then-text", "filename=\"=?utf-8?Q?<QA>?=<B>\""},
                        {"word-empty-first",
                         "filename=\"=?utf-8?Q?"
                         "?=<N>\""},
                        {"word-byte-order-mark", "filename=\"=?utf-8?Q?=EF=BB=BF<QN>?=\""},
                        {"word-folded-before", "filename=\r\n \"=?utf-8?B?<BN>?=\""},
                        {"word-and-decoy-after", "filename=\"=?utf-8?B?<BN>?=\"; filename=\"<D>\""},
                        {"word-and-decoy-before", "filename=\"<D>\"; filename=\"=?utf-8?B?<BN>?=\""}}));
}

void add_charsets(CaseList& cases) {
  std::vector<Row> rows{{"word-utf16be", "filename=\"=?utf-16be?B?<UN>?=\""},
                        {"word-utf16le", "filename=\"=?utf-16le?B?<LN>?=\""},
                        {"word-utf16-with-mark", "filename=\"=?utf-16?B?<MN>?=\""},
                        {"word-utf16-upper-case", "filename=\"=?UTF-16BE?B?<UN>?=\""},
                        {"word-unknown-charset", "filename=\"=?x-none?B?<BN>?=\""},
                        {"word-empty-charset", "filename=\"=??B?<BN>?=\""}};
  for (const std::string charset : {"us-ascii", "iso-2022-jp", "shift_jis", "euc-jp", "cp932", "utf-7", "utf8"}) {
    rows.push_back({"word-" + charset, "filename=\"=?" + charset + "?B?<BN>?=\""});
  }
  add_name_rows(cases, "names: RFC 2047 charsets", placed(rows));
}

void add_splits(CaseList& cases) {
  const std::string b_first = "=?utf-8?B?<B1>?=";
  const std::string b_middle = "=?utf-8?B?<B2>?=";
  const std::string b_last = "=?utf-8?B?<B3>?=";
  add_name_rows(cases, "names: RFC 2047 split",
                placed({{"words-blank-between", "filename=\"" + b_first + " " + b_middle + " " + b_last + "\""},
                        {"words-fold-between", "filename=\"" + b_first + "\r\n " + b_middle + "\r\n " + b_last + "\""},
                        {"words-nothing-between", "filename=\"" + b_first + b_middle + b_last + "\""},
                        {"words-tab-fold-between", "filename=\"" + b_first + "\r\n\t" + b_middle + b_last + "\""},
                        {"words-unquoted-blank-between", "filename=" + b_first + " " + b_middle + " " + b_last},
                        {"words-each-quoted", "filename=\"" + b_first + "\" \"" + b_middle + b_last + "\""},
                        {"words-b-and-q", "filename=\"=?utf-8?B?<BA>?= =?utf-8?Q?<QB>?=\""},
                        {"words-base64-cut-inside", "filename=\"=?utf-8?B?<FN>?= =?utf-8?B?<SN>?=\""},
                        {"words-charsets-differ", "filename=\"=?utf-8?B?<BA>?= =?iso-8859-1?Q?<QB>?=\""},
                        {"words-in-sections", "filename*0=\"=?utf-8?B?<BA>?=\"; filename*1=\" =?utf-8?B?<BB>?=\""},
                        {"word-cut-over-sections", "filename*0=\"=?iso-2022-jp?B?<FN>\"; filename*1=\"<SN>?=\""},
                        {"words-cut-over-sections-outlook-way",
                         "filename*0=\"=?iso-2022-jp?B?<BA>?= =?iso-\"; filename*1=\"2022-jp?B?<BB>?=\""},
                        {"word-cut-by-fold", "filename=\"=?utf-8?B?<FN>\r\n <SN>?=\""},
                        {"word-with-blank-inside", "filename=\"=?utf-8?Q?<QA> <QB>?=\""},
                        {"word-without-base64-padding", "filename=\"=?utf-8?B?<TN>?=\""}}));
}

void add_in_type(CaseList& cases) {
  const std::string type = "Content-Type: application/octet-stream; name=";
  const std::string decoy = "Content-Disposition: attachment; filename=\"<D>\"\r\n";
  const std::string place = "Content-Disposition: attachment\r\n";
  add_name_rows(cases, "names: RFC 2047 in type",
                {{"type-word-b", type + "\"=?utf-8?B?<BN>?=\"\r\n" + place},
                 {"type-word-q-unquoted", type + "=?utf-8?Q?<QN>?=\r\n" + place},
                 {"type-words-folded", type + "\"=?utf-8?B?<BA>?=\r\n =?utf-8?B?<BB>?=\"\r\n" + place},
                 {"type-word-utf16", type + "\"=?utf-16be?B?<UN>?=\"\r\n" + place},
                 {"type-word-decoy-filename", type + "\"=?utf-8?B?<BN>?=\"\r\n" + decoy},
                 {"type-decoy-filename-word",
                  type + "\"<D>\"\r\nContent-Disposition: attachment; filename=\"=?utf-8?B?<BN>?=\"\r\n"},
                 {"disposition-as-word-filename-plain",
                  "Content-Type: application/octet-stream\r\nContent-Disposition: =?utf-8?Q?attachment?=; "
                  "filename=\"<N>\"\r\n"}});
}

} // namespace

void add_names_rfc2047(CaseList& cases) {
  add_words(cases);
  add_charsets(cases);
  add_splits(cases);
  add_in_type(cases);
}

} // namespace fumiban::evasion
