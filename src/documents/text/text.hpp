// SPDX-License-Identifier: Apache-2.0
/// @file
/// Plain text: its words and the addresses in it.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::text {

extern const Analyser kAnalyser;

} // namespace fumiban::text
