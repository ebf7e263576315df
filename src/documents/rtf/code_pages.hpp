// SPDX-License-Identifier: Apache-2.0
/// @file
/// The code pages that RTF names by number.
#pragma once

#include <cstdint>
#include <string>

namespace fumiban::rtf {

/// The code page of a font's character set (RTF 1.9.1, \fcharset); 0: the document's.
[[nodiscard]] std::uint16_t page_of_charset(std::int32_t charset);

/// A name that to_utf8() knows.
[[nodiscard]] std::string label_of(std::uint16_t page);

[[nodiscard]] bool is_double_byte(std::uint16_t page);

} // namespace fumiban::rtf
