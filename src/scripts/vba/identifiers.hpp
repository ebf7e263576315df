// SPDX-License-Identifier: Apache-2.0
/// @file
/// How much a project is written to be read by nobody.
#pragma once

#include <string>

#include "scripts/vba/facts.hpp"

namespace fumiban::vba {

/// True if a name looks as if dice had made it: five consonants in a row, digits among letters. ASCII names only.
[[nodiscard]] bool is_random_name(std::string_view name) noexcept;

/// What makes the project obfuscated, for people: "Chr 40, fragments 12"; empty if it is not.
[[nodiscard]] std::string obfuscation_of(const Facts& facts, const Symbols& symbols, const Density& density);

} // namespace fumiban::vba
