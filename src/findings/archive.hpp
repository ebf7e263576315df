// SPDX-License-Identifier: Apache-2.0
/// @file
/// What every reader of archives says in the same words.
#pragma once

#include <array>

#include "fumiban/finding.hpp"

namespace fumiban::archive {

/// A member that only a password opens, and no candidate did.
inline constexpr FindingSpec kEncrypted{"archive.encrypted", Severity::medium, Topic::content, Unread::locked,
                                        "T1027.013"};
/// A member in a method that this version does not decode.
inline constexpr FindingSpec kUnsupported{"archive.unsupported", Severity::low, Topic::engine,
                                          Unread::unknown_container};
/// A member, or the archive itself, ends early, or its checksum says that bytes are wrong.
inline constexpr FindingSpec kDamaged{"archive.damaged", Severity::low, Topic::engine, Unread::damaged};

} // namespace fumiban::archive
