// SPDX-License-Identifier: Apache-2.0
/// @file
/// Makes a blob of what a decoder gives, in bounded memory.
#pragma once

#include <deque>

#include "analyser/context.hpp"

namespace fumiban {

/// Takes bytes in order, pays for them, digests them, and keeps what `Limits::memory` allows: stretches that repeat a
/// period of up to 64 KB are kept as one period; of the rest the beginning and the end. What could not be kept is said
/// (`limit.memory`). Linear; about the cost of SHA-256.
class BlobWriter {
public:
  /// `weight`: what a byte costs; slow methods cost more.
  explicit BlobWriter(Context& context, std::uint64_t weight = 1) : context_(context), weight_(weight) {}

  /// False: the limit is reached and has been said; stop.
  [[nodiscard]] bool write(ByteView bytes);
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] Blob finish() &&;

private:
  using Page = Blob::Page;

  void settle();
  void keep(ByteView bytes);
  void lose(std::uint64_t bytes);
  [[nodiscard]] bool repeats(std::uint64_t& period) const;
  [[nodiscard]] Blob::Keeper hold(std::string&& bytes, ByteView& view);
  [[nodiscard]] Blob flat();

  Context& context_;
  std::uint64_t weight_;
  std::uint64_t size_ = 0;
  Sha256Stream digest_;
  std::string recent_;      ///< the settled 64 KB before, then what is not yet settled
  std::size_t settled_ = 0; ///< of recent_
  std::vector<Page> pages_;
  std::deque<std::size_t> tail_; ///< pages that may be given up for later ones
};

} // namespace fumiban
