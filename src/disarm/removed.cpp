// SPDX-License-Identifier: Apache-2.0
// Apart from what disarms: whoever tells people links no reader.
#include <array>

#include "disarm/disarm.hpp"

namespace fumiban::disarm {

std::string_view name_of(Removed what) noexcept {
  static constexpr std::array<std::string_view, kKindsOfRemoved> kNames = {
      "macros",  "macro-sheets", "objects", "dde",       "external", "ribbon",
      "scripts", "forms",        "frames",  "redirects", "markup",   "files"};
  return kNames[static_cast<std::size_t>(what)];
}

} // namespace fumiban::disarm
