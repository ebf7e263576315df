// SPDX-License-Identifier: Apache-2.0
#include "scripts/vba/symbols.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/text.hpp"

namespace fumiban::vba {
namespace {

constexpr std::size_t kMostNames = 1U << 16U;

std::string comparable(std::string_view name) { return is_plain_ascii(name) ? to_lower(name) : folded(name); }

} // namespace

Symbols::Symbols() {
  by_name_.reserve(1024);
  for (const auto word : kWords) {
    by_name_.emplace(word, static_cast<std::uint32_t>(names_.size()));
    names_.emplace_back(word);
  }
}

std::uint32_t Symbols::of(std::string_view name) {
  if (const auto found = by_name_.find(name); found != by_name_.end()) return found->second;
  auto folded_name = comparable(name);
  const auto same = by_name_.find(folded_name);
  if (same == by_name_.end() && names_.size() >= kMostNames) {
    overflowed_ = true;
    return 0;
  }
  const auto symbol = same != by_name_.end() ? same->second : static_cast<std::uint32_t>(names_.size());
  if (same == by_name_.end()) names_.emplace_back(name);
  if (symbol < kWords.size() && names_[symbol] == kWords[symbol]) names_[symbol] = name; // as people write it
  if (folded_.size() < 2 * kMostNames) {
    by_name_.emplace(folded_.emplace_back(name), symbol);
    if (same == by_name_.end() && folded_name != name) by_name_.emplace(folded_.emplace_back(folded_name), symbol);
  }
  return symbol;
}

std::uint32_t Symbols::known(std::string_view name) const {
  if (const auto found = by_name_.find(name); found != by_name_.end()) return found->second;
  const auto found = by_name_.find(comparable(name));
  return found == by_name_.end() ? 0 : found->second;
}

} // namespace fumiban::vba
