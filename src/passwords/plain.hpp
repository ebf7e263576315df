// SPDX-License-Identifier: Apache-2.0
/// @file
/// Text in one width, with the way back to what was written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fumiban::passwords {

/// A text with full-width letters and half-width kana in their ordinary form, every kind of blank as one, line ends as
/// LF, without invisible characters. Case is kept. Wide brackets, colons and the like stay wide: beside ASCII they are
/// punctuation of the sentence, never of the password.
class Plain {
public:
  /// Reads the first 2 MiB of `utf8`, which must outlive this. Linear; up to five bytes of memory a byte.
  explicit Plain(std::string_view utf8);

  [[nodiscard]] std::string_view text() const noexcept { return text_; }
  /// What was written where text() has [begin, end).
  [[nodiscard]] std::string_view as_written(std::size_t begin, std::size_t end) const noexcept;

private:
  void put(char32_t c, std::size_t at);

  std::string_view raw_;
  std::string text_;
  std::vector<std::uint32_t> origin_; ///< for each byte of text_ and its end: where its character begins in raw_
};

/// The character at `at` and its length in bytes; bytes that are no UTF-8 are U+FFFD of one byte. `at` < size.
struct Character {
  char32_t code = 0;
  std::size_t length = 1;
};
[[nodiscard]] Character character_at(std::string_view utf8, std::size_t at) noexcept;
/// Where the character that ends at `end` begins. 0 < `end` <= size.
[[nodiscard]] std::size_t character_before(std::string_view utf8, std::size_t end) noexcept;
/// Kana, kanji, hangul and letters outside ASCII: what words are made of; not punctuation, not symbols.
[[nodiscard]] bool is_wide_letter(char32_t c) noexcept;

} // namespace fumiban::passwords
