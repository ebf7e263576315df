// SPDX-License-Identifier: Apache-2.0
/// @file
/// gzip (RFC 1952) as a stream.
#pragma once

#include <optional>
#include <string>

#include "analyser/blob.hpp"
#include "base/inflate.hpp"
#include "unpack/methods/methods.hpp"

namespace fumiban::compressed {

/// The members of a gzip file one behind the other, as gunzip gives them. What follows the last member and is none
/// ends it.
class Gzip final : public Stream {
public:
  explicit Gzip(Blob blob) : blob_(std::move(blob)) {}
  [[nodiscard]] Result<ByteView> next() override;
  /// The name in the first member's header, as written.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// Where the last member ended.
  [[nodiscard]] std::uint64_t end() const noexcept { return at_; }

private:
  [[nodiscard]] Result<bool> begin_member();
  [[nodiscard]] Result<void> end_member();

  Blob blob_;
  std::uint64_t at_ = 0; ///< of the member's header, then of its body
  std::string name_;
  std::optional<methods::Piece> packed_;
  std::optional<Inflater> inflater_;
  std::uint32_t crc_ = 0;
  bool first_ = true;
};

} // namespace fumiban::compressed
