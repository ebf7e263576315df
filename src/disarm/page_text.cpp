// SPDX-License-Identifier: Apache-2.0
// Charsets of pages, as far as it takes to know what is ASCII.
// Reads:  UTF-8, UTF-16, ISO-2022-JP (RFC 1468 and its kana), the double-byte sets of East Asia, single-byte sets.
// Leaves: which character a byte is.
// Trusts: no sequence: what is cut off swallows nothing.
// Costs:  three passes.
// Damage: '?' in its place.
#include "disarm/page_text.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/text.hpp"

namespace fumiban::disarm {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr char kOther = '\x80';

/// The charset that a page tells of itself (HTML Living Standard 13.2.3.2), in lower case.
std::string told_by_page(std::string_view head) {
  static constexpr std::string_view kWord = "charset";
  for (auto at = find_fold(head, kWord); at != npos; at = find_fold(head, kWord, at + 1)) {
    auto rest = trim(head.substr(at + kWord.size(), 80));
    if (!rest.starts_with('=')) continue;
    rest = trim(rest.substr(1));
    if (rest.starts_with('"') || rest.starts_with('\'')) rest = trim(rest.substr(1));
    return to_lower(rest.substr(0, find_where(rest, [](char c) { return !is_alnum(c) && c != '-' && c != '_'; })));
  }
  return {};
}

enum class Sort { utf8, single, shift_jis, pairs, pairs_and_fours, escapes };

std::optional<Sort> sort_of(std::string_view read_as, std::string_view label) {
  const auto begins = [&](std::string_view head) { return label.starts_with(head); };
  if (read_as == "us-ascii" || read_as == "windows-1252") return Sort::single;
  if (read_as == "utf-8") return Sort::utf8;
  if (read_as == "cp932") return Sort::shift_jis;
  if (read_as == "euc-jp") return Sort::pairs;
  if (read_as == "iso-2022-jp")
    return label.find("2022") != npos || label == "jis" ? std::optional(Sort::escapes) : std::nullopt;
  if (begins("iso-8859") || begins("windows-125") || begins("windows-874") || begins("koi8") || begins("tis-620"))
    return Sort::single;
  if (begins("gb18030")) return Sort::pairs_and_fours;
  if (begins("gb") || begins("big5") || begins("euc-kr") || begins("ks_c") || begins("windows-949")) return Sort::pairs;
  return std::nullopt;
}

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
}

/// How many bytes the character at `at` has, which does not begin with ASCII; 0: none.
std::size_t length_at(std::string_view bytes, std::size_t at, Sort sort) {
  const auto lead = byte_at(bytes, at);
  const auto next = byte_at(bytes, at + 1);
  switch (sort) {
    case Sort::utf8: {
      const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
      return at + length <= bytes.size() && is_utf8(bytes.substr(at, length)) ? length : 0;
    }
    case Sort::single:
    case Sort::escapes: return sort == Sort::single ? 1 : 0;
    case Sort::shift_jis:
      if (lead == 0x80 || lead == 0xA0 || (lead >= 0xA1 && lead <= 0xDF) || lead >= 0xFD) return 1;
      return next >= 0x40 && next != 0x7F ? 2 : 0;
    case Sort::pairs_and_fours:
      if (next >= 0x30 && next <= 0x39)
        return byte_at(bytes, at + 2) >= 0x81 && is_digit(static_cast<char>(byte_at(bytes, at + 3))) ? 4 : 0;
      return next >= 0x40 && next != 0x7F ? 2 : 0;
    case Sort::pairs: return next >= 0x40 && next != 0x7F ? 2 : 0;
  }
  return 0;
}

void mask_bytes(PageText& page, Sort sort) {
  page.mask.reserve(page.bytes.size());
  for (std::size_t at = 0; at < page.bytes.size();) {
    auto& c = page.bytes[at];
    if (byte_at(page.bytes, at) < 0x80) {
      if (c == '\x1b' || c == '\0' || c == '\x0e' || c == '\x0f') c = '?'; // what changes charsets, and what is skipped
      page.mask += c;
      ++at;
      continue;
    }
    const auto length = length_at(page.bytes, at, sort);
    if (length == 0) c = '?';
    page.mask.append(std::max<std::size_t>(length, 1), length == 0 ? '?' : kOther);
    at += std::max<std::size_t>(length, 1);
  }
}

/// ISO-2022-JP: what stands between escape sequences is no ASCII, whatever it looks like. Each line ends in ASCII.
void mask_escapes(PageText& page) {
  struct Escape {
    std::string_view sequence;
    int width; ///< 0: ASCII, or nearly
  };
  static constexpr std::array kEscapes = {Escape{"\x1b(B", 0}, Escape{"\x1b(J", 0}, Escape{"\x1b(I", 1},
                                          Escape{"\x1b$@", 2}, Escape{"\x1b$B", 2}, Escape{"\x1b$(D", 2}};
  static constexpr std::string_view kBack = "\x1b(B";
  const auto in = std::move(page.bytes);
  page.bytes.clear();
  int width = 0;
  const auto put = [&](std::string_view bytes, bool other) {
    page.bytes += bytes;
    if (other) page.mask.append(bytes.size(), kOther);
    else page.mask += bytes;
  };
  for (std::size_t at = 0; at < in.size();) {
    const auto rest = std::string_view(in).substr(at);
    const auto lead = byte_at(in, at);
    const auto* escape = std::find_if(kEscapes.begin(), kEscapes.end(),
                                      [&](const Escape& known) { return rest.starts_with(known.sequence); });
    if (escape != kEscapes.end()) {
      width = escape->width;
      put(escape->sequence, true);
      at += escape->sequence.size();
      continue;
    }
    const bool of_two =
        width == 2 && lead > 0x20 && lead < 0x7F && byte_at(in, at + 1) > 0x20 && byte_at(in, at + 1) < 0x7F;
    const bool of_one = width == 1 && lead > 0x20 && lead < 0x60;
    if (of_two || of_one) {
      put(rest.substr(0, of_two ? 2 : 1), true);
      at += of_two ? 2 : 1;
      continue;
    }
    if (width != 0) { // a line end, or nothing that belongs here
      put(kBack, true);
      width = 0;
    }
    const bool plain = lead < 0x80 && lead != 0x1B && lead != 0 && lead != 0x0E && lead != 0x0F;
    put(plain ? rest.substr(0, 1) : "?", false);
    ++at;
  }
  if (width != 0) put(kBack, true);
}

} // namespace

std::optional<PageText> read_page(ByteView bytes, std::string_view label) {
  static constexpr std::size_t kHead = 4096;
  PageText page{.bytes = {}, .mask = {}, .label = to_lower(trim(label))};
  auto text = bytes.text();
  if (page.label.starts_with("utf-16") || text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    const bool marked = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
    page.wide = true;
    page.big_endian = marked ? text.starts_with("\xFE\xFF") : page.label == "utf-16be";
    page.bytes = to_utf8(marked ? text.substr(2) : text, page.big_endian ? "utf-16be" : "utf-16le").utf8;
    page.label = "utf-16";
    mask_bytes(page, Sort::utf8);
    return page;
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    page.marked = true;
    page.label = "utf-8";
    text.remove_prefix(3);
  }
  const auto own = told_by_page(text.substr(0, kHead));
  if (page.label.empty()) page.label = own;
  const auto read = to_utf8(text, page.label);
  const auto sort = sort_of(read.charset, page.label);
  if (!sort || (*sort == Sort::escapes && !own.empty() && own != page.label)) return std::nullopt;
  page.bytes = text;
  if (*sort == Sort::escapes) mask_escapes(page);
  else mask_bytes(page, *sort);
  return page;
}

std::string PageText::encoded(std::string page) const {
  if (marked) return "\xEF\xBB\xBF" + page;
  if (!wide) return page;
  std::string out = big_endian ? "\xFE\xFF" : "\xFF\xFE";
  const auto put = [&](std::uint32_t unit) {
    const auto high = static_cast<char>(unit >> 8U);
    const auto low = static_cast<char>(unit & 0xFFU);
    out += big_endian ? high : low;
    out += big_endian ? low : high;
  };
  for (std::size_t at = 0; at < page.size();) {
    const auto lead = byte_at(page, at);
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    std::uint32_t point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) point = point << 6U | (byte_at(page, at + i) & 0x3FU);
    at += length;
    if (point < 0x10000) put(point);
    else {
      put(0xD800 + ((point - 0x10000) >> 10U));
      put(0xDC00 + ((point - 0x10000) & 0x3FFU));
    }
  }
  return out;
}

} // namespace fumiban::disarm
