// SPDX-License-Identifier: Apache-2.0
/// @file
/// Choices that look like chance and are the same in every run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fumiban::test {

/// A deterministic sequence (SplitMix64). Seeds that differ in anything give unrelated sequences.
class Dice {
public:
  /// `name` and `number` together are the seed.
  Dice(std::string_view name, std::size_t number) {
    state_ = 0xCBF29CE484222325;
    for (const char c : name) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    state_ ^= (number + 1) * 0x9E3779B97F4A7C15;
  }

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
    return mixed ^ mixed >> 31;
  }

  /// 0 to `count` - 1.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
  /// `low` to `high`, both included.
  int between(int low, int high) { return low + static_cast<int>(below(static_cast<std::size_t>(high - low + 1))); }
  /// True in so many of a hundred cases.
  bool chance(int percent) { return between(1, 100) <= percent; }

  template <typename List>
  const auto& pick(const List& list) {
    return list[below(list.size())];
  }

  /// So many letters of `alphabet`.
  std::string letters(std::size_t count, std::string_view alphabet = "0123456789abcdef") {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(alphabet[below(alphabet.size())]);
    return out;
  }

private:
  std::uint64_t state_ = 0;
};

} // namespace fumiban::test
