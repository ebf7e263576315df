// SPDX-License-Identifier: Apache-2.0
/// @file
/// Changing a message: what is asked for, and the list of edits that does it. Worked out where messages are parsed,
/// applied by who parses nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fumiban/verdict.hpp"

namespace fumiban {

/// In which language people are written to.
enum class Languages : std::uint8_t {
  both, ///< Japanese first where the message is Japanese
  ja,
  en,
};

/// What is to be changed in one message.
struct Changes {
  std::string tag;                   ///< UTF-8, in front of the subject; empty: none
  std::optional<Outcome> banner;     ///< which one stands above the text; nothing: none
  std::vector<std::uint32_t> disarm; ///< parts: what they lie in is disarmed, or else replaced by a notice
  std::vector<std::uint32_t> strip;  ///< parts: what they lie in is replaced by a notice
  std::vector<std::uint32_t> locked; ///< the same, with a notice that tells that it is locked
  Languages languages = Languages::both;
  std::string contact; ///< whom to ask, UTF-8; empty: whoever runs the mail system

  /// True if something is taken out, so that what is left has to be looked at again.
  [[nodiscard]] bool take_out() const noexcept { return !disarm.empty() || !strip.empty() || !locked.empty(); }
  [[nodiscard]] bool any() const noexcept { return !tag.empty() || banner || take_out(); }
  bool operator==(const Changes&) const = default;
};

/// `length` bytes from `offset` become `bytes`.
struct Edit {
  std::uint64_t offset = 0; ///< in the message
  std::uint64_t length = 0;
  std::string bytes;
  std::string field;       ///< in the header of the message: the name of the field that it replaces, whole; else empty
  std::uint32_t index = 0; ///< which of that name, from 1; one more than there are: a further one
};

enum class Change : std::uint8_t {
  tag,
  banner,
  disarm,
  strip,
  locked,
  left_signed, ///< no banner: it would break a signature
  left_other,  ///< no banner: there is no text
};
inline constexpr std::size_t kChanges = 7;
[[nodiscard]] std::string_view name_of(Change) noexcept; ///< "tag" .. "no-banner-signed", "no-banner-no-text"

/// One thing that was done.
struct Changed {
  Change what = Change::tag;
  std::uint32_t part = 0; ///< index into Report::parts
  std::string detail;     ///< UTF-8 on one line: what was taken out of a document; else empty
};

/// Why nothing is changed. Such a message is not to go its way.
enum class Obstacle : std::uint8_t {
  none,
  ambiguous, ///< programs read the message differently
  range,     ///< what is to be changed is no stretch of bytes of the message
  is_signed, ///< it would break a signature
  charset,   ///< one that the text for people cannot be written in
  size,      ///< the result would be too large
  crashed,   ///< whoever worked on it died, or took too long
  denied,    ///< the mail server does not let us
  remains,   ///< what is left is malicious, or locked, all the same
};
inline constexpr std::size_t kObstacles = 9;
[[nodiscard]] std::string_view name_of(Obstacle) noexcept; ///< "none", "ambiguous" ..

struct Edits {
  std::vector<Edit> edits; ///< in order of offset, not overlapping, those with a field first
  std::vector<Changed> changed;
  Obstacle obstacle = Obstacle::none; ///< if there is one, nothing else is here
};

/// The message as it is after the edits. Those that reach beyond it are left out.
[[nodiscard]] std::string applied(std::string_view message, const Edits& edits);

} // namespace fumiban
