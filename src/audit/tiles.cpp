// SPDX-License-Identifier: Apache-2.0
#include "audit/tiles.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"

namespace fumiban::audit {
namespace {

constexpr unsigned kHeight = 8;
constexpr std::size_t kHashBytes = 32;

std::string three_digits(std::uint64_t number) {
  auto out = std::to_string(number);
  return std::string(3 - out.size(), '0') + out;
}

Hash hash_in(std::string_view tile, std::size_t i) {
  Hash out;
  std::copy_n(tile.begin() + static_cast<std::ptrdiff_t>(i * kHashBytes), kHashBytes, out.begin());
  return out;
}

std::string_view text_of(const Hash& hash) { return {reinterpret_cast<const char*>(hash.data()), hash.size()}; }

} // namespace

std::string Tile::path() const {
  auto out = three_digits(index % 1000);
  for (auto rest = index / 1000; rest > 0; rest /= 1000) out = "x" + three_digits(rest % 1000) + "/" + out;
  out = "tile/" + std::to_string(level) + "/" + out;
  return width == kWidth ? out : out + ".p/" + std::to_string(width);
}

std::vector<Tile> partial_tiles(std::uint64_t size) {
  std::vector<Tile> out;
  unsigned level = 0;
  for (auto count = size; count > 0; count >>= kHeight, ++level)
    if (count % Tile::kWidth != 0)
      out.push_back({level, count / Tile::kWidth, static_cast<unsigned>(count % Tile::kWidth)});
  return out;
}

HashAt hash_from(std::uint64_t size, ReadTile read) {
  return [size, read = std::move(read)](unsigned level, std::uint64_t index) -> std::optional<Hash> {
    const unsigned above = level % kHeight; // levels within the tile
    const unsigned tile_level = level / kHeight;
    const auto first = index << above; // of the hashes in the tile that lie under it
    if (level >= 64 || (index + 1) > (size >> level)) return std::nullopt;
    Tile tile{tile_level, first / Tile::kWidth, Tile::kWidth};
    const auto there = size >> (kHeight * tile_level);
    if (tile.index == there / Tile::kWidth) tile.width = static_cast<unsigned>(there % Tile::kWidth);
    const auto bytes = read(tile);
    if (!bytes || bytes->size() != tile.width * kHashBytes) return std::nullopt;
    std::vector<Hash> row;
    for (std::size_t i = 0; i < std::size_t{1} << above; ++i)
      row.push_back(hash_in(*bytes, static_cast<std::size_t>(first % Tile::kWidth) + i));
    for (; row.size() > 1; row.resize(row.size() / 2))
      for (std::size_t i = 0; i < row.size() / 2; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
    return row.front();
  };
}

std::optional<TiledTree> TiledTree::from(std::uint64_t size, const ReadTile& read) {
  TiledTree out;
  auto edge = edge_of(size, hash_from(size, read));
  if (!edge) return std::nullopt;
  out.edge_ = std::move(*edge);
  for (const auto& tile : partial_tiles(size)) {
    auto bytes = read(tile);
    if (!bytes || bytes->size() != tile.width * kHashBytes) return std::nullopt;
    out.open_.resize(tile.level + 1);
    out.open_.back() = std::move(*bytes);
  }
  return out;
}

void TiledTree::add(const Hash& leaf, const Full& full) {
  const auto size_before = edge_.size();
  edge_.add(leaf, [&](unsigned level, const Hash& hash) {
    if (level % kHeight != 0) return;
    const unsigned tile_level = level / kHeight;
    if (open_.size() <= tile_level) open_.resize(tile_level + 1);
    auto& open = open_[tile_level];
    open += text_of(hash);
    if (open.size() < Tile::kWidth * kHashBytes) return;
    full({tile_level, (size_before >> level) / Tile::kWidth, Tile::kWidth}, std::exchange(open, std::string()));
  });
}

std::vector<std::pair<Tile, std::string>> TiledTree::partial() const {
  std::vector<std::pair<Tile, std::string>> out;
  for (const auto& tile : partial_tiles(size())) out.emplace_back(tile, open_.at(tile.level));
  return out;
}

} // namespace fumiban::audit
