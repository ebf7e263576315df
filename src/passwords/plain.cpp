// SPDX-License-Identifier: Apache-2.0
// Text in one width: what Japanese input methods vary without meaning anything by it.
// Reads:  UTF-8. Full-width ASCII, half-width kana with their voicing marks, decomposed kana, blanks, line ends,
//         invisible characters; the hyphens and apostrophes that word processors put into a run.
// Leaves: every other compatibility form (circled digits, ligatures): nobody types these for a password.
// Trusts: nothing.
// Costs:  one pass; four bytes of memory a byte for the way back.
// Damage: bytes that are no UTF-8 are kept as they are.
#include "passwords/plain.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace fumiban::passwords {
namespace {

constexpr std::size_t kMostBytes = std::size_t{2} << 20U;

constexpr std::u32string_view kHalfWidthKana =
    U"。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリ"
    U"ルレロワン\u3099\u309A";

/// The voiced form of a kana, or 0.
constexpr char32_t voiced(char32_t kana) noexcept {
  const char32_t k = kana >= 0x3041 && kana <= 0x3096 ? kana + 0x60 : kana;
  const bool has = (k >= 0x30AB && k <= 0x30C2 && k % 2 == 1) || (k >= 0x30C4 && k <= 0x30C8 && k % 2 == 0) ||
                   (k >= 0x30CF && k <= 0x30DB && k % 3 == 0x30CF % 3);
  return k == 0x30A6 ? kana + (0x30F4 - 0x30A6) : has ? kana + 1 : 0;
}
constexpr char32_t half_voiced(char32_t kana) noexcept {
  const char32_t k = kana >= 0x3041 && kana <= 0x3096 ? kana + 0x60 : kana;
  return k >= 0x30CF && k <= 0x30DB && k % 3 == 0x30CF % 3 ? kana + 2 : 0;
}

constexpr bool is_invisible(char32_t c) noexcept {
  return c == 0xAD || c == 0x034F || c == 0x061C || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F) ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

/// Wide punctuation that stays wide.
constexpr bool stays(char32_t c) noexcept {
  return std::u32string_view(U"（）［］｛｝＜＞：；，＝＂＇｜").find(c) != std::u32string_view::npos;
}

constexpr char32_t folded(char32_t c) noexcept {
  if (c >= 0xFF01 && c <= 0xFF5E) return stays(c) ? c : c - 0xFEE0;
  if (c >= 0xFF61 && c <= 0xFF9F) return kHalfWidthKana[c - 0xFF61];
  if (c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x3000) return ' ';
  if (c == 0x85 || c == 0x2028 || c == 0x2029 || c == '\v' || c == '\f') return '\n';
  // The yen sign is the reverse solidus of Japanese keyboards and charsets.
  if (c == 0xA5 || c == 0xFFE5) return '\\';
  return c;
}

/// What word processors put for the hyphen and the apostrophe of the keyboard; 0: nothing.
constexpr char typed(char32_t c) noexcept {
  if ((c >= 0x2010 && c <= 0x2013) || c == 0x2212) return '-';
  return c == 0x2019 ? '\'' : '\0';
}

void append(std::string& out, char32_t c) {
  const auto byte = [&](char32_t b) { out += static_cast<char>(static_cast<unsigned char>(b)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | (c >> 6U));
    byte(0x80 | (c & 0x3FU));
  } else if (c < 0x10000) {
    byte(0xE0 | (c >> 12U));
    byte(0x80 | ((c >> 6U) & 0x3FU));
    byte(0x80 | (c & 0x3FU));
  } else {
    byte(0xF0 | (c >> 18U));
    byte(0x80 | ((c >> 12U) & 0x3FU));
    byte(0x80 | ((c >> 6U) & 0x3FU));
    byte(0x80 | (c & 0x3FU));
  }
}

} // namespace

Character character_at(std::string_view utf8, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) -> char32_t {
    return at + i < utf8.size() ? static_cast<unsigned char>(utf8[at + i]) : 0U;
  };
  const char32_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xC2 && first < 0xE0   ? 2
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xF0 && first < 0xF5 ? 4
                                                             : 0;
  if (length == 0) return {0xFFFD, 1};
  char32_t code = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {0xFFFD, 1};
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  return {code, length};
}

std::size_t character_before(std::string_view utf8, std::size_t end) noexcept {
  std::size_t begin = end - 1;
  while (begin > 0 && end - begin < 4 && (static_cast<unsigned char>(utf8[begin]) & 0xC0U) == 0x80) --begin;
  return begin + character_at(utf8, begin).length == end ? begin : end - 1;
}

bool is_wide_letter(char32_t c) noexcept {
  if (c < 0xC0) return false;
  if (c < 0x2000) return true;
  return (c >= 0x3005 && c <= 0x3007) || (c >= 0x3041 && c <= 0x30FA) || (c >= 0x30FC && c <= 0x9FFF) ||
         (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c < 0x40000);
}

Plain::Plain(std::string_view utf8) : raw_(utf8.substr(0, kMostBytes)) {
  text_.reserve(raw_.size());
  origin_.reserve(raw_.size() + 1);
  std::size_t last = 0; // the last character's place in text_
  for (std::size_t at = 0; at < raw_.size();) {
    const auto [code, length] = character_at(raw_, at);
    const std::size_t begin = at;
    at += length;
    if (code == 0xFFFD && length == 1) {
      last = text_.size();
      text_ += raw_[begin];
      origin_.push_back(static_cast<std::uint32_t>(begin));
      continue;
    }
    if (code == '\r') {
      if (at < raw_.size() && raw_[at] == '\n') continue;
      put('\n', begin);
      continue;
    }
    if (is_invisible(code)) continue;
    char32_t c = folded(code);
    // Inside a run only: elsewhere they are the sentence's.
    if (const char key = typed(code);
        key != '\0' && !text_.empty() && is_alnum(text_.back()) && at < raw_.size() && is_alnum(raw_[at]))
      c = static_cast<char32_t>(key);
    if ((c == 0x3099 || c == 0x309A || c == 0x309B || c == 0x309C) && !text_.empty()) {
      const char32_t kana = character_at(text_, last).code;
      const char32_t whole = c == 0x3099 || c == 0x309B ? voiced(kana) : half_voiced(kana);
      if (whole != 0) {
        const std::size_t from = origin_[last];
        text_.resize(last);
        origin_.resize(last);
        c = whole;
        put(c, from);
        continue;
      }
    }
    last = text_.size();
    put(c, begin);
  }
  origin_.push_back(static_cast<std::uint32_t>(raw_.size()));
}

void Plain::put(char32_t c, std::size_t at) {
  append(text_, c);
  origin_.resize(text_.size(), static_cast<std::uint32_t>(at));
}

std::string_view Plain::as_written(std::size_t begin, std::size_t end) const noexcept {
  if (begin >= end || end >= origin_.size()) return {};
  return raw_.substr(origin_[begin], origin_[end] - origin_[begin]);
}

} // namespace fumiban::passwords
