// SPDX-License-Identifier: Apache-2.0
/// @file
/// C2: delimiter lines that are glued to something, parts before the first and after the last delimiter, and inner
/// multiparts that borrow the outer boundary.
#include <string>

#include "evasion_mail.hpp"

namespace fumiban::evasion {

using namespace std::string_literals;

namespace {

const std::string& sep_field() {
  static const std::string field = mixed("; boundary=\"sep\"");
  return field;
}

void add_glued(CaseList& cases) {
  constexpr std::string_view kClass = "C2 delimiter glued";
  for (const Row& row : {Row{"cr", "\r"}, Row{"lf", "\n"}, Row{"lfcr", "\n\r"}, Row{"crcrlf", "\r\r\n"}}) {
    cases.content(kClass, row.name + "-before-delimiter", [&](std::string_view file) {
      const std::string body = "--sep\r\n" + note() + "last line" + row.text + "--sep\r\n" + plain_file_part(file);
      return mail(sep_field(), body + "--sep--\r\n");
    });
    cases.content(kClass, row.name + "-after-delimiter", [&](std::string_view file) {
      const std::string body = "--sep\r\n" + note() + "--sep" + row.text + plain_file_part(file);
      return mail(sep_field(), body + "--sep--\r\n");
    });
  }
  for (const Row& row : {Row{"blank", " "}, Row{"tab", "\t"}, Row{"nul", "\0"s}, Row{"vertical-tab", "\v"}}) {
    cases.content(kClass, row.name + "-glues-delimiter-to-field", [&](std::string_view file) {
      const std::string body = "--sep\r\n" + note() + "--sep" + row.text + "X-First: 1\r\n" + plain_file_part(file);
      return mail(sep_field(), body + "--sep--\r\n");
    });
  }
  cases.content(kClass, "lf-before-closing-delimiter", [](std::string_view file) {
    const std::string body = "--sep\r\n" + note() + "--sep\r\n" + file_part(cte("base64"), base64(file));
    return mail(sep_field(), body + "\n--sep--\r\n");
  });
  cases.content(kClass, "two-delimiters-in-a-row", [](std::string_view file) {
    return mail(sep_field(), "--sep\r\n" + multipart("sep", {note(), "\r\n", plain_file_part(file)}));
  });
  cases.content(kClass, "first-delimiter-directly-after-header", [](std::string_view file) {
    return envelope() + "MIME-Version: 1.0\r\n" + sep_field() + multipart("sep", {note(), plain_file_part(file)});
  });
}

void add_outside(CaseList& cases) {
  constexpr std::string_view kClass = "C2 preamble and epilogue";
  cases.content(kClass, "part-after-closing-delimiter", [](std::string_view file) {
    return mail(sep_field(), multipart("sep", {note()}) + multipart("sep", {plain_file_part(file)}));
  });
  cases.content(kClass, "part-after-closing-delimiter-not-closed", [](std::string_view file) {
    return mail(sep_field(), multipart("sep", {note()}) + "--sep\r\n" + plain_file_part(file));
  });
  cases.content(kClass, "closing-delimiter-first", [](std::string_view file) {
    return mail(sep_field(), "--sep--\r\n" + multipart("sep", {note(), plain_file_part(file)}));
  });
  cases.content(kClass, "only-part-after-closing-delimiter", [](std::string_view file) {
    return mail(sep_field(), "--sep--\r\n\r\n--sep\r\n" + plain_file_part(file) + "--sep--\r\n");
  });
  cases.content(kClass, "long-preamble", [](std::string_view file) {
    const std::string filler = in_lines(std::string(200000, 'p'), 72);
    return mail(sep_field(), filler + multipart("sep", {note(), plain_file_part(file)}));
  });
  cases.content(kClass, "preamble-with-decoy-part-of-inner-boundary", [](std::string_view file) {
    return mail(sep_field(), multipart("none", {note()}) + multipart("sep", {note(), plain_file_part(file)}));
  });
  cases.content(kClass, "inner-part-after-inner-closing-delimiter", [](std::string_view file) {
    const std::string inner =
        mixed("; boundary=\"in\"") + "\r\n" + multipart("in", {note()}) + multipart("in", {plain_file_part(file)});
    return mail(sep_field(), multipart("sep", {note(), inner}));
  });
}

void add_inner(CaseList& cases) {
  constexpr std::string_view kClass = "C2 inner multipart";
  const auto nested = [&](std::string_view name, const std::string& inner_fields, const std::string& inner_mark) {
    cases.content(kClass, name, [&](std::string_view file) {
      const std::string inner = inner_fields + "\r\n" + multipart(inner_mark, {note(), plain_file_part(file)});
      return mail(sep_field(), multipart("sep", {note(), inner}));
    });
  };
  nested("inner-uses-outer-boundary", mixed("; boundary=\"sep\""), "sep");
  nested("inner-without-parameter-uses-outer", mixed(""), "sep");
  nested("inner-with-empty-boundary-uses-outer", mixed("; boundary=\"\""), "sep");
  nested("inner-says-other-boundary-uses-outer", mixed("; boundary=\"none\""), "sep");
  nested("inner-alternative-uses-outer", "Content-Type: multipart/alternative; boundary=\"sep\"\r\n", "sep");
  cases.content(kClass, "inner-not-closed-outer-goes-on", [](std::string_view file) {
    const std::string inner = mixed("; boundary=\"in\"") + "\r\n--in\r\n" + note();
    return mail(sep_field(), multipart("sep", {inner, plain_file_part(file)}));
  });
  cases.content(kClass, "inner-closes-outer-first", [](std::string_view file) {
    const std::string text = "--sep\r\n" + mixed("; boundary=\"in\"") + "\r\n--in\r\n" + note();
    return mail(sep_field(), text + "--sep--\r\n--in\r\n" + plain_file_part(file) + "--in--\r\n");
  });
  cases.content(kClass, "delimiter-text-inside-lines", [](std::string_view file) {
    return mail(sep_field(), multipart("sep", {note() + "see --sep here\r\n --sep\r\n", plain_file_part(file)}));
  });
}

} // namespace

void add_delimiters(CaseList& cases) {
  add_glued(cases);
  add_outside(cases);
  add_inner(cases);
}

} // namespace fumiban::evasion
