// SPDX-License-Identifier: Apache-2.0
/// @file
/// doc, xls and ppt without what acts in them.
#pragma once

#include <optional>

#include "disarm/work.hpp"

namespace fumiban::disarm {

/// A document of Word, Excel or PowerPoint 97 to 2003.
[[nodiscard]] std::optional<Disarmed> disarm_compound(const Blob& blob, Work& work);

} // namespace fumiban::disarm
