// SPDX-License-Identifier: Apache-2.0
#include "unpack/names/names.hpp"

#include "base/text.hpp"

namespace fumiban::names {

std::string member_name(std::string_view raw) {
  if (is_utf8(raw)) return std::string(raw);
  auto japanese = to_utf8(raw, "cp932");
  return japanese.lossy ? to_utf8(raw, {}).utf8 : std::move(japanese.utf8);
}

} // namespace fumiban::names
