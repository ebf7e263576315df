// SPDX-License-Identifier: Apache-2.0
/// @file
/// The findings that say which limit was reached, one for each member of `Limits`.
#pragma once

#include <span>

#include "fumiban/finding.hpp"

namespace fumiban::limit {

inline constexpr FindingSpec kBytes{"limit.bytes", Severity::medium, Topic::limit, Unread::limit};
inline constexpr FindingSpec kParts{"limit.parts", Severity::medium, Topic::limit, Unread::limit};
inline constexpr FindingSpec kDepth{"limit.depth", Severity::medium, Topic::limit, Unread::limit};
inline constexpr FindingSpec kHeaderBytes{"limit.header-bytes", Severity::medium, Topic::limit, Unread::limit};
inline constexpr FindingSpec kParameters{"limit.parameters", Severity::medium, Topic::limit, Unread::limit};
inline constexpr FindingSpec kCommentDepth{"limit.comment-depth", Severity::medium, Topic::limit, Unread::limit};
inline constexpr FindingSpec kEncodedWords{"limit.encoded-words", Severity::medium, Topic::limit, Unread::limit};
inline constexpr FindingSpec kReadings{"limit.readings", Severity::medium, Topic::limit, Unread::limit};
inline constexpr FindingSpec kHtmlNodes{"limit.html-nodes", Severity::medium, Topic::limit, Unread::limit};
inline constexpr FindingSpec kPdfObjects{"limit.pdf-objects", Severity::medium, Topic::limit, Unread::limit};
inline constexpr FindingSpec kMacroTokens{"limit.macro-tokens", Severity::medium, Topic::limit, Unread::limit};
inline constexpr FindingSpec kMemory{"limit.memory", Severity::medium, Topic::limit, Unread::limit};
inline constexpr FindingSpec kPasswords{"limit.passwords", Severity::low, Topic::limit, Unread::limit};
inline constexpr FindingSpec kFindings{"limit.findings", Severity::medium, Topic::limit, Unread::limit};
inline constexpr FindingSpec kIndicators{"limit.indicators", Severity::low, Topic::limit, Unread::limit};

/// All of them, in the order of `Limits`.
[[nodiscard]] std::span<const FindingSpec* const> specs() noexcept;

} // namespace fumiban::limit
