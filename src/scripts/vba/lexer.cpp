// SPDX-License-Identifier: Apache-2.0
// VBA source as tokens (MS-VBAL 3).
// Reads:  logical lines, comments, strings, dates, numbers, names of any script, [names], directives, Attribute lines.
// Leaves: which branch of #If counts: both are code.
// Trusts: nothing; what is no token is an operator that nobody knows.
// Costs:  one pass; what is looked at ahead is a line's end, a date's 40 characters, a run of blanks.
// Damage: a string without its end ends with the line.
#include "scripts/vba/lexer.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/ascii.hpp"

namespace fumiban::vba {
namespace {

constexpr std::size_t kLongestStatement = 1U << 18U;
constexpr std::size_t kLongestDate = 40;

bool is_high(char c) noexcept { return static_cast<unsigned char>(c) >= 0x80; }
bool starts_name(char c) noexcept { return is_alpha(c) || is_high(c); }
bool in_name(char c) noexcept { return is_alnum(c) || c == '_' || is_high(c); }
bool starts_operand(char c) noexcept { return in_name(c) || c == '"' || c == '(' || c == '['; }

/// Bytes of the blank at `at`: space, tab, EOM, form feed, ideographic space. 0: none.
std::size_t blank_at(std::string_view s, std::size_t at) noexcept {
  if (at >= s.size()) return 0;
  const char c = s[at];
  if (c == ' ' || c == '\t' || c == '\x19' || c == '\f' || c == '\v') return 1;
  return c == '\xE3' && s.substr(at, 3) == "\xE3\x80\x80" ? 3 : 0;
}

/// Bytes of the line end at `at`; 0: none.
std::size_t line_end_at(std::string_view s, std::size_t at) noexcept {
  if (at >= s.size()) return 0;
  const char c = s[at];
  if (c == '\r') return s.substr(at, 2) == "\r\n" ? 2 : 1;
  if (c == '\n') return 1;
  return c == '\xE2' && (s.substr(at, 3) == "\xE2\x80\xA8" || s.substr(at, 3) == "\xE2\x80\xA9") ? 3 : 0;
}

/// Where " _" at `at` ends with its line end; 0: it is none.
std::size_t continuation_at(std::string_view s, std::size_t at) noexcept {
  if (at >= s.size() || s[at] != '_') return 0;
  if (at > 0 && blank_at(s, at - 1) == 0 && !(at >= 3 && blank_at(s, at - 3) == 3) && s[at - 1] != '\n' &&
      s[at - 1] != '\r')
    return 0;
  auto end = at + 1;
  while (const auto blank = blank_at(s, end)) end += blank;
  const auto more = line_end_at(s, end);
  return more == 0 ? 0 : end + more;
}

/// "12/31/2020", "Jan 1, 2020 10:00 PM": what may stand between two #.
bool is_date(std::string_view s) noexcept {
  static constexpr std::array<std::string_view, 14> kWordsOfDates = {"jan", "feb", "mar", "apr", "may", "jun", "jul",
                                                                     "aug", "sep", "oct", "nov", "dec", "am",  "pm"};
  bool parted = false;
  bool digits = false;
  for (std::size_t i = 0; i < s.size();) {
    if (is_alpha(s[i])) {
      const auto end = find_where(
          s, [](char c) { return !is_alpha(c); }, i);
      const auto word = s.substr(i, end == std::string_view::npos ? end : end - i);
      if (std::none_of(kWordsOfDates.begin(), kWordsOfDates.end(), [&](auto head) { return starts_fold(word, head); }))
        return false;
      parted = true;
      i += word.size();
      continue;
    }
    parted = parted || s[i] == '/' || s[i] == '-' || s[i] == ':';
    digits = digits || is_digit(s[i]);
    if (!is_digit(s[i]) && std::string_view("/-:,. ").find(s[i]) == std::string_view::npos) return false;
    ++i;
  }
  return parted && digits;
}

} // namespace

std::size_t Lexer::line_end(std::size_t at) const {
  while (at < source_.size() && line_end_at(source_, at) == 0) ++at;
  return at;
}

std::size_t Lexer::logical_end(std::size_t at) const {
  for (;;) {
    const auto end = line_end(at);
    auto last = end;
    while (last > at && (source_[last - 1] == ' ' || source_[last - 1] == '\t')) --last;
    if (last == at || source_[last - 1] != '_' || continuation_at(source_, last - 1) == 0) return end;
    at = end + line_end_at(source_, end);
  }
}

bool Lexer::skip_blanks() {
  while (at_ < source_.size()) {
    if (const auto blank = blank_at(source_, at_)) {
      at_ += blank;
    } else if (const auto goes_on = continuation_at(source_, at_)) {
      at_ = goes_on;
      ++line_;
    } else {
      return line_end_at(source_, at_) == 0;
    }
  }
  return false;
}

void Lexer::read_line_end(Token& token) {
  token.kind = Token::Kind::end;
  at_ += line_end_at(source_, at_);
  ++line_;
  first_ = statement_ = true;
}

void Lexer::take_to_logical_end(Token& token, Token::Kind kind) {
  const auto end = logical_end(at_);
  token.kind = kind;
  token.text = source_.substr(at_, end - at_);
  for (std::size_t i = at_; i < end; ++i)
    if (const auto bytes = line_end_at(source_, i)) {
      ++line_;
      i += bytes - 1;
    }
  at_ = end;
}

bool Lexer::is_attribute() const {
  const auto line = source_.substr(at_, std::min<std::size_t>(line_end(at_) - at_, 256));
  if (!starts_fold(line, "attribute") || line.size() < 12 || blank_at(line, 9) == 0) return false;
  const auto mark = find_fold(line, "vb_", 10);
  const auto equals = line.find('=');
  return mark != std::string_view::npos && equals != std::string_view::npos && mark < equals;
}

void Lexer::read_name(Token& token) {
  const auto begin = at_;
  while (at_ < source_.size() && in_name(source_[at_]) && line_end_at(source_, at_) == 0 &&
         blank_at(source_, at_) == 0 && !(at_ > begin && continuation_at(source_, at_) != 0))
    ++at_;
  token.kind = Token::Kind::name;
  token.text = source_.substr(begin, at_ - begin);
  token.symbol = symbols_.of(token.text);
  if (statement_ && token.symbol == word("rem")) {
    at_ = begin;
    take_to_logical_end(token, Token::Kind::comment);
    return;
  }
  // A type suffix belongs to the name; & ^ ! # are operators where an operand follows.
  const char c = at(at_);
  if (c == '$' || c == '%' || c == '@') {
    ++at_;
  } else if (c == '&' || c == '^') {
    auto after = at_ + 1;
    while (at(after) == ' ') ++after;
    if (!starts_operand(at(after)) && at(after) != '&') ++at_;
  } else if ((c == '!' || c == '#') && !starts_operand(at(at_ + 1))) {
    ++at_;
  }
}

void Lexer::read_bracketed(Token& token) {
  const auto begin = ++at_;
  while (at_ < source_.size() && source_[at_] != ']' && line_end_at(source_, at_) == 0) ++at_;
  token.kind = Token::Kind::name;
  token.text = source_.substr(begin, at_ - begin);
  token.symbol = symbols_.of(trim(token.text).substr(0, 256));
  if (at(at_) == ']') ++at_;
}

void Lexer::read_number(Token& token) {
  const auto begin = at_;
  if (at(at_) == '&') {
    const bool hex = lower(at(at_ + 1)) == 'h';
    at_ += hex || lower(at(at_ + 1)) == 'o' ? 2U : 1U;
    while (hex ? hex_value(at(at_)) >= 0 : is_digit(at(at_))) ++at_;
  } else {
    while (is_digit(at(at_)) || at(at_) == '.') ++at_;
    const char e = lower(at(at_));
    const bool sign = at(at_ + 1) == '+' || at(at_ + 1) == '-';
    if ((e == 'e' || e == 'd') && is_digit(at(at_ + (sign ? 2U : 1U)))) {
      at_ += sign ? 2U : 1U;
      while (is_digit(at(at_))) ++at_;
    }
  }
  token.kind = statement_ && first_ && at(begin) != '&' ? Token::Kind::label : Token::Kind::number;
  token.text = source_.substr(begin, at_ - begin);
  const char c = at(at_);
  if ((c == '%' || c == '!' || c == '#' || c == '@' || c == '^' || c == '&') && !starts_operand(at(at_ + 1))) {
    auto after = at_ + 1;
    while (at(after) == ' ') ++after;
    if ((c != '&' && c != '^') || !starts_operand(at(after))) ++at_;
  }
}

void Lexer::read_string(Token& token) {
  const auto begin = ++at_;
  while (at_ < source_.size() && line_end_at(source_, at_) == 0) {
    if (source_[at_] == '"') {
      if (at(at_ + 1) != '"') break;
      ++at_;
    }
    ++at_;
  }
  token.kind = Token::Kind::string;
  token.text = source_.substr(begin, at_ - begin);
  if (at(at_) == '"') ++at_;
}

bool Lexer::read_hash(Token& token) {
  if (first_) {
    auto after = at_ + 1;
    while (at(after) == ' ') ++after;
    const auto rest = source_.substr(after, 6);
    for (const auto head : {"if", "else", "end", "const"})
      if (starts_fold(rest, head)) {
        take_to_logical_end(token, Token::Kind::directive);
        return true;
      }
  }
  const auto body = source_.substr(at_ + 1, kLongestDate);
  const auto close = body.find_first_of("#\r\n");
  if (close == std::string_view::npos || body[close] != '#' || !is_date(body.substr(0, close))) return false;
  token.kind = Token::Kind::date;
  token.text = body.substr(0, close);
  at_ += close + 2;
  return true;
}

void Lexer::read_sign(Token& token) {
  const char c = source_[at_++];
  token.kind = Token::Kind::op;
  token.symbol = static_cast<unsigned char>(c);
  token.text = source_.substr(at_ - 1, 1);
  const char d = at(at_);
  if (c == ':' && d == '=') {
    token.symbol = kNamed;
    ++at_;
  } else if (c == ':') {
    token.kind = Token::Kind::end;
  } else if ((c == '<' && (d == '>' || d == '=')) || (c == '>' && (d == '=' || d == '<')) ||
             (c == '=' && (d == '<' || d == '>'))) {
    token.symbol = kComparison;
    ++at_;
  }
}

bool Lexer::next(Token& token) {
  token = Token{};
  if (at_ == 0 && source_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  const bool more = skip_blanks();
  if (at_ >= source_.size()) return false;
  token.line = line_;
  token.first = first_;
  if (!more) {
    read_line_end(token);
    return true;
  }
  const char c = source_[at_];
  if (c == '\'') {
    take_to_logical_end(token, Token::Kind::comment);
  } else if (c == '"') {
    read_string(token);
  } else if (first_ && lower(c) == 'a' && is_attribute()) {
    take_to_logical_end(token, Token::Kind::attribute);
  } else if (starts_name(c)) {
    read_name(token);
  } else if (c == '[') {
    read_bracketed(token);
  } else if (is_digit(c) || (c == '.' && is_digit(at(at_ + 1)))) {
    read_number(token);
  } else if (c == '&' && (is_digit(at(at_ + 1)) || (lower(at(at_ + 1)) == 'h' && hex_value(at(at_ + 2)) >= 0) ||
                          (lower(at(at_ + 1)) == 'o' && is_digit(at(at_ + 2))))) {
    read_number(token);
  } else if (c != '#' || !read_hash(token)) {
    read_sign(token);
  }
  first_ = token.kind == Token::Kind::end && first_ && token.text.empty();
  statement_ = token.kind == Token::Kind::end || token.kind == Token::Kind::label;
  return true;
}

bool Statements::next(std::vector<Token>& statement) {
  statement.clear();
  Token token;
  while (lexer_.next(token)) {
    switch (token.kind) {
      case Token::Kind::comment:
      case Token::Kind::label: continue;
      case Token::Kind::directive: continue;
      case Token::Kind::attribute: statement.assign(1, token); return true;
      case Token::Kind::name:
        if (token.symbol != word("then") && token.symbol != word("else")) break;
        [[fallthrough]];
      case Token::Kind::end:
        if (!statement.empty()) return true;
        continue;
      default: break;
    }
    statement.push_back(token);
    if (statement.size() >= kLongestStatement) return true;
  }
  return !statement.empty();
}

std::string unquoted(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"') ++i;
  }
  return out;
}

double number_of(std::string_view text) {
  if (text.starts_with('&')) {
    const bool hex = text.size() > 1 && lower(text[1]) == 'h';
    const auto digits = text.substr(hex || (text.size() > 1 && lower(text[1]) == 'o') ? 2 : 1);
    double value = 0;
    for (const char c : digits.substr(0, 24)) {
      const int digit = hex_value(c);
      if (digit < 0) break;
      value = value * (hex ? 16 : 8) + digit;
    }
    if (hex && digits.size() <= 4 && value > 32767) value -= 65536;
    if (hex && digits.size() == 8 && value > 2147483647.0) value -= 4294967296.0;
    return value;
  }
  double value = 0;
  std::size_t i = 0;
  for (; i < text.size() && is_digit(text[i]); ++i) value = value * 10 + (text[i] - '0');
  if (i < text.size() && text[i] == '.') {
    double scale = 1;
    for (++i; i < text.size() && is_digit(text[i]); ++i) value += (scale /= 10) * (text[i] - '0');
  }
  if (i < text.size() && (lower(text[i]) == 'e' || lower(text[i]) == 'd')) {
    const bool minus = ++i < text.size() && text[i] == '-';
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    int exponent = 0;
    for (; i < text.size() && is_digit(text[i]) && exponent < 400; ++i) exponent = exponent * 10 + (text[i] - '0');
    value *= std::pow(10.0, minus ? -exponent : exponent);
  }
  return std::isfinite(value) ? value : 0;
}

} // namespace fumiban::vba
