// SPDX-License-Identifier: Apache-2.0
/// @file
/// Compound files (MS-CFB), version 3, written from what is to be in them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace fumiban::disarm {

/// A storage or a stream that is to be written.
struct NewEntry {
  std::string name;         ///< the 64 bytes of a directory entry and two of their length, as they are written
  std::uint32_t parent = 0; ///< index; of the root: itself
  bool storage = false;
  std::array<std::uint8_t, 16> clsid{};
  std::string bytes{};
};

/// The file. The first entry is the root, parents stand before their children, and children of one storage in the order
/// of MS-CFB 2.6.4.
[[nodiscard]] std::string write_compound(const std::vector<NewEntry>& entries);

} // namespace fumiban::disarm
