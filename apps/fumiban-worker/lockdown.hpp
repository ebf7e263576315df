// SPDX-License-Identifier: Apache-2.0
/// @file
/// What a worker gives up before it sees a message.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace fumiban::worker {

struct Bounds {
  std::uint64_t memory = 0; ///< bytes of data
  std::uint64_t cpu_seconds = 0;
};

/// Gives up: user and groups (where it is root), new privileges, being looked into, files, network, other processes,
/// all system calls but those that reading memory and answering on `socket` need; dies when `parent` does. False:
/// something was refused, or lacks and `degraded` is not set. To be called once, without threads.
[[nodiscard]] bool lock_down(const Bounds& bounds, int socket, pid_t parent, bool degraded);

/// How often a file was to be opened since then; each time it was refused.
[[nodiscard]] std::uint64_t refusals() noexcept;

} // namespace fumiban::worker
