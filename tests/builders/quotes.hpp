// SPDX-License-Identifier: Apache-2.0
/// @file
/// How mail programs repeat the letter that is answered.
#pragma once

#include <string>

#include "letter.hpp"

namespace fumiban::test {

/// The letter's text and below it all that it answers, each level as its writer's program quotes.
[[nodiscard]] std::string text_with_quotes(const Letter&);

/// The same as an HTML page.
[[nodiscard]] std::string html_with_quotes(const Letter&);

/// `text` for HTML.
[[nodiscard]] std::string html_escaped(std::string_view text);

/// RFC 3676: lines longer than `width` characters are broken after a blank; "From ", ">" and blanks at a line's
/// beginning are stuffed. Quoted lines stay as they are.
[[nodiscard]] std::string flowed_text(std::string_view text, std::size_t width = 72);

} // namespace fumiban::test
