// SPDX-License-Identifier: Apache-2.0
/// @file
/// Directory entries as they are written, and the order that their links give.
#pragma once

#include "unpack/cfb/compound_file.hpp"

namespace fumiban::cfb {

/// An entry with its links, which are numbers of entries as written.
struct Node {
  Entry entry;
  bool allocated = false;
  std::uint32_t left = kNoEntry;
  std::uint32_t right = kNoEntry;
  std::uint32_t child = kNoEntry;
  std::uint32_t first = 0; ///< of its children, in the order of arrange()
  std::uint32_t count = 0;
};

/// All entries, in the order in which they are written. An error if there is none.
[[nodiscard]] Result<std::vector<Node>> read_directory(const Sectors& sectors, Context& context, Oddities& oddities);

/// The numbers of the entries as CompoundFile::entries() lists them; fills in parents, orphans and children.
[[nodiscard]] std::vector<std::uint32_t> arrange(std::vector<Node>& nodes, Oddities& oddities);

} // namespace fumiban::cfb
