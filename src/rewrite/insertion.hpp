// SPDX-License-Identifier: Apache-2.0
/// @file
/// Putting a few words into a text without touching the rest of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fumiban/edits.hpp"
#include "rewrite/places.hpp"
#include "rewrite/wording.hpp"

namespace fumiban::rewrite {

/// What is put where into the decoded content.
struct Insertion {
  std::size_t at = 0;
  std::string bytes;
};

/// A banner for a text of type `text/plain` or `text/html` (`html`), in its charset; nothing if that has no place for
/// it. `seven_bit`: nothing above 0x7F may be written.
[[nodiscard]] std::optional<Insertion> insertion(const Wording& wording, std::string_view content,
                                                 std::string_view charset, bool html, bool seven_bit);

/// The edit that makes the insertion in the part's own transfer encoding; nothing if the result does not decode to just
/// that.
[[nodiscard]] std::optional<Edit> inserted(const Places& places, const Place& place, std::string_view content,
                                           const Insertion& insertion, std::string_view eol);

/// The charset that `content` is in: the label, unless there is none or the bytes contradict it.
[[nodiscard]] std::string charset_of(const HeaderFields& fields, std::string_view content);

} // namespace fumiban::rewrite
