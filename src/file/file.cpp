// SPDX-License-Identifier: Apache-2.0
// Padding: a file blown up with one byte value so that scanners give up on its size (March 2023: 500 MB documents).
// Reads:  every 4,096th byte, and the neighbourhood where two such bytes are equal.
// Leaves: padding that repeats a longer block.
// Trusts: nothing.
// Costs:  one 4,096th of the size, and one pass over each run of one value.
// Damage: none.
#include "file/file.hpp"

#include <array>

namespace fumiban::file {
namespace {

/// Most of the file is one byte value.
constexpr FindingSpec kPadded{"file.padded", Severity::medium, Topic::evasion, Unread::no, "T1027.001"};

constexpr std::size_t kStep = 4096;
constexpr std::size_t kShortest = 1U << 20U;

struct Run {
  std::size_t begin = 0;
  std::size_t length = 0;
};

/// The longest run of one byte value that covers at least two steps.
Run longest_run(std::string_view s) {
  Run longest;
  for (std::size_t at = 0; at + kStep < s.size();) {
    if (s[at] != s[at + kStep] || s.find_first_not_of(s[at], at) <= at + kStep) {
      at += kStep;
      continue;
    }
    auto begin = at;
    while (begin > 0 && s[begin - 1] == s[at]) --begin;
    const auto found = s.find_first_not_of(s[at], at);
    const auto end = found == std::string_view::npos ? s.size() : found;
    if (end - begin > longest.length) longest = {begin, end - begin};
    at += (end - at + kStep - 1) / kStep * kStep;
  }
  return longest;
}

Result<void> analyse(const Blob& blob, Context& context) {
  if (blob.size() < kShortest || !context.pay(blob.size() / kStep)) return {};
  const auto run = longest_run(blob.whole().text());
  if (run.length < kShortest || run.length < blob.size() / 2) return {};
  context.say(kPadded, run.begin, run.length, std::to_string(run.length) + " of " + std::to_string(blob.size()));
  return {};
}

/// Bitmaps and raw sound may honestly be one colour or silence.
bool may_be_padded(const Sight& sight) noexcept {
  return sight.kind.family != Family::picture && sight.kind.family != Family::sound &&
         sight.kind.family != Family::video && sight.kind.family != Family::message;
}

constexpr std::array<const FindingSpec*, 1> kFindings = {&kPadded};

} // namespace

const Analyser kAnalyser{"file", &may_be_padded, &analyse, kFindings};

} // namespace fumiban::file
