// SPDX-License-Identifier: Apache-2.0
#include "floor.hpp"

#include <libdeflate.h>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/digest.hpp"
#include "base/raw.hpp"
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
    FloorPlan::Range leaf{static_cast<std::size_t>(part.offset), static_cast<std::size_t>(part.raw_size), base64, {}};
    const auto index = static_cast<std::uint32_t>(&part - report.parts.data());
    for (const auto& member : report.parts)
      if (member.parent == index && member.raw_size > 0 && member.sha256)
        leaf.members.push_back({static_cast<std::size_t>(member.offset), static_cast<std::size_t>(member.raw_size),
                                static_cast<std::size_t>(member.size)});
    plan.leaves.push_back(std::move(leaf));
  }
  return plan;
}

namespace {

/// Deflated, or stored where that fails.
std::uint64_t unpack(ByteView packed, std::size_t size) {
  thread_local auto* decompressor = libdeflate_alloc_decompressor();
  std::string out(size, '\0');
  std::size_t made = 0;
  if (packed.size() != size && libdeflate_deflate_decompress(decompressor, Raw::data(packed), packed.size(), out.data(),
                                                             out.size(), &made) == LIBDEFLATE_SUCCESS)
    return sha256(ByteView(std::string_view(out)))[0];
  return sha256(packed)[0];
}

} // namespace

std::uint64_t run_floor(std::span<const std::byte> message, const FloorPlan& plan) {
  const ByteView bytes(message);
  std::uint64_t sum = sha256(bytes)[0];
  for (const auto& leaf : plan.leaves) {
    const auto raw = bytes.clamped(leaf.begin, leaf.begin + leaf.size);
    std::string decoded;
    auto content = raw;
    if (leaf.base64) {
      decoded = decode_base64(raw.text());
      content = ByteView(std::string_view(decoded));
    }
    sum += sha256(content)[0];
    for (const auto& member : leaf.members)
      sum += unpack(content.clamped(member.begin, member.begin + member.packed), member.size);
  }
  return sum;
}

} // namespace fumiban::bench
