// SPDX-License-Identifier: Apache-2.0
/// @file
/// Findings that need more than one part to see.
#pragma once

#include <span>

#include "analyser/context.hpp"

namespace fumiban::correlate {

/// Looks at the finished report and adds to it. `mime.ambiguous`: readers disagree about an entity (`mime.irregular`
/// of a hard kind), and in one of its readings lies something that could harm.
void find(Context& context);

/// All that find() can say.
[[nodiscard]] std::span<const FindingSpec* const> findings() noexcept;

} // namespace fumiban::correlate
