// SPDX-License-Identifier: Apache-2.0
/// @file
/// VBA source (MS-VBAL 3) as a row of tokens, and as a row of statements.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scripts/vba/symbols.hpp"

namespace fumiban::vba {

struct Token {
  enum class Kind : std::uint8_t {
    name,      ///< identifier, keyword or [bracketed]; its number is `symbol`
    string,    ///< `text` without the outer quotes, "" still doubled
    number,    ///< `text` as written
    date,      ///< #..#
    op,        ///< `symbol` is the character, or one of kAssign, kLessEqual ..
    end,       ///< end of a statement: a line's end or a colon
    comment,   ///< ' or Rem, to the end of the logical line
    directive, ///< #If, #Else, #Const ..: the whole logical line
    attribute, ///< Attribute VB_..: the whole logical line
    label,     ///< a line number
  };
  Kind kind = Kind::end;
  bool first = false; ///< of its logical line
  std::uint32_t line = 0;
  std::uint32_t symbol = 0;
  std::string_view text;

  [[nodiscard]] bool is_name(std::uint32_t word) const { return kind == Kind::name && symbol == word; }
  [[nodiscard]] bool is_op(std::uint32_t code) const { return kind == Kind::op && symbol == code; }
};

inline constexpr std::uint32_t kNamed = 256;      ///< :=
inline constexpr std::uint32_t kComparison = 257; ///< <> <= >=

/// Total; linear over all calls. Lines that end in " _" go on.
class Lexer {
public:
  Lexer(std::string_view source, Symbols& symbols) : source_(source), symbols_(symbols) {}
  /// Reads the next token. False: that was all.
  [[nodiscard]] bool next(Token& token);

private:
  [[nodiscard]] bool skip_blanks(); ///< false at the end of the logical line
  [[nodiscard]] std::size_t line_end(std::size_t at) const;
  [[nodiscard]] std::size_t logical_end(std::size_t at) const;
  void take_to_logical_end(Token& token, Token::Kind kind);
  void read_line_end(Token& token);
  void read_name(Token& token);
  void read_number(Token& token);
  void read_string(Token& token);
  void read_bracketed(Token& token);
  void read_sign(Token& token);
  [[nodiscard]] bool read_hash(Token& token);
  [[nodiscard]] bool is_attribute() const;
  [[nodiscard]] char at(std::size_t place) const { return place < source_.size() ? source_[place] : '\0'; }

  std::string_view source_;
  Symbols& symbols_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  bool first_ = true;     ///< at the beginning of a logical line
  bool statement_ = true; ///< at the beginning of a statement
};

/// The statements of one module: no comments, no labels, no directives; an Attribute line is one; `Then` and `Else` end
/// a statement too. A statement of more than a quarter of a million tokens comes in pieces.
class Statements {
public:
  Statements(std::string_view source, Symbols& symbols) : lexer_(source, symbols) {}
  /// Reads the next statement that is not empty. False: that was all.
  [[nodiscard]] bool next(std::vector<Token>& statement);

private:
  Lexer lexer_;
};

/// A string literal's value: "" as ".
[[nodiscard]] std::string unquoted(std::string_view text);

/// A numeric literal's value: decimal, &H, &O, with exponent and type suffix. &HFFFF is -1 as in VBA.
[[nodiscard]] double number_of(std::string_view text);

} // namespace fumiban::vba
