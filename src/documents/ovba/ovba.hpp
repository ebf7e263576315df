// SPDX-License-Identifier: Apache-2.0
/// @file
/// Macros in compound files: finds every VBA project and hands its source to scripts/vba.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::ovba {

extern const Analyser kAnalyser;

} // namespace fumiban::ovba
