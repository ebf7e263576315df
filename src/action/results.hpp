// SPDX-License-Identifier: Apache-2.0
/// @file
/// Authentication-Results (RFC 8601): what a mail server says it found out about a message, and who says so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fumiban::action {

/// True if a field's name is that one, with the blanks that may stand in front of its colon.
[[nodiscard]] bool is_results(std::string_view name) noexcept;

/// True if what stands behind the colon says, or some program could read it to say, that one of `ids` wrote it. Any
/// bytes are fine; ids are compared without case.
[[nodiscard]] bool is_by(std::string_view value, const std::vector<std::string>& ids);

} // namespace fumiban::action
