// SPDX-License-Identifier: Apache-2.0
#include "rewrite/forms.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/text.hpp"

namespace fumiban::rewrite {
namespace {

constexpr std::size_t kLine = 76;
constexpr std::size_t kWord = 75; ///< RFC 2047 2

void append_hex(std::string& out, char lead, char c) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  out += lead;
  out += kDigits[static_cast<unsigned char>(c) >> 4U];
  out += kDigits[static_cast<unsigned char>(c) & 15U];
}

std::size_t length_of_character(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  return byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 1;
}

} // namespace

std::string quoted_printable(std::string_view text, std::string_view eol) {
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto rest = text.substr(i + 1);
    if (c == '\n' || (c == '\r' && rest.starts_with('\n'))) {
      if (c == '\r') ++i;
      out += eol;
      column = 0;
      continue;
    }
    const bool at_end = rest.empty() || rest.starts_with('\n') || rest.starts_with("\r\n");
    const bool as_is = c == ' ' || c == '\t' ? !at_end : c > ' ' && c < '\x7f' && c != '=';
    const std::size_t width = as_is ? 1 : 3;
    if (column + width > kLine - 1) {
      out += '=';
      out += eol;
      column = 0;
    }
    if (as_is) out += c;
    else append_hex(out, '=', c);
    column += width;
  }
  return out;
}

std::string base64_lines(std::string_view bytes, std::string_view eol) {
  static constexpr std::size_t kBytes = 57;
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += kBytes) {
    if (at > 0) out += eol;
    out += encode_base64(bytes.substr(at, kBytes));
  }
  return out;
}

std::string encoded_words(std::string_view utf8, std::string_view charset) {
  const bool japanese = starts_fold(charset, "iso-2022-jp") && from_utf8(utf8, "iso-2022-jp").has_value();
  const std::string name = japanese ? "ISO-2022-JP" : "UTF-8";
  const auto word = [&](std::string_view piece) {
    const auto bytes = from_utf8(piece, name);
    return "=?" + name + "?B?" + encode_base64(bytes ? *bytes : std::string(piece)) + "?=";
  };
  std::string out;
  std::size_t begin = 0;
  for (std::size_t end = 0; end < utf8.size();) {
    const auto next = std::min(end + length_of_character(utf8[end]), utf8.size());
    if (end > begin && word(utf8.substr(begin, next - begin)).size() > kWord) {
      out += word(utf8.substr(begin, end - begin)) + " ";
      begin = end;
    }
    end = next;
  }
  return out + word(utf8.substr(begin));
}

std::string as_html(std::string_view utf8, std::string_view eol) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto length = std::min(length_of_character(utf8[i]), utf8.size() - i);
    const auto lead = static_cast<unsigned char>(utf8[i]);
    if (utf8[i] == '\n') {
      out += "<br>";
      out += eol;
    } else if (length == 1 && lead < 0x80) {
      if (utf8[i] == '&') out += "&amp;";
      else if (utf8[i] == '<') out += "&lt;";
      else if (utf8[i] == '>') out += "&gt;";
      else if (utf8[i] == '"') out += "&quot;";
      else out += utf8[i];
    } else {
      std::uint32_t point = length == 1 ? 0xFFFDU : lead & (0xFFU >> (length + 1));
      for (std::size_t k = 1; k < length; ++k) point = point << 6U | (static_cast<unsigned char>(utf8[i + k]) & 0x3FU);
      out += "&#" + std::to_string(point) + ";";
    }
    i += length;
  }
  return out;
}

std::string with_line_ends(std::string_view text, std::string_view eol) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out += eol;
    else out += c;
  }
  return out;
}

std::string name_parameter(std::string_view parameter, std::string_view utf8) {
  std::string out(parameter);
  const bool ascii = std::all_of(utf8.begin(), utf8.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
  if (ascii && utf8.size() < 60) {
    out += "=\"";
    for (const char c : utf8) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    return out + "\"";
  }
  out += "*=UTF-8''";
  for (const char c : utf8) {
    if (is_alnum(c) || c == '.' || c == '-' || c == '_') out += c;
    else append_hex(out, '%', c);
  }
  return out;
}

bool is_japanese(std::string_view utf8) {
  for (auto at = utf8.find('\xE3'); at != std::string_view::npos; at = utf8.find('\xE3', at + 1)) {
    const auto next = utf8.substr(at + 1, 1);
    if (next == "\x81" || next == "\x82" || next == "\x83") return true;
  }
  return false;
}

} // namespace fumiban::rewrite
