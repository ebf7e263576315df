// SPDX-License-Identifier: Apache-2.0
#include "documents/office/external.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace fumiban::office {

bool is_remote(std::string_view address) {
  static constexpr std::array<std::string_view, 6> kSchemes = {"http:", "https:", "ftp:", "mhtml:", "ms-", "\\\\"};
  if (std::any_of(kSchemes.begin(), kSchemes.end(), [&](auto scheme) { return starts_fold(address, scheme); }))
    return true;
  return starts_fold(address, "file:") && (address.find("\\\\") != std::string_view::npos ||
                                           (starts_fold(address, "file://") && !starts_fold(address, "file:///")));
}

} // namespace fumiban::office
