// SPDX-License-Identifier: Apache-2.0
/// @file
/// The part of the configuration that is about HTTP.
#pragma once

#include <string>

#include "config.hpp"
#include "toml_values.hpp"

namespace fumiban::gateway {

/// What the table [http] may have.
[[nodiscard]] values::Known http_values(http::Settings& out, const std::string& file);
/// What is open to other machines and must not be, with its place and the mend; or empty.
[[nodiscard]] std::string http_wrong(const Config& config);

/// Makes a token, prints it once, with what the configuration keeps of it. 0, or an exit code of sysexits.h.
int print_new_token(std::string_view scope);

} // namespace fumiban::gateway
