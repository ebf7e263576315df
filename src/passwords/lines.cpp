// SPDX-License-Identifier: Apache-2.0
// Lines, runs, brackets and separators: how mails are laid out around a password.
// Reads:  text as folded by plain.cpp; reply marks, list marks, rulers.
// Leaves: what any of it means.
// Trusts: nothing.
// Costs:  linear in the line, of which callers look at some hundred bytes.
// Damage: none: any bytes are text.
#include "passwords/lines.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/ascii.hpp"
#include "passwords/plain.hpp"
#include "passwords/words.hpp"

namespace fumiban::passwords {
namespace {

constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }
constexpr bool is_graphic(char c) noexcept { return c > ' ' && c < 0x7F; }

std::string_view without_blanks_at_end(std::string_view s) noexcept {
  while (!s.empty() && is_blank(s.back())) s.remove_suffix(1);
  return s;
}
std::string_view without_blanks(std::string_view s) noexcept {
  while (!s.empty() && is_blank(s.front())) s.remove_prefix(1);
  return s;
}

} // namespace

Span line_around(std::string_view text, std::size_t at, std::size_t most) {
  Span line{at, at};
  while (line.begin > 0 && at - line.begin < most && text[line.begin - 1] != '\n') --line.begin;
  while (line.end < text.size() && line.end - at < most && text[line.end] != '\n') ++line.end;
  return line;
}

Span line_from(std::string_view text, std::size_t begin, std::size_t most) {
  Span line{begin, begin};
  while (line.end < text.size() && line.end - begin < most && text[line.end] != '\n') ++line.end;
  while (line.begin < line.end && (is_blank(text[line.begin]) || text[line.begin] == '>' || text[line.begin] == '|'))
    ++line.begin;
  while (line.begin < line.end && is_blank(text[line.end - 1])) --line.end;
  // "- abc123", "1. abc123" stay as they are for the runs; marks outside ASCII are skipped by them anyway.
  if (line.end - line.begin > 2 && std::string_view("-*+#").find(text[line.begin]) != std::string_view::npos &&
      is_blank(text[line.begin + 1]))
    line.begin += 2;
  return line;
}

bool is_ruler(std::string_view line) noexcept {
  std::array<char32_t, 2> kinds{};
  std::size_t count = 0;
  for (std::size_t at = 0; at < line.size();) {
    const auto [code, length] = character_at(line, at);
    at += length;
    if (code == ' ' || code == '\t' || code == '>') continue;
    if (code < 0x80 && is_alnum(static_cast<char>(code))) return false;
    if (is_wide_letter(code) && code != 0x30FC) return false;
    if (std::find(kinds.begin(), kinds.end(), code) != kinds.end()) continue;
    if (count == kinds.size()) return false;
    kinds[count++] = code;
  }
  return true;
}

std::vector<Span> runs(std::string_view text, Span in, std::size_t most) {
  std::vector<Span> out;
  for (std::size_t at = in.begin; at < in.end && out.size() < most;) {
    if (!is_graphic(text[at])) {
      ++at;
      continue;
    }
    Span run{at, at};
    while (run.end < in.end && is_graphic(text[run.end])) ++run.end;
    at = run.end;
    const auto word = text.substr(run.begin, run.end - run.begin);
    if (!is_ruler(word)) out.push_back(run);
  }
  return out;
}

bool begins_with_any(std::string_view text, std::span<const std::string_view> words) noexcept {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return starts_fold(text, word); });
}

bool contains_any(std::string_view text, std::span<const std::string_view> words) noexcept {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return find_fold(text, word) != std::string_view::npos; });
}

bool is_alone(std::string_view text, Span line, Span run) noexcept {
  const auto is_silent = [](std::string_view s) {
    for (std::size_t at = 0; at < s.size();) {
      const auto [code, length] = character_at(s, at);
      if (is_wide_letter(code) || (code < 0x80 && is_alnum(static_cast<char>(code)))) return false;
      at += length;
    }
    return true;
  };
  if (!is_silent(text.substr(line.begin, run.begin - line.begin))) return false;
  auto rest = without_blanks(text.substr(run.end, line.end - run.end));
  while (const auto closing = closing_at_begin(rest)) rest = without_blanks(rest.substr(closing));
  return begins_with_any(rest, kSentenceEnds) || is_silent(rest);
}

std::size_t opening_at_end(std::string_view text) noexcept {
  for (const auto& pair : kBrackets)
    if (text.ends_with(pair.open)) return pair.open.size();
  return 0;
}

std::size_t closing_at_begin(std::string_view text) noexcept {
  for (const auto& pair : kBrackets)
    if (text.starts_with(pair.close)) return pair.close.size();
  return 0;
}

std::size_t opening_at_begin(std::string_view text) noexcept {
  for (const auto& pair : kBrackets)
    if (text.starts_with(pair.open)) return pair.open.size();
  return 0;
}

bool ends_separated(std::string_view text) noexcept {
  const auto is_end = [](std::string_view s) {
    if (std::any_of(std::begin(kSeparators), std::end(kSeparators),
                    [&](std::string_view separator) { return s.ends_with(separator); }))
      return true;
    if (s.ends_with('-')) return true;
    std::size_t begin = s.size();
    while (begin > 0 && is_alpha(s[begin - 1])) --begin;
    const auto word = s.substr(begin);
    return std::any_of(std::begin(kSeparatorWords), std::end(kSeparatorWords),
                       [&](std::string_view separator) { return equal_fold(separator, word); });
  };
  // A bracket can be a separator ("＞", ">"): it is asked before it is skipped.
  for (int n = 0; n < 4; ++n) {
    if (text.ends_with('\t')) return true;
    text = without_blanks_at_end(text);
    if (is_end(text)) return true;
    const auto opening = opening_at_end(text);
    if (opening == 0) return false;
    text.remove_suffix(opening);
  }
  return false;
}

std::size_t separator_at_begin(std::string_view all) noexcept {
  auto text = without_blanks(all);
  for (int n = 0; n < 3; ++n) {
    if (const auto closing = closing_at_begin(text)) text = without_blanks(text.substr(closing));
  }
  if (opening_at_end(text.substr(0, character_at(text, 0).length)) != 0) {
    for (std::size_t at = 1; at < text.size() && at < 48; ++at)
      if (const auto closing = closing_at_begin(text.substr(at))) {
        text = without_blanks(text.substr(at + closing));
        break;
      }
  }
  const bool separated = begins_with_any(text, kSeparators) || text.starts_with("-") || starts_fold(text, "is ") ||
                         starts_fold(text, "is:") || starts_fold(text, "are ");
  return separated ? all.size() - text.size() : std::string_view::npos;
}

std::vector<Span> cells(std::string_view text, Span line, std::size_t most) {
  static constexpr std::array<std::array<std::string_view, 3>, 4> kJoints = {
      {{"\t", "\t", "\t"}, {"|", "｜", "│"}, {"  ", "  ", "  "}, {",", "，", ","}}};
  std::vector<Span> out;
  for (const auto& joints : kJoints) {
    out.assign(1, {line.begin, line.begin});
    for (auto at = line.begin; at < line.end;) {
      const auto rest = text.substr(at, line.end - at);
      const auto joint =
          std::find_if(joints.begin(), joints.end(), [&](std::string_view j) { return rest.starts_with(j); });
      if (joint == joints.end() || out.size() == most) {
        out.back().end = ++at;
        continue;
      }
      at += joint->size();
      if (*joint == "  ")
        while (at < line.end && text[at] == ' ') ++at;
      out.push_back({at, at});
    }
    if (out.size() > 1) break;
  }
  for (auto& cell : out) {
    while (cell.begin < cell.end && is_blank(text[cell.begin])) ++cell.begin;
    while (cell.begin < cell.end && is_blank(text[cell.end - 1])) --cell.end;
  }
  return out;
}

} // namespace fumiban::passwords
