// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

namespace fumiban::gateway {

/// The bytes of messages that are held in memory, whoever brought them: bounded by bytes, since a bound on messages
/// bounds no memory. Thread-safe.
class Account {
public:
  void bound(std::uint64_t most) noexcept { most_ = most; }
  [[nodiscard]] std::uint64_t held() const noexcept { return held_; }

  /// What one holder has; given back with it.
  class Share {
  public:
    explicit Share(std::shared_ptr<Account> account) : account_(std::move(account)) {}
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;
    ~Share() { account_->held_ -= bytes_; }
    /// It holds so many now. False: that is more than before, and all together hold too much; it is counted all the
    /// same, until the holder lets go.
    [[nodiscard]] bool set(std::uint64_t bytes) noexcept {
      const auto before = std::exchange(bytes_, bytes);
      const auto all = account_->held_ += bytes - before; // modulo 2^64
      return bytes <= before || all <= account_->most_;
    }

  private:
    std::shared_ptr<Account> account_;
    std::uint64_t bytes_ = 0;
  };

private:
  std::atomic<std::uint64_t> most_ = UINT64_MAX;
  std::atomic<std::uint64_t> held_ = 0;
};

} // namespace fumiban::gateway
