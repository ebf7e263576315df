// SPDX-License-Identifier: Apache-2.0
// Commands of an SMTP client.
// Reads:  RFC 5321 4.1.1 and 4.1.2 as far as it takes to know where an address ends; parameters of extensions;
// XFORWARD. Leaves: whether an address is one: the next hop says so. Trusts: nothing. Costs:  each byte a few times;
// lines are bounded by whoever cuts them. Damage: what is not written so is nothing, and is refused by whoever asked.
#include "smtp/command.hpp"

#include <algorithm>
#include <charconv>

#include "base/ascii.hpp"

namespace fumiban::smtp {
namespace {

constexpr std::size_t kLongestValue = 255; // XFORWARD_README

std::string_view without_blanks(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// How long the address is that `text` begins with, brackets and all; 0: there is none.
std::size_t address_length(std::string_view text) {
  if (!text.starts_with('<')) return 0;
  bool quoted = false;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') ++i;
    else if (text[i] == '"') quoted = !quoted;
    else if (!quoted && text[i] == '>') return i + 1;
    else if (!quoted && (text[i] == '<' || text[i] == ' ')) return 0;
  }
  return 0;
}

bool is_parameter(std::string_view word) {
  const auto name = name_of(word);
  return !name.empty() && is_alnum(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '-'; });
}

} // namespace

std::optional<Command> command_of(std::string_view line) {
  if (has_any(line, is_control)) return std::nullopt;
  const auto end = std::min(line.find(' '), line.size());
  return Command{capitals(line.substr(0, end)), without_blanks(line.substr(end))};
}

std::optional<std::string_view> Path::parameter(std::string_view name) const {
  for (const auto& one : parameters)
    if (equal_fold(name_of(one), name)) return std::string_view(one).substr(std::min(one.size(), name.size() + 1));
  return std::nullopt;
}

std::optional<Path> path_of(std::string_view text, std::string_view prefix) {
  if (!starts_fold(text, prefix)) return std::nullopt;
  text = without_blanks(text.substr(prefix.size()));
  const auto length = address_length(text);
  const auto behind = text.substr(length);
  if (length == 0 || (!behind.empty() && behind.front() != ' ')) return std::nullopt;
  Path out;
  out.address = text.substr(0, length);
  for (const auto word : words_of(behind)) {
    if (!is_parameter(word)) return std::nullopt;
    out.parameters.emplace_back(word);
  }
  return out;
}

std::string_view name_of(std::string_view parameter) { return parameter.substr(0, parameter.find('=')); }

std::string xtext_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      c = static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    }
    out += is_control(c) ? '?' : c;
  }
  return out;
}

std::string Forward::get(std::string_view name) const {
  const auto found = attributes.find(name);
  if (found == attributes.end()) return {};
  auto text = xtext_decoded(found->second);
  return equal_fold(text, "[UNAVAILABLE]") || equal_fold(text, "[TEMPUNAVAIL]") ? std::string() : text;
}

bool Forward::take(std::string_view text) {
  const auto words = words_of(text);
  const auto known = words_of(kForwardAttributes);
  auto wanted = attributes;
  for (const auto word : words) {
    const auto name = capitals(name_of(word));
    if (name.size() >= word.size() || word.size() - name.size() - 1 > kLongestValue) return false;
    if (std::find(known.begin(), known.end(), name) == known.end()) return false;
    wanted[name] = word.substr(name.size() + 1);
  }
  if (words.empty()) return false;
  attributes = std::move(wanted);
  return true;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> out;
  for (text = without_blanks(text); !text.empty(); text = without_blanks(text)) {
    const auto end = std::min(text.find(' '), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

std::string capitals(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (is_alpha(c) && lower(c) == c) c = static_cast<char>(c - 32);
  return out;
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

} // namespace fumiban::smtp
