// SPDX-License-Identifier: Apache-2.0
/// @file
/// Documents of Office that are one XML file: Word 2003 XML, Excel 2003 XML, Flat OPC.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::flatxml {

extern const Analyser kAnalyser;

} // namespace fumiban::flatxml
