// SPDX-License-Identifier: Apache-2.0
/// @file
/// The characters of a page in whatever charset, so that markup is only where every reader sees it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace fumiban::disarm {

/// A page's bytes, and beside each whether it is an ASCII character: `mask` has those, and 0x80 where a byte belongs to
/// another character. What no reader can make a character of has become '?'.
struct PageText {
  std::string bytes;
  std::string mask;        ///< as long as `bytes`
  std::string label;       ///< that the mail, or the page, tells; lower case
  bool marked = false;     ///< a byte order mark of UTF-8 stood before
  bool wide = false;       ///< it was UTF-16; `bytes` are UTF-8
  bool big_endian = false; ///< UTF-16

  /// `page`, made of pieces of `bytes` and of ASCII, in the page's charset.
  [[nodiscard]] std::string encoded(std::string page) const;
};

/// Nothing where readers may disagree about the charset. Linear.
[[nodiscard]] std::optional<PageText> read_page(ByteView bytes, std::string_view label);

} // namespace fumiban::disarm
