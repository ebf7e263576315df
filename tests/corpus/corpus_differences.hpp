// SPDX-License-Identifier: Apache-2.0
/// @file
/// Differences between Fumiban's reading and another library's, and the table of those that are opinions.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fumiban::test {

/// One way in which a file is read differently.
struct Difference {
  std::string file;             ///< below the corpus folder of its test
  std::string kind;             ///< "shape", "fields", "body", "name", "text"
  std::string detail;           ///< for people
  bool further_reading = false; ///< another reading of the same message agrees
};

/// A difference that is an opinion, with the reason for ours in one sentence.
struct ExpectedDifference {
  std::string_view file;
  std::string_view kind;
  std::string_view reason;
};

/// Fails for each difference that the table does not name, and for each row that no longer differs. Prints the
/// figures: of `files`, how many agree, differ with a reason, and differ without one.
void check_differences(std::string_view title, std::size_t files, const std::vector<Difference>& found,
                       std::span<const ExpectedDifference> expected);

} // namespace fumiban::test
