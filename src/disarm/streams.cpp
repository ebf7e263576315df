// SPDX-License-Identifier: Apache-2.0
// Word, Excel and PowerPoint 97 to 2003, stream by stream.
// Reads:  MS-DOC 2.5.1 (FIB), 2.9.38 (Clx), 2.8.25 (fields); MS-XLS 2.4.21, 2.4.28, 2.4.117, 2.4.271 (SupBook);
//         MS-PPT 2.10.34 (ExOleObjStg), 2.4.15 (VBAInfoAtom), 2.8.3 (actions on clicks).
// Leaves: everything else, where it is.
// Trusts: no length and no place beyond the stream.
// Costs:  the text of a document; the record headers of a workbook; a few searches through a presentation.
// Damage: refused where it is seen.
#include "disarm/streams.hpp"

#include <algorithm>
#include <array>

#include "disarm/fields.hpp"

namespace fumiban::disarm {
namespace {

using namespace std::string_view_literals;

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = size; i-- > 0;)
    value = value << 8U | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
  return value;
}
std::uint32_t u16_at(std::string_view bytes, std::size_t at) { return number_at(bytes, at, 2); }
std::uint32_t u32_at(std::string_view bytes, std::size_t at) { return number_at(bytes, at, 4); }

/// A stretch of text (MS-DOC 2.9.177).
struct Piece {
  std::size_t begin;
  std::size_t characters;
  std::size_t width;
};

/// The pieces of a document's text; none where they cannot be found or reach out of the stream.
std::vector<Piece> pieces_of(std::string_view document, std::string_view table) {
  static constexpr std::size_t kClx = 0x1A2;
  std::vector<Piece> out;
  std::size_t at = u32_at(document, kClx);
  const auto size = u32_at(document, kClx + 4);
  if (at > table.size() || size > table.size() - at) return out;
  const auto end = at + size;
  while (at + 3 <= end && table[at] == '\1') at += 3 + u16_at(table, at + 1); // properties
  if (at + 5 > end || table[at] != '\2') return out;
  const auto list = table.substr(at + 5, std::min<std::size_t>(u32_at(table, at + 1), end - at - 5));
  const auto count = list.size() < 4 ? 0 : (list.size() - 4) / 12;
  std::size_t all = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto first = u32_at(list, 4 * i);
    const auto behind = u32_at(list, 4 * i + 4);
    const auto place = u32_at(list, 4 * (count + 1) + 8 * i + 2);
    const bool narrow = (place & 0x40000000U) != 0;
    const Piece piece{narrow ? (place & 0x3FFFFFFFU) / 2 : place & 0x3FFFFFFFU, behind - first, narrow ? 1U : 2U};
    all += piece.characters;
    if (behind < first || piece.begin > document.size() || all > document.size() ||
        piece.characters * piece.width > document.size() - piece.begin)
      return {};
    out.push_back(piece);
  }
  return out;
}

/// The fields of a document's text.
class WordFields {
public:
  WordFields(std::string& document, RemovedSet& removed) : document_(document), removed_(removed) {}

  /// False: nested deeper than any program writes.
  bool take(const Piece& piece) {
    static constexpr std::size_t kDeepest = 64;
    for (std::size_t i = 0; i < piece.characters; ++i) {
      const auto at = piece.begin + i * piece.width;
      const auto c = number_at(document_, at, piece.width);
      if (c == 0x13) {
        if (open_.size() == kDeepest) return false;
        if (!open_.empty()) open_.back().led = open_.back().led || !has_field_name(open_.back().instructions);
        open_.emplace_back();
      } else if (c == 0x14 && !open_.empty()) {
        open_.back().shows = true;
      } else if (c == 0x15 && !open_.empty()) {
        end();
      } else if (!open_.empty() && !open_.back().shows) {
        open_.back().instructions += c < 0x80 ? static_cast<char>(c) : '?';
        open_.back().places.emplace_back(at, piece.width);
      }
    }
    return true;
  }

private:
  struct Open {
    std::string instructions{};
    std::vector<std::pair<std::size_t, std::size_t>> places{};
    bool led = false;
    bool shows = false;
  };

  void end() {
    const auto field = std::move(open_.back());
    open_.pop_back();
    const auto harm = harm_of_field(field.instructions, field.led);
    if (!harm) return;
    removed_.add(*harm);
    for (const auto& [at, width] : field.places) {
      document_[at] = ' ';
      if (width == 2) document_[at + 1] = '\0';
    }
  }

  std::string& document_;
  RemovedSet& removed_;
  std::vector<Open> open_;
};

/// What fields are said to be, in the lists of their places (MS-DOC 2.9.90): of those that fetch, nothing.
void forget_kinds(std::string_view document, std::string& table, RemovedSet& removed) {
  // Main text, headers, footnotes, comments, endnotes, text boxes, text boxes of headers.
  static constexpr std::array<std::size_t, 7> kLists = {0x11A, 0x122, 0x12A, 0x132, 0x21A, 0x262, 0x272};
  static constexpr std::array<char, 2> kDde = {45, 46};
  static constexpr std::array<char, 6> kFetching = {36, 55, 56, 67, 68, 78};
  const auto is_in = [](const auto& kinds, char kind) {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
  };
  for (const auto list : kLists) {
    const std::size_t at = u32_at(document, list);
    const std::size_t size = u32_at(document, list + 4);
    if (size < 4 || at > table.size() || size > table.size() - at) continue;
    const auto count = (size - 4) / 6;
    for (std::size_t i = 0; i < count; ++i) {
      const auto mark = at + 4 * (count + 1) + 2 * i;
      auto& kind = table[mark + 1];
      if ((table[mark] & 0x1F) != 0x13 || !(is_in(kDde, kind) || is_in(kFetching, kind))) continue;
      removed.add(is_in(kDde, kind) ? Removed::dde : Removed::external);
      kind = 1;
    }
  }
}

} // namespace

bool uses_first_table(ByteView document) noexcept { return (std::max(document.peek(11), 0) & 2) != 0; }

bool edit_word(std::string& document, std::string& table, RemovedSet& removed) {
  static constexpr std::uint32_t kWord97 = 0xC1;
  if (u16_at(document, 0) != 0xA5EC || u16_at(document, 2) < kWord97 || (u16_at(document, 10) & 0x0100U) != 0)
    return false;
  const auto pieces = pieces_of(document, table);
  if (pieces.empty()) return false;
  WordFields fields(document, removed);
  for (const auto& piece : pieces)
    if (!fields.take(piece)) return false;
  forget_kinds(document, table, removed);
  return true;
}

bool edit_workbook(std::string& book, RemovedSet& removed) {
  bool biff8 = false;
  for (std::size_t at = 0; at + 4 <= book.size();) {
    const auto type = u16_at(book, at);
    const auto size = u16_at(book, at + 2);
    if (at + 4 + size > book.size()) return false;
    const auto record = std::string_view(book).substr(at + 4, size);
    if (type == 0x0809 && at == 0) biff8 = u16_at(record, 0) == 0x0600;
    if ((type == 0x0809 || type == 0x0409 || type == 0x0209) && u16_at(record, 2) == 0x0040) return false;
    if (type == 0x002F) return false;
    if (type == 0x0085 && size > 5 && (record[5] == 1 || record[5] == 6)) return false;
    if (type == 0x0017 && !biff8 && record.find('\3') != std::string_view::npos) return false;
    if (type == 0x01AE && size > 5) { // the name of another book: characters behind a byte that tells their width
      const auto name = record.substr(5);
      const bool link = name.find('\3') != std::string_view::npos;
      const std::size_t width = (record[4] & 1) != 0 ? 2 : 1;
      // Encoded paths: '\1', then '\5' for an address, or "\1@" for another machine.
      const bool elsewhere =
          name.starts_with('\1') && (name.substr(width).starts_with('\5') ||
                                     (name.substr(width).starts_with('\1') && name.substr(2 * width).starts_with('@')));
      if (link || elsewhere) {
        removed.add(link ? Removed::dde : Removed::external);
        for (auto i = at + 9 + (link ? 0 : width); i + width <= at + 4 + size; i += width)
          if (book[i] != '\3') {
            book[i] = 'x';
            if (width == 2) book[i + 1] = '\0';
          }
      }
    }
    at += 4U + size;
    if (type == 0 && size == 0) break; // padding
  }
  return true;
}

void edit_slides(std::string& slides, RemovedSet& removed) {
  static constexpr auto kObject = "\x11\x10"sv;
  static constexpr auto kVba = "\x02\0\0\x04\x0C\0\0\0"sv; // VBAInfoAtom
  static constexpr auto kAction = "\xF3\x0F\x10\0\0\0"sv;  // InteractiveInfoAtom, behind its version
  for (auto at = slides.find(kObject); at != std::string::npos; at = slides.find(kObject, at + kObject.size())) {
    const auto begin = at + 6;
    const auto content = std::string_view(slides).substr(std::min(begin, slides.size()));
    const bool plain = content.starts_with("\xD0\xCF\x11\xE0");
    if (!plain && (content.size() < 5 || content[4] != '\x78')) continue;
    const auto size = std::min<std::size_t>(u32_at(slides, at + 2), content.size());
    removed.add(Removed::objects);
    std::fill_n(slides.begin() + static_cast<std::ptrdiff_t>(begin), std::max<std::size_t>(size, 5), '\0');
  }
  for (auto at = slides.find(kVba); at != std::string::npos; at = slides.find(kVba, at + kVba.size())) {
    if (at + 20 > slides.size() || u32_at(slides, at + 12) == 0) continue;
    removed.add(Removed::macros);
    std::fill_n(slides.begin() + static_cast<std::ptrdiff_t>(at) + 12, 4, '\0');
  }
  for (auto at = slides.find(kAction); at != std::string::npos; at = slides.find(kAction, at + kAction.size())) {
    if (at + 22 > slides.size()) continue;
    auto& action = slides[at + 14];
    if (action != 1 && action != 2 && action != 5) continue; // a macro, a program, an object
    action = 0;
    removed.add(Removed::macros);
  }
}

} // namespace fumiban::disarm
