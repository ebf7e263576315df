// SPDX-License-Identifier: Apache-2.0
#include "floor.hpp"

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/digest.hpp"
#include "fumiban/scan.hpp"

namespace fumiban::bench {

FloorPlan floor_plan(std::span<const std::byte> message) {
  FloorPlan plan;
  ScanOptions options;
  options.message = true;
  const auto report = scan(message, options);
  for (const auto& part : report.parts) {
    // Leaves of the message itself: their ranges are in its bytes.
    if (part.parent == kNoPart || !part.sha256 || part.readings.front() != "plain") continue;
    auto above = part.parent;
    while (above != kNoPart && !report.parts[above].sha256) above = report.parts[above].parent;
    if (above != 0) continue;
    bool base64 = false;
    for (const auto& field : part.fields.empty() ? report.parts.front().fields : part.fields)
      base64 =
          base64 || (equal_fold(field.name, "content-transfer-encoding") && equal_fold(trim(field.decoded), "base64"));
    plan.leaves.push_back({static_cast<std::size_t>(part.offset), static_cast<std::size_t>(part.raw_size), base64});
  }
  return plan;
}

std::uint64_t run_floor(std::span<const std::byte> message, const FloorPlan& plan) {
  const ByteView bytes(message);
  std::uint64_t sum = sha256(bytes)[0];
  for (const auto& leaf : plan.leaves) {
    const auto raw = bytes.clamped(leaf.begin, leaf.begin + leaf.size);
    if (leaf.base64) {
      const auto decoded = decode_base64(raw.text());
      sum += sha256(ByteView(std::string_view(decoded)))[0];
    } else {
      sum += sha256(raw)[0];
    }
  }
  return sum;
}

} // namespace fumiban::bench
