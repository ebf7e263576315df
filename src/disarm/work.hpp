// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the ways to disarm share: the purse, and the list of what was taken out.
#pragma once

#include <array>

#include "analyser/context.hpp"
#include "disarm/disarm.hpp"

namespace fumiban::disarm {

class RemovedSet {
public:
  void add(Removed what) noexcept { has_[static_cast<std::size_t>(what)] = true; }
  void add(const std::vector<Removed>& all) noexcept {
    for (const auto what : all) add(what);
  }
  [[nodiscard]] bool empty() const noexcept { return list().empty(); }
  [[nodiscard]] std::vector<Removed> list() const {
    std::vector<Removed> out;
    for (std::size_t i = 0; i < has_.size(); ++i)
      if (has_[i]) out.push_back(static_cast<Removed>(i));
    return out;
  }

private:
  std::array<bool, kKindsOfRemoved> has_{};
};

/// One file's work. Readers say what they find into a report that nobody sees.
class Work {
public:
  explicit Work(const Options& asked) : options(asked), scan_{.limits = asked.limits}, context(report_, scan_) {
    report_.parts.emplace_back().readings.emplace_back("plain");
  }
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
  ~Work() = default;
  /// True if a limit was reached, whichever.
  [[nodiscard]] bool limited() const noexcept { return !report_.limits.empty(); }

  const Options& options;

private:
  Report report_;
  ScanOptions scan_;

public:
  Context context;
};

/// The file as it came.
[[nodiscard]] inline Disarmed unchanged(ByteView bytes) { return {.bytes = bytes.copy()}; }

} // namespace fumiban::disarm
