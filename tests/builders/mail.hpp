// SPDX-License-Identifier: Apache-2.0
/// @file
/// Mails to test with: header fields in the order given, a tree of parts, and the ways in which mailers write charsets
/// and file names. Nothing here reads a clock or a random device; the same calls give the same bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text.hpp"

namespace fumiban::test {

/// A header field. `value` is written as it is, folds included.
struct Field {
  std::string name;
  std::string value;
};

/// RFC 2045's encodings. `none` writes the bytes as they are, without the header field.
enum class TransferEncoding { none, seven_bit, eight_bit, quoted_printable, base64 };

/// How a file name is written into Content-Disposition and Content-Type.
enum class NameStyle {
  ascii,                  ///< `filename="report.pdf"`: the name must be ASCII
  rfc2231,                ///< `filename*=utf-8''%E8..`, continued over sections when long
  rfc2047,                ///< `filename="=?iso-2022-jp?B?..?="`: forbidden and common
  rfc2047_folded,         ///< the same with a fold between two words
  rfc2047_across_rfc2231, ///< `filename*0="=?iso-2022-jp?B?GyRC.."; filename*1="..?="`: cut inside the words (Outlook)
  both,                   ///< RFC 2231 in Content-Disposition, RFC 2047 in Content-Type's `name`
  raw_8bit,               ///< the charset's bytes between quotes
  raw_iso_2022_jp         ///< escape sequences between quotes
};

/// A node of the tree. A leaf has a body, a branch has children and a boundary.
struct Part {
  std::vector<Field> fields; ///< Content-Type and what follows it
  std::string body;          ///< as transmitted, CRLF lines
  std::string boundary;      ///< of a branch
  std::vector<Part> children;
  std::string preamble;
  std::string epilogue;
};

/// How a text part is written.
struct TextStyle {
  Charset charset = Charset::utf_8;
  TransferEncoding encoding = TransferEncoding::base64;
  std::string subtype = "plain";
  std::optional<std::string> label; ///< what the part says its charset is; empty string: it says nothing
  std::string parameters;           ///< further ones, "; format=flowed"
};

/// A file as it hangs on a mail.
struct Attachment {
  std::string name; ///< UTF-8
  std::string type; ///< "application/pdf"
  std::string bytes;
};

/// How an attachment is written.
struct FileStyle {
  NameStyle name_style = NameStyle::rfc2231;
  Charset charset = Charset::utf_8;
  TransferEncoding encoding = TransferEncoding::base64;
  std::string disposition = "attachment";
  std::string content_id; ///< without angle brackets; empty: none
  bool name_in_type = true;
};

/// One parameter, "; filename=..", in the style. Starts with ";" and a fold.
[[nodiscard]] std::string name_parameter(std::string_view parameter, std::string_view utf8, NameStyle style,
                                         Charset charset);

/// A text part from UTF-8 with any line ends.
[[nodiscard]] Part text_part(std::string_view utf8, const TextStyle& style);
/// A leaf that holds a file.
[[nodiscard]] Part file_part(const Attachment& file, const FileStyle& style);
/// A leaf with Content-Type `type` (parameters included) and the body encoded as told.
[[nodiscard]] Part leaf_part(std::string_view type, std::string_view bytes, TransferEncoding encoding);
/// multipart/`subtype`; `parameters` such as "; report-type=delivery-status" come before the boundary.
[[nodiscard]] Part multipart(std::string_view subtype, std::string boundary, std::vector<Part> children,
                             std::string_view parameters = {});
/// message/rfc822 around a whole mail.
[[nodiscard]] Part message_part(std::string mail, std::string_view disposition = {});

/// A whole mail: the fields, then the root part's fields, a blank line, the body.
[[nodiscard]] std::string mail_bytes(const std::vector<Field>& fields, const Part& root);
/// A part as it stands between two boundaries.
[[nodiscard]] std::string part_bytes(const Part& part);

/// "display" <address> with the display name quoted or as encoded words.
[[nodiscard]] std::string mailbox(std::string_view display_utf8, std::string_view address,
                                  Charset charset = Charset::utf_8, WordEncoding encoding = WordEncoding::b);

/// RFC 5322 date for `seconds` since 1970 at an offset in minutes east of Greenwich.
[[nodiscard]] std::string mail_date(std::int64_t seconds, int offset_minutes = 540);

/// A calendar day and time.
struct CivilTime {
  int year, month, day, hour, minute, second;
  int weekday; ///< 0: Sunday
};
[[nodiscard]] CivilTime civil_time(std::int64_t seconds, int offset_minutes = 540);
/// Seconds since 1970 of a day and time at the offset.
[[nodiscard]] std::int64_t seconds_of(int year, int month, int day, int hour, int minute, int offset_minutes = 540);

} // namespace fumiban::test
