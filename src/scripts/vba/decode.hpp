// SPDX-License-Identifier: Apache-2.0
/// @file
/// What a text says once the usual wrappings are off.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/budget.hpp"

namespace fumiban::vba {

/// The further texts that `text` holds: without carets, turned round, from base64 (UTF-16LE too, also behind -enc),
/// from hex. Only what then looks like text. At most three wrappings deep; the bytes made are paid from `budget`.
[[nodiscard]] std::vector<std::string> unwrapped(std::string_view text, Budget& budget);

/// True if `text` is one long run of base64 or of hexadecimal digits.
[[nodiscard]] bool is_encoded_run(std::string_view text) noexcept;

} // namespace fumiban::vba
