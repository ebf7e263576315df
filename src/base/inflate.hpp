// SPDX-License-Identifier: Apache-2.0
/// @file
/// Deflate streams (RFC 1950, 1951, 1952) of unknown size, through zlib.
#pragma once

#include <functional>
#include <string>

#include "base/bytes.hpp"

namespace fumiban {

struct Inflated {
  std::string bytes;
  bool complete = false; ///< the stream ended as it should
  bool refused = false;  ///< `pay` said no
};

/// Inflates a zlib or gzip stream. `pay(n)` is asked before each further n bytes are made; what was made before a
/// damage or a refusal is kept.
[[nodiscard]] Inflated inflate_stream(ByteView packed, const std::function<bool(std::uint64_t)>& pay);

} // namespace fumiban
