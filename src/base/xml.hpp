// SPDX-License-Identifier: Apache-2.0
/// @file
/// XML, as far as it takes to see what stands in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace fumiban::xml {

/// A tag or a stretch of text, as it stands.
struct Token {
  enum class Kind { open, close, text };
  Kind kind = Kind::text;
  std::string_view name{};       ///< of a tag, with its prefix
  std::string_view attributes{}; ///< between the name and the end of the tag
  bool empty = false;            ///< <a/>: no closing tag follows
  std::string_view text{};       ///< between tags
  bool literal = false;          ///< of CDATA: there are no references in `text`
  std::size_t begin = 0;         ///< where it stands
  std::size_t end = 0;
};

/// Cuts `text` into tokens; comments, processing instructions and the DTD are passed over. Total: what has no end runs
/// to the end of the text. Linear.
class Tokens {
public:
  explicit Tokens(std::string_view text) noexcept : text_(text) {}
  [[nodiscard]] bool next(Token& token) noexcept;

private:
  void pass(std::size_t from, std::string_view end) noexcept;
  [[nodiscard]] std::size_t end_of_tag(std::size_t from) const noexcept;
  void pass_declaration() noexcept;

  std::string_view text_;
  std::size_t at_ = 0;
};

/// A name without its prefix.
[[nodiscard]] std::string_view local(std::string_view name) noexcept;

/// `text` with character references and the five entities of XML as what they stand for.
[[nodiscard]] std::string decoded(std::string_view text);

/// The value of the attribute with that local name, decoded. The first, if there are several.
[[nodiscard]] std::optional<std::string> attribute(std::string_view attributes, std::string_view name);

/// `bytes` as UTF-8 or as another charset in which ASCII is ASCII: UTF-16, with a byte order mark or by its first
/// characters (XML 1.0, appendix F), is put into `room`.
[[nodiscard]] std::string_view as_ascii(ByteView bytes, std::string& room);

/// True if `bytes` are UTF-16, by their byte order mark or by the '<' that they begin with.
[[nodiscard]] bool is_utf16(ByteView bytes) noexcept;

} // namespace fumiban::xml
