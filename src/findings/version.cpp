// SPDX-License-Identifier: Apache-2.0
#include "fumiban/build.hpp"
#include "fumiban/scan.hpp"

namespace fumiban {

std::string_view version() noexcept { return kVersion; }

} // namespace fumiban
