// SPDX-License-Identifier: Apache-2.0
/// @file
/// RFC 2047 encoded words, as they occur.
#pragma once

#include <string>
#include <string_view>

namespace fumiban::mail {

struct DecodedWords {
  std::string utf8;
  bool had_words = false; ///< at least one =?..?= was decoded
  bool too_many = false;  ///< stopped at the limit; the rest is as written
};

/// `value` (unfolded) with its encoded words decoded: adjacent words of one charset are joined before decoding, since
/// mailers split inside a character; blanks between words vanish; raw 8-bit and raw ISO-2022-JP are decoded by guess.
/// Words with a missing end, blanks inside or lower-case encodings are read as mail programs read them. Linear.
[[nodiscard]] DecodedWords decode_words(std::string_view value, std::size_t most_words);

/// Words in UTF-8 that say it, on folded lines that each start with a blank; ASCII text stays as it is if it fits on
/// the first one. `before`: characters that stand on that line already. No character is cut (RFC 2047 2, 5).
[[nodiscard]] std::string encode_words(std::string_view utf8, std::size_t before);

} // namespace fumiban::mail
