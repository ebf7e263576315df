// SPDX-License-Identifier: Apache-2.0
#include "documents/pdf/lexer.hpp"

#include "base/ascii.hpp"

namespace fumiban::pdf {
namespace {

bool is_white(char c) noexcept { return c == '\0' || is_space(c); }
bool is_delimiter(char c) noexcept {
  return c == '(' || c == ')' || c == '<' || c == '>' || c == '[' || c == ']' || c == '{' || c == '}' || c == '/' ||
         c == '%';
}

} // namespace

void Lexer::next(Token& token) {
  token.text.clear();
  token.raw = {};
  token.escaped = false;
  while (at_ < bytes_.size()) {
    if (is_white(bytes_[at_])) {
      ++at_;
    } else if (bytes_[at_] == '%') {
      at_ = bytes_.find_first_of("\r\n", at_);
      if (at_ == std::string_view::npos) at_ = bytes_.size();
    } else {
      break;
    }
  }
  token.offset = at_;
  if (at_ >= bytes_.size()) {
    token.kind = Token::Kind::end;
    return;
  }
  const auto begin = at_;
  const char c = bytes_[at_++];
  const char d = at_ < bytes_.size() ? bytes_[at_] : ' ';
  switch (c) {
    case '(': read_string(token); break;
    case '/': read_name(token); break;
    case '[': token.kind = Token::Kind::array_open; break;
    case ']': token.kind = Token::Kind::array_close; break;
    case '<':
      if (d == '<') {
        ++at_;
        token.kind = Token::Kind::dict_open;
      } else {
        read_hex_string(token);
      }
      break;
    case '>':
      if (d == '>') {
        ++at_;
        token.kind = Token::Kind::dict_close;
      } else {
        token.kind = Token::Kind::word;
      }
      break;
    default:
      while (at_ < bytes_.size() && !is_white(bytes_[at_]) && !is_delimiter(bytes_[at_])) ++at_;
      token.kind = is_digit(c) || c == '+' || c == '-' || c == '.' ? Token::Kind::number : Token::Kind::word;
  }
  token.raw = bytes_.substr(begin, at_ - begin);
}

void Lexer::read_string(Token& token) {
  token.kind = Token::Kind::string;
  int depth = 1;
  while (at_ < bytes_.size()) {
    char c = bytes_[at_++];
    if (c == '\\' && at_ < bytes_.size()) {
      c = bytes_[at_++];
      switch (c) {
        case 'n': c = '\n'; break;
        case 'r': c = '\r'; break;
        case 't': c = '\t'; break;
        case 'b': c = '\b'; break;
        case 'f': c = '\f'; break;
        case '\r':
          if (at_ < bytes_.size() && bytes_[at_] == '\n') ++at_;
          continue;
        case '\n': continue;
        default:
          if (c >= '0' && c <= '7') {
            int value = c - '0';
            for (int i = 0; i < 2 && at_ < bytes_.size() && bytes_[at_] >= '0' && bytes_[at_] <= '7'; ++i)
              value = value * 8 + (bytes_[at_++] - '0');
            c = static_cast<char>(value);
          }
      }
      token.text += c;
      continue;
    }
    if (c == '(') ++depth;
    if (c == ')' && --depth == 0) return;
    token.text += c;
  }
}

void Lexer::read_hex_string(Token& token) {
  token.kind = Token::Kind::string;
  int high = -1;
  while (at_ < bytes_.size()) {
    const char c = bytes_[at_++];
    if (c == '>') break;
    const int value = hex_value(c);
    if (value < 0) continue;
    if (high < 0) {
      high = value;
    } else {
      token.text += static_cast<char>(high * 16 + value);
      high = -1;
    }
  }
  if (high >= 0) token.text += static_cast<char>(high * 16);
}

void Lexer::read_name(Token& token) {
  token.kind = Token::Kind::name;
  while (at_ < bytes_.size() && !is_white(bytes_[at_]) && !is_delimiter(bytes_[at_])) {
    const char c = bytes_[at_++];
    if (c == '#' && at_ + 1 < bytes_.size() && hex_value(bytes_[at_]) >= 0 && hex_value(bytes_[at_ + 1]) >= 0) {
      token.text += static_cast<char>(hex_value(bytes_[at_]) * 16 + hex_value(bytes_[at_ + 1]));
      token.escaped = true;
      at_ += 2;
    } else {
      token.text += c;
    }
  }
}

} // namespace fumiban::pdf
