// SPDX-License-Identifier: Apache-2.0
#include "scripts/vba/identifiers.hpp"

#include "base/ascii.hpp"

namespace fumiban::vba {
namespace {

bool is_vowel(char c) noexcept { return std::string_view("aeiouy").find(lower(c)) != std::string_view::npos; }
bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }

/// Steps of a count that weigh one and two points.
int points(std::size_t count, std::size_t one, std::size_t two) noexcept {
  return count >= two ? 2 : count >= one ? 1 : 0;
}

} // namespace

bool is_random_name(std::string_view name) noexcept {
  std::size_t run = 0;
  std::size_t longest = 0;
  std::size_t digits_between = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_alpha(c) || is_vowel(c) || (i > 0 && is_upper(c) && !is_upper(name[i - 1]))) run = 0;
    if (is_alpha(c) && !is_vowel(c)) longest = std::max(longest, ++run);
    if (is_digit(c) && i > 0 && i + 1 < name.size() && is_alpha(name[i - 1]) && is_alpha(name[i + 1])) ++digits_between;
  }
  return name.size() >= 6 && (longest >= 5 || digits_between >= 2 || (digits_between == 1 && longest >= 4));
}

std::string obfuscation_of(const Facts& facts, const Symbols& symbols, const Density& density) {
  std::size_t names = 0;
  std::size_t random = 0;
  for (const auto symbol : facts.variables) {
    const auto name = symbols.spelling(symbol);
    if (name.size() < 6 || has_any(name, [](char c) { return !is_alnum(c) && c != '_'; })) continue;
    ++names;
    random += is_random_name(name) ? 1U : 0U;
  }
  const std::size_t share = names >= 5 ? 100 * random / names : 0;
  std::string out;
  int score = 0;
  const auto count = [&](std::string_view what, std::size_t value, std::size_t one, std::size_t two) {
    const int found = points(value, one, two);
    if (found > 0) out += (out.empty() ? "" : ", ") + std::string(what) + " " + std::to_string(value);
    score += found;
  };
  count("Chr", density.characters, 4, 10);
  count("StrReverse", density.reversals, 1, 2);
  count("Replace/Join", density.replacements, 1, 3);
  count("fragments", density.fragments, 5, 12);
  count("encoded", facts.encoded_bytes, 200, 4000);
  count("random-names-%", share, 25, 50);
  return score >= 2 ? out : std::string();
}

} // namespace fumiban::vba
