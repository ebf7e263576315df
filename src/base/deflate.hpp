// SPDX-License-Identifier: Apache-2.0
/// @file
/// Deflate (RFC 1951), the way in. Through libdeflate.
#pragma once

#include <string>

#include "base/bytes.hpp"

namespace fumiban {

/// `bytes` as a deflate stream. The same bytes give the same. About 100 MB/s.
[[nodiscard]] std::string deflated(ByteView bytes);

} // namespace fumiban
