// SPDX-License-Identifier: Apache-2.0
/// @file
/// The reader of the archives that libarchive reads and we do not: rar, tar, cab, lha, iso, cpio, ar, rpm, and the
/// old compressors.
#pragma once

#include "analyser/analyser.hpp"

namespace fumiban::libarchive {

extern const Analyser kAnalyser;

} // namespace fumiban::libarchive
