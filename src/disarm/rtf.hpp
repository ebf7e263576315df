// SPDX-License-Identifier: Apache-2.0
/// @file
/// RTF without objects and fields that fetch.
#pragma once

#include <optional>

#include "disarm/work.hpp"

namespace fumiban::disarm {

/// A document in RTF that is written as programs write.
[[nodiscard]] std::optional<Disarmed> disarm_rtf(ByteView bytes, Work& work);

} // namespace fumiban::disarm
