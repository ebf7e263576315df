// SPDX-License-Identifier: Apache-2.0
// RTF, flat.
// Reads:  RTF 1.9.1, "RTF Syntax"; words as long as Word reads them.
// Leaves: what words mean.
// Trusts: a count of binary bytes only if there are so many.
// Costs:  one pass.
// Damage: what is no control word is text.
#include "documents/rtf/tokens.hpp"

#include <algorithm>
#include <limits>

#include "base/ascii.hpp"

namespace fumiban::rtf {
namespace {

/// The specification says 32; Word reads more, and what it reads is no text.
constexpr std::size_t kLongest = 250;

bool is_mark(char c) noexcept { return c == '\\' || c == '{' || c == '}'; }

} // namespace

bool Tokens::next(Token& token) noexcept {
  if (at_ >= text_.size()) return false;
  token = {};
  token.begin = at_;
  switch (text_[at_]) {
    case '{':
      token.kind = Token::Kind::open;
      ++at_;
      break;
    case '}':
      token.kind = Token::Kind::close;
      ++at_;
      break;
    case '\\': control(token); break;
    default:
      at_ = std::min(find_where(text_, is_mark, at_), text_.size());
      token.text = text_.substr(token.begin, at_ - token.begin);
  }
  return true;
}

void Tokens::control(Token& token) noexcept {
  ++at_;
  if (at_ < text_.size() && is_alpha(text_[at_])) {
    word(token);
    return;
  }
  token.kind = Token::Kind::symbol;
  if (at_ >= text_.size()) return;
  token.symbol = text_[at_++];
  if (token.symbol != '\'') return;
  token.kind = Token::Kind::character;
  const auto digits = text_.substr(at_, 2);
  at_ += digits.size();
  if (digits.size() == 2 && hex_value(digits[0]) >= 0 && hex_value(digits[1]) >= 0)
    token.byte = hex_value(digits[0]) * 16 + hex_value(digits[1]);
}

void Tokens::word(Token& token) noexcept {
  static constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
  token.kind = Token::Kind::word;
  const auto begin = at_;
  while (at_ < text_.size() && at_ - begin < kLongest && is_alpha(text_[at_])) ++at_;
  token.word = text_.substr(begin, at_ - begin);
  const bool negative = at_ + 1 < text_.size() && text_[at_] == '-' && is_digit(text_[at_ + 1]);
  if (negative) ++at_;
  const auto digits = at_;
  std::int64_t value = 0;
  for (; at_ < text_.size() && at_ - digits < kLongest && is_digit(text_[at_]); ++at_)
    value = std::min(value * 10 + (text_[at_] - '0'), kMost);
  if (at_ > digits) token.parameter = static_cast<std::int32_t>(negative ? -value : value);
  if (at_ < text_.size() && text_[at_] == ' ') ++at_;
  if (token.word != "bin") return;
  token.kind = Token::Kind::binary;
  const auto count = static_cast<std::size_t>(std::max(token.parameter.value_or(0), 0));
  if (count > text_.size() - at_) return; // what is said to be there is not: nothing is binary
  token.text = text_.substr(at_, count);
  at_ += count;
}

} // namespace fumiban::rtf
