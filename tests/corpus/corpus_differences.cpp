// SPDX-License-Identifier: Apache-2.0
#include "corpus_differences.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <set>

namespace fumiban::test {

void check_differences(std::string_view title, std::size_t files, const std::vector<Difference>& found,
                       std::span<const ExpectedDifference> expected) {
  const auto reason_for = [&](const Difference& difference) {
    return std::find_if(expected.begin(), expected.end(), [&](const ExpectedDifference& row) {
      return row.file == difference.file && row.kind == difference.kind;
    });
  };
  std::set<std::string> with_reason;
  std::set<std::string> without_reason;
  std::vector<const Difference*> unexplained;
  for (const auto& difference : found) {
    const auto row = reason_for(difference);
    if (row == expected.end()) {
      without_reason.insert(difference.file);
      unexplained.push_back(&difference);
    } else {
      with_reason.insert(difference.file);
      std::cout << "  differs: " << difference.file << ' ' << difference.kind
                << (difference.further_reading ? " (a further reading agrees)" : "") << ": " << row->reason << '\n';
    }
  }
  for (const auto& file : without_reason) with_reason.erase(file);
  std::cout << title << ": " << files << " files, " << files - with_reason.size() - without_reason.size() << " agree, "
            << with_reason.size() << " differ with a reason, " << without_reason.size() << " differ without one\n";
  for (const auto* difference : unexplained) {
    ADD_FAILURE() << title << ' ' << difference->file << ": " << difference->kind << ": " << difference->detail
                  << (difference->further_reading ? " (a further reading agrees)" : "");
  }
  for (const auto& row : expected) {
    const bool differs = std::any_of(found.begin(), found.end(), [&](const Difference& difference) {
      return difference.file == row.file && difference.kind == row.kind;
    });
    EXPECT_TRUE(differs) << title << ' ' << row.file << ": " << row.kind << ": stale: no longer differs";
  }
}

} // namespace fumiban::test
