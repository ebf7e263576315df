// SPDX-License-Identifier: Apache-2.0
/// @file
/// Macros for tests: what offices write, and what the waves of Emotet looked like with their teeth drawn.
#pragma once

#include <span>
#include <string_view>

namespace fumiban::vba {

/// Modules of a project, one behind another; a line "'#document Name", "'#standard Name", "'#form Name" or
/// "'#class Name" begins each. "'#control Name" and "'#text Words" belong to the module before.
struct Case {
  std::string_view name;
  std::string_view source;
  std::string_view says{}; ///< findings that must be there, with blanks between
};

[[nodiscard]] std::span<const Case> office_macros();
[[nodiscard]] std::span<const Case> wave_twins();

} // namespace fumiban::vba
