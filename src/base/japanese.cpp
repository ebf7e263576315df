// SPDX-License-Identifier: Apache-2.0
// ISO-2022-JP, CP932 and EUC-JP by table.
// Reads:  well-formed text: RFC 1468 with the sets of CP50221 that mail uses; rows and cells of CP932.
// Leaves: everything else: text.cpp then asks ICU.
// Trusts: ICU's tables; they are read out of its converters, so that both say the same.
// Costs:  a look-up a character.
// Damage: none is handled here.
#include "base/japanese.hpp"

#include <unicode/ucnv.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/check.hpp"

namespace fumiban::japanese {
namespace {

using Unit = std::uint16_t;
constexpr Unit kNone = 0; ///< no character, or one that takes more than a unit

/// An ICU converter, asked what single characters are.
class Source {
public:
  explicit Source(const char* icu_name) {
    UErrorCode status = U_ZERO_ERROR;
    converter_ = ucnv_open(icu_name, &status);
    FB_CHECK(U_SUCCESS(status));
  }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  ~Source() { ucnv_close(converter_); }

  /// What each of `characters` is behind `escape`: a unit, or kNone.
  [[nodiscard]] std::vector<Unit> units(const std::string& escape, const std::vector<std::string>& characters) const {
    std::string all = escape;
    for (const auto& character : characters) all += character;
    auto out = converted(all);
    if (out.size() != characters.size()) { // one of them is none, or more than a unit
      out.clear();
      for (const auto& character : characters) {
        const auto one = converted(escape + character);
        out.push_back(one.size() == 1 ? one.front() : kNone);
      }
    }
    for (auto& unit : out)
      if (unit == 0xFFFD || U16_IS_SURROGATE(unit)) unit = kNone;
    return out;
  }

private:
  [[nodiscard]] std::vector<Unit> converted(std::string_view bytes) const {
    std::vector<UChar> out(bytes.size() * 2 + 8);
    UErrorCode status = U_ZERO_ERROR;
    ucnv_reset(converter_);
    const auto count = ucnv_toUChars(converter_, out.data(), static_cast<std::int32_t>(out.size()), bytes.data(),
                                     static_cast<std::int32_t>(bytes.size()), &status);
    FB_CHECK(U_SUCCESS(status));
    return {out.begin(), out.begin() + count};
  }

  UConverter* converter_ = nullptr;
};

std::string bytes_of(unsigned first) { return {static_cast<char>(first)}; }
std::string bytes_of(unsigned first, unsigned second) { return {static_cast<char>(first), static_cast<char>(second)}; }

constexpr std::size_t kCells = 94;
constexpr std::size_t kTrails = 0xFD - 0x40;

struct Iso2022Tables {
  std::vector<Unit> roman; ///< from 0x20
  std::vector<Unit> kana;  ///< from 0x20
  std::vector<Unit> kanji; ///< JIS X 0208 with the NEC and IBM rows, by row and cell

  Iso2022Tables() {
    const Source icu("x-windows-50221");
    std::vector<std::string> characters;
    for (unsigned c = 0x20; c < 0x80; ++c) characters.push_back(bytes_of(c));
    roman = icu.units("\x1b(J", characters);
    kana = icu.units("\x1b(I", characters);
    for (unsigned row = 0; row < kCells; ++row) {
      characters.clear();
      for (unsigned cell = 0; cell < kCells; ++cell) characters.push_back(bytes_of(0x21 + row, 0x21 + cell));
      const auto units = icu.units("\x1b$B", characters);
      kanji.insert(kanji.end(), units.begin(), units.end());
    }
  }
};

struct Cp932Tables {
  std::vector<Unit> single; ///< by byte; kNone for the first of two
  std::vector<Unit> pairs;  ///< by lead byte, then trail byte from 0x40

  Cp932Tables() : single(1, kNone), pairs(kTrails, kNone) {
    const Source icu("windows-31j");
    for (unsigned c = 1; c < 0x100; ++c) {
      const bool lead = (c >= 0x81 && c <= 0x9F) || (c >= 0xE0 && c <= 0xFC);
      std::vector<std::string> characters;
      for (unsigned trail = 0; lead && trail < kTrails; ++trail)
        if (trail != 0x7F - 0x40) characters.push_back(bytes_of(c, 0x40 + trail));
      auto units = lead ? icu.units("", characters) : std::vector<Unit>(kTrails, kNone);
      if (lead) units.insert(units.begin() + 0x7F - 0x40, kNone);
      pairs.insert(pairs.end(), units.begin(), units.end());
      single.push_back(lead ? kNone : icu.units("", {bytes_of(c)}).front());
    }
  }
};

const Iso2022Tables& iso2022_tables() {
  static const Iso2022Tables tables;
  return tables;
}
const Cp932Tables& cp932_tables() {
  static const Cp932Tables tables;
  return tables;
}

/// UTF-8 behind the end of a string, in room that is made beforehand.
class Writer {
public:
  Writer(std::string& out, std::size_t most) : out_(out), before_(out.size()), at_(out.size()) {
    out.resize(before_ + most);
  }
  void put(Unit unit) {
    if (unit < 0x80) {
      out_[at_++] = static_cast<char>(unit);
    } else if (unit < 0x800) {
      out_[at_++] = static_cast<char>(0xC0U | unit >> 6U);
      out_[at_++] = static_cast<char>(0x80U | (unit & 0x3FU));
    } else {
      out_[at_++] = static_cast<char>(0xE0U | unit >> 12U);
      out_[at_++] = static_cast<char>(0x80U | (unit >> 6U & 0x3FU));
      out_[at_++] = static_cast<char>(0x80U | (unit & 0x3FU));
    }
  }
  void finish(bool keep) { out_.resize(keep ? at_ : before_); }

private:
  std::string& out_;
  std::size_t before_;
  std::size_t at_;
};

unsigned byte(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
}

/// Runs `step(at, writer)`, which reads the character at `at`, moves behind it and returns false where there is none.
template <class Step>
bool run(std::string_view bytes, std::string& out, Step step) {
  Writer writer(out, bytes.size() * 3); // a byte is at most a character of three
  for (std::size_t at = 0; at < bytes.size();) {
    if (step(at, writer)) continue;
    writer.finish(false);
    return false;
  }
  writer.finish(true);
  return true;
}

} // namespace

bool from_iso2022jp(std::string_view bytes, std::string& out) {
  enum class Set { ascii, roman, kana, kanji };
  const auto& tables = iso2022_tables();
  auto set = Set::ascii;
  return run(bytes, out, [&](std::size_t& at, Writer& writer) {
    const auto c = byte(bytes, at);
    if (c == 0x1B) {
      const auto last = byte(bytes, at + 2);
      if (byte(bytes, at + 1) == '$' && (last == 'B' || last == '@')) set = Set::kanji;
      else if (byte(bytes, at + 1) != '(') return false;
      else if (last == 'B') set = Set::ascii;
      else if (last == 'J') set = Set::roman;
      else if (last == 'I') set = Set::kana;
      else return false;
      at += 3;
      return true;
    }
    if (set == Set::kanji) {
      const auto row = c - 0x21;
      const auto cell = byte(bytes, at + 1) - 0x21;
      const auto unit = row < kCells && cell < kCells ? tables.kanji[row * kCells + cell] : kNone;
      if (unit == kNone) return false; // also line ends: a set that was not left is ICU's to leave
      writer.put(unit);
      at += 2;
      return true;
    }
    const bool line = c == '\t' || c == '\r' || c == '\n';
    if (c >= 0x80 || (c < 0x20 && (!line || set == Set::kana))) return false;
    const auto unit = set == Set::ascii || line ? static_cast<Unit>(c)
                      : set == Set::roman       ? tables.roman[c - 0x20]
                                                : tables.kana[c - 0x20];
    if (unit == kNone) return false;
    writer.put(unit);
    ++at;
    return true;
  });
}

bool from_cp932(std::string_view bytes, std::string& out) {
  const auto& tables = cp932_tables();
  return run(bytes, out, [&](std::size_t& at, Writer& writer) {
    const auto c = byte(bytes, at);
    if (const auto unit = tables.single[c]; unit != kNone) {
      writer.put(unit);
      ++at;
      return true;
    }
    const auto trail = byte(bytes, at + 1) - 0x40;
    const auto unit = trail < kTrails ? tables.pairs[c * kTrails + trail] : kNone;
    if (unit == kNone) return false;
    writer.put(unit);
    at += 2;
    return true;
  });
}

bool from_euc(std::string_view bytes, std::string& out) {
  const auto& tables = cp932_tables();
  return run(bytes, out, [&](std::size_t& at, Writer& writer) {
    const auto lead = byte(bytes, at);
    const auto trail = byte(bytes, at + 1);
    Unit unit = kNone;
    std::size_t length = 2;
    if (lead < 0x80) {
      unit = tables.single[lead];
      length = 1;
    } else if (lead == 0x8E && trail >= 0xA1 && trail <= 0xDF) {
      unit = tables.single[trail];
    } else if (lead >= 0xA1 && lead <= 0xFE && trail >= 0xA1 && trail <= 0xFE) {
      const auto row = lead - 0xA1;
      const auto cell = trail - 0xA1;
      const auto high = row / 2 < 31 ? 0x81 + row / 2 : 0xC1 + row / 2;
      const auto low = row % 2 == 0 ? 0x40 + cell + (cell >= 63 ? 1 : 0) : 0x9F + cell;
      unit = tables.pairs[high * kTrails + low - 0x40];
    }
    if (unit == kNone) return false;
    writer.put(unit);
    at += length;
    return true;
  });
}

} // namespace fumiban::japanese
