// SPDX-License-Identifier: Apache-2.0
/// @file
/// Golden files: an input that a reviewer can read and what is expected of it. They lie beside the code, in
/// src/*/testdata/*.golden:
///
///     # why this case exists
///     name invoice.pdf            (a bare file of that name; without it the input is a message)
///     text From: a@example.com\r\n
///     hex 50 4b 03 04             # local file header
///     repeat 1048577 00
///     eicar | eicar-base64        (the test string, put together when the test runs)
///     ---
///     expected lines, written by `golden_rewrite` and reviewed like code
#pragma once

#include <string>
#include <vector>

#include "fumiban/options.hpp"
#include "fumiban/report.hpp"

namespace fumiban::test {

struct Golden {
  std::string path;  ///< of the file
  std::string head;  ///< everything up to and with the line "---"
  std::string input; ///< the bytes
  ScanOptions options;
  std::string expected; ///< behind "---"
  std::string error;    ///< why the file cannot be read as a golden; empty if it can
};

/// Every golden below `source`/src, in order of path.
[[nodiscard]] std::vector<Golden> goldens(const std::string& source);

/// What is expected in a golden: verdict, parts, findings, indicators, a line each.
[[nodiscard]] std::string told(const Report& report);

/// The root of the sources: FUMIBAN_SOURCE, or the place where this was compiled.
[[nodiscard]] std::string source_root();

} // namespace fumiban::test
