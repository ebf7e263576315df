// SPDX-License-Identifier: Apache-2.0
/// @file
/// What Office documents are looked at for besides VBA: Excel 4 macro sheets and encryption.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::office {

extern const Analyser kBinaryAnalyser; ///< doc, xls, ppt, and the wrapper of an encrypted OOXML document
extern const Analyser kXmlAnalyser;    ///< parts of OOXML documents, each by its content

} // namespace fumiban::office
