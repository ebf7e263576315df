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
  /// A member of a zip archive that is not encrypted: its packed bytes in the archive, and how many come of them.
  struct Member {
    std::size_t begin;
    std::size_t packed;
    std::size_t size;
  };
  struct Range {
    std::size_t begin;
    std::size_t size;
    bool base64;
    std::vector<Member> members{}; ///< of a leaf that is an archive
  };
  std::vector<Range> leaves;
};

/// The plan of a message, from its report (not part of what is timed).
[[nodiscard]] FloorPlan floor_plan(std::span<const std::byte> message);

/// Does it: SHA-256 of the message, decoding and SHA-256 of every leaf, libdeflate and SHA-256 of every zip member in
/// it (not of those within members). Returns a value that depends on all of it.
[[nodiscard]] std::uint64_t run_floor(std::span<const std::byte> message, const FloorPlan& plan);

} // namespace fumiban::bench
