// SPDX-License-Identifier: Apache-2.0
/// @file
/// The kinds of construct over which mail programs disagree. Each is the evidence of `mime.irregular` and, where what
/// is at stake could harm, of `mime.ambiguous`.
#pragma once

#include <cstdint>
#include <string_view>

namespace fumiban::mime {

enum class Disagreement : std::uint8_t {
  duplicate_content_type,
  duplicate_transfer_encoding,
  duplicate_boundary,
  duplicate_parameter,
  field_name,
  field_in_field,
  nul_in_header,
  header_end,
  late_header,
  content_type_syntax,
  transfer_encoding_syntax,
  transfer_encoding_unknown,
  encoded_multipart,
  boundary_syntax,
  boundary_missing,
  delimiter,
  undeclared_multipart,
  undeclared_encoding,
  base64_padding,
  base64_junk,
  quoted_printable_illegal,
  preamble,
  epilogue,
  message_partial,
  external_body,
  conflicting_names,
  no_mime_version,
  encoded_word_in_parameter,
  uuencode,
  yenc,
  binhex,
  bare_cr,
  junk_in_header,
  count_,
};

struct DisagreementRow {
  std::string_view id;
  bool hard; ///< next to never in honest mail: with anything but plain text at stake it is `mime.ambiguous`
};

[[nodiscard]] const DisagreementRow& row_of(Disagreement) noexcept;

} // namespace fumiban::mime
