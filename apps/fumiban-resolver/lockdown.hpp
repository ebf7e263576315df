// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the process that resolves names gives up before it has asked anybody.
#pragma once

#include <sys/types.h>

namespace fumiban::resolver {

/// Before there are threads: user, new privileges, files, other processes, memory beyond a bound; dies with `parent`.
/// The kernel may lack Landlock.
[[nodiscard]] bool give_up(pid_t parent);
/// Once there are all threads that there will be: system calls but those that talking to name servers takes. Files are
/// not opened, and no socket but for UDP and TCP.
[[nodiscard]] bool enter_seccomp();

} // namespace fumiban::resolver
