// SPDX-License-Identifier: Apache-2.0
/// @file
/// The header of a message or of a MIME entity (RFC 5322 2.2, 3.6.8; RFC 2045 3), as tolerant as mail programs are,
/// with every tolerance noted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace fumiban::mail {

/// The fields whose meaning decides how a message is read.
enum class FieldKind : std::uint8_t { other, content_type, transfer_encoding, disposition, mime_version };

/// One field. The views point into the header's bytes.
struct Field {
  std::string_view name;  ///< as written, without blanks at the end
  std::string_view value; ///< behind the colon, folds included, without the last line end
  FieldKind kind = FieldKind::other;
  bool odd_name = false;  ///< only a lenient reader takes the name for what it is (blank, NUL, comment in it)
  bool folded = false;    ///< it goes on over further lines
  std::size_t offset = 0; ///< of the first byte of the line, in the entity
  std::size_t length = 0; ///< with its line end
};

/// Where the header may also end for a reader with other ideas of a line.
struct OtherEnd {
  std::size_t header_end;
  std::size_t body_begin;
};

struct Header {
  std::vector<Field> fields;
  std::size_t end = 0;        ///< past the last field
  std::size_t body_begin = 0; ///< behind the empty line; the entity's size if there is none
  bool has_nul = false;
  bool has_bare_cr = false; ///< CR that no LF follows, before the body
  bool plain = false;       ///< nothing but printable ASCII, TAB and line ends
  bool has_junk = false;    ///< a line that is no field and continues none
  bool too_long = false;    ///< stopped at the limit
  std::vector<OtherEnd> other_ends;
};

/// Reads the header at the beginning of `entity`. `limit`: bytes to look at; `skip_blank_lines`: how many empty lines
/// do not end the header (a reader that goes on looking for fields). Linear.
[[nodiscard]] Header read_header(ByteView entity, std::size_t limit, int skip_blank_lines = 0);

/// The field that `name` means to a lenient reader; `odd` says that a strict reader would not agree.
[[nodiscard]] FieldKind kind_of_name(std::string_view name, bool& odd) noexcept;

/// `value` without folds: each line end with the white space behind it becomes one blank.
[[nodiscard]] std::string unfolded(std::string_view value);

} // namespace fumiban::mail
