// SPDX-License-Identifier: Apache-2.0
/// @file
/// A progress line on standard error, where that is a terminal and the work is long.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "messages/messages.hpp"

namespace fumiban::app {

class Progress {
public:
  /// `total`: how many things there are. Shows nothing in the first second.
  Progress(std::uint64_t total, const Messages& messages, bool shown);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void done(std::uint64_t things, std::uint64_t bytes);
  /// Takes the line away before something else is written to the terminal.
  void clear();
  [[nodiscard]] double seconds() const;

private:
  std::uint64_t total_;
  std::uint64_t things_ = 0;
  std::uint64_t bytes_ = 0;
  const Messages& messages_;
  bool shown_;
  bool visible_ = false;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_ = begin_;
};

} // namespace fumiban::app
