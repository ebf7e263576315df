// SPDX-License-Identifier: Apache-2.0
/// @file
/// What can be out of order in a compound file.
#pragma once

#include "fumiban/finding.hpp"

namespace fumiban::cfb {

/// A chain of sectors comes back to itself (MS-CFB 2.3 forbids it).
inline constexpr FindingSpec kChainLoops{"cfb.chain-loops", Severity::medium, Topic::evasion, Unread::no, "T1027"};
/// A sector belongs to two chains.
inline constexpr FindingSpec kChainsCross{"cfb.chains-cross", Severity::medium, Topic::evasion, Unread::no, "T1027"};
/// A chain, or the directory, leads out of the file.
inline constexpr FindingSpec kPastEnd{"cfb.past-end", Severity::low, Topic::evasion, Unread::no, "T1027"};
/// A sector number that only 32-bit arithmetic brings back into the file.
inline constexpr FindingSpec kWraps{"cfb.sector-wraps", Severity::high, Topic::evasion, Unread::no, "T1027"};
/// The links between directory entries do not form a tree.
inline constexpr FindingSpec kNotATree{"cfb.not-a-tree", Severity::medium, Topic::evasion, Unread::no, "T1027"};
/// A stream with content that no storage holds.
inline constexpr FindingSpec kOrphan{"cfb.orphan", Severity::low, Topic::evasion, Unread::no, "T1027"};
/// Bytes of a stream are missing.
inline constexpr FindingSpec kTruncated{"cfb.truncated", Severity::low, Topic::engine, Unread::damaged};
/// A field has a value that the specification does not allow, and that does not stand in the way.
inline constexpr FindingSpec kNotAsSpecified{"cfb.not-as-specified", Severity::info, Topic::evasion};

} // namespace fumiban::cfb
