// SPDX-License-Identifier: Apache-2.0
/// @file
/// The control words that matter here.
#pragma once

#include <cstdint>
#include <string_view>

namespace fumiban::rtf {

/// Where a group's text goes.
enum class Place : std::uint8_t {
  text,
  other,   ///< nobody sees it: fields, properties, what is not known
  nothing, ///< digits and names
  fonts,
  object_data,
  class_name,
  document_template,
};

/// What a control word does.
struct Word {
  enum class Does : std::uint8_t {
    enter_place,
    write_text,
    unicode,          ///< \u
    set_fallback,     ///< \uc
    update_objects,   ///< on opening
    set_font,         ///< \f
    name_font,        ///< \af, in the table of fonts
    set_font_charset, ///< \fcharset
    set_page,         ///< the document's code page: the parameter
    set_known_page,   ///< `page`
  };
  Does does{};
  Place place{};
  std::string_view text{};
  std::uint16_t page = 0;
};

/// nullptr if the word does nothing that is wanted.
[[nodiscard]] const Word* find_word(std::string_view word) noexcept;

} // namespace fumiban::rtf
