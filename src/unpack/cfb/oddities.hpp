// SPDX-License-Identifier: Apache-2.0
/// @file
/// What a reader of compound files met and went on past.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fumiban/finding.hpp"

namespace fumiban::cfb {

/// One thing that is not as MS-CFB says.
struct Oddity {
  std::string_view id;      ///< of a finding in findings.hpp
  std::uint64_t offset = 0; ///< in the file
  std::string evidence;     ///< UTF-8, short
};

/// A list of them, without repetition, and of bounded length.
class Oddities {
public:
  void note(const FindingSpec& spec, std::uint64_t offset, std::string_view evidence) {
    static constexpr std::ptrdiff_t kMostOfOne = 16;
    if (std::any_of(all_.begin(), all_.end(), [&](const Oddity& known) {
          return known.id == spec.id && known.offset == offset && known.evidence == evidence;
        }))
      return;
    if (std::count_if(all_.begin(), all_.end(), [&](const Oddity& o) { return o.id == spec.id; }) < kMostOfOne)
      all_.push_back({spec.id, offset, std::string(evidence)});
  }
  [[nodiscard]] bool has(const FindingSpec& spec) const {
    return std::any_of(all_.begin(), all_.end(), [&](const Oddity& known) { return known.id == spec.id; });
  }
  [[nodiscard]] std::span<const Oddity> all() const noexcept { return all_; }

private:
  std::vector<Oddity> all_;
};

} // namespace fumiban::cfb
