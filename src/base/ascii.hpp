// SPDX-License-Identifier: Apache-2.0
/// @file
/// ASCII as mail uses it: independent of the locale, by value.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace fumiban {

[[nodiscard]] constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
[[nodiscard]] constexpr bool is_alpha(char c) noexcept { return lower(c) >= 'a' && lower(c) <= 'z'; }
[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_alnum(char c) noexcept { return is_alpha(c) || is_digit(c); }
/// Blank, tab, CR, LF, vertical tab, form feed.
[[nodiscard]] constexpr bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
[[nodiscard]] constexpr bool is_control(char c) noexcept { return (c >= 0 && c < 32) || c == 127; }
/// True if `is` holds for any character of `s`. Looks at all of them, without a branch, so that compilers take many at
/// a time: for what next to no text has.
template <class Is>
[[nodiscard]] constexpr bool has_any(std::string_view s, Is is) noexcept {
  std::uint8_t any = 0;
  for (const char c : s) any |= static_cast<std::uint8_t>(is(c));
  return any != 0;
}
/// Where the first character of `s` at or after `from` stands for which `is` holds; npos if nowhere.
template <class Is>
[[nodiscard]] constexpr std::size_t find_where(std::string_view s, Is is, std::size_t from = 0) noexcept {
  while (from < s.size() && !is(s[from])) ++from;
  return from < s.size() ? from : std::string_view::npos;
}
/// Value of a hexadecimal digit, or -1.
[[nodiscard]] constexpr int hex_value(int c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

[[nodiscard]] inline std::string to_lower(std::string_view s) {
  std::string out(s);
  for (auto& c : out) c = lower(c);
  return out;
}
[[nodiscard]] constexpr bool equal_fold(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower(a[i]) != lower(b[i])) return false;
  return true;
}
[[nodiscard]] constexpr bool starts_fold(std::string_view s, std::string_view head) noexcept {
  return s.size() >= head.size() && equal_fold(s.substr(0, head.size()), head);
}
[[nodiscard]] constexpr std::string_view trim(std::string_view s) noexcept {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}
/// "%41" as "A" (RFC 3986 2.1); what is no such triple stays as it is.
[[nodiscard]] inline std::string percent_decoded(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '%' && i + 2 < s.size() && hex_value(s[i + 1]) >= 0 && hex_value(s[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(s[i + 1]) * 16 + hex_value(s[i + 2]));
      i += 2;
    } else {
      out += s[i];
    }
  }
  return out;
}
/// Where `needle` (lower case) stands in `hay` at or after `from`, any case; npos if nowhere. Linear for short needles.
[[nodiscard]] constexpr std::size_t find_fold(std::string_view hay, std::string_view needle,
                                              std::size_t from = 0) noexcept {
  for (std::size_t i = from; i + needle.size() <= hay.size(); ++i)
    if (equal_fold(hay.substr(i, needle.size()), needle)) return i;
  return std::string_view::npos;
}

} // namespace fumiban
