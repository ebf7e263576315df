// SPDX-License-Identifier: Apache-2.0
/// @file
/// Files that lie inside text without being declared.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::mime {

/// Looks into text for uuencoded, yEnc and BinHex files, for multiparts that no header announces, and for base64 that
/// decodes to a file.
extern const Analyser kEmbeddedAnalyser;

} // namespace fumiban::mime
