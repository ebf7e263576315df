// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the walker itself says: what it could not hand to anyone.
#pragma once

#include "fumiban/finding.hpp"

namespace fumiban::engine {

/// Recognised, but this version does not open it.
inline constexpr FindingSpec kUnread{"engine.unread", Severity::low, Topic::engine, Unread::unknown_container};
/// Not recognised at all.
inline constexpr FindingSpec kUnknown{"engine.unknown-type", Severity::low, Topic::engine, Unread::unknown_container};
/// Sealed for its recipient.
inline constexpr FindingSpec kSealed{"engine.sealed", Severity::low, Topic::engine, Unread::end_to_end};
/// A reader stopped: bytes are missing or broken.
inline constexpr FindingSpec kDamaged{"engine.damaged", Severity::low, Topic::engine, Unread::damaged};
/// Two readers take the same bytes for different kinds of file.
inline constexpr FindingSpec kPolyglot{"type.polyglot", Severity::medium, Topic::evasion, Unread::no, "T1036.008"};
/// What the message itself says opened what it carries.
inline constexpr FindingSpec kPasswordInMessage{"passwords.in-message", Severity::low, Topic::evasion, Unread::no,
                                                "T1027.013"};

} // namespace fumiban::engine
