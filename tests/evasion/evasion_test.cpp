// SPDX-License-Identifier: Apache-2.0
/// @file
/// The hardest test: nothing that a mail program would show may be hidden from us by the way the mail is written.
#include <gtest/gtest.h>

#include <iostream>
#include <set>
#include <string>

#include "evasion_cases.hpp"
#include "evasion_count.hpp"

namespace fumiban::evasion {
namespace {

/// Share of the attacks whose payload or name must be found itself.
constexpr double kLeastFound = 0.95;
/// Share of real mail of the worst measured collection that has a construct of this kind.
constexpr double kMostTwinsFlagged = 0.155;

void print_names(std::string_view title, const std::vector<std::string>& names) {
  std::cout << title << " (" << names.size() << ")\n";
  for (const std::string& name : names) {
    std::cout << "  " << name << '\n';
  }
}

TEST(Evasion, CasesAreUniqueAndTwinsDiffer) {
  std::set<std::string> names;
  for (const EvasionCase& evasion : evasion_cases()) {
    EXPECT_TRUE(names.insert(evasion.name).second) << evasion.name;
    EXPECT_NE(evasion.attack, evasion.twin) << evasion.name;
    EXPECT_EQ(evasion.name_case, !evasion.expected_name.empty()) << evasion.name;
  }
}

TEST(Evasion, EveryAttackIsFoundOrFlaggedAndTwinsPass) {
  const EvasionCount count = count_evasions(evasion_cases());
  std::cout << as_table(count);
  print_names("missed", count.missed);
  print_names("flagged only", count.flagged);
  print_names("twins flagged", count.twins_flagged);
  print_names("twins whose file is no part", count.twins_unread);
  const auto all = static_cast<double>(count.all.cases);
  EXPECT_GE(static_cast<double>(count.all.found), kLeastFound * all);
  EXPECT_EQ(count.all.missed, 0U);
  EXPECT_LE(static_cast<double>(count.all.twins_flagged), kMostTwinsFlagged * all);
}

} // namespace
} // namespace fumiban::evasion
