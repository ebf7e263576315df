// SPDX-License-Identifier: Apache-2.0
/// @file
/// Office Open XML documents without what acts in them.
#pragma once

#include <optional>

#include "disarm/work.hpp"

namespace fumiban::disarm {

/// A package as Word, Excel or PowerPoint write it.
[[nodiscard]] std::optional<Disarmed> disarm_package(const Blob& blob, Work& work);

} // namespace fumiban::disarm
