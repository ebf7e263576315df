// SPDX-License-Identifier: Apache-2.0
/// @file
/// Where content lies that Office fetches by itself.
#pragma once

#include <string_view>

namespace fumiban::office {

/// True for an address on another machine; templates and workbooks on a drive of the author's are ordinary.
[[nodiscard]] bool is_remote(std::string_view address);

} // namespace fumiban::office
