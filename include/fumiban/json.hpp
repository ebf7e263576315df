// SPDX-License-Identifier: Apache-2.0
/// @file
/// The report as scripts read it. Field names are a contract: docs/report.schema.json.
#pragma once

#include <string>
#include <string_view>

#include "fumiban/report.hpp"
#include "fumiban/verdict.hpp"

namespace fumiban {

struct JsonOptions {
  bool show_passwords = false;
};

/// One line of JSON without a line end. `path` names the input (bytes that are not UTF-8 become U+FFFD).
[[nodiscard]] std::string to_json(const Report&, const Verdict&, std::string_view path, const JsonOptions& = {});

} // namespace fumiban
