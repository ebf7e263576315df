// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.hpp"

#include <cstring>

namespace fumiban {

std::size_t ByteView::find(std::string_view needle, std::size_t from) const noexcept {
  if (from >= size() || needle.empty()) return npos; // memmem wants no null pointer
  const auto first = find(needle.front(), from);     // often there is none, and memchr is much faster
  if (first == npos) return npos;
  const auto hay = text().substr(first);
  const void* hit = memmem(hay.data(), hay.size(), needle.data(), needle.size());
  return hit == nullptr ? npos : first + static_cast<std::size_t>(static_cast<const char*>(hit) - hay.data());
}

} // namespace fumiban
