// SPDX-License-Identifier: Apache-2.0
/// @file
/// What an expression is known to give before anything runs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/budget.hpp"

namespace fumiban::vba {

/// Stands in a text for what is not known.
inline constexpr char kGap = '\x01';

struct Value {
  enum class Kind : std::uint8_t { unknown, text, number, array };
  Kind kind = Kind::unknown;
  bool literal = false;   ///< stands in the source as it is
  bool made = false;      ///< put together: no single literal has it
  std::uint64_t seen = 0; ///< markers (markers.hpp) that stand in a literal of it
  double number = 0;
  std::string text;               ///< UTF-8; may hold kGap
  std::vector<std::string> items; ///< of an array

  [[nodiscard]] static Value of_text(std::string text) {
    Value out;
    out.kind = Kind::text;
    out.text = std::move(text);
    return out;
  }
  [[nodiscard]] static Value of_number(double number) {
    Value out;
    out.kind = Kind::number;
    out.number = number;
    return out;
  }
  [[nodiscard]] bool is_text() const { return kind == Kind::text; }
  [[nodiscard]] bool is_number() const { return kind == Kind::number; }
};

/// How much of the source only puts strings together.
struct Density {
  std::uint32_t characters = 0;   ///< Chr of a letter or digit that is known
  std::uint32_t reversals = 0;    ///< StrReverse of a known text
  std::uint32_t replacements = 0; ///< Replace, or Join of Split, in a known text
  std::uint32_t fragments = 0;    ///< pieces of one to three letters in a concatenation
};

/// The work that folding may do, in bytes made and looked at; and what it noticed.
struct Work {
  /// For a source of that size: four megabytes and 16 times the source, 64 megabytes at most.
  explicit Work(std::uint64_t source_bytes)
      : budget(std::min<std::uint64_t>((4U << 20U) + 16 * source_bytes, 64U << 20U)) {}
  Budget budget;
  Density density;
};

/// A value as VBA would put it into a text; a gap if it is not known.
[[nodiscard]] std::string text_of(const Value& value);
/// A value as a number; `ok` becomes false if it is none.
[[nodiscard]] double number_in(const Value& value, bool& ok);
/// Appends `b` to `a`, as & does. At most a megabyte is kept.
void append(Value& a, const Value& b, Work& work);
/// `a op b`, op a character or a word of Mod, Xor, And, Or; `a` becomes the result.
void apply(Value& a, std::uint32_t op, const Value& b, Work& work);
/// The element of an array that the arguments name; unknown if there is none.
[[nodiscard]] Value element_of(const Value& array, std::span<const Value> arguments);
/// What a function of the language gives for these arguments; unknown for any other name.
[[nodiscard]] Value call_function(std::uint32_t function, std::vector<Value>& arguments, Work& work);

} // namespace fumiban::vba
