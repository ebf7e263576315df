// SPDX-License-Identifier: Apache-2.0
/// @file
/// Ids that scripts may rely on from the first version and whose readers are still to come. A reader that arrives takes
/// its line out of here.
#pragma once

#include <span>

#include "fumiban/finding.hpp"

namespace fumiban::promised {

[[nodiscard]] std::span<const FindingSpec* const> specs() noexcept;

} // namespace fumiban::promised
