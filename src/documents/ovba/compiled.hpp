// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the performance cache of a module tells of the code that was compiled (MS-OVBA 2.3.4.3 leaves its form open).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace fumiban::ovba {

struct Compiled {
  std::uint64_t size = 0;              ///< bytes before the source
  std::vector<std::uint16_t> lines{};  ///< of source, as each table of lines tells it; none before Office 2000
  std::vector<std::string> literals{}; ///< in the project's code page, each once
  std::vector<std::string> names{};    ///< plain words
};

/// What stands in `cache`. Any bytes are allowed. Linear.
[[nodiscard]] Compiled read_compiled(ByteView cache);

/// Words of four to 64 ASCII letters, digits and underscores, each once; at most 20,000.
[[nodiscard]] std::vector<std::string> plain_words(ByteView bytes);

/// How many lines `source` has as the compiler counts them, without Attribute lines: with a line that goes on counted
/// once, and blank lines at its end not counted (`least`) or counted (`most`).
struct LineCount {
  std::size_t least = 0;
  std::size_t most = 0;
};
[[nodiscard]] LineCount lines_of(std::string_view source);

/// The string literals of `source`, without their quotes. Linear.
[[nodiscard]] std::vector<std::string> literals_of(std::string_view source);

} // namespace fumiban::ovba
