// SPDX-License-Identifier: Apache-2.0
/// @file
/// The few forms that everything on the wire is made of: numbers and byte strings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace fumiban::wire {

/// Writes numbers (base 128, the low seven bits first, the high bit on all bytes but the last) and byte strings (their
/// length as a number, then they).
class Sink {
public:
  void number(std::uint64_t value);
  void flag(bool value) { number(value ? 1 : 0); }
  void text(std::string_view bytes);
  [[nodiscard]] std::string take() && { return std::move(out_); }

private:
  std::string out_;
};

/// Reads what a Sink wrote, or an error: what comes from the other side of the wall is believed in nothing.
class Source {
public:
  /// `memory`: bytes that all that is counted may take here.
  explicit Source(ByteView bytes, std::uint64_t memory = UINT64_MAX) : reader_(bytes), memory_(memory) {}

  /// In its shortest form; a longer one is an error, so that one report has one form.
  [[nodiscard]] Result<std::uint64_t> number();
  /// At most `most`.
  [[nodiscard]] Result<std::uint64_t> number_up_to(std::uint64_t most);
  [[nodiscard]] Result<bool> flag();
  [[nodiscard]] Result<std::string_view> text();
  /// Text that is UTF-8.
  [[nodiscard]] Result<std::string_view> utf8();
  /// How many T follow: each takes at least a byte, so that no count is larger than what is left, and sizeof(T) of the
  /// memory.
  template <class T>
  [[nodiscard]] Result<std::size_t> count() {
    return count(sizeof(T));
  }
  [[nodiscard]] Result<void> end() const;

private:
  [[nodiscard]] Result<std::size_t> count(std::size_t each);
  [[nodiscard]] Error wrong(const char* what) const {
    return {Error::Kind::malformed, what, static_cast<std::uint64_t>(reader_.position())};
  }

  Reader reader_;
  std::uint64_t memory_;
};

} // namespace fumiban::wire
