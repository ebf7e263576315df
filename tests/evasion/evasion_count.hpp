// SPDX-License-Identifier: Apache-2.0
/// @file
/// Scans every evasion case and its twin, and counts by class what was found.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "evasion_cases.hpp"

namespace fumiban::evasion {

/// What the scanner said about one attack.
enum class Answer {
  found,   ///< the test string (or the hidden name) itself
  flagged, ///< not that, but that programs will read this mail differently
  missed,  ///< neither
};

/// One line of the table.
struct ClassCount {
  std::string klass;
  std::size_t cases = 0;
  std::size_t found = 0;
  std::size_t flagged = 0;
  std::size_t missed = 0;
  std::size_t twins_flagged = 0;
};

/// The table, and the cases behind its smaller numbers, by name.
struct EvasionCount {
  std::vector<ClassCount> classes; ///< in the order of evasion_cases()
  ClassCount all;
  std::vector<std::string> flagged;
  std::vector<std::string> missed;
  std::vector<std::string> twins_flagged;
  std::vector<std::string> twins_unread; ///< content cases whose harmless file is the content of no part
};

[[nodiscard]] Answer answer_to(const EvasionCase& evasion);
/// True if the harmless twin would be held back or called ambiguous.
[[nodiscard]] bool is_twin_flagged(const EvasionCase& evasion);
/// True if the harmless file of a content case, and nothing but it, is the content of some part. What this says holds
/// for every payload, also for those without a signature.
[[nodiscard]] bool is_twin_read(const EvasionCase& evasion);
[[nodiscard]] EvasionCount count_evasions(const std::vector<EvasionCase>& cases);

/// For a terminal.
[[nodiscard]] std::string as_table(const EvasionCount& count);
/// For docs/evasion.md.
[[nodiscard]] std::string as_markdown(const EvasionCount& count);

} // namespace fumiban::evasion
