// SPDX-License-Identifier: Apache-2.0
#include "text.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace fumiban::test {
namespace {

using Byte = unsigned char;
constexpr std::string_view kUpperHex = "0123456789ABCDEF";

void append_hex(std::string& out, char mark, char value) {
  const Byte byte = static_cast<Byte>(value);
  out.push_back(mark);
  out.push_back(kUpperHex[byte >> 4]);
  out.push_back(kUpperHex[byte & 15]);
}

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// RFC 2047 section 5 (3): the letters that a Q word may show in any place.
std::string q_word_text(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    if (c == ' ') {
      out.push_back('_');
    } else if (is_letter_or_digit(c) || std::string_view("!*+-/").find(c) != std::string_view::npos) {
      out.push_back(c);
    } else {
      append_hex(out, '=', c);
    }
  }
  return out;
}

std::string word_of(std::string_view bytes, Charset charset, WordEncoding encoding) {
  std::string word = "=?" + std::string(charset_label(charset));
  word += encoding == WordEncoding::b ? "?B?" + base64(bytes, 0) : "?Q?" + q_word_text(bytes);
  return word + "?=";
}

std::string words_between_characters(std::string_view utf8, Charset charset, WordEncoding encoding) {
  constexpr std::size_t kLongestWord = 75;
  constexpr std::size_t kFieldName = 10; // before the first word stands the field's name
  std::string out;
  std::size_t begin = 0;
  while (begin < utf8.size()) {
    const std::size_t longest = out.empty() ? kLongestWord - kFieldName : kLongestWord;
    std::size_t end = begin;
    std::string fitting;
    while (end < utf8.size()) {
      const std::size_t next = std::min(utf8.size(), end + character_length(utf8[end]));
      std::string longer = word_of(to_charset(utf8.substr(begin, next - begin), charset), charset, encoding);
      if (longer.size() > longest && !fitting.empty()) break;
      fitting = std::move(longer);
      end = next;
    }
    if (!out.empty()) out += "\r\n ";
    out += fitting;
    begin = end;
  }
  return out;
}

std::string words_anywhere(std::string_view utf8, Charset charset, WordEncoding encoding) {
  const std::string bytes = to_charset(utf8, charset);
  const std::size_t step = encoding == WordEncoding::b ? 40 : 17;
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    if (at != 0) out += "\r\n ";
    out += word_of(std::string_view(bytes).substr(at, step), charset, encoding);
  }
  return out;
}

/// The value with everything but RFC 2231's attribute characters as %XX, one string for each byte.
std::vector<std::string> percent_encoded(std::string_view bytes) {
  std::vector<std::string> out;
  for (const char c : bytes) {
    std::string one;
    if (is_letter_or_digit(c) || std::string_view("-._~").find(c) != std::string_view::npos) {
      one.push_back(c);
    } else {
      append_hex(one, '%', c);
    }
    out.push_back(std::move(one));
  }
  return out;
}

} // namespace

std::size_t character_length(char lead) {
  const Byte byte = static_cast<Byte>(lead);
  return byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<Byte>(c) < 0x80 && c != '\x1B'; });
}

std::string base64(std::string_view bytes, std::size_t line_length) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string flat;
  flat.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8 | (i < count ? static_cast<Byte>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      flat.push_back(i <= count ? kLetters[group >> (18 - 6 * i) & 63] : '=');
    }
  }
  if (line_length == 0) return flat;
  std::string out;
  out.reserve(flat.size() + flat.size() / line_length * 2 + 2);
  for (std::size_t at = 0; at < flat.size(); at += line_length) {
    out.append(flat, at, line_length);
    out.append("\r\n");
  }
  return out;
}

std::string quoted_printable(std::string_view bytes) {
  constexpr std::size_t kLongestLine = 75; // and a "=" for the soft line break
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes.substr(i, 2) == "\r\n") {
      out += "\r\n";
      column = 0;
      ++i;
      continue;
    }
    const char c = bytes[i];
    const bool at_line_end = i + 1 == bytes.size() || bytes.substr(i + 1, 2) == "\r\n";
    const bool blank = c == ' ' || c == '\t';
    const bool literal = (blank && !at_line_end) || (c > ' ' && c < '\x7F' && c != '=');
    if (column + (literal ? 1 : 3) > kLongestLine) {
      out += "=\r\n";
      column = 0;
    }
    if (literal) {
      out.push_back(c);
      column += 1;
    } else {
      append_hex(out, '=', c);
      column += 3;
    }
  }
  return out;
}

std::string encoded_words(std::string_view utf8, Charset charset, WordEncoding encoding, WordSplit split) {
  if (is_ascii(utf8)) return std::string(utf8);
  return split == WordSplit::anywhere ? words_anywhere(utf8, charset, encoding)
                                      : words_between_characters(utf8, charset, encoding);
}

std::string rfc2231_parameter(std::string_view name, std::string_view utf8, Charset charset, std::size_t section_length,
                              std::string_view language) {
  const std::vector<std::string> encoded = percent_encoded(to_charset(utf8, charset));
  std::vector<std::string> sections{std::string(charset_label(charset)) + "'" + std::string(language) + "'"};
  for (const std::string& one : encoded) {
    if (section_length != 0 && sections.back().size() + one.size() > section_length) sections.emplace_back();
    sections.back() += one;
  }
  if (sections.size() == 1) return std::string(name) + "*=" + sections.front();
  std::string out;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    if (i != 0) out += ";\r\n ";
    out += std::string(name) + "*" + std::to_string(i) + "*=" + sections[i];
  }
  return out;
}

std::string to_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' && text[i] != '\n') {
      out.push_back(text[i]);
      continue;
    }
    if (text.substr(i, 2) == "\r\n") ++i;
    out += "\r\n";
  }
  return out;
}

} // namespace fumiban::test
