// SPDX-License-Identifier: Apache-2.0
/// @file
/// A constant map from short strings, made at compile time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fumiban {

/// What `Value` a string stands for. `Slots` is a power of two, at least twice the number of strings. A look-up costs
/// one pass over the string and about one comparison.
template <class Value, std::size_t Slots>
class StringTable {
  static_assert((Slots & (Slots - 1)) == 0);

public:
  /// Adds `key`; the first of equal keys stays. `key` must outlive the table.
  constexpr void add(std::string_view key, Value value) {
    auto at = slot_of(key);
    while (slots_[at].used && slots_[at].key != key) at = (at + 1) % Slots;
    if (slots_[at].used) return;
    slots_[at] = {key, value, true};
    ++count_;
    if (count_ * 2 > Slots) throw "too few slots"; // at compile time: an error
  }
  /// nullptr if it is not there.
  [[nodiscard]] constexpr const Value* find(std::string_view key) const noexcept {
    for (auto at = slot_of(key); slots_[at].used; at = (at + 1) % Slots)
      if (slots_[at].key == key) return &slots_[at].value;
    return nullptr;
  }

private:
  struct Slot {
    std::string_view key{};
    Value value{};
    bool used = false;
  };
  /// FNV-1a.
  static constexpr std::size_t slot_of(std::string_view key) noexcept {
    std::uint32_t hash = 2166136261U;
    for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return (hash ^ hash >> 16U) % Slots;
  }

  std::array<Slot, Slots> slots_{};
  std::size_t count_ = 0;
};

} // namespace fumiban
