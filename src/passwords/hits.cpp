// SPDX-License-Identifier: Apache-2.0
// Password words in text, as people and input methods write them.
// Reads:  the table of words.hpp; blanks and one line end inside Japanese words; English misspelt by two letters.
// Leaves: what the words mean: "password reset" is a hit too, and is weighed in near.cpp.
// Trusts: nothing.
// Costs:  a table lookup a byte, and a comparison with the few rows that begin with that byte.
// Damage: none: any bytes are text.
#include "passwords/hits.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include "base/ascii.hpp"
#include "passwords/lines.hpp"
#include "passwords/plain.hpp"
#include "passwords/words.hpp"

namespace fumiban::passwords {
namespace {

constexpr bool is_ascii(char c) noexcept { return static_cast<unsigned char>(c) < 0x80; }
constexpr bool is_gap(char c) noexcept { return c == ' ' || c == '\t' || c == '\n'; }

struct PasswordWord {
  std::string_view word;
  Force force = Force::strong;
};
constexpr auto kPasswordWords = [] {
  std::array<PasswordWord, std::size(kStrongWords) + std::size(kWeakWords)> words;
  std::size_t count = 0;
  for (const auto word : kStrongWords) words[count++] = {word, Force::strong};
  for (const auto word : kWeakWords) words[count++] = {word, Force::weak};
  return words;
}();

/// The rows of kPasswordWords by first byte: rows[starts[b] .. starts[b + 1]).
struct Index {
  std::array<std::uint16_t, 257> starts{};
  std::array<std::uint16_t, kPasswordWords.size()> rows{};
};
constexpr Index kIndex = [] {
  Index index;
  std::uint16_t count = 0;
  for (std::size_t byte = 0; byte < 256; ++byte) {
    index.starts[byte] = count;
    for (std::size_t row = 0; row < kPasswordWords.size(); ++row)
      if (static_cast<unsigned char>(kPasswordWords[row].word[0]) == byte)
        index.rows[count++] = static_cast<std::uint16_t>(row);
  }
  index.starts[256] = count;
  return index;
}();

/// Where `word` ends if it stands at `at`; 0 if it does not.
std::size_t end_of(std::string_view text, std::size_t at, std::string_view word) noexcept {
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] == ' ') {
      for (int n = 0; n < 3 && at < text.size() && (is_gap(text[at]) || text[at] == '-' || text[at] == '_'); ++n) ++at;
      continue;
    }
    // Titles are set with blanks between characters, and bodies are wrapped anywhere.
    if (i != 0 && (static_cast<unsigned char>(word[i]) & 0xC0U) == 0xC0)
      for (int n = 0; n < 2 && at < text.size() && is_gap(text[at]); ++n) ++at;
    if (at >= text.size() || lower(text[at]) != word[i]) return 0;
    ++at;
  }
  return at;
}

/// True if `a`, in any case, becomes "password" by at most two letters put in, left out, exchanged or swapped.
bool is_like_password(std::string_view a) noexcept {
  constexpr std::string_view kWord = "password";
  // So near by accident.
  if (starts_fold(a, "passport") || starts_fold(a, "passwor") || a.size() < 6 || a.size() > 10)
    return starts_fold(a, "passwor");
  std::array<std::array<unsigned, 9>, 11> cost{};
  for (unsigned i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (unsigned j = 0; j <= 8; ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= 8; ++j) {
      const bool same = lower(a[i - 1]) == kWord[j - 1];
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (same ? 0U : 1U)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == kWord[j - 2] && lower(a[i - 2]) == kWord[j - 1])
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  return cost[a.size()][8] <= 2;
}

constexpr bool is_capital(char c) noexcept { return c >= 'A' && c <= 'Z'; }

/// True if the word [at, end) is set off from the letters before it: "zipPW=", "filePass:", "ExcelPW". A mere tail of
/// a word is none: "bypass:", "opw=".
bool is_set_off(std::string_view text, std::size_t at, std::size_t end) noexcept {
  std::size_t begin = at;
  while (begin > 0 && at - begin < 12 && is_alpha(text[begin - 1])) --begin;
  const auto stem = text.substr(begin, at - begin);
  // "zipPW", "ZIPpw", but not "Opw".
  const bool hump = is_capital(text[at]) ? !is_capital(stem.back()) : stem.size() > 1 && is_capital(stem.back());
  if (!hump &&
      std::none_of(std::begin(kStems), std::end(kStems), [&](std::string_view s) { return equal_fold(s, stem); }))
    return false;
  while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) ++end;
  const auto rest = text.substr(end);
  return separator_at_begin(rest.substr(0, 64)) != std::string_view::npos || opening_at_begin(rest) != 0;
}

/// True if the letters behind a short word at [at, end) are the password: "PWk3T9". In names also "PWnemo".
bool is_written_on(std::string_view text, std::size_t at, std::size_t end, bool name) noexcept {
  bool digit = false;
  std::size_t stop = end;
  for (; stop < text.size() && stop - end < 64 && is_alnum(text[stop]); ++stop) digit = digit || is_digit(text[stop]);
  const bool hump = is_capital(text[end - 1]) != is_capital(text[end]);
  // "PW" in capitals is no beginning of an English word.
  return stop - end >= 3 && (name ? digit || hump : digit && is_capital(text[at]) && is_capital(text[end - 1]));
}

/// What stands at `at`; an end of 0: nothing.
Hit hit_at(std::string_view text, std::size_t at, bool name) noexcept {
  Hit best{.begin = at};
  const bool ascii = is_ascii(text[at]);
  const bool inside = at > 0 && is_alpha(text[at - 1]);
  const auto byte = static_cast<unsigned char>(lower(text[at]));
  for (std::size_t i = kIndex.starts[byte]; i < kIndex.starts[byte + 1U]; ++i) {
    const auto& row = kPasswordWords[kIndex.rows[i]];
    const auto end = end_of(text, at, row.word);
    if (end <= best.end) continue;
    // "zippassword" is one, "bypass" and "opw" are none.
    if (ascii && inside && row.word != "pass word" && row.word != "pass code" && !is_set_off(text, at, end)) continue;
    if (ascii && end < text.size() && is_alpha(text[end]) && row.word != "pass word") {
      const bool brief =
          row.word == "p w" || row.word == "pwd" || (name && (row.word == "pass" || row.word == "passwd"));
      if (!brief || !is_written_on(text, at, end, name)) continue;
    }
    // "パスポート" is no "パス".
    if (!ascii && row.force == Force::weak && end < text.size()) {
      const auto next = character_at(text, end).code;
      if (character_at(text, at).code >= 0x30A0 && next >= 0x30A1 && next <= 0x30FA) continue;
    }
    best.end = end;
    best.force = row.force;
  }
  if (ascii && !inside && byte == 'p' && (best.end == 0 || best.force == Force::weak)) {
    std::size_t end = at;
    while (end < text.size() && end - at <= 10 && is_alpha(text[end])) ++end;
    if (is_like_password(text.substr(at, end - at))) return {.begin = at, .end = end};
  }
  return best;
}

} // namespace

std::vector<Hit> password_words(std::string_view text, std::size_t most, bool name) {
  std::vector<Hit> hits;
  for (std::size_t at = 0; at < text.size() && hits.size() < most;) {
    const auto byte = static_cast<unsigned char>(lower(text[at]));
    if (kIndex.starts[byte] == kIndex.starts[byte + 1U]) {
      ++at;
      continue;
    }
    const auto hit = hit_at(text, at, name);
    if (hit.end == 0) {
      ++at;
      continue;
    }
    hits.push_back(hit);
    // A strong word may begin inside a weak one: "use the following code".
    at = hit.force == Force::weak ? hit.begin + 1 : hit.end;
  }
  return hits;
}

} // namespace fumiban::passwords
