// SPDX-License-Identifier: Apache-2.0
// Padding: a file blown up so that scanners give up on its size (March 2023: 500 MB documents).
// Reads:  what repeats in members of archives, as whoever unpacked them saw it; else every 4,096th byte, and the
//         neighbourhood where two such bytes are equal.
// Leaves: padding of plain attachments that repeats more than one byte value; padding that does not repeat.
// Trusts: nothing.
// Costs:  one 4,096th of the size, and one pass over each run of one value.
// Damage: none.
#include "file/file.hpp"

#include <algorithm>
#include <array>

namespace fumiban::file {
namespace {

/// Most of the file is one byte value, or one block of bytes again and again.
constexpr FindingSpec kPadded{"file.padded", Severity::medium, Topic::evasion, Unread::no, "T1027.001"};

constexpr std::size_t kStep = 4096;
constexpr std::size_t kShortest = 1U << 20U;

/// The longest run of one byte value that covers at least two steps.
Blob::Run longest_run(std::string_view s) {
  Blob::Run longest{0, 0, 1};
  for (std::size_t at = 0; at + kStep < s.size();) {
    if (s[at] != s[at + kStep] || s.find_first_not_of(s[at], at) <= at + kStep) {
      at += kStep;
      continue;
    }
    auto begin = at;
    while (begin > 0 && s[begin - 1] == s[at]) --begin;
    const auto found = s.find_first_not_of(s[at], at);
    const auto end = found == std::string_view::npos ? s.size() : found;
    if (end - begin > longest.length) longest = {begin, end - begin, 1};
    at += (end - at + kStep - 1) / kStep * kStep;
  }
  return longest;
}

Result<void> analyse(const Blob& blob, Context& context) {
  if (blob.size() < kShortest || !context.pay(blob.size() / kStep)) return {};
  const auto runs = blob.runs();
  if (runs.empty() && !blob.is_whole()) return {};
  const auto run = runs.empty() ? longest_run(blob.whole().text())
                                : *std::max_element(runs.begin(), runs.end(),
                                                    [](const auto& a, const auto& b) { return a.length < b.length; });
  if (run.length < kShortest || run.length < blob.size() / 2) return {};
  context.say(kPadded, run.offset, run.length, std::to_string(run.length) + " of " + std::to_string(blob.size()));
  return {};
}

/// Bitmaps and raw sound may honestly be one colour or silence.
bool may_be_padded(const Sight& sight) noexcept {
  return sight.kind.family != Family::picture && sight.kind.family != Family::sound &&
         sight.kind.family != Family::video && sight.kind.family != Family::message;
}

constexpr std::array<const FindingSpec*, 1> kFindings = {&kPadded};

} // namespace

const Analyser kAnalyser{"file", &may_be_padded, &analyse, kFindings, false, true};

} // namespace fumiban::file
