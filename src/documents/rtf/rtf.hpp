// SPDX-License-Identifier: Apache-2.0
/// @file
/// RTF: what it says, the objects in it, and what it fetches.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::rtf {

extern const Analyser kAnalyser;

} // namespace fumiban::rtf
