// SPDX-License-Identifier: Apache-2.0
/// @file
/// Names as numbers: VBA does not mind case, and the words that mean something are known beforehand.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "scripts/vba/words.hpp"

namespace fumiban::vba {

/// The names of one project. Two spellings of a name (case, width) have one number; those of words.hpp have theirs.
class Symbols {
public:
  Symbols();
  /// The number of `name`, made if it is new. Names beyond 65,536 share the number 0, "no name".
  [[nodiscard]] std::uint32_t of(std::string_view name);
  /// The number of `name` if it is known, else 0.
  [[nodiscard]] std::uint32_t known(std::string_view name) const;
  /// The first spelling seen.
  [[nodiscard]] std::string_view spelling(std::uint32_t symbol) const { return names_[symbol]; }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(names_.size()); }
  /// True if names had to share the number 0.
  [[nodiscard]] bool overflowed() const { return overflowed_; }

private:
  std::deque<std::string> names_; ///< by number; stay where they are
  std::deque<std::string> folded_;
  std::unordered_map<std::string_view, std::uint32_t> by_name_; ///< every spelling seen, and the folded ones
  bool overflowed_ = false;
};

} // namespace fumiban::vba
