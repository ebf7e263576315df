// SPDX-License-Identifier: Apache-2.0
/// @file
/// The report about a message that nobody could read.
#pragma once

#include <string>

#include "base/bytes.hpp"
#include "fumiban/options.hpp"
#include "fumiban/report.hpp"

namespace fumiban::wall {

/// One part, its digest, and the one finding that says what became of its readers.
[[nodiscard]] Report unread(ByteView bytes, const ScanOptions& options, const FindingSpec& spec,
                            const std::string& cause);

} // namespace fumiban::wall
