// SPDX-License-Identifier: Apache-2.0
/// @file
/// The texts of a project: as they stand and as they are put together.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "scripts/vba/vba.hpp"

namespace fumiban::vba {

/// A text that the source does not show as it is.
struct Folded {
  std::string text; ///< UTF-8; what is not known is U+2026
  std::size_t module = 0;
  std::uint32_t line = 0;
};

/// Every text that is put together in the modules, in order, each once; also what it holds unwrapped (decode.hpp). At
/// most four megabytes.
[[nodiscard]] std::vector<Folded> folded_texts(std::span<const Module> modules);

} // namespace fumiban::vba
