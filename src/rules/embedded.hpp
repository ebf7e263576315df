// SPDX-License-Identifier: Apache-2.0
/// @file
/// The data files of rules/, as the build put them into the program.
#pragma once

#include <string_view>

namespace fumiban::rules {

extern const std::string_view kPolicy;       ///< rules/policy.toml
extern const std::string_view kMessagesEn;   ///< rules/messages.en.toml
extern const std::string_view kMessagesJa;   ///< rules/messages.ja.toml
extern const std::string_view kOpenApi;      ///< docs/openapi.json
extern const std::string_view kReportSchema; ///< docs/report.schema.json

} // namespace fumiban::rules
