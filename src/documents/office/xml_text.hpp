// SPDX-License-Identifier: Apache-2.0
/// @file
/// Pieces of XML, for readers that search instead of parsing.
#pragma once

#include <string>
#include <string_view>

namespace fumiban::office {

/// "sheet" of the tag `x:sheet name="a"`.
[[nodiscard]] std::string_view local_name(std::string_view tag);
/// Where the tag that begins at `open` has its '>', which in a quoted value is none; npos if nowhere.
[[nodiscard]] std::size_t tag_end(std::string_view text, std::size_t open);
/// The value of an attribute, whatever its prefix and quotes, unescaped; empty if it is not there.
[[nodiscard]] std::string attribute_of(std::string_view tag, std::string_view name);
/// &amp; and its kin, and numbers, as characters. Linear.
[[nodiscard]] std::string unescaped(std::string_view text);

} // namespace fumiban::office
