// SPDX-License-Identifier: Apache-2.0
/// @file
/// XML whose every reader sees the same elements.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/xml.hpp"

namespace fumiban::disarm {

/// A part of a document as characters in which ASCII is ASCII.
struct Markup {
  explicit Markup(ByteView bytes) : text(xml::as_ascii(bytes, room)), converted(!room.empty()) {}
  Markup(const Markup&) = delete;
  Markup& operator=(const Markup&) = delete;
  ~Markup() = default;

  std::string room;
  std::string_view text;
  bool converted; ///< `text` is UTF-8, and the bytes are not

  /// `changed`, which `text` has become, with a declaration that is true.
  [[nodiscard]] std::string as_part(std::string changed) const;
};

/// True if `text` has no DTD and a charset in which ASCII is ASCII, and its elements nest: then all that read it agree.
/// Calls `token` for each token; for a tag `depth` is the number of elements around it.
[[nodiscard]] bool walk(std::string_view text,
                        const std::function<void(const xml::Token& token, std::size_t depth)>& token);

/// An attribute as it is written.
struct Attribute {
  std::string_view name;
  std::string_view value; ///< not decoded, without quotes
};
/// All attributes of a tag.
[[nodiscard]] std::vector<Attribute> attributes_of(const xml::Token& tag);

/// Where a piece of `text` stands in it.
[[nodiscard]] inline std::size_t place_of(std::string_view piece, std::string_view text) {
  return ByteView(piece).offset_in(ByteView(text));
}

} // namespace fumiban::disarm
