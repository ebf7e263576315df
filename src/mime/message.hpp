// SPDX-License-Identifier: Apache-2.0
/// @file
/// Messages and their MIME structure, in every reading.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::mime {

/// True for a saved message or web archive attached as a file. Plain text that begins with "From:" stays text.
[[nodiscard]] bool is_attached_message(const Sight& sight) noexcept;

/// Reads a message, or a multipart body that something else carried.
extern const Analyser kMessageAnalyser;

} // namespace fumiban::mime
