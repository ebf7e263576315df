// SPDX-License-Identifier: Apache-2.0
/// @file
/// What a report and a verdict have to tell the audit log.
#pragma once

#include "audit/event.hpp"

namespace fumiban::audit {

/// Fills in what the message says of itself, its attachments and members of archives, its addresses, the verdict, and
/// the digest of the report's JSON. What stands in the event beside that stays.
void tell(const Report& report, const Verdict& verdict, Event& event);

} // namespace fumiban::audit
