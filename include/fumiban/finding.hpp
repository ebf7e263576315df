// SPDX-License-Identifier: Apache-2.0
/// @file
/// The vocabulary that every part of Fumiban speaks in: what can be found, where, and with what proof.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fumiban {

/// How much one finding alone should worry a person. What it is *worth* in a verdict is policy (rules/policy.toml).
enum class Severity : std::uint8_t { info, low, medium, high, critical };

/// What sort of statement a finding is.
enum class Topic : std::uint8_t {
  content,   ///< what a file holds (a script, an action on opening)
  evasion,   ///< written so that readers disagree or give up
  deception, ///< written so that a person is misled
  test,      ///< a standard test signature
  limit,     ///< a limit was reached: the report is partial
  engine,    ///< about our own reading, not about the sender
};

/// Why something could not be read in full. Each reason later gets its own action.
enum class Unread : std::uint8_t {
  no,                ///< it was read
  locked,            ///< encrypted, and no password opened it
  limit,             ///< a counted limit was reached
  damaged,           ///< bytes are missing or broken
  unknown_container, ///< a container that this version does not open
  end_to_end,        ///< encrypted for the recipient alone (S/MIME, OpenPGP)
  crashed,           ///< the reader died
};

/// One thing that an analyser can ever say, declared once in its folder. Title and meaning are in rules/messages.*.toml
/// under the same id. `id` is `folder.what-is-so`; it is never reused and never renamed.
struct FindingSpec {
  std::string_view id;
  Severity severity = Severity::info;
  Topic topic = Topic::content;
  Unread unread = Unread::no;      ///< not `no`: whatever carries this finding was not read in full
  std::string_view technique = {}; ///< MITRE ATT&CK technique, "T1566.001", or empty
};

inline constexpr std::uint32_t kNoPart = 0xffffffff;

/// One statement about one place.
struct Finding {
  const FindingSpec* spec = nullptr; ///< never null in a Report; lives as long as the program
  std::uint32_t part = 0;            ///< index into Report::parts
  std::uint64_t offset = 0;          ///< first byte of the proof, in the content of `part`
  std::uint64_t length = 0;          ///< bytes of proof; 0: the statement is about the whole part
  std::string evidence;              ///< UTF-8, at most 256 bytes, control characters shown as escapes
};

/// Something that can be looked up elsewhere.
struct Indicator {
  std::string_view kind; ///< "url", "email", "host", "ip", "command", "hash"
  std::string value;     ///< UTF-8, as normalised by its reader
  std::uint32_t part = 0;
};

[[nodiscard]] std::string_view name_of(Severity) noexcept; ///< "info" .. "critical"
[[nodiscard]] std::string_view name_of(Topic) noexcept;    ///< "content" ..
[[nodiscard]] std::string_view name_of(Unread) noexcept;   ///< "locked", "limit", "unknown-container" ..; "" for `no`

} // namespace fumiban
