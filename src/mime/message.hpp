// SPDX-License-Identifier: Apache-2.0
/// @file
/// Messages and their MIME structure, in every reading.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::mime {

/// Reads a message, or a multipart body that something else carried.
extern const Analyser kMessageAnalyser;

} // namespace fumiban::mime
