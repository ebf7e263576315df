// SPDX-License-Identifier: Apache-2.0
/// @file
/// HTML as a flat row of tags and text (HTML Living Standard 13.2.5), without a tree: nothing nests, so nothing can
/// nest too deep.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fumiban::html {

struct Attribute {
  std::string_view name;  ///< as written
  std::string_view value; ///< as written, without quotes
};

struct Token {
  enum class Kind { text, open, close, raw_text, comment } kind = Kind::text;
  std::string_view name; ///< of a tag, as written
  std::string_view text; ///< of text, raw text (script, style, title, textarea) or comment
  std::vector<Attribute> attributes{};
};

/// Reads tokens one after the other. Total; linear in the input over all calls.
class Tokens {
public:
  explicit Tokens(std::string_view html) : html_(html) {}
  /// The next token; false at the end. `token` is reused.
  bool next(Token& token);
  [[nodiscard]] std::size_t position() const { return at_; }

private:
  bool read_tag(Token& token);

  std::string_view html_;
  std::size_t at_ = 0;
  std::string raw_until_; ///< name of the element whose content is raw text
};

/// Text with character references (&amp; &#38; &#x26;) resolved; unknown names stay as written.
[[nodiscard]] std::string with_references(std::string_view text);

} // namespace fumiban::html
