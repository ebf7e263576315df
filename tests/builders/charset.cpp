// SPDX-License-Identifier: Apache-2.0
// UTF-8 to the charsets of Japanese mail: iconv knows CP932, the other two are the same characters in other codes.
#include <iconv.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <stdexcept>

#include "text.hpp"

namespace fumiban::test {
namespace {

using Byte = unsigned char;

std::string through_iconv(std::string_view utf8, const char* target) {
  const iconv_t converter = iconv_open(target, "UTF-8");
  if (converter == iconv_t(-1)) throw std::runtime_error(std::string("iconv lacks ") + target);
  std::string input(utf8);
  std::string output(input.size() * 4 + 16, '\0');
  char* in = input.data();
  char* out = output.data();
  std::size_t in_left = input.size();
  std::size_t out_left = output.size();
  const bool done = iconv(converter, &in, &in_left, &out, &out_left) == 0 && in_left == 0;
  iconv_close(converter);
  if (!done) throw std::invalid_argument(std::string("not in ") + target + ": " + input);
  output.resize(output.size() - out_left);
  return output;
}

/// A cell of the 94 x 94 table, each part from 0x21.
struct Cell {
  Byte row;
  Byte column;
};

Cell cell_of(unsigned lead, unsigned trail) {
  unsigned row = (lead - (lead < 0xA0 ? 0x71U : 0xB1U)) * 2 + 1;
  if (trail > 0x7F) --trail;
  if (trail >= 0x9E) {
    ++row;
    trail -= 0x7D;
  } else {
    trail -= 0x1F;
  }
  return {static_cast<Byte>(row), static_cast<Byte>(trail)};
}

/// IBM's characters lie in CP932 at 0xFA40, outside of the 94 x 94 table; NEC's copy of them lies in rows 89 to 92.
Cell cell_of_ibm(unsigned lead, unsigned trail) {
  const unsigned place = (lead - 0xFA) * 188 + trail - 0x40 - (trail > 0x7F ? 1 : 0);
  if (place < 10) return {0x7C, static_cast<Byte>(0x71 + place)};      // small Roman numbers
  if (place < 20) return {0x2D, static_cast<Byte>(0x35 + place - 10)}; // Roman numbers, NEC row 13
  if (place < 28) {
    constexpr std::array<Cell, 8> kSigns = {{{0x22, 0x4C},
                                             {0x7C, 0x7C},
                                             {0x7C, 0x7D},
                                             {0x7C, 0x7E},
                                             {0x2D, 0x6A},
                                             {0x2D, 0x62},
                                             {0x2D, 0x64},
                                             {0x22, 0x68}}};
    return kSigns[place - 20];
  }
  const unsigned kanji = place - 28;
  return {static_cast<Byte>(0x79 + kanji / 94), static_cast<Byte>(0x21 + kanji % 94)};
}

std::string iso_2022_jp_of(std::string_view cp932) {
  constexpr std::string_view kAscii = "\x1B(B";
  constexpr std::string_view kKana = "\x1B(I";
  constexpr std::string_view kKanji = "\x1B$B";
  std::string out;
  std::string_view state = kAscii;
  const auto enter = [&](std::string_view wanted) {
    if (state != wanted) out.append(wanted);
    state = wanted;
  };
  for (std::size_t i = 0; i < cp932.size(); ++i) {
    const Byte lead = static_cast<Byte>(cp932[i]);
    if (lead < 0x80) {
      enter(kAscii);
      out.push_back(cp932[i]);
    } else if (lead >= 0xA1 && lead <= 0xDF) {
      enter(kKana);
      out.push_back(static_cast<char>(lead - 0x80));
    } else {
      const Byte trail = static_cast<Byte>(cp932.at(++i));
      const Cell cell = lead >= 0xFA ? cell_of_ibm(lead, trail) : cell_of(lead, trail);
      enter(kKanji);
      out.push_back(static_cast<char>(cell.row));
      out.push_back(static_cast<char>(cell.column));
    }
  }
  enter(kAscii);
  return out;
}

std::string euc_jp_of(std::string_view cp932) {
  std::string out;
  for (std::size_t i = 0; i < cp932.size(); ++i) {
    const Byte lead = static_cast<Byte>(cp932[i]);
    if (lead < 0x80) {
      out.push_back(cp932[i]);
    } else if (lead >= 0xA1 && lead <= 0xDF) {
      out.push_back('\x8E');
      out.push_back(cp932[i]);
    } else {
      const Byte trail = static_cast<Byte>(cp932.at(++i));
      const Cell cell = lead >= 0xFA ? cell_of_ibm(lead, trail) : cell_of(lead, trail);
      out.push_back(static_cast<char>(cell.row | 0x80));
      out.push_back(static_cast<char>(cell.column | 0x80));
    }
  }
  return out;
}

} // namespace

std::string_view charset_label(Charset charset) {
  switch (charset) {
    case Charset::us_ascii: return "us-ascii";
    case Charset::utf_8: return "utf-8";
    case Charset::iso_2022_jp: return "iso-2022-jp";
    case Charset::shift_jis: return "shift_jis";
    case Charset::euc_jp: return "euc-jp";
  }
  return "us-ascii";
}

std::string to_charset(std::string_view utf8, Charset charset) {
  switch (charset) {
    case Charset::us_ascii: return through_iconv(utf8, "US-ASCII");
    case Charset::utf_8: return through_iconv(utf8, "UTF-8");
    case Charset::iso_2022_jp: return iso_2022_jp_of(through_iconv(utf8, "CP932"));
    case Charset::shift_jis: return through_iconv(utf8, "CP932");
    case Charset::euc_jp: return euc_jp_of(through_iconv(utf8, "CP932"));
  }
  return {};
}

std::string utf16le(std::string_view utf8) { return through_iconv(utf8, "UTF-16LE"); }

} // namespace fumiban::test
