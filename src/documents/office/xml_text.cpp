// SPDX-License-Identifier: Apache-2.0
// Pieces of XML.
// Reads:  XML 1.0, 2.3 (attributes), 4.1 and 4.6 (references).
// Leaves: entities of a DTD, comments.
// Trusts: nothing.
// Costs:  each byte once.
// Damage: what is no reference stays as it is.
#include "documents/office/xml_text.hpp"

#include <array>

#include "base/ascii.hpp"

namespace fumiban::office {
namespace {

void put_utf8(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
    return;
  }
  const unsigned more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  static constexpr std::array kLead = {0U, 0xC0U, 0xE0U, 0xF0U};
  out += static_cast<char>(kLead[more] | c >> (6 * more));
  for (auto i = more; i-- > 0;) out += static_cast<char>(0x80U | (c >> (6 * i) & 0x3FU));
}

/// The character of "#65" or "#x41"; 0 if it is none.
std::uint32_t number_of(std::string_view digits) {
  const bool hex = digits.starts_with('x');
  if (hex) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > 8) return 0;
  std::uint64_t value = 0;
  for (const char c : digits) {
    const auto digit = hex_value(c);
    if (digit < 0 || (!hex && digit > 9)) return 0;
    value = value * (hex ? 16 : 10) + static_cast<std::uint64_t>(digit);
  }
  const bool character = value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
  return character ? static_cast<std::uint32_t>(value) : 0;
}

} // namespace

std::string_view local_name(std::string_view tag) {
  std::size_t end = 0;
  while (end < tag.size() && !is_space(tag[end]) && tag[end] != '/') ++end;
  const auto name = tag.substr(0, end);
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::size_t tag_end(std::string_view text, std::size_t open) {
  for (auto at = text.find_first_of("\"'>", open); at != std::string_view::npos;) {
    if (text[at] == '>') return at;
    at = text.find(text[at], at + 1);
    if (at != std::string_view::npos) at = text.find_first_of("\"'>", at + 1);
  }
  return std::string_view::npos;
}

std::string attribute_of(std::string_view tag, std::string_view name) {
  for (std::size_t at = 0; at < tag.size();) {
    const auto equals = tag.find('=', at);
    if (equals == std::string_view::npos) break;
    const auto open = tag.find_first_of("\"'", equals);
    const auto close = open == std::string_view::npos ? open : tag.find(tag[open], open + 1);
    if (close == std::string_view::npos) break;
    auto key = trim(tag.substr(at, equals - at));
    if (const auto blank = key.find_last_of(" \t\r\n:"); blank != std::string_view::npos) key.remove_prefix(blank + 1);
    if (key == name) return unescaped(tag.substr(open + 1, close - open - 1));
    at = close + 1;
  }
  return {};
}

std::string unescaped(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, char>, 5> kNamed = {
      {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
  std::string out;
  while (!text.empty()) {
    const auto at = std::min(text.find('&'), text.size());
    out += text.substr(0, at);
    text.remove_prefix(at);
    const auto end = text.substr(0, 12).find(';');
    std::uint32_t c = 0;
    if (end != std::string_view::npos && end > 1) {
      const auto name = text.substr(1, end - 1);
      if (name.starts_with('#')) c = number_of(name.substr(1));
      for (const auto& [known, character] : kNamed)
        if (name == known) c = static_cast<unsigned char>(character);
    }
    if (c != 0) {
      put_utf8(out, c);
      text.remove_prefix(end + 1);
    } else if (!text.empty()) {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

} // namespace fumiban::office
