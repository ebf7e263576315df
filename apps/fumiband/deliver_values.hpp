// SPDX-License-Identifier: Apache-2.0
/// @file
/// The table [deliver] of a configuration.
#pragma once

#include <string>

#include "action/deliver.hpp"
#include "toml_values.hpp"

namespace fumiban::gateway::values {

/// `out` as it is, with what the table says over it. `more`: what it may have besides.
[[nodiscard]] Read deliver(action::Deliver& out, const std::string& what, const std::string& file, Known more = {});

} // namespace fumiban::gateway::values
