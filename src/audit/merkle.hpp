// SPDX-License-Identifier: Apache-2.0
/// @file
/// Merkle trees as RFC 9162 2.1 has them: hashes, tree heads, proofs. No I/O; nothing here holds more than a tree's
/// right edge.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "fumiban/report.hpp"

namespace fumiban::audit {

using Hash = Sha256;

/// SHA-256(0x00 || event).
[[nodiscard]] Hash leaf_hash(std::string_view event);
/// SHA-256(0x01 || left || right).
[[nodiscard]] Hash node_hash(const Hash& left, const Hash& right);
/// Of the tree without leaves: SHA-256 of nothing.
[[nodiscard]] Hash empty_root();

/// The right edge of a growing tree: the roots of the perfect trees that it is made of, the largest first.
class Edge {
public:
  /// Called with each perfect tree that a leaf completes, the leaf itself (level 0) first.
  using Completed = std::function<void(unsigned level, const Hash&)>;

  Edge() = default;
  /// `trees`: one for each bit of `size`, the highest first.
  Edge(std::uint64_t size, std::vector<Hash> trees);

  /// One node a leaf on average.
  void add(const Hash& leaf, const Completed& completed = {});
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  /// At most 63 nodes.
  [[nodiscard]] Hash root() const;

private:
  std::uint64_t size_ = 0;
  std::vector<Hash> trees_;
};

/// The root of the perfect tree of 2^level leaves that begins at leaf index * 2^level; nothing if it is not to be had.
using HashAt = std::function<std::optional<Hash>(unsigned level, std::uint64_t index)>;

/// The edge of the tree of the first `size` leaves.
[[nodiscard]] std::optional<Edge> edge_of(std::uint64_t size, const HashAt& at);

/// RFC 9162 2.1.3.1: that the leaf is in the tree of the first `size` leaves. Nothing if a hash is missing or it is
/// not.
[[nodiscard]] std::optional<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                                               const HashAt& at);
/// RFC 9162 2.1.4.1: that the tree of the first `before` leaves (at least one) is the beginning of that of `size`.
[[nodiscard]] std::optional<std::vector<Hash>> consistency_proof(std::uint64_t before, std::uint64_t size,
                                                                 const HashAt& at);

/// RFC 9162 2.1.3.2.
[[nodiscard]] bool proves_inclusion(const std::vector<Hash>& proof, const Hash& leaf, std::uint64_t index,
                                    std::uint64_t size, const Hash& root);
/// RFC 9162 2.1.4.2. Of two trees of one size: the proof is empty and the roots are the same. The empty tree is the
/// beginning of any.
[[nodiscard]] bool proves_consistency(const std::vector<Hash>& proof, std::uint64_t before, const Hash& root_before,
                                      std::uint64_t size, const Hash& root);

} // namespace fumiban::audit
