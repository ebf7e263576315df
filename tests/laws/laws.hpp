// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the laws share: seeds, mutations, and what every report must keep.
#pragma once

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "fumiban/scan.hpp"

namespace fumiban::test {

/// An input and how it is scanned.
struct Seed {
  std::string name;
  std::string bytes;
  ScanOptions options;
};

/// Every golden of at most 4 KB and every tenth case of the evasion table.
[[nodiscard]] const std::vector<Seed>& seeds();

[[nodiscard]] inline Report scan_text(const std::string& bytes, const ScanOptions& options) {
  return scan(std::as_bytes(std::span(bytes)), options);
}

/// What is wrong with the report's form; empty if nothing is: indices in range, parents first, evidence short and
/// UTF-8.
[[nodiscard]] std::string malformed(const Report& report);

/// `bytes` with a few changes: flips, deletions, insertions of telling bytes, copies of pieces, cuts.
[[nodiscard]] std::string mutated(const std::string& bytes, std::mt19937_64& random);

/// Findings as "id evidence", places left out; `limits`: with those about limits and our own reading.
[[nodiscard]] std::multiset<std::string> findings_of(const Report& report, bool limits = false);

/// How many mutations of each seed: 200, or FUMIBAN_SOAK.
[[nodiscard]] unsigned mutations();

} // namespace fumiban::test
