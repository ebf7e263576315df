// SPDX-License-Identifier: Apache-2.0
/// @file
/// HTML and SVG, written anew from elements and attributes that are known to do nothing.
#pragma once

#include <optional>

#include "disarm/work.hpp"

namespace fumiban::disarm {

/// A page in its own charset. Its text stays.
[[nodiscard]] std::optional<Disarmed> disarm_page(ByteView bytes, Work& work);

} // namespace fumiban::disarm
