// SPDX-License-Identifier: Apache-2.0
/// @file
/// What reading mail can find.
#pragma once

#include "fumiban/finding.hpp"

namespace fumiban::mime {

/// Readers disagree; evidence: the kind of disagreement.
inline constexpr FindingSpec kIrregular{"mime.irregular", Severity::info, Topic::evasion};
/// Readers disagree, and what one of them shows could harm; evidence: the kind. Said by correlate/.
inline constexpr FindingSpec kAmbiguous{"mime.ambiguous", Severity::high, Topic::evasion, Unread::no, "T1027"};
/// A piece of a message that readers put together from several mails (RFC 2046 5.2.2).
inline constexpr FindingSpec kPartial{"mime.partial", Severity::medium, Topic::evasion, Unread::damaged};
/// The content is elsewhere (RFC 2046 5.2.3).
inline constexpr FindingSpec kExternalBody{"mime.external-body", Severity::medium, Topic::content, Unread::no,
                                           "T1566.002"};
/// The body is encrypted for the recipient (RFC 1847, RFC 3156).
inline constexpr FindingSpec kEncrypted{"mime.encrypted", Severity::info, Topic::content, Unread::end_to_end};

} // namespace fumiban::mime
