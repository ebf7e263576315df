// SPDX-License-Identifier: Apache-2.0
/// @file
/// The bytes of one part, and who keeps them alive.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/digest.hpp"

namespace fumiban {

/// Bytes to analyse. Copying shares them. Most lie together in memory; those of a large member of an archive are kept
/// as pages: what repeats is told by one period of it, and of the rest the beginning and the end are kept.
class Blob {
public:
  /// A stretch in which every byte equals the one `pattern.size()` before it.
  struct Run {
    std::uint64_t offset;
    std::uint64_t length;
    std::uint64_t period;
  };

  Blob() = default;
  /// Bytes that the caller of scan() keeps alive.
  [[nodiscard]] static Blob borrowed(ByteView view) { return Blob(nullptr, view); }
  /// Bytes that a decoder produced.
  [[nodiscard]] static Blob owned(std::string bytes) {
    auto keeper = std::make_shared<const std::string>(std::move(bytes));
    const ByteView view{std::string_view(*keeper)};
    return Blob(std::move(keeper), view);
  }
  /// A piece of this blob, which stays alive with it. `view` must lie in `whole()`.
  [[nodiscard]] Blob piece(ByteView view) const { return Blob(keeper_, view); }

  [[nodiscard]] std::uint64_t size() const noexcept { return pages_ ? pages_->size : view_.size(); }
  /// True if all of it lies together.
  [[nodiscard]] bool is_whole() const noexcept { return pages_ == nullptr; }
  /// All of it, which must lie together.
  [[nodiscard]] ByteView whole() const noexcept {
    FB_CHECK(is_whole());
    return view_;
  }
  /// The bytes that lie together at the beginning: all of them, or at least 64 KB.
  [[nodiscard]] Blob head() const { return Blob(keeper_, view_); }
  /// Exactly `count` bytes from `offset`: shared where they lie together, else a copy. An error past the end
  /// (`truncated`), or where they were not kept (`limit`). `count` must be paid for.
  [[nodiscard]] Result<Blob> read(std::uint64_t offset, std::uint64_t count) const;
  /// As many bytes from `offset`, at most `count`, as can be shared without a copy; none at the end.
  [[nodiscard]] Result<Blob> some(std::uint64_t offset, std::uint64_t count) const;
  /// Where it repeats itself for 64 KB or more, as far as whoever made the blob saw it.
  [[nodiscard]] std::span<const Run> runs() const noexcept { return runs_ ? *runs_ : std::span<const Run>(); }
  /// The digest, where whoever made the blob computed it on the way.
  [[nodiscard]] const std::optional<std::array<std::uint8_t, 32>>& sha256() const noexcept { return sha256_; }

private:
  friend class BlobWriter;
  using Keeper = std::shared_ptr<const void>;
  struct Page {
    enum class Kind : std::uint8_t { literal, run, lost };
    std::uint64_t offset;
    std::uint64_t size;
    Kind kind;
    std::uint64_t period; ///< of a run
    ByteView bytes;       ///< all of them, or some whole periods of a run
    Keeper keeper;
  };
  struct Pages {
    std::vector<Page> pages; ///< ordered, without gaps
    std::uint64_t size = 0;
  };

  Blob(Keeper keeper, ByteView view) : keeper_(std::move(keeper)), view_(view) {}

  Keeper keeper_;
  ByteView view_;
  std::shared_ptr<const Pages> pages_;
  std::shared_ptr<const std::vector<Run>> runs_;
  std::optional<std::array<std::uint8_t, 32>> sha256_;
};

} // namespace fumiban
