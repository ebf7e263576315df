// SPDX-License-Identifier: Apache-2.0
/// @file
/// Messages that workers died of: they are held when they come again, and no further worker is spent on them.
#pragma once

#include <fstream>
#include <mutex>
#include <set>
#include <string>

#include "fumiban/report.hpp"

namespace fumiban::gateway {

/// A file with a digest and a cause a line, read once and added to. Thread-safe.
class Killers {
public:
  /// Empty path: remembered until the daemon ends.
  explicit Killers(std::string path);

  /// True if there are none, so that nobody needs to know a digest.
  [[nodiscard]] bool empty() const;
  [[nodiscard]] bool contains(const Sha256& digest) const;
  void add(const Sha256& digest, const std::string& cause);

private:
  static constexpr std::size_t kMost = 100000;

  mutable std::mutex mutex_;
  std::string path_;
  std::set<std::string, std::less<>> digests_;
};

} // namespace fumiban::gateway
