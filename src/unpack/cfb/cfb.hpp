// SPDX-License-Identifier: Apache-2.0
/// @file
/// What every compound file is looked at for, whatever program it belongs to.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::cfb {

extern const Analyser kAnalyser;

} // namespace fumiban::cfb
