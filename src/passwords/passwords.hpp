// SPDX-License-Identifier: Apache-2.0
/// @file
/// Passwords that a mail itself gives away: what stands beside the words for "password".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fumiban::passwords {

/// Where a candidate stands.
enum class Source : std::uint8_t {
  option,  ///< given by whoever scans; nothing here makes one
  subject, ///< the subject
  text,    ///< a text body
  html,    ///< the visible text of HTML
  name,    ///< an attachment's name
};

/// One text of the mail. Not UTF-8 is allowed: such bytes are in no word.
struct Text {
  std::string_view utf8;
  Source source = Source::text;
  std::uint32_t part = 0;
};

/// A word to try.
struct Candidate {
  std::string word; ///< UTF-8, 1 to 192 bytes, at most 64 characters
  Source source = Source::text;
  std::uint32_t part = 0;
};

/// A day as the mail's Date field tells it, in the zone that stands there.
struct Day {
  int year = 0; ///< four digits
  int month = 0;
  int day = 0;
};

/// Best first, unique, at most `most`. First what follows a password word and a separator, then the line below, then
/// what stands in brackets or before the word, then other words near by, then what names say. Full-width text is
/// given in its ordinary form and as written. `sent` is for "the password is today's date"; without it there are no
/// dates. Texts without a password word give nothing, names without one neither. Linear; of a text the first 2 MiB
/// are read and 200 password words looked at.
[[nodiscard]] std::vector<Candidate> candidates(std::span<const Text> texts, std::size_t most,
                                                std::optional<Day> sent = std::nullopt);

} // namespace fumiban::passwords
