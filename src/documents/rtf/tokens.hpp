// SPDX-License-Identifier: Apache-2.0
/// @file
/// RTF cut into groups, control words, characters and text.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace fumiban::rtf {

struct Token {
  enum class Kind {
    open,      ///< {
    close,     ///< }
    word,      ///< \par, \fs24
    symbol,    ///< \* and other characters that are no letter
    character, ///< \'e9
    text,
    binary, ///< \bin3 and what it counts
  };
  Kind kind = Kind::text;
  std::string_view word{};                 ///< without the backslash
  std::optional<std::int32_t> parameter{}; ///< of a word; one that is too large is the largest
  char symbol = 0;
  int byte = -1;           ///< of a character; -1 if two digits do not follow
  std::string_view text{}; ///< text as it stands, or what is binary
  std::size_t begin = 0;
};

/// Total: every byte belongs to a token. Linear.
class Tokens {
public:
  explicit Tokens(std::string_view text) noexcept : text_(text) {}
  [[nodiscard]] bool next(Token& token) noexcept;
  [[nodiscard]] std::size_t position() const noexcept { return at_; }

private:
  void control(Token& token) noexcept;
  void word(Token& token) noexcept;

  std::string_view text_;
  std::size_t at_ = 0;
};

} // namespace fumiban::rtf
