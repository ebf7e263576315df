// SPDX-License-Identifier: Apache-2.0
// Quoted-printable, uuencode, yEnc and BinHex.
// Reads:  RFC 2045 6.7; POSIX uuencode; yEnc 1.3; RFC 1741.
// Leaves: multi-part yEnc joining, BinHex resource forks, all checksums.
// Trusts: no length in the data: output never exceeds input.
// Costs:  one pass each.
// Damage: decoding stops at the first line that cannot belong to the file; what came before is kept.
#include "mime/encodings.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/ascii.hpp"

namespace fumiban::mime {
namespace {

/// The line at `at`, without its line end; `next` is set behind it.
std::string_view line_at(std::string_view text, std::size_t at, std::size_t& next) {
  const auto end = text.find('\n', at);
  next = end == std::string_view::npos ? text.size() : end + 1;
  auto line = text.substr(at, (end == std::string_view::npos ? text.size() : end) - at);
  while (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

std::optional<EmbeddedFile> uuencoded(std::string_view text, std::size_t at, std::size_t& end) {
  std::size_t next = 0;
  const auto first = line_at(text, at, next); // begin 644 name
  if (first.size() < 9 || !is_digit(first[6])) return std::nullopt;
  const auto name = first.find(' ', 6);
  if (name == std::string_view::npos || name > 11) return std::nullopt;
  EmbeddedFile file{std::string(trim(first.substr(name))), {}, "uuencode", at, 0};
  const auto value = [](char c) { return (static_cast<unsigned>(static_cast<unsigned char>(c)) - 32U) & 63U; };
  int good_lines = 0;
  while (next < text.size()) {
    std::size_t after = 0;
    const auto line = line_at(text, next, after);
    if (line == "end") {
      next = after;
      break;
    }
    if (!line.empty()) {
      const auto count = value(line[0]);
      // A line must hold its bytes; blanks at its end may have been cut.
      if (line[0] < ' ' || line[0] > '`' || (count + 2) / 3 * 4 + 1 > line.size() + 4 || line.size() > 90) break;
      std::size_t made = 0;
      for (std::size_t i = 1; made < count; i += 4) {
        const auto v = [&](std::size_t k) { return k < line.size() ? value(line[k]) : 0U; };
        const auto group = v(i) << 18U | v(i + 1) << 12U | v(i + 2) << 6U | v(i + 3);
        for (const unsigned shift : {16U, 8U, 0U})
          if (made < count) {
            file.bytes += static_cast<char>(group >> shift);
            ++made;
          }
      }
      ++good_lines;
    }
    next = after;
  }
  if (good_lines == 0) return std::nullopt;
  end = next;
  file.length = next - at;
  return file;
}

std::optional<EmbeddedFile> yenc(std::string_view text, std::size_t at, std::size_t& end) {
  std::size_t next = 0;
  const auto first = line_at(text, at, next);
  const auto name = first.find(" name=");
  if (name == std::string_view::npos) return std::nullopt;
  EmbeddedFile file{std::string(trim(first.substr(name + 6))), {}, "yenc", at, 0};
  while (next < text.size()) {
    std::size_t after = 0;
    const auto line = line_at(text, next, after);
    next = after;
    if (line.starts_with("=yend")) break;
    if (line.starts_with("=ypart")) continue;
    for (std::size_t i = 0; i < line.size(); ++i) {
      auto c = static_cast<unsigned char>(line[i]);
      if (c == '=' && i + 1 < line.size()) c = static_cast<unsigned char>(line[++i] - 64);
      file.bytes += static_cast<char>(c - 42);
    }
  }
  end = next;
  file.length = next - at;
  return file;
}

std::optional<EmbeddedFile> binhex(std::string_view text, std::size_t at, std::size_t& end) {
  static constexpr std::string_view kAlphabet = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
  const auto begin = text.find(':', text.find('\n', at));
  if (begin == std::string_view::npos || begin - at > 400) return std::nullopt;
  std::string packed;
  std::uint32_t group = 0;
  unsigned held = 0;
  auto i = begin + 1;
  for (; i < text.size() && text[i] != ':'; ++i) {
    const auto value = kAlphabet.find(text[i]);
    if (value == std::string_view::npos) {
      if (is_space(text[i])) continue;
      break;
    }
    group = group << 6U | static_cast<std::uint32_t>(value);
    if (++held == 4) {
      for (const unsigned shift : {16U, 8U, 0U}) packed += static_cast<char>(group >> shift);
      held = 0;
      group = 0;
    }
  }
  if (held > 1) packed += static_cast<char>(group >> (held == 2 ? 4U : 10U));
  if (held > 2) packed += static_cast<char>(group >> 2U);
  std::string plain;
  for (std::size_t k = 0; k < packed.size(); ++k) {
    if (packed[k] != '\x90' || k + 1 >= packed.size()) {
      plain += packed[k];
    } else if (const auto run = static_cast<unsigned char>(packed[++k]); run == 0) {
      plain += '\x90';
    } else if (!plain.empty()) {
      if (plain.size() > text.size()) break; // runs of 255 could grow sixty-fold
      plain.append(run - 1U, plain.back());
    }
  }
  const auto byte = [&](std::size_t k) { return k < plain.size() ? static_cast<unsigned char>(plain[k]) : 0U; };
  const std::size_t name_size = byte(0);
  const auto head = name_size + 1 + 1 + 4 + 4 + 2;
  if (name_size == 0 || head + 10 > plain.size()) return std::nullopt;
  const std::size_t size = byte(head) << 24U | byte(head + 1) << 16U | byte(head + 2) << 8U | byte(head + 3);
  EmbeddedFile file{plain.substr(1, name_size), plain.substr(head + 10, size), "binhex", at, i - at};
  end = i;
  return file;
}

} // namespace

namespace {

std::string without_soft_breaks(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    auto after = at + 1;
    if (text[at] == '=') {
      while (after < text.size() && (text[after] == ' ' || text[after] == '\t' || text[after] == '\r')) ++after;
      if (after < text.size() && text[after] == '\n') {
        at = after + 1;
        continue;
      }
    }
    out += text[at++];
  }
  return out;
}

} // namespace

std::string decode_quoted_printable(std::string_view text, IllegalEquals rule, bool& illegal) {
  if (rule == IllegalEquals::joined)
    return decode_quoted_printable(without_soft_breaks(text), IllegalEquals::kept, illegal);
  std::string out;
  out.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] != '=') { // triples stand in rows where the text is Japanese
      const auto equals = std::min(text.find('=', at), text.size());
      out += text.substr(at, equals - at);
      at = equals;
      continue;
    }
    ++at;
    const int high = at + 1 < text.size() ? hex_value(text[at]) : -1;
    const int low = high >= 0 ? hex_value(text[at + 1]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      at += 2;
      continue;
    }
    auto blank = at;
    while (blank < text.size() && (text[blank] == ' ' || text[blank] == '\t')) ++blank;
    if (blank >= text.size()) { // '=' at the very end
      at = blank;
      continue;
    }
    if (text[blank] == '\r' || text[blank] == '\n') {
      if (blank > at || (text[blank] == '\r' && !(blank + 1 < text.size() && text[blank + 1] == '\n'))) illegal = true;
      while (blank < text.size() && text[blank] == '\r') ++blank;
      if (blank < text.size() && text[blank] == '\n') ++blank;
      at = blank;
      continue;
    }
    illegal = true;
    if (rule == IllegalEquals::kept) out += '=';
  }
  return out;
}

namespace {

struct Marker {
  std::string_view head;
  std::optional<EmbeddedFile> (*read)(std::string_view, std::size_t, std::size_t&);
};
constexpr std::array kMarkers = {
    Marker{"begin ", &uuencoded},
    Marker{"=ybegin ", &yenc},
    Marker{"(This file must be converted with BinHex", &binhex},
};

} // namespace

bool may_begin_file(std::string_view line) noexcept {
  return std::any_of(kMarkers.begin(), kMarkers.end(),
                     [&](const auto& marker) { return line.starts_with(marker.head); });
}

std::vector<EmbeddedFile> embedded_files(std::string_view text, std::span<const std::size_t> lines, std::size_t most) {
  std::vector<EmbeddedFile> out;
  for (const auto& marker : kMarkers) {
    std::size_t behind = 0; // the last file of this kind
    for (const auto line : lines) {
      if (out.size() >= most) break;
      if (line < behind || !text.substr(line).starts_with(marker.head)) continue;
      if (auto file = marker.read(text, line, behind)) out.push_back(std::move(*file));
    }
  }
  return out;
}

} // namespace fumiban::mime
