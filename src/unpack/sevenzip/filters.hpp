// SPDX-License-Identifier: Apache-2.0
/// @file
/// Filters that make programs and sound easier to compress, undone. They change bytes and not their number.
#pragma once

#include <memory>

#include "base/stream.hpp"

namespace fumiban::sevenzip {

/// Whose branch instructions were made absolute.
enum class Machine : std::uint8_t { x86, ppc, arm, arm_thumb, sparc, arm64 };

/// Addresses in branch instructions are made relative again. `start`: the address of the first byte.
[[nodiscard]] std::unique_ptr<Stream> branches(Stream& packed, Machine machine, std::uint32_t start);
/// Each byte was the difference to the one `distance` (1 to 256) before it.
[[nodiscard]] std::unique_ptr<Stream> delta(Stream& packed, std::size_t distance);
/// x86 branches whose targets are kept in streams of their own, and which they are in a range coded one.
[[nodiscard]] std::unique_ptr<Stream> bcj2(Stream& main, Stream& calls, Stream& jumps, Stream& range);

} // namespace fumiban::sevenzip
