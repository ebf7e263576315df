// SPDX-License-Identifier: Apache-2.0
/// @file
/// The attachment's name is hidden by quotes, folds, comments, doubles, and fields that are not quite right.
#include <string>

#include "name_template.hpp"

namespace fumiban::evasion {

using namespace std::string_literals;

namespace {

const std::string& type_field() {
  static const std::string field = "Content-Type: application/octet-stream\r\n";
  return field;
}

std::vector<Row> placed(std::vector<Row> rows) {
  for (Row& row : rows) {
    row.text = type_field() + "Content-Disposition: attachment" + row.text + "\r\n";
  }
  return rows;
}

void add_quotes(CaseList& cases) {
  add_name_rows(cases, "names: quotes",
                placed({{"name-unquoted", "; filename=<N>"},
                        {"name-half-quote-before", "; filename=\"<N>"},
                        {"name-half-quote-after", "; filename=<N>\""},
                        {"name-half-quote-before-then-parameter", "; filename=\"<N>; size=68"},
                        {"name-single-quotes", "; filename='<N>'"},
                        {"name-quoted-pairs", "; filename=\"<RN>\""},
                        {"name-one-quoted-pair", "; filename=\"<A>\\<B>\""},
                        {"name-quotes-in-middle", "; filename=<A>\"<B>\""},
                        {"name-quotes-then-text", "; filename=\"<A>\"<B>"},
                        {"name-two-quoted-strings", "; filename=\"<A>\"\"<B>\""},
                        {"name-quoted-quote-first", "; filename=\"\\\"<N>\""},
                        {"name-quotes-twice", "; filename=\"\"<N>\"\""},
                        {"name-blanks-around-equals", "; filename = \"<N>\""},
                        {"name-blank-first-in-quotes", "; filename=\" <N>\""},
                        {"name-blank-last-in-quotes", "; filename=\"<N> \""},
                        {"name-dot-last", "; filename=\"<N>.\""},
                        {"name-unquoted-with-blank", "; filename=my <N>"},
                        {"name-unquoted-with-brackets", "; filename=[1]<N>"},
                        {"name-semicolon-in-quotes", "; filename=\"readme.txt;<N>\""},
                        {"name-semicolon-in-unquoted", "; filename=<N>;.txt"},
                        {"name-with-path", "; filename=\"C:\\\\docs\\\\<N>\""},
                        {"name-after-long-blanks", "; filename=\"readme.txt" + std::string(200, ' ') + "<N>\""},
                        {"name-nul-after", "; filename=\"<N>\0.txt\""s},
                        {"name-nul-inside", "; filename=\"<A>\0<B>\""s},
                        {"name-8bit", "; filename=\"\xe8\xab\x8b\xe6\xb1\x82<N>\""},
                        {"name-8bit-cp932", "; filename=\"\x90\xbf\x8b\x81<N>\""},
                        {"name-raw-iso-2022-jp", "; filename=\"\x1b$B@A5a\x1b(B<N>\""},
                        {"name-right-to-left-override",
                         "; filename=\"\xe2\x80\xae"
                         "txt.<N>\""}}));
}

void add_folds(CaseList& cases) {
  add_name_rows(cases, "names: folding",
                placed({{"name-fold-before-parameter", ";\r\n filename=\"<N>\""},
                        {"name-fold-with-lf", ";\n filename=\"<N>\""},
                        {"name-fold-with-cr", ";\r filename=\"<N>\""},
                        {"name-fold-with-crcrlf", ";\r\r\n filename=\"<N>\""},
                        {"name-fold-after-equals", "; filename=\r\n \"<N>\""},
                        {"name-fold-before-equals", "; filename\r\n =\"<N>\""},
                        {"name-fold-in-quotes", "; filename=\"<A>\r\n <B>\""},
                        {"name-fold-in-quotes-before-last", "; filename=\"<1><2>\r\n <3>\""},
                        {"name-fold-in-quotes-tab", "; filename=\"<A>\r\n\t<B>\""},
                        {"name-fold-in-quotes-lf", "; filename=\"<A>\n <B>\""},
                        {"name-fold-first-in-quotes", "; filename=\"\r\n <N>\""},
                        {"name-fold-last-in-quotes", "; filename=\"<N>\r\n \""},
                        {"name-fold-blank-line-between", ";\r\n \r\n filename=\"<N>\""},
                        {"name-fold-before-semicolon", "\r\n ; filename=\"<N>\""}}));
}

void add_name_comments(CaseList& cases) {
  add_name_rows(cases, "names: comments",
                placed({{"name-comment-before-value", "; filename=(c)\"<N>\""},
                        {"name-comment-after-value", "; filename=\"<N>\"(c)"},
                        {"name-comment-after-unquoted", "; filename=<N>(c)"},
                        {"name-comment-after-parameter", "; filename(c)=\"<N>\""},
                        {"name-comment-before-parameter", "; (c)filename=\"<N>\""},
                        {"name-comment-inside-unquoted", "; filename=<A>(c)<B>"},
                        {"name-comment-after-disposition", "(c); filename=\"<N>\""},
                        {"name-comment-with-decoy", "; (filename=\"<D>\") filename=\"<N>\""},
                        {"name-comment-with-decoy-and-semicolon", " (; filename=\"<D>\";); filename=\"<N>\""},
                        {"name-comment-nested", "; filename=(a(b)c)\"<N>\""},
                        {"name-comment-in-quotes-is-text", "; filename=\"(c)<N>\""}}));
}

void add_doubles(CaseList& cases) {
  const std::string place = "Content-Disposition: attachment; filename=";
  const std::string decoy = place + "\"<D>\"\r\n";
  const std::string real = place + "\"<N>\"\r\n";
  const std::string real_type = "Content-Type: application/octet-stream; name=\"<N>\"\r\n";
  const std::string decoy_type = "Content-Type: application/octet-stream; name=\"<D>\"\r\n";
  add_name_rows(cases, "names: two names",
                {{"filename-twice-first-real", type_field() + place + "\"<N>\"; filename=\"<D>\"\r\n"},
                 {"filename-twice-last-real", type_field() + place + "\"<D>\"; filename=\"<N>\"\r\n"},
                 {"filename-twice-other-case", type_field() + place + "\"<D>\"; FileName=\"<N>\"\r\n"},
                 {"filename-three-times", type_field() + place + "\"<D>\"; filename=\"<N>\"; filename=\"<D>\"\r\n"},
                 {"filename-empty-then-real", type_field() + place + "\"\"; filename=\"<N>\"\r\n"},
                 {"disposition-twice-first-real", type_field() + real + decoy},
                 {"disposition-twice-last-real", type_field() + decoy + real},
                 {"name-real-filename-decoy", real_type + decoy},
                 {"name-decoy-filename-real", decoy_type + real},
                 {"name-real-filename-empty", real_type + place + "\"\"\r\n"},
                 {"name-real-no-filename", real_type + "Content-Disposition: attachment\r\n"},
                 {"name-real-no-disposition", real_type},
                 {"type-twice-first-real", real_type + decoy_type},
                 {"type-twice-last-real", decoy_type + real_type},
                 {"name-twice-last-real", "Content-Type: application/octet-stream; name=\"<D>\"; name=\"<N>\"\r\n"}});
}

void add_fields(CaseList& cases) {
  const std::string type = type_field();
  add_name_rows(
      cases, "names: field syntax",
      {{"disposition-semicolon-missing", type + "Content-Disposition: attachment filename=\"<N>\"\r\n"},
       {"disposition-comma", type + "Content-Disposition: attachment, filename=\"<N>\"\r\n"},
       {"disposition-without-type", type + "Content-Disposition: filename=\"<N>\"\r\n"},
       {"disposition-empty-type", type + "Content-Disposition: ; filename=\"<N>\"\r\n"},
       {"disposition-inline", type + "Content-Disposition: inline; filename=\"<N>\"\r\n"},
       {"disposition-unknown", type + "Content-Disposition: x-other; filename=\"<N>\"\r\n"},
       {"disposition-blank-before-colon", type + "Content-Disposition : attachment; filename=\"<N>\"\r\n"},
       {"disposition-name-upper-case", type + "CONTENT-DISPOSITION: ATTACHMENT; FILENAME=\"<N>\"\r\n"},
       {"disposition-name-for-filename", type + "Content-Disposition: attachment; name=\"<N>\"\r\n"},
       {"disposition-broken-parameter-before", type + "Content-Disposition: attachment; size; =; filename=\"<N>\"\r\n"},
       {"disposition-nul-before-parameter", type + "Content-Disposition: attachment; \0filename=\"<N>\"\r\n"s},
       {"type-empty-name-real", "Content-Type: ; name=\"<N>\"\r\n"},
       {"type-text-name-real", "Content-Type: text/plain; name=\"<N>\"\r\n"}});
}

/// The name stands in the text of an encoding from before MIME. `#0V%T` is "Cat", as in the usual example.
void add_in_text(CaseList& cases) {
  cases.named("names: in text", "uu-begin-line-names-program", "exe", [](std::string_view name, std::string_view) {
    return mail("Content-Type: text/plain\r\n",
                "Here:\r\n\r\nbegin 644 " + std::string(name) + "\r\n#0V%T\r\n`\r\nend\r\n");
  });
  cases.named("names: in text", "yenc-begin-line-names-program", "exe", [](std::string_view name, std::string_view) {
    return mail("Content-Type: text/plain\r\n" + cte("8bit"),
                "=ybegin line=128 size=3 name=" + std::string(name) + "\r\n\x6d\x8b\x9e\r\n=yend size=3\r\n");
  });
}

} // namespace

void add_names_syntax(CaseList& cases) {
  add_quotes(cases);
  add_folds(cases);
  add_name_comments(cases);
  add_doubles(cases);
  add_fields(cases);
  add_in_text(cases);
}

} // namespace fumiban::evasion
