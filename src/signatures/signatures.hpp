// SPDX-License-Identifier: Apache-2.0
/// @file
/// The standard test strings that every scanner answers.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::signatures {

/// EICAR anti-malware test file.
inline constexpr FindingSpec kEicar{"test.eicar", Severity::critical, Topic::test};
/// Generic test for unsolicited bulk email.
inline constexpr FindingSpec kGtube{"test.gtube", Severity::critical, Topic::test};

/// True if `content` holds one of them. One pass with memmem.
[[nodiscard]] bool holds_test_string(ByteView content) noexcept;

extern const Analyser kAnalyser;

} // namespace fumiban::signatures
