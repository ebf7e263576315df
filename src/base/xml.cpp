// SPDX-License-Identifier: Apache-2.0
// XML, flat: tags and what lies between them.
// Reads:  XML 1.0: tags, attributes, references, CDATA; UTF-16 by appendix F.
// Leaves: nesting, namespaces, DTD and the entities that it declares.
// Trusts: nothing; a document need not be well-formed.
// Costs:  one pass.
// Damage: what has no end runs to the end.
#include "base/xml.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "base/text.hpp"

namespace fumiban::xml {
namespace {

constexpr auto npos = std::string_view::npos;

/// What `reference`, without '&' and ';', stands for; false if it is none.
bool append_reference(std::string& out, std::string_view reference) {
  static constexpr std::array<std::pair<std::string_view, char>, 5> kEntities = {
      {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}}};
  for (const auto& [name, character] : kEntities)
    if (name == reference) {
      out += character;
      return true;
    }
  if (reference.size() < 2 || reference.front() != '#') return false;
  const bool hex = reference[1] == 'x';
  std::uint32_t value = 0;
  for (const char c : reference.substr(hex ? 2 : 1)) {
    const int digit = hex_value(c);
    if (digit < 0 || (digit > 9 && !hex) || value > 0x10FFFF) return false;
    value = value * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit);
  }
  const bool is_character = value != 0 && value <= 0x10FFFF && (value < 0xD800 || value >= 0xE000);
  if (is_character) append_utf8(out, value);
  return true;
}

bool ends_name(char c) noexcept { return is_space(c) || c == '=' || c == '/' || c == '>' || c == '"' || c == '\''; }

} // namespace

void Tokens::pass(std::size_t from, std::string_view end) noexcept {
  const auto found = text_.find(end, from);
  at_ = found == npos ? text_.size() : found + end.size();
}

/// Where the '>' of a tag stands: not one in a value.
std::size_t Tokens::end_of_tag(std::size_t from) const noexcept {
  while (true) {
    const auto at = text_.find_first_of("\"'>", from);
    if (at == npos || text_[at] == '>') return std::min(at, text_.size());
    const auto closed = text_.find(text_[at], at + 1);
    if (closed == npos) return text_.size();
    from = closed + 1;
  }
}

/// <!DOCTYPE a [ .. ]>
void Tokens::pass_declaration() noexcept {
  const auto subset = text_.find_first_of("[>", at_);
  if (subset == npos || text_[subset] == '>') pass(at_, ">");
  else {
    pass(subset, "]");
    pass(at_, ">");
  }
}

bool Tokens::next(Token& token) noexcept {
  static constexpr std::string_view kLiteral = "<![CDATA[";
  while (at_ < text_.size()) {
    const auto rest = text_.substr(at_);
    token = {};
    token.begin = at_;
    if (rest.front() != '<') {
      const auto length = std::min(rest.find('<'), rest.size());
      at_ += length;
      token.text = rest.substr(0, length);
    } else if (rest.starts_with("<!--")) {
      pass(at_ + 4, "-->");
      continue;
    } else if (rest.starts_with("<?")) {
      pass(at_ + 2, "?>");
      continue;
    } else if (rest.starts_with(kLiteral)) {
      const auto begin = at_ + kLiteral.size();
      const auto end = std::min(text_.find("]]>", begin), text_.size());
      at_ = std::min(end + 3, text_.size());
      token.text = text_.substr(begin, end - begin);
      token.literal = true;
    } else if (rest.starts_with("<!")) {
      pass_declaration();
      continue;
    } else {
      const auto end = end_of_tag(at_ + 1);
      auto inside = text_.substr(at_ + 1, end - at_ - 1);
      at_ = std::min(end + 1, text_.size());
      token.kind = inside.starts_with('/') ? Token::Kind::close : Token::Kind::open;
      if (token.kind == Token::Kind::close) inside.remove_prefix(1);
      token.empty = inside.ends_with('/');
      if (token.empty) inside.remove_suffix(1);
      token.name = inside.substr(0, find_where(inside, ends_name));
      token.attributes = inside.substr(token.name.size());
    }
    token.end = at_;
    return true;
  }
  return false;
}

std::string_view local(std::string_view name) noexcept {
  const auto colon = name.rfind(':');
  return colon == npos ? name : name.substr(colon + 1);
}

std::string decoded(std::string_view text) {
  static constexpr std::size_t kLongest = 12;
  std::string out;
  while (!text.empty()) {
    const auto mark = std::min(text.find('&'), text.size());
    out += text.substr(0, mark);
    text.remove_prefix(mark);
    if (text.empty()) break;
    const auto end = text.substr(0, kLongest).find(';');
    if (end != npos && append_reference(out, text.substr(1, end - 1))) {
      text.remove_prefix(end + 1);
    } else {
      out += '&';
      text.remove_prefix(1);
    }
  }
  return out;
}

std::optional<std::string> attribute(std::string_view attributes, std::string_view name) {
  while (true) {
    const auto begin = find_where(attributes, [](char c) { return !ends_name(c); });
    if (begin == npos) return std::nullopt;
    attributes.remove_prefix(begin);
    const auto length = std::min(find_where(attributes, ends_name), attributes.size());
    const auto written = attributes.substr(0, length);
    attributes.remove_prefix(length);
    const auto quote = find_where(attributes, [](char c) { return !is_space(c) && c != '='; });
    if (quote == npos) return std::nullopt;
    if (attributes[quote] != '"' && attributes[quote] != '\'') continue;
    const auto end = std::min(attributes.find(attributes[quote], quote + 1), attributes.size());
    if (local(written) == name) return decoded(attributes.substr(quote + 1, end - quote - 1));
    attributes.remove_prefix(std::min(end + 1, attributes.size()));
  }
}

bool is_utf16(ByteView bytes) noexcept {
  const auto pair = [&](std::size_t at) { return bytes.peek(at) * 256 + bytes.peek(at + 1); };
  return bytes.size() >= 4 && (pair(0) == 0xFFFE || pair(0) == 0xFEFF || (pair(0) == 0x3C00 && bytes.peek(3) == 0) ||
                               (pair(0) == 0x003C && bytes.peek(2) == 0));
}

std::string_view as_ascii(ByteView bytes, std::string& room) {
  if (!is_utf16(bytes)) {
    const auto text = bytes.text();
    return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
  }
  const bool big = bytes.peek(0) == 0 || bytes.peek(0) == 0xFE;
  const bool marked = bytes.peek(0) >= 0xFE;
  room = to_utf8(bytes.clamped(marked ? 2 : 0).text(), big ? "utf-16be" : "utf-16le").utf8;
  return room;
}

} // namespace fumiban::xml
