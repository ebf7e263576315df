// SPDX-License-Identifier: Apache-2.0
/// @file
/// The fields of a header as people read them.
#pragma once

#include <string>
#include <string_view>

#include "fumiban/report.hpp"
#include "mail/header.hpp"

namespace fumiban::mime {

/// The fields of `header`, which was read from the beginning of `entity`; `base` is where that lies in its part.
/// `most_words`: encoded words a field; `too_many` is set where there are more. One copy of the header; more only of
/// what does not stand in it as it is read.
[[nodiscard]] HeaderFields fields_of(const mail::Header& header, std::string_view entity, std::size_t base,
                                     std::size_t most_words, bool& too_many);

/// `value` unfolded and in UTF-8 if it holds raw 8-bit or ISO-2022-JP bytes (whose trail bytes may look like quotes).
[[nodiscard]] std::string readable(std::string_view value);

} // namespace fumiban::mime
