// SPDX-License-Identifier: Apache-2.0
/// @file
/// The field that tells what we think of a message, in front of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fumiban::action {

inline constexpr std::string_view kVerdictField = "X-Fumiban-Verdict";
inline constexpr std::string_view kChangedField = "X-Fumiban-Changed";
/// What the names begin with of fields that only we write, in small letters.
inline constexpr std::string_view kOurs = "x-fumiban-";

/// The message with these fields in front (the second if it is not empty) and without all fields of ours that it came
/// with, nor Authentication-Results of `forged_ids`. Lines end with CRLF or LF.
[[nodiscard]] std::string marked(std::string_view message, std::string_view verdict, std::string_view changed = {},
                                 const std::vector<std::string>& forged_ids = {});

} // namespace fumiban::action
