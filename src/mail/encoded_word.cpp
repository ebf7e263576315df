// SPDX-License-Identifier: Apache-2.0
// RFC 2047 encoded words.
// Reads:  =?charset*language?B|Q?text?= (RFC 2047 2, RFC 2231 5), also inside quoted strings and with blanks inside.
// Leaves: nothing; what is no word stays as it is.
// Trusts: the charset label only as far as to_utf8() does.
// Costs:  one pass; each '=?' is looked at once, its three '?' are searched within 2 KB.
// Damage: a word that does not end stays as written.
#include "mail/encoded_word.hpp"

#include <optional>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/text.hpp"

namespace fumiban::mail {
namespace {

struct Word {
  std::string_view charset;
  char encoding = 'b';
  std::string_view text;
  std::size_t size = 0; ///< in the source, with =? and ?=
};

constexpr std::size_t kLongestWord = 2048;

std::optional<Word> word_at(std::string_view value, std::size_t at) {
  const auto window = value.substr(at, kLongestWord);
  const auto first = window.find('?', 2);
  if (first == std::string_view::npos || first + 2 >= window.size() || window[first + 2] != '?') return std::nullopt;
  const auto begin = first + 3;
  auto end = window.find("?=", begin);
  if (end == std::string_view::npos) return std::nullopt;
  // A Q word may be "?==41?=": the text begins with '='.
  Word word;
  word.charset = window.substr(2, first - 2);
  if (const auto star = word.charset.find('*'); star != std::string_view::npos)
    word.charset = word.charset.substr(0, star);
  word.encoding = lower(window[first + 1]);
  if (word.encoding != 'b' && word.encoding != 'q') return std::nullopt;
  for (const char c : word.charset)
    if (is_space(c) || c == '=' || c == '"') return std::nullopt;
  word.text = window.substr(begin, end - begin);
  word.size = end + 2;
  return word;
}

std::string decode_q(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '_') {
      out += ' ';
    } else if (text[i] == '=' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

} // namespace

DecodedWords decode_words(std::string_view value, std::size_t most_words) {
  if (value.find("=?") == std::string_view::npos) return {to_utf8(value, "utf-8").utf8};
  DecodedWords out;
  std::string raw;    // what lies between words
  std::string bytes;  // joined bytes of adjacent words of one charset
  std::string base64; // joined text of adjacent B words: some mailers cut inside a group of four
  std::string_view charset;
  bool in_words = false;
  const auto flush_base64 = [&] {
    if (!base64.empty()) bytes += decode_base64(base64, Padding::restarts);
    base64.clear();
  };
  const auto flush_words = [&] {
    flush_base64();
    if (!bytes.empty()) out.utf8 += to_utf8(bytes, charset).utf8;
    bytes.clear();
    in_words = false;
  };
  const auto flush_raw = [&] {
    if (!raw.empty()) out.utf8 += to_utf8(raw, "utf-8").utf8;
    raw.clear();
  };
  std::size_t tried = 0;
  std::size_t at = 0;
  while (at < value.size()) {
    const auto next = value.find("=?", at);
    if (next == std::string_view::npos || out.too_many) break;
    if (++tried > most_words) {
      out.too_many = true;
      break;
    }
    const auto between = value.substr(at, next - at);
    const auto word = word_at(value, next);
    if (!word) {
      flush_words();
      raw += value.substr(at, next + 2 - at);
      at = next + 2;
      continue;
    }
    if (!in_words || !trim(between).empty()) {
      flush_words();
      raw += between;
      flush_raw();
    } else if (!equal_fold(word->charset, charset)) {
      flush_words();
    }
    charset = word->charset;
    in_words = true;
    if (word->encoding == 'b') {
      base64 += word->text;
    } else {
      flush_base64();
      bytes += decode_q(word->text);
    }
    out.had_words = true;
    at = next + word->size;
  }
  flush_words();
  raw += value.substr(at);
  flush_raw();
  return out;
}

std::string encode_words(std::string_view utf8, std::size_t before) {
  static constexpr std::size_t kLine = 76;
  static constexpr std::string_view kOpen = " =?UTF-8?B?";
  static constexpr std::string_view kClose = "?=";
  if (is_plain_ascii(utf8) && utf8.find("=?") == std::string_view::npos && before + 1 + utf8.size() <= kLine)
    return " " + std::string(utf8);
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto room = (kLine - std::min(kLine - 20, before + kOpen.size() + kClose.size())) / 4 * 3;
    auto end = std::min(at + room, utf8.size());
    while (end > at + 1 && end < utf8.size() && (static_cast<unsigned char>(utf8[end]) & 0xC0U) == 0x80U) --end;
    out +=
        (at == 0 ? "" : "\r\n") + std::string(kOpen) + encode_base64(utf8.substr(at, end - at)) + std::string(kClose);
    at = end;
    before = 0;
  }
  return out;
}

} // namespace fumiban::mail
