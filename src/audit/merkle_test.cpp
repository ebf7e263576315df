// SPDX-License-Identifier: Apache-2.0
#include "audit/merkle.hpp"

#include <gtest/gtest.h>

#include <map>

#include "audit/tiles.hpp"
#include "base/digest.hpp"

namespace fumiban::audit {
namespace {

// As RFC 9162 2.1 writes it, recursively.
std::size_t split_of(std::size_t count) {
  std::size_t k = 1;
  while (2 * k < count) k *= 2;
  return k;
}
Hash naive_root(const std::vector<Hash>& leaves, std::size_t begin, std::size_t end) {
  if (begin == end) return empty_root();
  if (end - begin == 1) return leaves[begin];
  const auto k = split_of(end - begin);
  return node_hash(naive_root(leaves, begin, begin + k), naive_root(leaves, begin + k, end));
}
std::vector<Hash> naive_path(std::size_t m, const std::vector<Hash>& leaves, std::size_t begin, std::size_t end) {
  if (end - begin == 1) return {};
  const auto k = split_of(end - begin);
  auto out = m < k ? naive_path(m, leaves, begin, begin + k) : naive_path(m - k, leaves, begin + k, end);
  out.push_back(m < k ? naive_root(leaves, begin + k, end) : naive_root(leaves, begin, begin + k));
  return out;
}
std::vector<Hash> naive_subproof(std::size_t m, const std::vector<Hash>& leaves, std::size_t begin, std::size_t end,
                                 bool whole) {
  if (m == end - begin) return whole ? std::vector<Hash>{} : std::vector<Hash>{naive_root(leaves, begin, end)};
  const auto k = split_of(end - begin);
  auto out = m <= k ? naive_subproof(m, leaves, begin, begin + k, whole)
                    : naive_subproof(m - k, leaves, begin + k, end, false);
  out.push_back(m <= k ? naive_root(leaves, begin + k, end) : naive_root(leaves, begin, begin + k));
  return out;
}

std::vector<Hash> leaves_of(std::size_t count) {
  std::vector<Hash> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(leaf_hash("event " + std::to_string(i)));
  return out;
}

/// A tree and the tiles that it told.
struct Tiled {
  TiledTree tree;
  std::map<std::string, std::string> tiles;
  void add(const Hash& leaf) {
    tree.add(leaf, [&](const Tile& tile, std::string bytes) { tiles[tile.path()] = std::move(bytes); });
  }
  [[nodiscard]] ReadTile reader() const {
    auto all = tiles;
    for (const auto& [tile, bytes] : tree.partial()) all[tile.path()] = bytes;
    return [all](const Tile& tile) -> std::optional<std::string> {
      const auto found = all.find(tile.path());
      return found == all.end() ? std::nullopt : std::optional(found->second);
    };
  }
};

TEST(Merkle, HasTheRootsThatCertificateTransparencyPublished) {
  const std::vector<std::string> leaves = {"",
                                           std::string(1, '\0'),
                                           "\x10",
                                           "\x20\x21",
                                           "\x30\x31",
                                           "\x40\x41\x42\x43",
                                           "\x50\x51\x52\x53\x54\x55\x56\x57",
                                           "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
  const std::vector<std::string> roots = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  Edge edge;
  EXPECT_EQ(hex(edge.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    edge.add(leaf_hash(leaves[i]));
    EXPECT_EQ(hex(edge.root()), roots[i]) << i;
  }
}

TEST(Merkle, AgreesWithTheRecursiveDefinitionForAllSizes) {
  constexpr std::size_t kMost = 530; // past two tiles
  const auto leaves = leaves_of(kMost);
  Tiled tiled;
  for (std::size_t size = 0; size <= kMost; ++size) {
    const auto root = naive_root(leaves, 0, size);
    EXPECT_EQ(tiled.tree.root(), root) << size;
    const auto reader = tiled.reader();
    const auto at = hash_from(size, reader);
    const auto again = TiledTree::from(size, reader);
    ASSERT_TRUE(again) << size;
    EXPECT_EQ(again->root(), root) << size;
    EXPECT_EQ(again->partial(), tiled.tree.partial()) << size;
    // All indices of the small trees, some of the others.
    for (std::size_t i = 0; i < size; i += size < 70 ? 1 : 1 + size / 9) {
      const auto proof = inclusion_proof(i, size, at);
      ASSERT_TRUE(proof) << i << " of " << size;
      EXPECT_EQ(*proof, naive_path(i, leaves, 0, size)) << i << " of " << size;
      EXPECT_TRUE(proves_inclusion(*proof, leaves[i], i, size, root)) << i << " of " << size;
      EXPECT_FALSE(proves_inclusion(*proof, leaf_hash("another"), i, size, root));
      if (size > 1) {
        EXPECT_FALSE(proves_inclusion(*proof, leaves[i], (i + 1) % size, size, root));
      }
    }
    for (std::size_t before = 1; before <= size; before += size < 70 ? 1 : 1 + size / 9) {
      const auto proof = consistency_proof(before, size, at);
      ASSERT_TRUE(proof) << before << " of " << size;
      EXPECT_EQ(*proof, naive_subproof(before, leaves, 0, size, true)) << before << " of " << size;
      const auto root_before = naive_root(leaves, 0, before);
      EXPECT_TRUE(proves_consistency(*proof, before, root_before, size, root)) << before << " of " << size;
      EXPECT_FALSE(proves_consistency(*proof, before, leaf_hash("another"), size, root));
      EXPECT_FALSE(proves_consistency(*proof, before, root_before, size, leaf_hash("another")));
    }
    if (size < kMost) tiled.add(leaves[size]);
  }
}

TEST(Merkle, ProofsWithAHashMoreLessOrChangedProveNothing) {
  const auto leaves = leaves_of(21);
  Tiled tiled;
  for (const auto& leaf : leaves) tiled.add(leaf);
  const auto at = hash_from(21, tiled.reader());
  const auto root = naive_root(leaves, 0, 21);
  const auto good = inclusion_proof(13, 21, at).value();
  const auto consistent = consistency_proof(13, 21, at).value();
  const auto before = naive_root(leaves, 0, 13);
  const auto each_wrong = [](const std::vector<Hash>& proof, const auto& proves) {
    auto more = proof;
    more.push_back(proof.front());
    EXPECT_FALSE(proves(more));
    for (std::size_t i = 0; i < proof.size(); ++i) {
      auto less = proof;
      less.erase(less.begin() + static_cast<std::ptrdiff_t>(i));
      EXPECT_FALSE(proves(less)) << i;
      for (unsigned bit = 0; bit < 256; bit += 37) {
        auto changed = proof;
        changed[i][bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_FALSE(proves(changed)) << i << ' ' << bit;
      }
    }
  };
  each_wrong(good, [&](const auto& proof) { return proves_inclusion(proof, leaves[13], 13, 21, root); });
  each_wrong(consistent, [&](const auto& proof) { return proves_consistency(proof, 13, before, 21, root); });
  EXPECT_FALSE(inclusion_proof(21, 21, at));
  EXPECT_FALSE(consistency_proof(22, 21, at));
  EXPECT_FALSE(proves_inclusion({}, root, 3, 3, root));
  EXPECT_FALSE(proves_consistency({}, 5, before, 4, root));
  EXPECT_TRUE(proves_consistency({}, 0, empty_root(), 21, root));
}

TEST(Tiles, AreNamedAsTheSpecificationSays) {
  EXPECT_EQ((Tile{0, 1234067, 256}.path()), "tile/0/x001/x234/067");
  EXPECT_EQ((Tile{1, 5, 112}.path()), "tile/1/005.p/112");
  EXPECT_EQ((Tile{0, 1000, 1}.path()), "tile/0/x001/000.p/1");
  std::vector<std::string> names; // the specification's example: a tree of 70,000 entries
  for (const auto& tile : partial_tiles(70'000)) names.push_back(tile.path());
  EXPECT_EQ(names, (std::vector<std::string>{"tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"}));
}

TEST(Tiles, OfALargeTreeHoldAllItsHashes) {
  constexpr std::uint64_t kSize = 70'000;
  Tiled tiled;
  Edge edge;
  for (std::uint64_t i = 0; i < kSize; ++i) {
    const auto leaf = leaf_hash(std::to_string(i));
    tiled.add(leaf);
    edge.add(leaf);
  }
  EXPECT_EQ(tiled.tree.root(), edge.root());
  EXPECT_EQ(tiled.tiles.size(), 273U + 1U);
  const auto at = hash_from(kSize, tiled.reader());
  for (const std::uint64_t i : {std::uint64_t{0}, std::uint64_t{65'535}, std::uint64_t{65'536}, kSize - 1})
    EXPECT_TRUE(
        proves_inclusion(inclusion_proof(i, kSize, at).value(), leaf_hash(std::to_string(i)), i, kSize, edge.root()));
  EXPECT_FALSE(at(0, kSize));
  EXPECT_FALSE(at(64, 0));
  EXPECT_FALSE(TiledTree::from(kSize, [](const Tile&) { return std::optional<std::string>("short"); }));
}

} // namespace
} // namespace fumiban::audit
