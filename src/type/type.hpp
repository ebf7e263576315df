// SPDX-License-Identifier: Apache-2.0
/// @file
/// Content against claim: the true type of a part and the type that its name and its header give it.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::type {

extern const Analyser kAnalyser;

} // namespace fumiban::type
