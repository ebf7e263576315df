// SPDX-License-Identifier: Apache-2.0
#include "audit/merkle.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <span>
#include <utility>

#include "base/digest.hpp"

namespace fumiban::audit {
namespace {

/// The largest power of two below `count`, which is at least 2.
std::uint64_t split(std::uint64_t count) { return std::bit_floor(count - 1); }

/// The root over leaves [begin, end): those that RFC 9162 asks for begin at a multiple of a power of two that is not
/// smaller than their number, so they are perfect trees in a row.
std::optional<Hash> root_of(std::uint64_t begin, std::uint64_t end, const HashAt& at) {
  std::vector<Hash> trees;
  while (begin < end) {
    unsigned level = 0;
    while (level < 63 && (begin >> level & 1U) == 0 && std::uint64_t{2} << level <= end - begin) ++level;
    const auto hash = at(level, begin >> level);
    if (!hash) return std::nullopt;
    trees.push_back(*hash);
    begin += std::uint64_t{1} << level;
  }
  if (trees.empty()) return empty_root();
  auto out = trees.back();
  for (auto i = trees.size() - 1; i-- > 0;) out = node_hash(trees[i], out);
  return out;
}

/// The roots over these ranges, from the last to the first.
std::optional<std::vector<Hash>> roots_of(const std::vector<std::pair<std::uint64_t, std::uint64_t>>& ranges,
                                          const HashAt& at) {
  std::vector<Hash> out;
  for (auto i = ranges.size(); i-- > 0;) {
    const auto hash = root_of(ranges[i].first, ranges[i].second, at);
    if (!hash) return std::nullopt;
    out.push_back(*hash);
  }
  return out;
}

} // namespace

Hash leaf_hash(std::string_view event) { return sha256(ByteView(std::string_view("\0", 1)), ByteView(event)); }

Hash node_hash(const Hash& left, const Hash& right) {
  std::array<std::byte, 65> both{std::byte{1}};
  std::copy_n(std::as_bytes(std::span(left)).begin(), left.size(), both.begin() + 1);
  std::copy_n(std::as_bytes(std::span(right)).begin(), right.size(), both.begin() + 33);
  return sha256(ByteView(std::span<const std::byte>(both)));
}

Hash empty_root() { return sha256(ByteView()); }

Edge::Edge(std::uint64_t size, std::vector<Hash> trees) : size_(size), trees_(std::move(trees)) {
  FB_CHECK(trees_.size() == static_cast<std::size_t>(std::popcount(size)));
}

void Edge::add(const Hash& leaf, const Completed& completed) {
  auto hash = leaf;
  unsigned level = 0;
  if (completed) completed(level, hash);
  for (auto rest = size_; (rest & 1U) != 0; rest >>= 1U) {
    hash = node_hash(trees_.back(), hash);
    trees_.pop_back();
    ++level;
    if (completed) completed(level, hash);
  }
  trees_.push_back(hash);
  ++size_;
}

Hash Edge::root() const {
  if (trees_.empty()) return empty_root();
  auto out = trees_.back();
  for (auto i = trees_.size() - 1; i-- > 0;) out = node_hash(trees_[i], out);
  return out;
}

std::optional<Edge> edge_of(std::uint64_t size, const HashAt& at) {
  std::vector<Hash> trees;
  for (unsigned level = 64; level-- > 0;) {
    if ((size >> level & 1U) == 0) continue;
    const auto hash = at(level, (size >> level) - 1);
    if (!hash) return std::nullopt;
    trees.push_back(*hash);
  }
  return Edge(size, std::move(trees));
}

std::optional<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size, const HashAt& at) {
  if (index >= size) return std::nullopt;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
  std::uint64_t begin = 0;
  auto end = size;
  while (end - begin > 1) {
    const auto middle = begin + split(end - begin);
    if (index < middle) {
      ranges.emplace_back(middle, end);
      end = middle;
    } else {
      ranges.emplace_back(begin, middle);
      begin = middle;
    }
  }
  return roots_of(ranges, at);
}

std::optional<std::vector<Hash>> consistency_proof(std::uint64_t before, std::uint64_t size, const HashAt& at) {
  if (before == 0 || before > size) return std::nullopt;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
  std::uint64_t begin = 0;
  auto end = size;
  while (before != end) {
    const auto middle = begin + split(end - begin);
    if (before <= middle) {
      ranges.emplace_back(middle, end);
      end = middle;
    } else {
      ranges.emplace_back(begin, middle);
      begin = middle;
    }
  }
  if (begin != 0) ranges.emplace_back(begin, end); // whoever asks knows the root of all that came before
  return roots_of(ranges, at);
}

bool proves_inclusion(const std::vector<Hash>& proof, const Hash& leaf, std::uint64_t index, std::uint64_t size,
                      const Hash& root) {
  if (index >= size) return false;
  auto fn = index;
  auto sn = size - 1;
  auto hash = leaf;
  for (const auto& other : proof) {
    if (sn == 0) return false;
    if ((fn & 1U) != 0 || fn == sn) {
      hash = node_hash(other, hash);
      for (; (fn & 1U) == 0 && fn != 0; fn >>= 1U) sn >>= 1U;
    } else {
      hash = node_hash(hash, other);
    }
    fn >>= 1U;
    sn >>= 1U;
  }
  return sn == 0 && hash == root;
}

bool proves_consistency(const std::vector<Hash>& proof, std::uint64_t before, const Hash& root_before,
                        std::uint64_t size, const Hash& root) {
  if (before > size) return false;
  if (before == size) return proof.empty() && root_before == root;
  if (before == 0) return proof.empty() && root_before == empty_root();
  auto path = proof;
  if (std::has_single_bit(before)) path.insert(path.begin(), root_before);
  if (path.empty()) return false;
  auto fn = before - 1;
  auto sn = size - 1;
  for (; (fn & 1U) != 0; fn >>= 1U) sn >>= 1U;
  auto fr = path.front();
  auto sr = path.front();
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (sn == 0) return false;
    if ((fn & 1U) != 0 || fn == sn) {
      fr = node_hash(path[i], fr);
      sr = node_hash(path[i], sr);
      for (; (fn & 1U) == 0 && fn != 0; fn >>= 1U) sn >>= 1U;
    } else {
      sr = node_hash(sr, path[i]);
    }
    fn >>= 1U;
    sn >>= 1U;
  }
  return sn == 0 && fr == root_before && sr == root;
}

} // namespace fumiban::audit
