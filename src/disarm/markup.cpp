// SPDX-License-Identifier: Apache-2.0
#include "disarm/markup.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace fumiban::disarm {
namespace {

constexpr auto npos = std::string_view::npos;

std::string_view declaration_of(std::string_view text) {
  return text.starts_with("<?xml") ? text.substr(0, text.find("?>")) : std::string_view();
}

/// True if ASCII is ASCII in the charset that the declaration names.
bool is_plain_charset(std::string_view declaration) {
  static constexpr std::array<std::string_view, 7> kPlain = {"utf-8",        "utf8",   "us-ascii", "iso-8859-1",
                                                             "windows-1252", "utf-16", "utf16"};
  const auto at = find_fold(declaration, "encoding");
  if (at == npos) return true;
  const auto value = trim(declaration.substr(at + 8));
  const auto begin = value.find_first_of("\"'");
  if (!value.starts_with('=') || begin == npos) return false;
  const auto name = value.substr(begin + 1, value.find(value[begin], begin + 1) - begin - 1);
  return std::any_of(kPlain.begin(), kPlain.end(), [&](auto plain) { return equal_fold(plain, name); });
}

/// What lies between two tokens: comments and processing instructions, nothing else.
bool is_comment(std::string_view gap) {
  for (auto at = gap.find("<!"); at != npos; at = gap.find("<!", at + 2))
    if (!gap.substr(at).starts_with("<!--")) return false;
  return true;
}

} // namespace

std::string Markup::as_part(std::string changed) const {
  if (!converted) return changed;
  std::string_view rest = changed;
  if (rest.starts_with("<?xml")) rest = rest.substr(std::min(rest.find("?>"), rest.size() - 2) + 2);
  return R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)" + std::string(rest);
}

bool walk(std::string_view text, const std::function<void(const xml::Token&, std::size_t)>& take) {
  if (!is_plain_charset(declaration_of(text))) return false;
  xml::Tokens tokens(text);
  std::vector<std::string_view> open;
  std::size_t before = 0;
  bool root = false;
  for (xml::Token token; tokens.next(token);) {
    if (!is_comment(text.substr(before, token.begin - before))) return false;
    before = token.end;
    if (token.kind == xml::Token::Kind::text) {
      if (open.empty() && !trim(token.text).empty()) return false;
      if (!token.literal && token.text.find('<') != npos) return false;
    } else {
      const auto tag = text.substr(token.begin, token.end - token.begin);
      if (token.name.empty() || !tag.ends_with('>') || token.attributes.find('<') != npos) return false;
      if (token.kind == xml::Token::Kind::close) {
        if (open.empty() || open.back() != token.name) return false;
        open.pop_back();
      } else if (open.empty() && root) {
        return false; // two first elements
      }
      root = true;
    }
    take(token, open.size());
    if (token.kind == xml::Token::Kind::open && !token.empty) open.push_back(token.name);
  }
  return root && open.empty() && is_comment(text.substr(before));
}

std::vector<Attribute> attributes_of(const xml::Token& tag) {
  std::vector<Attribute> out;
  auto rest = tag.attributes;
  while (true) {
    const auto begin = find_where(rest, [](char c) { return !is_space(c); });
    if (begin == npos) return out;
    rest.remove_prefix(begin);
    const auto equals = rest.find('=');
    if (equals == npos) return out;
    const auto name = trim(rest.substr(0, equals));
    rest.remove_prefix(equals + 1);
    const auto quote = rest.find_first_of("\"'");
    if (quote == npos) return out;
    const auto end = rest.find(rest[quote], quote + 1);
    if (end == npos) return out;
    out.push_back({name, rest.substr(quote + 1, end - quote - 1)});
    rest.remove_prefix(end + 1);
  }
}

} // namespace fumiban::disarm
