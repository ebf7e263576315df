// SPDX-License-Identifier: Apache-2.0
/// @file
/// Work is paid for before it is done, so that cost is bounded and the same every time.
#pragma once

#include <cstdint>

namespace fumiban {

/// A counted purse. Once a payment is refused every later one is: what a smaller purse finds is always the beginning of
/// what a larger one finds.
class Budget {
public:
  explicit Budget(std::uint64_t allowed) noexcept : allowed_(allowed) {}

  /// True if `amount` could be paid.
  [[nodiscard]] bool spend(std::uint64_t amount) noexcept {
    if (refused_ || amount > allowed_ - spent_) {
      refused_ = true;
      return false;
    }
    spent_ += amount;
    return true;
  }
  [[nodiscard]] std::uint64_t allowed() const noexcept { return allowed_; }
  [[nodiscard]] std::uint64_t spent() const noexcept { return spent_; }
  [[nodiscard]] std::uint64_t left() const noexcept { return refused_ ? 0 : allowed_ - spent_; }
  [[nodiscard]] bool refused() const noexcept { return refused_; }

private:
  std::uint64_t allowed_;
  std::uint64_t spent_ = 0;
  bool refused_ = false;
};

} // namespace fumiban
