// SPDX-License-Identifier: Apache-2.0
/// @file
/// The compression of VBA source and of the dir stream (MS-OVBA 2.4.1).
#pragma once

#include <string>

#include "base/bytes.hpp"

namespace fumiban::ovba {

struct Decompressed {
  std::string bytes;
  bool begun = false;    ///< there was a container
  bool complete = false; ///< every chunk was sound
  bool odd = false;      ///< signature bits that Office does not look at were wrong
  bool raw = false;      ///< the first chunk is stored, which no source needs
  bool cramped = false;  ///< a chunk before the last makes less than 4,096 bytes
  bool cut = false;      ///< `most` was reached
};

/// The container that begins at `offset`, at most `most` bytes of it. As Office does, the signature bits of chunks are
/// not trusted; a damaged chunk ends it, and what was made before is kept. A chunk of 6 bytes may make 4,096: pay for
/// `most`, or for what came.
[[nodiscard]] Decompressed decompressed(ByteView stream, std::size_t offset, std::size_t most);

} // namespace fumiban::ovba
