// SPDX-License-Identifier: Apache-2.0
/// @file
/// PDF syntax (ISO 32000-1, 7.2-7.3) as a row of tokens.
#pragma once

#include <string>
#include <string_view>

namespace fumiban::pdf {

struct Token {
  enum class Kind { end, number, name, string, dict_open, dict_close, array_open, array_close, word } kind = Kind::end;
  std::string_view raw; ///< as written
  std::string text;     ///< a name without '/' and with #xx resolved; a string's bytes
  bool escaped = false; ///< a name that was written with #xx
  std::size_t offset = 0;
};

/// Total; linear over all calls.
class Lexer {
public:
  explicit Lexer(std::string_view bytes) : bytes_(bytes) {}
  /// Reads the next token into `token`; kind `end` at the end.
  void next(Token& token);
  [[nodiscard]] std::size_t position() const { return at_; }
  void seek(std::size_t at) { at_ = at < bytes_.size() ? at : bytes_.size(); }

private:
  void read_string(Token& token);
  void read_hex_string(Token& token);
  void read_name(Token& token);

  std::string_view bytes_;
  std::size_t at_ = 0;
};

} // namespace fumiban::pdf
