// SPDX-License-Identifier: Apache-2.0
/// @file
/// The tree's hashes as files: tiles of 256 (C2SP tlog-tiles). No I/O: bytes come and go through functions.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "audit/merkle.hpp"

namespace fumiban::audit {

/// `width` consecutive hashes of tree level 8 * `level`, from hash 256 * `index` on.
struct Tile {
  static constexpr unsigned kWidth = 256;
  unsigned level = 0;
  std::uint64_t index = 0;
  unsigned width = kWidth;

  /// "tile/0/x001/x234/067", of one that is not full "tile/0/x001/x234/067.p/3".
  [[nodiscard]] std::string path() const;
  bool operator==(const Tile&) const = default;
};

/// The tiles that are not full in a tree of that size.
[[nodiscard]] std::vector<Tile> partial_tiles(std::uint64_t size);

/// The bytes of a tile; nothing if there is none. They are looked at only if they are `width` * 32.
using ReadTile = std::function<std::optional<std::string>(const Tile&)>;

/// Hashes of a tree of that size out of its tiles. Up to 255 nodes a hash.
[[nodiscard]] HashAt hash_from(std::uint64_t size, ReadTile read);

/// A growing tree that tells its tiles.
class TiledTree {
public:
  /// A tile that became full, and its bytes.
  using Full = std::function<void(const Tile&, std::string bytes)>;

  /// The tree of that size out of its tiles; nothing if one is missing.
  [[nodiscard]] static std::optional<TiledTree> from(std::uint64_t size, const ReadTile& read);

  void add(const Hash& leaf, const Full& full);
  [[nodiscard]] std::uint64_t size() const noexcept { return edge_.size(); }
  [[nodiscard]] Hash root() const { return edge_.root(); }
  /// The tiles that are not full, and their bytes.
  [[nodiscard]] std::vector<std::pair<Tile, std::string>> partial() const;

private:
  Edge edge_;
  std::vector<std::string> open_; ///< by level: the tile that fills
};

} // namespace fumiban::audit
