// SPDX-License-Identifier: Apache-2.0
/// @file
/// Which procedures run once an entry runs.
#pragma once

#include <vector>

#include "scripts/vba/facts.hpp"

namespace fumiban::vba {

/// For each procedure the entry that reaches it, an index into the facts' procedures, or kNowhere.
inline constexpr std::uint32_t kNowhere = 0xffffffff;

/// Follows names from the entries, iteratively: a procedure reaches those whose name stands in it, and the opening
/// events of forms and classes whose name stands in it. Linear in mentions and procedures.
[[nodiscard]] std::vector<std::uint32_t> reached_from_entries(const Facts& facts, std::span<const Module> modules,
                                                              Symbols& symbols);

} // namespace fumiban::vba
