// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the recipient of a locked attachment sees: one page with one field, and the mail that leads there. Plain HTML
/// without script, in Japanese or English.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "messages/messages.hpp"

namespace fumiban::unlock {

/// What is told of a held message. All of it is its sender's word, and shown as such.
struct About {
  std::string sender;
  std::string subject;
  std::vector<std::string> files; ///< the locked ones
};

enum class State : std::uint8_t {
  ask,   ///< the field
  wrong, ///< the field again: that word did not open all
  sent,  ///< opened, judged, on its way
  kept,  ///< opened, and what was in it is not delivered
  gone,  ///< no such link, or none any more
  later, ///< too many tries, or nobody has time now
};

/// The page, with its language links. `about` is looked at where there is a field. `tries`: that are left.
[[nodiscard]] std::string page(State state, const About& about, unsigned tries, Language language);

/// The mail to a recipient, in both languages, with CRLF line ends. `date`: as RFC 5322 has it. `link`: to the page.
[[nodiscard]] std::string notice(const About& about, std::string_view from, std::string_view to, std::string_view date,
                                 std::string_view message_id, std::string_view link, unsigned days);

} // namespace fumiban::unlock
