// SPDX-License-Identifier: Apache-2.0
#include "http/rate.hpp"

#include <algorithm>
#include <cmath>

namespace fumiban::http {

unsigned Rate::take(const std::string& who, unsigned a_minute, double now) {
  const double a_second = a_minute / 60.0;
  const double most = std::max(1.0, a_second * 10);
  const auto filled = [&](const Bucket& one) { return std::min(most, one.left + (now - one.since) * a_second); };
  if (buckets_.size() >= kMost && !buckets_.contains(who)) {
    std::erase_if(buckets_, [&](const auto& one) { return filled(one.second) >= most; }); // those are as good as new
    if (buckets_.size() >= kMost) return 60;
  }
  auto& bucket = buckets_.try_emplace(who, Bucket{most, now}).first->second;
  bucket = {filled(bucket), now};
  if (bucket.left < 1) return static_cast<unsigned>(std::ceil((1 - bucket.left) / a_second));
  bucket.left -= 1;
  return 0;
}

} // namespace fumiban::http
