// SPDX-License-Identifier: Apache-2.0
/// @file
/// From what is to be changed in a message to the edits that do it.
#pragma once

#include "base/bytes.hpp"
#include "fumiban/edits.hpp"
#include "fumiban/report.hpp"

namespace fumiban::rewrite {

/// The edits that make `changes` to a message of which `report` tells. Parts that the report does not have are left
/// out. Pure; cost: one pass over what is changed.
[[nodiscard]] Edits rewrite(ByteView message, const Report& report, const Changes& changes);

} // namespace fumiban::rewrite
