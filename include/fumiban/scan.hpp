// SPDX-License-Identifier: Apache-2.0
/// @file
/// The front door: bytes in, Report out.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "fumiban/dns.hpp"
#include "fumiban/options.hpp"
#include "fumiban/report.hpp"

namespace fumiban {

/// Everything we can tell about these bytes. Never fails: bytes that cannot be read are findings, a limit that is
/// reached is a finding and the report is partial. Pure and thread-safe: the same bytes and options give the same
/// report. Parses in the caller's process: use it where the caller has no privilege to lose.
/// Cost: one pass over ordinary mail; never more than `options.limits` allows.
[[nodiscard]] Report scan(std::span<const std::byte> bytes, const ScanOptions& options = {});

/// The same; `before` is told the name of each reader before that sees a part. `ask` resolves names, of which there may
/// be very many: it bounds them itself. Where it is empty, none is asked for.
[[nodiscard]] Report scan(std::span<const std::byte> bytes, const ScanOptions& options,
                          const std::function<void(std::string_view reader)>& before, const dns::Ask& ask = {});

/// A file format that is recognised.
struct Format {
  std::string_view id;         ///< "pdf"
  std::string_view media;      ///< "application/pdf"
  std::string_view family;     ///< "document"
  std::string_view extensions; ///< " pdf ai " lower case, blank-separated
  bool read;                   ///< false: recognised, and said to be unscanned
  bool opened;                 ///< an analyser looks inside; what is read and not opened holds nothing that acts
};

/// Every format, for `fumiban formats`.
[[nodiscard]] std::vector<Format> formats();

/// Every finding that this version can make, ordered by id.
[[nodiscard]] std::vector<const FindingSpec*> finding_specs();

/// "0.1.0"
[[nodiscard]] std::string_view version() noexcept;

} // namespace fumiban
