// SPDX-License-Identifier: Apache-2.0
/// @file
/// What a file's name tells a person, and what it really is.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::name {

extern const Analyser kAnalyser;

} // namespace fumiban::name
