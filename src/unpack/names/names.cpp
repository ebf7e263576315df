// SPDX-License-Identifier: Apache-2.0
#include "unpack/names/names.hpp"

#include "base/text.hpp"

namespace fumiban::names {

std::string member_name(std::string_view raw) {
  if (is_utf8(raw)) return std::string(raw);
  auto japanese = to_utf8(raw, "cp932");
  // ICU gives U+FFFD or U+001A for what CP932 has not: then it was written on a DOS of another country.
  const bool fits = !japanese.lossy && japanese.charset == "cp932" && japanese.utf8.find('\x1a') == std::string::npos;
  return fits ? std::move(japanese.utf8) : to_utf8(raw, "ibm437").utf8;
}

} // namespace fumiban::names
