// SPDX-License-Identifier: Apache-2.0
// Documents behind the beginning of something else ("MalDoc in PDF", JPCERT/CC, August 2023): a web archive, RTF or XML
// behind "%PDF-1.7" is a PDF for scanners and a document for Word.
// Reads:  all of a PDF, and of any other file with a name that Office opens: headers of MIME, the beginnings of RTF, of
//         Word 2003 XML and of Flat OPC.
// Leaves: what lies there: it is handed on. UTF-16.
// Trusts: no stream of a PDF: what lies in one may be the PDF's own, so that alone is no trick, and is read too.
// Costs:  a few searches; at most 4 places of each sort.
// Damage: none.
#include "disguise/disguise.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "mime/message.hpp"

namespace fumiban::disguise {
namespace {

/// A document lies behind the beginning of a file of another kind.
constexpr FindingSpec kDocument{"disguise.document", Severity::high, Topic::evasion, Unread::no, "T1036.008"};

constexpr auto npos = std::string_view::npos;
constexpr std::size_t kMostOfASort = 4;

bool has_office_name(const Part& part) {
  const auto is_office = [](const std::string& name) {
    const auto dot = name.rfind('.');
    if (dot == std::string::npos) return false;
    const auto extension = to_lower(trim(std::string_view(name).substr(dot + 1)));
    return extension == "mht" || extension == "mhtml" || family_of_extension(extension) == Family::office;
  };
  return is_office(part.name) || std::any_of(part.other_names.begin(), part.other_names.end(), is_office);
}

/// True for a field of a header, or a line that goes on with one.
bool is_header_line(std::string_view line) {
  if (trim(line).empty()) return false;
  if (is_space(line.front())) return true;
  const auto end = find_where(line, [](char c) { return !is_alnum(c) && c != '-'; });
  return end != 0 && end != npos && line[end] == ':';
}

/// Where the header begins that has a field at `at`.
std::size_t begin_of_header(std::string_view text, std::size_t at) {
  static constexpr int kMostLines = 64;
  for (int lines = 0; lines < kMostLines && at > 0 && text[at - 1] == '\n'; ++lines) {
    const auto before = text.substr(0, at - 1).rfind('\n');
    const auto begin = before == npos ? 0 : before + 1;
    if (!is_header_line(text.substr(begin, at - begin))) break;
    at = begin;
  }
  return at;
}

/// How far a search has come.
struct Search {
  std::size_t from = 0;
  std::size_t multipart = 0; ///< where the next "multipart/" stands
};

/// Where `word` (lower case) stands around a `mark` in it, at or after `from`, any case.
std::size_t find_around(std::string_view text, std::string_view word, char mark, std::size_t from) {
  const auto place = word.find(mark);
  for (auto at = text.find(mark, from + place); at != npos; at = text.find(mark, at + 1))
    if (equal_fold(text.substr(at - place, word.size()), word)) return at - place;
  return npos;
}

/// Where a MIME header with parts begins.
std::size_t next_archive(std::string_view text, Search& search) {
  static constexpr std::string_view kField = "mime-version";
  static constexpr std::size_t kBefore = 2048;
  static constexpr std::size_t kBehind = 8192;
  while (true) {
    const auto at = find_around(text, kField, '-', search.from);
    if (at == npos) return npos;
    search.from = at + kField.size();
    if (!trim(text.substr(search.from, 16)).starts_with(':')) continue;
    const auto least = at > kBefore ? at - kBefore : 0;
    if (search.multipart < least || search.multipart == 0)
      search.multipart = find_around(text, "multipart/", '/', least);
    if (search.multipart == npos) return npos;
    if (search.multipart < at + kBehind) return begin_of_header(text, at);
  }
}

std::size_t next_rtf(std::string_view text, Search& search) {
  const auto at = ByteView(text).find("{\\rtf", search.from);
  search.from = at == npos ? text.size() : at + 1;
  return at;
}

/// The beginning of the element in which a namespace of Office stands, or of the declaration before it.
std::size_t next_xml(std::string_view text, Search& search) {
  static constexpr std::size_t kBefore = 4096;
  while (true) {
    const auto at = ByteView(text).find("schemas.microsoft.com/office/", search.from);
    if (at == npos) return npos;
    search.from = at + 1;
    const auto name = text.substr(at + 29, 24);
    if (!name.starts_with("word/2003/wordml") && !name.starts_with("2006/xmlPackage")) continue;
    const auto start = at > kBefore ? at - kBefore : 0;
    const auto before = text.substr(start, at - start);
    const auto declaration = before.rfind("<?xml");
    const auto tag = before.rfind('<');
    if (tag != npos) return start + (declaration == npos ? tag : declaration);
  }
}

/// True for what lies at the beginning of a PDF's stream, as files attached to it do.
bool begins_stream(std::string_view before) {
  while (before.ends_with('\r') || before.ends_with('\n')) before.remove_suffix(1);
  return before.ends_with("stream") && !before.ends_with("endstream");
}

struct Sort {
  std::string_view name;
  std::size_t (*next)(std::string_view text, Search& search); ///< npos: nowhere any more
  std::string_view declared;
};
constexpr std::array kSorts = {Sort{"message", &next_archive, "message/rfc822"}, Sort{"rtf", &next_rtf, ""},
                               Sort{"office-xml", &next_xml, ""}};

Result<void> analyse(const Blob& blob, Context& context) {
  const bool pdf = context.kind().id == "pdf";
  const bool office = has_office_name(context.part());
  if (!pdf && !office) return {};
  const auto content = blob.whole();
  if (!context.pay(content.size())) return {};
  const auto text = content.text().substr(0, content.text().find_last_not_of('\0') + 1); // zeros behind are padding
  for (const auto& sort : kSorts) {
    std::size_t count = 0;
    Search search;
    for (auto at = sort.next(text, search); at != npos && count < kMostOfASort; at = sort.next(text, search), ++count) {
      if (at == 0 && sort.declared.empty()) continue; // it is one, and has its reader
      // Text before a document is what careless programs write.
      if (context.kind().family != Family::text && (office || !begins_stream(text.substr(0, at))))
        context.say(kDocument, at, text.size() - at, std::string(context.kind().id) + ": " + std::string(sort.name));
      (void)context.add(context.part_index(), {.blob = blob.piece(content.clamped(at, text.size())),
                                               .name = {},
                                               .declared_type = std::string(sort.declared),
                                               .offset = at,
                                               .raw_size = text.size() - at});
    }
  }
  return {};
}

/// What begins as none of the documents that Office opens, nor as a message, which has its reader.
bool may_hide(const Sight& sight) noexcept {
  const auto family = sight.kind.family;
  const bool message = sight.declared.starts_with("message/") || sight.declared.starts_with("multipart/") ||
                       mime::is_attached_message(sight);
  return !message &&
         (sight.kind.id == "pdf" || family == Family::text || family == Family::picture || family == Family::unknown);
}

constexpr std::array<const FindingSpec*, 1> kFindings = {&kDocument};

} // namespace

const Analyser kAnalyser{"disguise", &may_hide, &analyse, kFindings};

} // namespace fumiban::disguise
