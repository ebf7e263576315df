// SPDX-License-Identifier: Apache-2.0
/// @file
/// The dir stream of a VBA project (MS-OVBA 2.3.4.2): which modules there are, and where.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace fumiban::ovba {

/// A module as the dir stream tells it (MS-OVBA 2.3.4.2.3.2).
struct DirModule {
  std::string name;
  std::string stream;
  std::string stream_unicode;
  std::uint32_t offset = 0;
  bool standard = true;
};

struct Dir {
  std::uint16_t code_page = 1252;
  std::uint32_t lcid = 0x409; ///< the language; not told: what it must be
  std::vector<DirModule> modules;
  bool complete = false;
};

/// What an unpacked dir stream tells, at most 65,535 modules. Any bytes are allowed; what cannot be read ends it.
[[nodiscard]] Dir read_dir(ByteView bytes);

} // namespace fumiban::ovba
