// SPDX-License-Identifier: Apache-2.0
/// @file
/// Addresses in text.
#pragma once

#include <string>
#include <string_view>

#include "analyser/context.hpp"

namespace fumiban::links {

/// Notes every "scheme://.." in `text` as an indicator "url". One search for "://". Text of any ASCII-compatible
/// charset; an address ends at blanks, quotes, brackets and the first byte outside ASCII.
void note_urls(std::string_view text, Context& context);

/// Notes the target of a link as an indicator "url": blanks and control characters inside are dropped as browsers do.
void note_target(std::string_view target, Context& context);

} // namespace fumiban::links
