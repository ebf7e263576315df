// SPDX-License-Identifier: Apache-2.0
/// @file
/// Documents that Word opens although the file begins as something else.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::disguise {

extern const Analyser kAnalyser;

} // namespace fumiban::disguise
