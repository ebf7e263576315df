// SPDX-License-Identifier: Apache-2.0
/// @file
/// The bytes of one part, and who keeps them alive.
#pragma once

#include <memory>
#include <string>

#include "base/bytes.hpp"

namespace fumiban {

/// Bytes to analyse. Copying shares them.
class Blob {
public:
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

  [[nodiscard]] std::uint64_t size() const noexcept { return view_.size(); }
  /// Exactly `count` bytes from `offset`, or an error.
  [[nodiscard]] Result<ByteView> at(std::uint64_t offset, std::size_t count) const {
    return view_.slice(offset, count);
  }
  /// All of it.
  [[nodiscard]] ByteView whole() const noexcept { return view_; }

private:
  Blob(std::shared_ptr<const std::string> keeper, ByteView view) : keeper_(std::move(keeper)), view_(view) {}

  std::shared_ptr<const std::string> keeper_;
  ByteView view_;
};

} // namespace fumiban
