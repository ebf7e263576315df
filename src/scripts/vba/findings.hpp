// SPDX-License-Identifier: Apache-2.0
/// @file
/// What judge() can say.
#pragma once

#include <span>

#include "fumiban/finding.hpp"

namespace fumiban::vba {

/// All of them, and kPresent.
[[nodiscard]] std::span<const FindingSpec* const> findings() noexcept;

} // namespace fumiban::vba
