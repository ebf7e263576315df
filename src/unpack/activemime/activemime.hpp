// SPDX-License-Identifier: Apache-2.0
/// @file
/// ActiveMime: what Word and Excel keep their VBA project and objects in where a document is text (editdata.mso,
/// oledata.mso).
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::activemime {

extern const Analyser kAnalyser;

} // namespace fumiban::activemime
