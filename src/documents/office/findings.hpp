// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the readers of Office documents say in the same words.
#pragma once

#include "fumiban/finding.hpp"

namespace fumiban::office {

/// There is an Excel 4 macro sheet.
inline constexpr FindingSpec kXlm{"xlm.present", Severity::medium, Topic::content, Unread::no, "T1059"};
/// The document opens only with a password.
inline constexpr FindingSpec kEncrypted{"office.encrypted", Severity::medium, Topic::content, Unread::locked,
                                        "T1027.013"};
/// A sheet that is not shown; very hidden: only a macro or another program shows it.
inline constexpr FindingSpec kHiddenSheet{"office.hidden-sheet", Severity::info, Topic::content};

/// A compound file of a program whose files this version does not read: Outlook, Visio, Publisher, Windows Installer.
inline constexpr FindingSpec kUnread{"office.unread", Severity::low, Topic::engine, Unread::unknown_container};
/// A template, an object or a frame that Office fetches from elsewhere when the document is opened.
inline constexpr FindingSpec kExternal{"office.external-content", Severity::high, Topic::evasion, Unread::no, "T1221"};

} // namespace fumiban::office
