// SPDX-License-Identifier: Apache-2.0
/// @file
/// Words of source and of compiled code.
#pragma once

#include <string>
#include <string_view>

#include "base/ascii.hpp"

namespace fumiban::ovba {

/// Calls `visit(std::string_view)` for each longest run of ASCII letters, digits and underscores. Linear.
template <class Visit>
void for_each_word(std::string_view text, Visit visit) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto begin = at;
    while (at < text.size() && (is_alnum(text[at]) || text[at] == '_')) ++at;
    if (at > begin) visit(text.substr(begin, at - begin));
  }
}

} // namespace fumiban::ovba
