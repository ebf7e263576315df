// SPDX-License-Identifier: Apache-2.0
/// @file
/// What is said of a message when the process that parsed it came to a bad end.
#pragma once

#include "fumiban/finding.hpp"

namespace fumiban::wall {

/// Two workers died over it, one after the other.
inline constexpr FindingSpec kCrashed{"engine.crashed", Severity::high, Topic::engine, Unread::crashed};
/// A worker took more time than the clock allows; counted limits come first, so this is a fault of ours as well.
inline constexpr FindingSpec kTimedOut{"engine.timed-out", Severity::high, Topic::engine, Unread::crashed};

} // namespace fumiban::wall
