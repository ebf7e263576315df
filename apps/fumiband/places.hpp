// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "metrics.hpp"

namespace fumiban::gateway {

/// The connections of one kind of listener: so many at once, however many there are of other kinds.
class Places : public std::enable_shared_from_this<Places> {
public:
  /// `interface`: what the log and the metrics call it.
  Places(std::string interface, std::uint32_t most, Metrics& metrics);
  /// A place for as long as the pointer lives; nullptr where all are taken. That is counted, and logged once a minute.
  [[nodiscard]] std::shared_ptr<void> take();

private:
  using Clock = std::chrono::steady_clock;

  std::string interface_;
  std::uint32_t most_;
  Metrics& metrics_;
  std::uint32_t taken_ = 0;
  Clock::time_point quiet_until_; ///< no line of the log before
};

} // namespace fumiban::gateway
