// SPDX-License-Identifier: Apache-2.0
/// @file
/// What was found in mail readers most lately: unreadable parameters, partly encoded boundaries, costly headers,
/// messages in pieces.
#include <string>

#include "evasion_mail.hpp"
#include "name_template.hpp"

namespace fumiban::evasion {

using namespace std::string_literals;

namespace {

void add_parameters(CaseList& cases) {
  constexpr std::string_view kClass = "newest: parameters";
  cases.parameter_rows(
      kClass, "sep",
      {{"unreadable-parameter-with-colon-before", "; x:y=1; boundary=\"sep\""},
       {"unreadable-parameter-8bit-before", "; \xe3\x81\x82=1; boundary=\"sep\""},
       {"unreadable-parameter-latin1-before", "; n\xe9=1; boundary=\"sep\""},
       {"unreadable-parameter-brackets-before", "; <x>=[1]; boundary=\"sep\""},
       {"parameter-name-with-nested-comment", "; boundary((c))=\"sep\""},
       {"parameter-like-before-with-x", "; x-boundary=\"none\"; boundary=\"sep\""},
       {"parameter-like-before-with-digit", "; boundary2=\"none\"; boundary=\"sep\""},
       {"parameter-like-after", "; boundary=sep; boundaries=none"},
       {"boundary-in-value-of-other-before", "; x=\"boundary=none\"; boundary=\"sep\""},
       {"boundary-folded-and-quoted-pair", ";\r\n boundary=\r\n \"s\\e\\p\""},
       {"control-character-in-parameter-before", "; x=\x01; boundary=\"sep\""},
       {"two-hundred-parameters-before", replaced(std::string(200, '+'), "+", "; x=1") + "; boundary=\"sep\""}});
  cases.parameter_rows(kClass, "abcdef",
                       {{"boundary-partly-encoded-decoded", "; boundary=\"abc=?us-ascii?Q?def?=\""},
                        {"boundary-partly-encoded-unquoted-decoded", "; boundary=abc=?us-ascii?Q?def?="}});
  cases.parameter_rows(kClass, "abc=?us-ascii?Q?def?=",
                       {{"boundary-partly-encoded-raw", "; boundary=\"abc=?us-ascii?Q?def?=\""},
                        {"boundary-partly-encoded-unquoted-raw", "; boundary=abc=?us-ascii?Q?def?="}});
  cases.parameter_rows(kClass, "sep tail",
                       {{"boundary-unquoted-with-blanks-and-more", "; boundary=sep tail; charset=us-ascii"}});
  cases.type_rows(kClass,
                  {{"boundary-in-disposition-too",
                    "Content-Disposition: inline; boundary=\"none\"\r\n" + mixed("; boundary=\"sep\"")},
                   {"boundary-in-disposition-after",
                    mixed("; boundary=\"sep\"") + "Content-Disposition: inline; boundary=\"none\"\r\n"},
                   {"comment-before-type-field-name", "(c)Content-Type: text/plain\r\n" + mixed("; boundary=\"sep\"")},
                   {"comment-in-field-name-and-text-after",
                    "Content-Type(c): multipart/mixed; boundary=\"sep\"\r\nContent-Type: text/plain\r\n"},
                   {"folded-everywhere", "Content-Type:\r\n multipart/mixed\r\n ;\r\n boundary=\r\n \"sep\"\r\n"}});
}

/// Headers that are cheap to write and may be costly to read: nobody may give up on the file because of them.
void add_costly(CaseList& cases) {
  constexpr std::string_view kClass = "newest: costly headers";
  const std::string field = mixed("; boundary=\"sep\"");
  const std::string open(40960, '(');
  cases.type_rows(
      kClass, {{"unclosed-parentheses-40-kb", mixed("; boundary=\"sep\"; x=" + open)},
               {"unclosed-parentheses-in-other-field", field + "X-Note: " + open + "\r\n"},
               {"nested-comments-200", mixed("; boundary=\"sep\" " + std::string(200, '(') + std::string(200, ')'))},
               {"subject-of-encoded-words",
                field + "Comments: " + replaced(std::string(2000, '+'), "+", "=?utf-8?Q?a?= ") + "\r\n"},
               {"quotes-20-thousand", mixed("; boundary=\"sep\"; x=" + std::string(20000, '"'))},
               {"semicolons-20-thousand", mixed("; boundary=\"sep\"" + std::string(20000, ';'))}});
  const std::string words = "sep" + replaced(std::string(8000, '+'), "+", "=?");
  cases.content(kClass, "boundary-of-8000-word-beginnings", [&](std::string_view file) {
    return mail_with_boundary(mixed("; boundary=\"" + words + "\""), words, file);
  });
  cases.content(kClass, "part-after-1200-others", [](std::string_view file) {
    std::vector<std::string> parts(1200, "\r\nx");
    parts.push_back(plain_file_part(file));
    return mail(mixed("; boundary=\"sep\""), multipart("sep", parts));
  });
}

void add_messages(CaseList& cases) {
  constexpr std::string_view kClass = "newest: messages in messages";
  const auto partial = [&](std::string_view name, std::string_view parameters) {
    cases.content(kClass, name, [&](std::string_view file) {
      return mail("Content-Type: message/partial" + std::string(parameters) + "\r\n",
                  mail_with_part(plain_file_part(file)));
    });
  };
  partial("message-partial-one-of-one", "; id=\"1@example.com\"; number=1; total=1");
  partial("message-partial-one-of-two", "; id=\"1@example.com\"; number=1; total=2");
  partial("message-partial-without-parameters", "");
  cases.content(kClass, "message-partial-last-of-two", [](std::string_view file) {
    return mail("Content-Type: message/partial; id=\"1@example.com\"; number=2; total=2\r\n",
                "--sep\r\n" + plain_file_part(file) + "--sep--\r\n");
  });
  cases.content(kClass, "attachment-without-mime-version", [](std::string_view file) {
    return envelope() + file_fields() + cte("base64") + "\r\n" + base64_lines(file);
  });
  cases.content(kClass, "message-without-mime-version-inside", [](std::string_view file) {
    return mail_with_part("Content-Type: message/rfc822\r\n\r\n" + file_fields() + cte("base64") + "\r\n" +
                          base64_lines(file));
  });
}

/// Names that were hidden with the same findings.
void add_names(CaseList& cases) {
  add_name_rows(
      cases, "newest: names",
      {{"unreadable-parameter-before-filename", "Content-Disposition: attachment; x:y=1; filename=\"<N>\"\r\n"},
       {"8bit-parameter-before-filename", "Content-Disposition: attachment; \xe3\x81\x82=1; filename=\"<N>\"\r\n"},
       {"language-tag-with-dash", "Content-Disposition: attachment; filename*=utf-8'en-US'<N>\r\n"},
       {"language-tag-with-two-dashes", "Content-Disposition: attachment; filename*=utf-8'zh-Hans-CN'<PN>\r\n"},
       {"empty-charset-inside-quotes-in-sections",
        "Content-Disposition: attachment; filename*0*=\"''<1>\"; filename*1*=\"<P2>\"; filename*2=<3>\r\n"},
       {"plain-and-sections-both-orders-plain-first",
        "Content-Disposition: attachment; filename=\"<D>\"; filename*0=\"<N>\"\r\n"},
       {"plain-and-sections-both-orders-plain-last",
        "Content-Disposition: attachment; filename*0=\"<N>\"; filename=\"<D>\"\r\n"},
       {"name-on-next-line-without-indent", "Content-Type: application/octet-stream;\r\nname=\"<N>\"\r\n"},
       {"filename-on-next-line-without-indent", "Content-Disposition: attachment;\r\nfilename=\"<N>\"\r\n"},
       {"filename-with-nested-comment", "Content-Disposition: attachment; filename((c))=\"<N>\"\r\n"},
       {"sections-twice-same-number-first",
        "Content-Disposition: attachment; filename*0=\"<N>\"; filename*0=\"<D>\"\r\n"},
       {"sections-twice-same-number-last",
        "Content-Disposition: attachment; filename*0=\"<D>\"; filename*0=\"<N>\"\r\n"},
       {"fold-inside-quoted-filename", "Content-Disposition: attachment; filename=\"<1>\r\n <2><3>\"\r\n"},
       {"filename-after-unclosed-comment", "Content-Disposition: attachment (c; filename=\"<N>\"\r\n"}});
}

} // namespace

void add_newest(CaseList& cases) {
  add_parameters(cases);
  add_costly(cases);
  add_messages(cases);
  add_names(cases);
}

} // namespace fumiban::evasion
