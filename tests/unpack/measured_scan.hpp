// SPDX-License-Identifier: Apache-2.0
/// @file
/// The program's own scan of a file, in a process of its own, with what it took.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace fumiban::test {

struct MeasuredScan {
  nlohmann::json report; ///< the line of JSON; null if there was none
  int status = -1;       ///< as wait4() tells it
  double seconds = 0;    ///< of the processor
  double megabytes = 0;  ///< the most that was resident
};

/// Writes `bytes` to a file called `name`, scans that and measures. FUMIBAN_BIN names the program.
[[nodiscard]] MeasuredScan measured_scan(const std::string& bytes, const std::string& name);

} // namespace fumiban::test
