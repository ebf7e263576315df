// SPDX-License-Identifier: Apache-2.0
/// @file
/// Which members of a rar archive are encrypted: libarchive tells it only of some.
#pragma once

#include <vector>

#include "analyser/context.hpp"

namespace fumiban::libarchive {

/// One flag for each file header, in the order of the archive; empty if this is no rar archive that can be walked, or
/// where the headers are encrypted themselves. Cost: the headers.
[[nodiscard]] std::vector<bool> encrypted_members(const Blob& blob, Context& context);

} // namespace fumiban::libarchive
