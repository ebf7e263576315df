// SPDX-License-Identifier: Apache-2.0
/// @file
/// The floor: what no reader of mail can do without, done by the fastest code we have and nothing else. The street is
/// measured against it in the same run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace fumiban::bench {

/// What has to be done to one message: which byte ranges are base64, which are taken as they are.
struct FloorPlan {
  struct Range {
    std::size_t begin;
    std::size_t size;
    bool base64;
  };
  std::vector<Range> leaves;
};

/// The plan of a message, from its report (not part of what is timed).
[[nodiscard]] FloorPlan floor_plan(std::span<const std::byte> message);

/// Does it: SHA-256 of the message, decoding and SHA-256 of every leaf. Returns a value that depends on all of it.
[[nodiscard]] std::uint64_t run_floor(std::span<const std::byte> message, const FloorPlan& plan);

} // namespace fumiban::bench
