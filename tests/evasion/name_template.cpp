// SPDX-License-Identifier: Apache-2.0
#include "name_template.hpp"

namespace fumiban::evasion {

namespace {

constexpr std::string_view kDecoy = "readme.txt";

/// Two bytes for each one, the zero first or last.
std::string utf16(std::string_view text, bool big_endian) {
  std::string wide;
  for (const char byte : text) {
    wide += big_endian ? '\0' : byte;
    wide += big_endian ? byte : '\0';
  }
  return wide;
}

/// `=XX` or `%XX` for each byte.
std::string in_hex(std::string_view text, char mark, bool lower_case) {
  std::string hex;
  for (const char byte : text) {
    hex += mark;
    hex += qp_byte(byte, lower_case).substr(1);
  }
  return hex;
}

std::string piece_of(std::string_view name, char which) {
  switch (which) {
    case '1': return std::string(name.substr(0, 4));
    case '2': return std::string(name.substr(4, 4));
    case '3': return std::string(name.substr(8));
    case 'A': return std::string(name.substr(0, 5));
    case 'B': return std::string(name.substr(5));
    case 'D': return std::string(kDecoy);
    default: return std::string(name);
  }
}

std::string written(const std::string& piece, char how) {
  switch (how) {
    case 'P': return in_hex(piece, '%', false);
    case 'p': return in_hex(piece, '%', true);
    case 'Q': return in_hex(piece, '=', false);
    case 'q': return in_hex(piece, '=', true);
    case 'B': return base64(piece);
    case 'T': return replaced(base64(piece), "=", "");
    case 'U': return base64(utf16(piece, true));
    case 'L': return base64(utf16(piece, false));
    case 'M': return base64("\xfe\xff" + utf16(piece, true));
    case 'W': return in_hex(utf16(piece, true), '%', false);
    case 'F': return base64(piece).substr(0, 6);
    case 'S': return base64(piece).substr(6);
    case 'R': return in_lines(piece, 1, "\\").insert(0, "\\").substr(0, 2 * piece.size());
    default: return piece;
  }
}

} // namespace

std::string expanded(std::string_view pattern, std::string_view name) {
  std::string text;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('<');
    const std::size_t close = pattern.find('>', open == std::string_view::npos ? pattern.size() : open);
    if (close == std::string_view::npos) {
      return text.append(pattern);
    }
    text.append(pattern.substr(0, open));
    const char how = close - open == 3 ? pattern[open + 1] : ' ';
    text += written(piece_of(name, pattern[close - 1]), how);
    pattern.remove_prefix(close + 1);
  }
  return text;
}

void add_name_rows(CaseList& cases, std::string_view klass, const std::vector<Row>& rows) {
  bool program = false;
  for (const Row& row : rows) {
    program = !program;
    cases.named(klass, row.name, program ? "exe" : "zip", [&](std::string_view name, std::string_view file) {
      return mail_with_part(expanded(row.text, name) + cte("base64") + "\r\n" + base64_lines(file));
    });
  }
}

} // namespace fumiban::evasion
