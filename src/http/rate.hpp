// SPDX-License-Identifier: Apache-2.0
/// @file
/// How often somebody may ask: a bucket of permissions for each, which fills at a steady rate.
#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace fumiban::http {

/// Reads no clock: it is told.
class Rate {
public:
  /// Takes a permission of `who`; 0, or how many seconds until there is one. `a_minute` is how many come in a minute;
  /// those of ten seconds, and one at least, can be saved up. `now` in seconds, never going back.
  [[nodiscard]] unsigned take(const std::string& who, unsigned a_minute, double now);

private:
  static constexpr std::size_t kMost = 10000; ///< who is kept in mind
  struct Bucket {
    double left;
    double since;
  };
  std::map<std::string, Bucket> buckets_;
};

} // namespace fumiban::http
