// SPDX-License-Identifier: Apache-2.0
// Charset labels as mail uses them, to UTF-8.
// Reads:  RFC 1468 (ISO-2022-JP) as CP50221, CP932, EUC-JP with the NEC and IBM rows, every charset that ICU knows.
// Leaves: language guessing beyond Japanese and Western.
// Trusts: ICU's tables; never a label that the bytes contradict.
// Costs:  linear; ASCII and UTF-8 are checked, not converted.
// Damage: what cannot be decoded becomes U+FFFD and `lossy` is set.
#include "base/text.hpp"

#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <vector>

#include "base/ascii.hpp"
#include "base/check.hpp"
#include "base/japanese.hpp"
#include "base/string_table.hpp"

namespace fumiban {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct CloseConverter {
  void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

/// A converter by its ICU name, opened once a thread: opening costs more than converting a header.
UConverter* converter_for(const std::string& icu_name) {
  thread_local std::map<std::string, Converter> open;
  const auto known = open.find(icu_name);
  if (known != open.end()) {
    ucnv_reset(known->second.get());
    return known->second.get();
  }
  UErrorCode status = U_ZERO_ERROR;
  // A name that is no alias would make ICU look for a data file of that name.
  if (ucnv_countAliases(icu_name.c_str(), &status) == 0 || U_FAILURE(status)) return nullptr;
  Converter fresh(ucnv_open(icu_name.c_str(), &status));
  if (U_FAILURE(status)) return nullptr;
  return open.emplace(icu_name, std::move(fresh)).first->second.get();
}

std::string utf8_of(const std::vector<UChar>& units, std::int32_t count) {
  std::string out(static_cast<std::size_t>(count) * 3, '\0');
  UErrorCode status = U_ZERO_ERROR;
  std::int32_t written = 0;
  u_strToUTF8WithSub(out.data(), static_cast<std::int32_t>(out.size()), &written, units.data(), count, 0xFFFD, nullptr,
                     &status);
  FB_CHECK(U_SUCCESS(status));
  out.resize(static_cast<std::size_t>(written));
  return out;
}

/// ICU counts in 32 bits; longer text is converted in pieces that are cut where a line ends.
constexpr std::size_t kPiece = 64U << 20U;

bool convert(const std::string& icu_name, std::string_view bytes, std::string& out) {
  auto* converter = converter_for(icu_name);
  if (converter == nullptr) return false;
  while (!bytes.empty()) {
    auto piece = bytes.substr(0, kPiece);
    if (piece.size() < bytes.size()) {
      const auto line_end = piece.rfind('\n');
      if (line_end != std::string_view::npos) piece = piece.substr(0, line_end + 1);
    }
    std::vector<UChar> units(piece.size() * 2 + 16);
    UErrorCode status = U_ZERO_ERROR;
    const auto count = ucnv_toUChars(converter, units.data(), static_cast<std::int32_t>(units.size()), piece.data(),
                                     static_cast<std::int32_t>(piece.size()), &status);
    if (U_FAILURE(status)) return false;
    out += utf8_of(units, count);
    bytes.remove_prefix(piece.size());
  }
  return true;
}

/// `utf8` by the converter of that name; nothing where a character has no place.
std::optional<std::string> converted_to(const std::string& icu_name, std::string_view utf8) {
  auto* converter = converter_for(icu_name);
  if (converter == nullptr || utf8.size() > kPiece) return std::nullopt;
  std::vector<UChar> units(utf8.size() + 1);
  std::int32_t count = 0;
  UErrorCode status = U_ZERO_ERROR;
  u_strFromUTF8(units.data(), static_cast<std::int32_t>(units.size()), &count, utf8.data(),
                static_cast<std::int32_t>(utf8.size()), &status);
  ucnv_setFromUCallBack(converter, UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  if (U_FAILURE(status)) return std::nullopt;
  // Escape sequences around one character are the most that any converter writes.
  std::string out(static_cast<std::size_t>(count) * 8 + 16, '\0');
  const auto written =
      ucnv_fromUChars(converter, out.data(), static_cast<std::int32_t>(out.size()), units.data(), count, &status);
  if (U_FAILURE(status)) return std::nullopt;
  out.resize(static_cast<std::size_t>(written));
  return out;
}

/// EUC-JP as CP932, by arithmetic on rows and cells: ICU's EUC tables lack the NEC and IBM rows that mail uses.
/// JIS X 0212 (0x8F) has no place in CP932 and becomes '?'.
std::string euc_as_cp932(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  const auto byte = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U; };
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto lead = byte(i);
    const auto trail = byte(i + 1);
    if (lead < 0x80) {
      out += static_cast<char>(lead);
    } else if (lead == 0x8E && trail >= 0xA1 && trail <= 0xDF) {
      out += static_cast<char>(trail);
      ++i;
    } else if (lead == 0x8F && trail >= 0xA1 && byte(i + 2) >= 0xA1) {
      out += "\x81\xAC"; // 〓, the mark for a character that is not in the set
      i += 2;
    } else if (lead >= 0xA1 && lead <= 0xFE && trail >= 0xA1 && trail <= 0xFE) {
      const auto row = lead - 0xA1U;
      const auto cell = trail - 0xA1U;
      const auto high = row / 2;
      out += static_cast<char>(high < 31 ? 0x81 + high : 0xC1 + high);
      const auto low = row % 2 == 0 ? 0x40 + cell + (cell >= 63 ? 1 : 0) : 0x9F + cell;
      out += static_cast<char>(low);
      ++i;
    } else {
      out += '\x80'; // no character of CP932: becomes U+FFFD
    }
  }
  return out;
}

enum class Family { ascii, utf8, iso2022jp, cp932, euc, other };

/// A charset's name, lower case, '-' for '_', without anything else that no name has; at most 40 characters.
class Label {
public:
  explicit Label(std::string_view written) {
    for (const char c : trim(written))
      if (size_ < text_.size() && (is_alnum(c) || c == '-' || c == '_' || c == '.' || c == ':'))
        text_[size_++] = c == '_' ? '-' : lower(c);
  }
  [[nodiscard]] std::string_view text() const { return {text_.data(), size_}; }

private:
  std::array<char, 40> text_{};
  std::size_t size_ = 0;
};

Family family_of(std::string_view label) {
  static constexpr auto kFamilies = [] {
    StringTable<Family, 128> out;
    for (const auto* name : {"us-ascii", "ascii", "ansi-x3.4-1968"}) out.add(name, Family::ascii);
    for (const auto* name : {"utf-8", "utf8", "unicode-1-1-utf-8"}) out.add(name, Family::utf8);
    for (const auto* name :
         {"iso-2022-jp", "csiso2022jp", "iso2022jp", "jis", "cp50220", "cp50221", "cp50222", "x-windows-50221"})
      out.add(name, Family::iso2022jp);
    for (const auto* name :
         {"shift-jis", "shiftjis", "sjis", "x-sjis", "cp932", "ms932", "ms-kanji", "windows-31j", "cswindows31j"})
      out.add(name, Family::cp932);
    for (const auto* name : {"euc-jp", "eucjp", "x-euc-jp", "eucjp-ms", "eucjp-win", "cp51932"})
      out.add(name, Family::euc);
    return out;
  }();
  if (const auto* family = kFamilies.find(label)) return *family;
  return label.starts_with("iso-2022-jp") ? Family::iso2022jp : Family::other;
}

bool has_iso2022_escape(std::string_view bytes) {
  for (auto at = bytes.find('\x1b'); at != std::string_view::npos; at = bytes.find('\x1b', at + 1)) {
    const auto next = bytes.substr(at + 1, 2);
    if (next.size() == 2 && (next[0] == '$' || next[0] == '(')) return true;
  }
  return false;
}

/// How many double-byte characters `bytes` is as CP932 or EUC-JP, or -1 where it cannot be.
int kanji_as_cp932(std::string_view bytes) {
  int count = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    if (lead < 0x80 || (lead >= 0xA1 && lead <= 0xDF)) continue;
    const auto trail = i + 1 < bytes.size() ? static_cast<unsigned char>(bytes[i + 1]) : 0U;
    if (lead == 0x80 || lead == 0xA0 || lead > 0xFC || trail < 0x40 || trail == 0x7F || trail > 0xFC) return -1;
    ++count;
    ++i;
  }
  return count;
}
int kanji_as_euc(std::string_view bytes) {
  int count = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    if (lead < 0x80) continue;
    const auto trail = i + 1 < bytes.size() ? static_cast<unsigned char>(bytes[i + 1]) : 0U;
    if ((lead != 0x8E && lead < 0xA1) || lead == 0xFF || trail < 0xA1 || trail == 0xFF) return -1;
    ++count;
    ++i;
  }
  return count;
}

/// True if every run of 8-bit bytes is one or two bytes between ASCII letters: accents of a Western language, where
/// Japanese would come in longer runs.
bool stands_alone(std::string_view bytes) {
  bool any = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (static_cast<unsigned char>(bytes[i]) < 0x80) continue;
    const auto begin = i;
    while (i < bytes.size() && static_cast<unsigned char>(bytes[i]) >= 0x80) ++i;
    const bool letter_before = begin > 0 && is_alpha(bytes[begin - 1]);
    const bool letter_after = i < bytes.size() && is_alpha(bytes[i]);
    if (i - begin > 2 || !(letter_before && letter_after)) return false;
    any = true;
  }
  return any;
}

Family guess(std::string_view bytes) {
  if (has_iso2022_escape(bytes)) return Family::iso2022jp;
  if (is_utf8(bytes)) return Family::utf8;
  const auto head = bytes.substr(0, 65536);
  const int as_cp932 = kanji_as_cp932(head.size() < bytes.size() ? head.substr(0, head.rfind('\n')) : head);
  const int as_euc = kanji_as_euc(head.size() < bytes.size() ? head.substr(0, head.rfind('\n')) : head);
  if (stands_alone(head)) return Family::other;
  // EUC text also passes as CP932 half-width kana, hardly ever the other way round.
  if (as_euc > 0) return Family::euc;
  if (as_cp932 > 0) return Family::cp932;
  return Family::other;
}

void decode(Family family, std::string_view bytes, Text& text) {
  switch (family) {
    case Family::ascii:
    case Family::utf8:
      text.charset = "utf-8";
      convert("UTF-8", bytes, text.utf8);
      break;
    case Family::iso2022jp:
      text.charset = "iso-2022-jp";
      if (!japanese::from_iso2022jp(bytes, text.utf8)) convert("x-windows-50221", bytes, text.utf8);
      break;
    case Family::cp932:
      text.charset = "cp932";
      if (!japanese::from_cp932(bytes, text.utf8)) convert("windows-31j", bytes, text.utf8);
      break;
    case Family::euc:
      text.charset = "euc-jp";
      if (!japanese::from_euc(bytes, text.utf8)) convert("windows-31j", euc_as_cp932(bytes), text.utf8);
      break;
    case Family::other:
      text.charset = "windows-1252";
      convert("windows-1252", bytes, text.utf8);
      break;
  }
}

} // namespace

bool is_plain_ascii(std::string_view s) noexcept {
  return !has_any(s, [](char c) { return static_cast<unsigned char>(c) >= 0x80 || c == '\x1b'; });
}

bool is_utf8(std::string_view s) noexcept {
  for (std::size_t i = 0; i < s.size();) {
    const auto lead = static_cast<unsigned char>(s[i]);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || length > s.size() - i) return false;
    const auto second = static_cast<unsigned char>(s[i + 1]);
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
        (lead == 0xF4 && second > 0x8F))
      return false;
    for (std::size_t k = 1; k < length; ++k)
      if ((static_cast<unsigned char>(s[i + k]) & 0xC0U) != 0x80U) return false;
    i += length;
  }
  return true;
}

void append_utf8(std::string& out, std::uint32_t code_point) {
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
    return;
  }
  const unsigned more = code_point < 0x800 ? 1 : (code_point < 0x10000 ? 2 : 3);
  static constexpr std::array<std::uint32_t, 4> kLead = {0, 0xC0, 0xE0, 0xF0};
  out += static_cast<char>(kLead[more] | code_point >> (6 * more));
  for (unsigned i = more; i-- > 0;) out += static_cast<char>(0x80U | (code_point >> (6 * i) & 0x3FU));
}

std::optional<std::string> to_cp932(std::string_view utf8) { return converted_to("windows-31j", utf8); }

std::optional<std::string> from_utf8(std::string_view utf8, std::string_view label) {
  const Label written(label);
  const auto name = written.text();
  switch (family_of(name)) {
    case Family::ascii: return is_plain_ascii(utf8) ? std::optional<std::string>(utf8) : std::nullopt;
    case Family::utf8: return is_utf8(utf8) ? std::optional<std::string>(utf8) : std::nullopt;
    case Family::iso2022jp: return converted_to("ISO-2022-JP", utf8);
    case Family::cp932: return to_cp932(utf8);
    case Family::euc: return converted_to("EUC-JP", utf8);
    case Family::other: break;
  }
  if (name.empty()) return is_plain_ascii(utf8) ? std::optional<std::string>(utf8) : std::nullopt;
  static constexpr std::string_view kProbe = "<a href=\"~+\\{}\">";
  if (converted_to(std::string(name), kProbe) != kProbe || name.starts_with("iso-2022") || name.starts_with("hz"))
    return std::nullopt;
  return converted_to(std::string(name), utf8);
}

Text to_utf8(std::string_view bytes, std::string_view label) {
  Text text;
  const Label written(label);
  const auto normal = written.text();
  const auto family = family_of(normal);
  if (is_plain_ascii(bytes) && bytes.find('\0') == std::string_view::npos) {
    // Only a charset that is not a superset of ASCII reads these bytes otherwise.
    if (family != Family::other || normal.empty() ||
        (!normal.starts_with("utf-16") && !normal.starts_with("utf-32") && !normal.starts_with("utf-7") &&
         normal != "hz-gb-2312")) {
      text.utf8 = bytes;
      text.charset = family == Family::ascii || normal.empty() ? "us-ascii" : "utf-8";
      return text;
    }
  }
  bool decoded = false;
  if (family == Family::other) {
    if (!normal.empty() && convert(std::string(normal), bytes, text.utf8)) {
      text.charset = "other";
      decoded = true;
    }
  } else if (family == Family::utf8 && is_utf8(bytes)) {
    text.utf8 = bytes;
    text.charset = "utf-8";
    decoded = true;
  } else if (family == Family::iso2022jp && is_plain_ascii(bytes) == false &&
             (has_iso2022_escape(bytes) || bytes.find('\x0e') != std::string_view::npos)) {
    decode(family, bytes, text);
    decoded = true;
  } else if (family == Family::cp932 && !has_iso2022_escape(bytes)) {
    decode(kanji_as_cp932(bytes) < 0 && is_utf8(bytes) ? Family::utf8 : family, bytes, text);
    decoded = true;
  } else if (family == Family::euc && !has_iso2022_escape(bytes)) {
    decode(family, bytes, text);
    decoded = true;
  }
  if (!decoded) {
    text.utf8.clear();
    text.guessed = true;
    decode(guess(bytes), bytes, text);
  }
  text.lossy = text.utf8.find(kReplacement) != std::string::npos;
  return text;
}

namespace {

/// The code point at `at`, which moves behind it; U+FFFD and one byte where there is none.
UChar32 next_point(std::string_view utf8, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(utf8[at]);
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
  const auto piece = utf8.substr(at, length);
  if (!is_utf8(piece)) {
    ++at;
    return 0xFFFD;
  }
  at += length;
  if (length == 1) return lead;
  auto point = static_cast<UChar32>(lead & (0xFFU >> (length + 1)));
  for (const char c : piece.substr(1)) point = point << 6 | (static_cast<unsigned char>(c) & 0x3F);
  return point;
}

} // namespace

std::string printable(std::string_view utf8, std::size_t most) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < utf8.size();) {
    std::string_view piece = utf8.substr(i, 1);
    bool shown = false;
    for (std::size_t length = 1; length <= 4 && length <= utf8.size() - i; ++length) {
      piece = utf8.substr(i, length);
      if (is_utf8(piece)) {
        std::size_t at = 0;
        const auto category = u_charType(next_point(piece, at));
        shown = category != U_CONTROL_CHAR && category != U_FORMAT_CHAR && category != U_LINE_SEPARATOR &&
                category != U_PARAGRAPH_SEPARATOR;
        break;
      }
      if (length == 4 || length == utf8.size() - i) piece = utf8.substr(i, 1);
    }
    std::string shape;
    if (shown) {
      shape = piece;
    } else {
      for (const char c : piece) {
        shape += "\\x";
        shape += kDigits[static_cast<unsigned char>(c) >> 4U];
        shape += kDigits[static_cast<unsigned char>(c) & 15U];
      }
    }
    if (out.size() + shape.size() > most) break;
    out += shape;
    i += piece.size();
  }
  return out;
}

bool equal_upper(std::string_view a, std::string_view b) {
  const auto is_ascii = [](std::string_view s) {
    return std::all_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  };
  if (is_ascii(a) && is_ascii(b)) return equal_fold(a, b);
  const auto upper = [](std::string_view utf8) {
    std::vector<UChar> units(std::min(utf8.size(), kPiece) + 1);
    std::int32_t count = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strFromUTF8WithSub(units.data(), static_cast<std::int32_t>(units.size()), &count, utf8.data(),
                         static_cast<std::int32_t>(units.size() - 1), 0xFFFD, nullptr, &status);
    FB_CHECK(U_SUCCESS(status));
    units.resize(static_cast<std::size_t>(count));
    for (auto& unit : units)
      if (!U16_IS_SURROGATE(unit)) unit = static_cast<UChar>(u_toupper(unit));
    return units;
  };
  return upper(a) == upper(b);
}

std::string folded(std::string_view utf8) {
  bool simple = true;
  for (const char c : utf8) simple = simple && static_cast<unsigned char>(c) < 0x80;
  if (simple) return to_lower(utf8);
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfkc = unorm2_getNFKCCasefoldInstance(&status);
  FB_CHECK(U_SUCCESS(status));
  const auto source = utf8.substr(0, kPiece);
  std::vector<UChar> units(source.size() + 1);
  std::int32_t count = 0;
  u_strFromUTF8WithSub(units.data(), static_cast<std::int32_t>(units.size()), &count, source.data(),
                       static_cast<std::int32_t>(source.size()), 0xFFFD, nullptr, &status);
  FB_CHECK(U_SUCCESS(status));
  std::vector<UChar> normal(static_cast<std::size_t>(count) + 16);
  auto length =
      unorm2_normalize(nfkc, units.data(), count, normal.data(), static_cast<std::int32_t>(normal.size()), &status);
  if (status == U_BUFFER_OVERFLOW_ERROR) { // one character becomes at most 18
    status = U_ZERO_ERROR;
    normal.resize(static_cast<std::size_t>(length) + 1);
    length =
        unorm2_normalize(nfkc, units.data(), count, normal.data(), static_cast<std::int32_t>(normal.size()), &status);
  }
  FB_CHECK(U_SUCCESS(status));
  std::vector<UChar> kept;
  kept.reserve(static_cast<std::size_t>(length));
  for (std::int32_t i = 0; i < length; ++i) {
    const auto unit = normal[static_cast<std::size_t>(i)];
    if (u_charType(unit) != U_FORMAT_CHAR) kept.push_back(unit);
  }
  return utf8_of(kept, static_cast<std::int32_t>(kept.size()));
}

namespace {

int columns_of(UChar32 point) {
  const auto category = u_charType(point);
  if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK || category == U_FORMAT_CHAR) return 0;
  const auto width = u_getIntPropertyValue(point, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

/// Calls `each(bytes, columns)` for every character; stops when it returns false.
template <class Each>
void each_character(std::string_view utf8, Each each) {
  std::size_t at = 0;
  while (at < utf8.size()) {
    const auto begin = at;
    const auto point = next_point(utf8, at);
    if (!each(utf8.substr(begin, at - begin), columns_of(point))) return;
  }
}

} // namespace

std::size_t columns(std::string_view utf8) {
  std::size_t total = 0;
  each_character(utf8, [&](std::string_view, int wide) {
    total += static_cast<std::size_t>(wide);
    return true;
  });
  return total;
}

std::string fitted(std::string_view utf8, std::size_t width) {
  if (columns(utf8) <= width) return std::string(utf8);
  std::string out;
  std::size_t used = 0;
  each_character(utf8, [&](std::string_view bytes, int wide) {
    if (used + static_cast<std::size_t>(wide) + 1 > width) return false;
    out += bytes;
    used += static_cast<std::size_t>(wide);
    return true;
  });
  return out + "…";
}

} // namespace fumiban
