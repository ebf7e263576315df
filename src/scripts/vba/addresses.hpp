// SPDX-License-Identifier: Apache-2.0
/// @file
/// Addresses in the texts of macros, whatever they are joined and spelled with.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analyser/context.hpp"

namespace fumiban::vba {

/// Notes what can be looked up in `text` (UTF-8): "url" also in lists joined by * or @, their "host" or "ip", and
/// "unc".
void note_addresses(std::string_view text, Context& context);

/// The IPv4 address that a host stands for as browsers read it: dotted or not, decimal, octal or hexadecimal.
[[nodiscard]] std::optional<std::string> ip_of(std::string_view host);

} // namespace fumiban::vba
