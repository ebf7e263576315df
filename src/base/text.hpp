// SPDX-License-Identifier: Apache-2.0
/// @file
/// Characters: from whatever a mail calls its charset to UTF-8, and folding for comparison. Through ICU.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fumiban {

/// Text as decoded.
struct Text {
  std::string utf8;
  std::string_view charset; ///< what it was read as: "utf-8", "iso-2022-jp", "cp932" ..
  bool lossy = false;       ///< something became U+FFFD
  bool guessed = false;     ///< the label was missing, unknown or false
};

/// `bytes` as UTF-8. `label` is the charset's name as the mail writes it; empty: none. Japanese as it occurs:
/// iso-2022-jp is read as CP50221 (half-width kana, NEC and IBM characters), shift_jis as CP932, euc-jp as CP51932.
/// A label that the bytes contradict (8-bit bytes in us-ascii, invalid UTF-8) is answered by a guess between
/// ISO-2022-JP, UTF-8, CP932, EUC-JP and windows-1252. Never fails. Linear.
[[nodiscard]] Text to_utf8(std::string_view bytes, std::string_view label);

/// Appends a code point, which must be one: no surrogate, at most U+10FFFF.
void append_utf8(std::string& out, std::uint32_t code_point);

/// `utf8` in the charset of that label (empty: ASCII); nothing if it has no place there, or if ASCII means something
/// else in that charset. ISO-2022-JP is as RFC 1468 has it: every line begins and ends in ASCII.
[[nodiscard]] std::optional<std::string> from_utf8(std::string_view utf8, std::string_view label);
/// `utf8` in the charset of Japanese Windows; nothing if it has no place there.
[[nodiscard]] std::optional<std::string> to_cp932(std::string_view utf8);

/// True if all bytes are below 0x80 and there is no ESC.
[[nodiscard]] bool is_plain_ascii(std::string_view) noexcept;
[[nodiscard]] bool is_utf8(std::string_view) noexcept;

/// `utf8` for people to read on one line: control characters become \xNN, at most `most` bytes, never cut inside a
/// character. Input that is not UTF-8 is shown as \xNN too.
[[nodiscard]] std::string printable(std::string_view utf8, std::size_t most = 256);

/// For comparison: NFKC, then lower case, without format characters (bidi controls, zero-width, soft hyphen).
[[nodiscard]] std::string folded(std::string_view utf8);

/// True if the two are the same once each UTF-16 unit is mapped to upper case by itself, as MS-CFB 2.6.4 compares
/// names.
[[nodiscard]] bool equal_upper(std::string_view a, std::string_view b);

/// Terminal columns: 2 for wide (East Asian W and F) characters, 0 for combining ones.
[[nodiscard]] std::size_t columns(std::string_view utf8);
/// The beginning of `utf8` that fits `width` columns, with an ellipsis where something was cut.
[[nodiscard]] std::string fitted(std::string_view utf8, std::size_t width);

} // namespace fumiban
