// SPDX-License-Identifier: Apache-2.0
/// @file
/// Programs of ours that are started to have less than the one that starts them.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace fumiban::wall {

/// Where a program of that name lies, beside the one that is running: ../libexec/fumiban/NAME. Empty: nobody knows.
[[nodiscard]] std::string installed_program(std::string_view name);

/// Starts `program` with a copy of `control` as its descriptor 3, without our environment. 0: `error` says why not.
[[nodiscard]] pid_t start_program(const std::string& program, const std::vector<std::string>& arguments, int control,
                                  int& error);

} // namespace fumiban::wall
