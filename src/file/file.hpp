// SPDX-License-Identifier: Apache-2.0
/// @file
/// What can be said of any file, whatever its format.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::file {

extern const Analyser kAnalyser;

} // namespace fumiban::file
