// SPDX-License-Identifier: Apache-2.0
/// @file
/// Counters for those who watch the daemon, as OpenMetrics text.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace fumiban::gateway {

/// Thread-safe. Names and help are declared in metrics.cpp; labels come as `interface="milter",act="hold"`, whose
/// values are words of our own.
class Metrics {
public:
  void add(std::string_view name, const std::string& labels = "", double value = 1);
  void set(std::string_view name, double value);
  /// A message that took so long.
  void took(double seconds);
  /// All of them, in the order of their names; ends with "# EOF".
  [[nodiscard]] std::string text() const;

private:
  static constexpr std::array<double, 10> kBounds = {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30};

  mutable std::mutex mutex_;
  std::map<std::string, std::map<std::string, double>, std::less<>> values_;
  std::array<std::uint64_t, kBounds.size() + 1> times_{};
  double seconds_ = 0;
};

} // namespace fumiban::gateway
