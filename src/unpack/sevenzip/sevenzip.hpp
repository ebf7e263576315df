// SPDX-License-Identifier: Apache-2.0
/// @file
/// 7z archives, the encrypted ones included.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::sevenzip {

extern const Analyser kAnalyser;

} // namespace fumiban::sevenzip
