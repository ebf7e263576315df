// SPDX-License-Identifier: Apache-2.0
/// @file
/// HTML: its text, its links, and the files that it carries in data: addresses.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::html {

extern const Analyser kAnalyser;

} // namespace fumiban::html
