// SPDX-License-Identifier: Apache-2.0
/// @file
/// Raw pointers for C libraries. Only wrappers include this header; `make lint` lists who does.
#pragma once

#include "base/bytes.hpp"

namespace fumiban {

struct Raw {
  [[nodiscard]] static const std::byte* data(ByteView view) noexcept { return view.bytes_.data(); }
  [[nodiscard]] static const char* chars(ByteView view) noexcept { return view.text().data(); }
};

} // namespace fumiban
