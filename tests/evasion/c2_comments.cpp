// SPDX-License-Identifier: Apache-2.0
/// @file
/// Comments (RFC 5322 3.2.2) and encoded words (RFC 2047) where few programs expect them: in the transfer encoding, in
/// the type and around the boundary.
#include <string>

#include "evasion_mail.hpp"

namespace fumiban::evasion {

namespace {

void add_encoding_comments(CaseList& cases) {
  cases.cte_rows("C1 comments in transfer encoding",
                 {{"comment-before-value", cte("(c)base64")},
                  {"comment-and-blank-before-value", cte("(c) base64")},
                  {"comment-after-value", cte("base64(c)")},
                  {"comment-and-blank-after-value", cte("base64 (c)")},
                  {"comments-both-sides", cte("(a) base64 (b)")},
                  {"comment-nested", cte("(a(b)c) base64")},
                  {"comment-with-quoted-parenthesis", cte("(a\\)b) base64")},
                  {"comment-with-quote", cte("(a\"b) base64")},
                  {"comment-naming-other-encoding", cte("(7bit) base64")},
                  {"comment-after-naming-other-encoding", cte("base64 (7bit)")},
                  {"comment-inside-value", cte("ba(c)se64")},
                  {"comment-folded", cte("(a\r\n b) base64")},
                  {"comment-before-colon", "Content-Transfer-Encoding(c): base64\r\n"},
                  {"comment-and-blank-before-colon", "Content-Transfer-Encoding (c): base64\r\n"},
                  {"comment-unclosed-after-value", cte("base64 (c")},
                  {"comment-unclosed-glued-after-value", cte("base64(")},
                  {"comment-unopened-after-value", cte("base64)")},
                  {"comment-empty", cte("()base64")}});
}

void add_type_comments(CaseList& cases) {
  constexpr std::string_view kClass = "C2 comments in type and boundary";
  cases.parameter_rows(kClass, "sep",
                       {{"comment-before-boundary-value", "; boundary=(c)\"sep\""},
                        {"comment-before-unquoted-value", "; boundary=(c)sep"},
                        {"comment-after-boundary-value", "; boundary=\"sep\"(c)"},
                        {"comment-after-unquoted-value", "; boundary=sep(c)"},
                        {"comment-and-blank-after-unquoted-value", "; boundary=sep (c)"},
                        {"comment-before-parameter-name", "; (c)boundary=\"sep\""},
                        {"comment-after-parameter-name", "; boundary(c)=\"sep\""},
                        {"comment-with-decoy-boundary", "; (boundary=\"none\") boundary=\"sep\""},
                        {"comment-with-semicolon-decoy", " (; boundary=\"none\";) ; boundary=\"sep\""},
                        {"comment-inside-value-removed", "; boundary=s(c)ep"},
                        {"comment-after-subtype", "(c); boundary=\"sep\""},
                        {"comment-with-half-quote", "(\"); boundary=\"sep\""},
                        {"comment-folded-before-parameter", ";\r\n (a\r\n b)\r\n boundary=\"sep\""},
                        {"comment-unclosed-at-end", "; boundary=\"sep\" (c"},
                        {"parenthesis-alone-after", "; boundary=\"sep\")"},
                        {"parenthesis-alone-after-unquoted", "; boundary=sep)"}});
  cases.parameter_rows(
      kClass, "sep(c)",
      {{"comment-in-quotes-is-text", "; boundary=\"sep(c)\""}, {"comment-after-unquoted-kept", "; boundary=sep(c)"}});
  cases.parameter_rows(kClass, "s(c)ep", {{"comment-inside-value-kept", "; boundary=s(c)ep"}});
  cases.parameter_rows(kClass, "(sep", {{"half-parenthesis-kept", "; boundary=(sep"}});
  cases.type_rows(kClass,
                  {{"comment-before-type", "Content-Type: (c)multipart/mixed; boundary=\"sep\"\r\n"},
                   {"comment-before-slash", "Content-Type: multipart(c)/mixed; boundary=\"sep\"\r\n"},
                   {"comment-after-slash", "Content-Type: multipart/(c)mixed; boundary=\"sep\"\r\n"},
                   {"comment-naming-other-type", "Content-Type: (text/plain) multipart/mixed; boundary=\"sep\"\r\n"},
                   {"comment-in-type-field-name", "Content-Type (c): multipart/mixed; boundary=\"sep\"\r\n"}});
}

void add_part_comments(CaseList& cases) {
  const std::string type = "application/octet-stream";
  for (const Row& row : {Row{"part-comment-before-type", "(c)" + type}, Row{"part-comment-after-type", type + " (c)"},
                         Row{"part-comment-naming-multipart", "(multipart/mixed) " + type}}) {
    cases.content("C2 comments in type and boundary", row.name, [&](std::string_view file) {
      return mail_with_part("Content-Type: " + row.text + "\r\n" + cte("base64") + "\r\n" + base64_lines(file));
    });
  }
}

} // namespace

void add_comments(CaseList& cases) {
  add_encoding_comments(cases);
  add_type_comments(cases);
  add_part_comments(cases);
}

void add_encoded_words(CaseList& cases) {
  constexpr std::string_view kClass = "C1/C2 encoded words";
  cases.cte_rows(kClass, {{"encoding-as-q-word", cte("=?us-ascii?Q?base64?=")},
                          {"encoding-as-b-word", cte("=?us-ascii?B?" + base64("base64") + "?=")},
                          {"encoding-partly-word", cte("base=?us-ascii?Q?64?=")}});
  const std::string q_word = "=?us-ascii?Q?sep?=";
  const std::string b_word = "=?utf-8?B?" + base64("sep") + "?=";
  cases.parameter_rows(
      kClass, "sep",
      {{"boundary-as-q-word-decoded", "; boundary=\"" + q_word + "\""},
       {"boundary-as-q-word-unquoted-decoded", "; boundary=" + q_word},
       {"boundary-as-b-word-decoded", "; boundary=\"" + b_word + "\""},
       {"boundary-as-two-words-decoded", "; boundary=\"=?us-ascii?Q?se?= =?us-ascii?Q?p?=\""},
       {"boundary-as-two-words-folded-decoded", "; boundary=\"=?us-ascii?Q?se?=\r\n =?us-ascii?Q?p?=\""}});
  cases.parameter_rows(kClass, q_word,
                       {{"boundary-as-q-word-raw", "; boundary=\"" + q_word + "\""},
                        {"boundary-as-q-word-unquoted-raw", "; boundary=" + q_word}});
  cases.parameter_rows(kClass, b_word, {{"boundary-as-b-word-raw", "; boundary=\"" + b_word + "\""}});
  cases.type_rows(kClass, {{"type-as-q-word", "Content-Type: =?us-ascii?Q?multipart/mixed?=; boundary=\"sep\"\r\n"},
                           {"type-field-as-one-word",
                            "Content-Type: =?us-ascii?B?" + base64("multipart/mixed; boundary=sep") + "?=\r\n"},
                           {"parameter-as-word", mixed("; =?us-ascii?Q?boundary=3Dsep?=")}});
}

} // namespace fumiban::evasion
