// SPDX-License-Identifier: Apache-2.0
/// @file
/// What may stand in a page.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "disarm/disarm.hpp"

namespace fumiban::disarm {

enum class PageKind : std::uint8_t { html, svg };

/// What is said of an element: nothing if it stays; else its tags go, and what they were.
[[nodiscard]] std::optional<Removed> harm_of_element(std::string_view name, PageKind kind) noexcept;

/// The same of an attribute, whose value is as a reader sees it: characters that are not ASCII are bytes above 0x7F.
[[nodiscard]] std::optional<Removed> harm_of_attribute(std::string_view element, std::string_view name,
                                                       std::string_view value, PageKind kind);

/// The same of the rules of a style.
[[nodiscard]] std::optional<Removed> harm_of_style(std::string_view style, PageKind kind);

/// True for a declaration of a type of document, or of XML, that declares nothing else.
[[nodiscard]] bool is_plain_declaration(std::string_view text) noexcept;

} // namespace fumiban::disarm
