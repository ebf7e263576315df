// SPDX-License-Identifier: Apache-2.0
/// @file
/// The fields of a header as people read them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fumiban/report.hpp"
#include "mail/header.hpp"

namespace fumiban::mime {

struct FieldTexts {
  std::shared_ptr<const std::string> text; ///< all views point into it
  HeaderFields fields;
  std::vector<std::string_view> values; ///< of each field: unfolded, UTF-8, encoded words as they are written
  bool too_many_words = false;
};

/// The texts of `header`, which was read from the beginning of `entity`; `base` is where that lies in its part.
/// `most_words`: encoded words a field. One copy of the header; more only of what does not stand in it as it is read.
[[nodiscard]] FieldTexts field_texts(const mail::Header& header, std::string_view entity, std::size_t base,
                                     std::size_t most_words);

/// `value` unfolded and in UTF-8 if it holds raw 8-bit or ISO-2022-JP bytes (whose trail bytes may look like quotes).
[[nodiscard]] std::string readable(std::string_view value);

} // namespace fumiban::mime
