// SPDX-License-Identifier: Apache-2.0
/// @file
/// What is written into messages for people, in their language.
#pragma once

#include <string>
#include <vector>

#include "fumiban/edits.hpp"
#include "fumiban/report.hpp"

namespace fumiban::rewrite {

/// The same said in one or two languages, UTF-8, LF line ends; the first is for the reader of the message. `english`
/// alone is for charsets that have nothing else.
struct Wording {
  std::string text;
  std::string english;
};

/// `japanese`: the message is.
[[nodiscard]] Wording banner(const Changes& changes, bool japanese);

/// Instead of a part: what it was, why it is not there, whom to ask. `what`: disarm (it could not be), strip or locked.
[[nodiscard]] Wording notice(const Changes& changes, bool japanese, Change what, const Report& report,
                             std::uint32_t unit);

/// Instead of a member of an archive.
[[nodiscard]] Wording notice_in_archive(const Changes& changes, bool japanese);

} // namespace fumiban::rewrite
