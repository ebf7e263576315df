// SPDX-License-Identifier: Apache-2.0
/// @file
/// A worker's life behind the wall.
#pragma once

#include <cstdint>
#include <string>

namespace fumiban::worker {

/// Answers jobs on `socket` until it has parsed a document, has used `cpu_seconds`, or nobody asks any more. `note` is
/// written into every report. The exit code.
[[nodiscard]] int serve(int socket, std::uint64_t cpu_seconds, const std::string& note);

/// Reads a few mails of our own, so that whatever libraries load is loaded.
void warm_up();

} // namespace fumiban::worker
