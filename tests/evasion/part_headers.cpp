// SPDX-License-Identifier: Apache-2.0
/// @file
/// The header of the part that holds the file: sparse, odd, or deep inside other parts.
#include <string>

#include "evasion_mail.hpp"

namespace fumiban::evasion {

namespace {

constexpr std::string_view kClass = "part header";
constexpr std::string_view kPlace = "Content-Disposition: attachment; filename=\"report.txt\"\r\n";

void add_fields(CaseList& cases) {
  const std::string encoding = cte("base64");
  const std::string place(kPlace);
  const std::string type = "Content-Type: application/octet-stream\r\n";
  const std::vector<Row> rows{
      {"only-encoding", encoding},
      {"no-type", place + encoding},
      {"no-disposition", type + encoding},
      {"type-empty", "Content-Type:\r\n" + place + encoding},
      {"type-one-word", "Content-Type: application\r\n" + place + encoding},
      {"type-without-main-type", "Content-Type: /octet-stream\r\n" + place + encoding},
      {"type-unknown", "Content-Type: x-thing/x-other\r\n" + place + encoding},
      {"type-text", "Content-Type: text/plain; charset=us-ascii\r\n" + place + encoding},
      {"type-with-utf16-charset-said", "Content-Type: application/octet-stream; charset=utf-16\r\n" + place + encoding},
      {"type-half-quote-in-name", "Content-Type: application/octet-stream; name=\"report.txt\r\n" + place + encoding},
      {"disposition-twice", type + "Content-Disposition: inline\r\n" + place + encoding},
      {"fields-8bit-between", type + "X-Note: \xe3\x81\x82\xff\xfe\r\n" + place + encoding},
      {"length-says-zero", type + place + "Content-Length: 0\r\n" + encoding},
      {"lines-say-one", type + place + "Lines: 1\r\n" + encoding},
      {"delivery-status-type", "Content-Type: message/delivery-status\r\n" + place + encoding},
      {"external-body-like-parameters",
       "Content-Type: application/octet-stream; access-type=url; url=\"http://example.com/\"\r\n" + place + encoding},
  };
  for (const Row& row : rows) {
    cases.content(kClass, "part-" + row.name,
                  [&](std::string_view file) { return mail_with_part(row.text + "\r\n" + base64_lines(file)); });
  }
}

/// `part` inside `levels` multiparts.
std::string nested(std::string part, std::size_t levels) {
  for (std::size_t level = 0; level < levels; ++level) {
    const std::string mark = "level" + std::to_string(level) + "x";
    part = mixed("; boundary=\"" + mark + "\"") + "\r\n" + multipart(mark, {part});
  }
  return part;
}

/// `part` inside `levels` attached messages.
std::string forwarded(std::string part, std::size_t levels) {
  for (std::size_t level = 0; level < levels; ++level) {
    part = "Content-Type: message/rfc822\r\n\r\n" + envelope() + "MIME-Version: 1.0\r\n" + part;
  }
  return part;
}

void add_depth(CaseList& cases) {
  for (const std::size_t levels : {20U, 50U}) {
    cases.content(kClass, "part-inside-multiparts-" + std::to_string(levels),
                  [&](std::string_view file) { return mail_with_part(nested(plain_file_part(file), levels)); });
  }
  for (const std::size_t levels : {10U, 25U}) {
    cases.content(kClass, "part-inside-messages-" + std::to_string(levels),
                  [&](std::string_view file) { return mail_with_part(forwarded(plain_file_part(file), levels)); });
  }
  for (const std::string type : {"alternative", "digest", "signed", "appledouble"}) {
    cases.content(kClass, "part-in-multipart-" + type, [&](std::string_view file) {
      const std::string inner = "Content-Type: multipart/" + type + "; boundary=\"in\"\r\n\r\n" +
                                multipart("in", {note(), plain_file_part(file)});
      return mail_with_part(inner);
    });
  }
  cases.content(kClass, "part-after-five-hundred-others", [](std::string_view file) {
    std::vector<std::string> parts(500, note());
    parts.push_back(plain_file_part(file));
    return mail(mixed("; boundary=\"sep\""), multipart("sep", parts));
  });
  cases.content(kClass, "part-after-empty-parts", [](std::string_view file) {
    return mail(mixed("; boundary=\"sep\""), multipart("sep", {"", "\r\n", "\r\n\r\n", plain_file_part(file)}));
  });
  cases.content(kClass, "part-in-message-with-top-type-global", [](std::string_view file) {
    return mail_with_part("Content-Type: message/global\r\n\r\n" + mail_with_part(plain_file_part(file)));
  });
}

} // namespace

void add_part_headers(CaseList& cases) {
  add_fields(cases);
  add_depth(cases);
}

} // namespace fumiban::evasion
