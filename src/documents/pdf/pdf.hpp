// SPDX-License-Identifier: Apache-2.0
/// @file
/// PDF (ISO 32000-1): what acts in it, what it carries and where it leads.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::pdf {

extern const Analyser kAnalyser;

} // namespace fumiban::pdf
