// SPDX-License-Identifier: Apache-2.0
/// @file
/// The reader of files that are one other file, compressed: gzip, bzip2, xz, Zstandard.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::compressed {

extern const Analyser kAnalyser;

} // namespace fumiban::compressed
