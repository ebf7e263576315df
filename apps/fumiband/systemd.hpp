// SPDX-License-Identifier: Apache-2.0
/// @file
/// What systemd is told, if it started us and asked to be told (sd_notify(3)).
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <optional>
#include <string_view>

namespace fumiban::gateway {

/// Tells it `state`: "READY=1", "STOPPING=1".
void notify(std::string_view state);

/// How long systemd waits for a sign of life of this process; nothing where it does not watch.
[[nodiscard]] std::optional<std::chrono::microseconds> watchdog_time();

/// A sign of life, twice in that time, for as long as the loop turns: a loop that is stuck gives none.
class Watchdog {
public:
  explicit Watchdog(boost::asio::io_context& io);

private:
  void ping(std::chrono::microseconds pause);

  boost::asio::steady_timer timer_;
};

} // namespace fumiban::gateway
