// SPDX-License-Identifier: Apache-2.0
// HTML tokens.
// Reads:  tags, attributes, comments, raw text elements as the HTML standard's tokeniser does.
// Leaves: the tree, entities beyond the common ones, encodings.
// Trusts: nothing.
// Costs:  one pass; the search for the end of raw text is done once an element.
// Damage: an unclosed tag or comment runs to the end.
#include "documents/html/tokens.hpp"

#include <array>

#include "base/ascii.hpp"
#include "base/text.hpp"

namespace fumiban::html {
namespace {

/// Where "</name" stands at or after `from`, any case; npos if nowhere.
std::size_t find_close(std::string_view html, std::string_view name, std::size_t from) {
  for (auto at = html.find("</", from); at != std::string_view::npos; at = html.find("</", at + 2))
    if (starts_fold(html.substr(at + 2), name)) return at;
  return std::string_view::npos;
}

bool is_raw(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kRaw = {"script", "style", "title", "textarea", "xmp", "noembed"};
  for (const auto raw : kRaw)
    if (equal_fold(raw, name)) return true;
  return false;
}

/// What the reference to a number stands for; to none that is a character, for U+FFFD.
void append_character(std::string& out, std::uint32_t point) {
  const bool none = point == 0 || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000);
  append_utf8(out, none ? 0xFFFD : point);
}

} // namespace

bool Tokens::next(Token& token) {
  token.attributes.clear();
  token.name = {};
  token.text = {};
  if (at_ >= html_.size()) return false;
  if (!raw_until_.empty()) {
    const auto end = std::min(find_close(html_, raw_until_, at_), html_.size());
    token.kind = Token::Kind::raw_text;
    token.name = raw_until_ == "script" ? "script" : raw_until_ == "style" ? "style" : "title";
    token.text = html_.substr(at_, end - at_);
    at_ = end;
    raw_until_.clear();
    return true;
  }
  if (html_[at_] == '<') {
    const char c = at_ + 1 < html_.size() ? html_[at_ + 1] : ' ';
    if (is_alpha(c) || c == '/') return read_tag(token);
    if (c == '!' || c == '?') {
      const bool comment = html_.substr(at_).starts_with("<!--");
      const auto end = comment ? html_.find("-->", at_ + 4) : html_.find('>', at_);
      const auto after = end == std::string_view::npos ? html_.size() : end + (comment ? 3 : 1);
      token.kind = Token::Kind::comment;
      token.text = html_.substr(at_, after - at_);
      at_ = after;
      return true;
    }
  }
  auto end = html_.find('<', at_ + 1);
  if (end == std::string_view::npos) end = html_.size();
  token.kind = Token::Kind::text;
  token.text = html_.substr(at_, end - at_);
  at_ = end;
  return true;
}

bool Tokens::read_tag(Token& token) {
  auto at = at_ + 1;
  token.kind = Token::Kind::open;
  if (html_[at] == '/') {
    token.kind = Token::Kind::close;
    ++at;
  }
  const auto name = at;
  while (at < html_.size() && !is_space(html_[at]) && html_[at] != '>' && html_[at] != '/') ++at;
  token.name = html_.substr(name, at - name);
  while (at < html_.size() && html_[at] != '>') {
    if (is_space(html_[at]) || html_[at] == '/') {
      ++at;
      continue;
    }
    Attribute attribute;
    const auto begin = at++;
    while (at < html_.size() && !is_space(html_[at]) && html_[at] != '=' && html_[at] != '>' && html_[at] != '/') ++at;
    attribute.name = html_.substr(begin, at - begin);
    auto equals = at;
    while (equals < html_.size() && is_space(html_[equals])) ++equals;
    if (equals < html_.size() && html_[equals] == '=') {
      at = equals + 1;
      while (at < html_.size() && is_space(html_[at])) ++at;
      if (at < html_.size() && (html_[at] == '"' || html_[at] == '\'')) {
        const auto end = html_.find(html_[at], at + 1);
        const auto stop = end == std::string_view::npos ? html_.size() : end;
        attribute.value = html_.substr(at + 1, stop - at - 1);
        at = std::min(stop + 1, html_.size());
      } else {
        const auto value = at;
        while (at < html_.size() && !is_space(html_[at]) && html_[at] != '>') ++at;
        attribute.value = html_.substr(value, at - value);
      }
    }
    if (token.attributes.size() < 256) token.attributes.push_back(attribute);
  }
  at_ = std::min(at + 1, html_.size());
  if (token.kind == Token::Kind::open && is_raw(token.name)) raw_until_ = to_lower(token.name);
  return true;
}

std::string with_references(std::string_view text) {
  struct Name {
    std::string_view name;
    std::uint32_t point;
  };
  static constexpr std::array kNames = {Name{"amp", '&'},        Name{"lt", '<'},
                                        Name{"gt", '>'},         Name{"quot", '"'},
                                        Name{"apos", '\''},      Name{"nbsp", 0xA0},
                                        Name{"yen", 0xA5},       Name{"copy", 0xA9},
                                        Name{"reg", 0xAE},       Name{"colon", ':'},
                                        Name{"sol", '/'},        Name{"period", '.'},
                                        Name{"num", '#'},        Name{"quest", '?'},
                                        Name{"equals", '='},     Name{"hellip", 0x2026},
                                        Name{"ndash", 0x2013},   Name{"mdash", 0x2014},
                                        Name{"shy", 0xAD},       Name{"zwj", 0x200D},
                                        Name{"zwnj", 0x200C},    Name{"ZeroWidthSpace", 0x200B},
                                        Name{"NoBreak", 0x2060}, Name{"ensp", 0x2002},
                                        Name{"emsp", 0x2003},    Name{"thinsp", 0x2009},
                                        Name{"commat", '@'},     Name{"excl", '!'},
                                        Name{"dollar", '$'},     Name{"percnt", '%'},
                                        Name{"ast", '*'},        Name{"plus", '+'},
                                        Name{"comma", ','},      Name{"semi", ';'},
                                        Name{"lowbar", '_'},     Name{"lpar", '('},
                                        Name{"rpar", ')'},       Name{"lsqb", '['},
                                        Name{"rsqb", ']'},       Name{"lbrack", '['},
                                        Name{"rbrack", ']'},     Name{"lcub", '{'},
                                        Name{"rcub", '}'},       Name{"verbar", '|'},
                                        Name{"bsol", '\\'},      Name{"Hat", '^'},
                                        Name{"grave", '`'},      Name{"laquo", 0xAB},
                                        Name{"raquo", 0xBB},     Name{"lsquo", 0x2018},
                                        Name{"rsquo", 0x2019},   Name{"ldquo", 0x201C},
                                        Name{"rdquo", 0x201D},   Name{"rarr", 0x2192},
                                        Name{"middot", 0xB7},    Name{"bull", 0x2022},
                                        Name{"Tab", '\t'},       Name{"NewLine", '\n'}};
  if (text.find('&') == std::string_view::npos) return std::string(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '&') {
      out += text[i];
      continue;
    }
    auto end = i + 1;
    if (end < text.size() && text[end] == '#') {
      ++end;
      const bool hex = end < text.size() && lower(text[end]) == 'x';
      if (hex) ++end;
      std::uint32_t point = 0;
      const auto digits = end;
      while (end < text.size() && end - digits < 10 && (hex ? hex_value(text[end]) >= 0 : is_digit(text[end]))) {
        point = std::min<std::uint32_t>(point, 0x110000) * (hex ? 16 : 10) +
                static_cast<std::uint32_t>(hex_value(text[end]));
        ++end;
      }
      if (end > digits) {
        append_character(out, point);
        i = end < text.size() && text[end] == ';' ? end : end - 1;
        continue;
      }
    } else {
      while (end < text.size() && end - i < 16 && is_alnum(text[end])) ++end;
      bool known = false;
      for (const auto& name : kNames)
        if (text.substr(i + 1, end - i - 1) == name.name) {
          append_utf8(out, name.point);
          i = end < text.size() && text[end] == ';' ? end : end - 1;
          known = true;
          break;
        }
      if (known) continue;
    }
    out += '&';
  }
  return out;
}

} // namespace fumiban::html
