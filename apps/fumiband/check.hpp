// SPDX-License-Identifier: Apache-2.0
/// @file
/// What a configuration means on this host: what --check says beside the mistakes in its text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config.hpp"

namespace fumiban::gateway {

/// Makes the state folder if it is not there; what is wrong with it, with its place, or empty.
[[nodiscard]] std::string make_state_folder(const Config& config);

/// The first folder or file that the daemon needs and cannot use, with the place where it is named and the mend; or
/// empty. Looks with the rights of who calls, and makes nothing.
[[nodiscard]] std::string missing(const Config& config);

/// What is no mistake and yet may not be meant at that time (seconds since 1970-01-01), each with its place.
[[nodiscard]] std::vector<std::string> notes_of(const Config& config, std::int64_t clock);

} // namespace fumiban::gateway
