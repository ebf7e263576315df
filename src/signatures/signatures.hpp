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

extern const Analyser kAnalyser;

} // namespace fumiban::signatures
