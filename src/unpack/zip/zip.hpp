// SPDX-License-Identifier: Apache-2.0
/// @file
/// The reader of zip archives, and of documents that are zip archives.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::zip {

extern const Analyser kAnalyser;

} // namespace fumiban::zip
