// SPDX-License-Identifier: Apache-2.0
// A Word 97 document (MS-DOC): the FIB, the text as UTF-16 and a piece table of one piece.
#include "little_endian.hpp"
#include "office.hpp"
#include "text.hpp"

namespace fumiban::test {
namespace {

constexpr std::size_t kTextStart = 0x400;
constexpr std::size_t kShortcutsStart = 0x9A; // FibRgFcLcb97
constexpr std::size_t kClx = 33;              // its pair in there

std::string word_stream(const std::string& text_utf16, std::size_t clx_size) {
  const auto characters = static_cast<std::uint32_t>(text_utf16.size() / 2);
  std::string out(kTextStart, '\0');
  put(out, 0x00, le16(0xA5EC) + le16(0x00C1) + le16(0) + le16(0x0411));
  put(out, 0x0A, le16(0x1200)); // the table stream is 1Table; extended characters
  put(out, 0x0C, le16(0x00BF) + le32(0));
  put(out, 0x18, le32(kTextStart) + le32(static_cast<std::uint32_t>(kTextStart + text_utf16.size())));
  put(out, 0x20, le16(14));                                                         // csw
  put(out, 0x3E, le16(22));                                                         // cslw
  put(out, 0x40, le32(static_cast<std::uint32_t>(kTextStart + text_utf16.size()))); // cbMac
  put(out, 0x4C, le32(characters));                                                 // ccpText
  put(out, 0x98, le16(0x5D));                                                       // cbRgFcLcb
  put(out, kShortcutsStart + kClx * 8, le32(0) + le32(static_cast<std::uint32_t>(clx_size)));
  return out + text_utf16;
}

std::string piece_table(std::size_t characters) {
  const std::string pieces = le32(0) + le32(static_cast<std::uint32_t>(characters)) + le16(0) +
                             le32(static_cast<std::uint32_t>(kTextStart)) + le16(0);
  return std::string(1, '\x02') + le32(static_cast<std::uint32_t>(pieces.size())) + pieces;
}

/// A property of type VT_LPSTR in code page 932.
std::string string_property(const std::string& utf8) {
  std::string bytes = to_charset(utf8, Charset::shift_jis) + '\0';
  const auto size = static_cast<std::uint32_t>(bytes.size());
  bytes.resize((bytes.size() + 3) / 4 * 4, '\0');
  return le32(0x1E) + le32(size) + bytes;
}

/// MS-OLEPS: one property set with code page, title and author.
std::string summary_stream(const DocumentText& text) {
  const std::vector<std::pair<std::uint32_t, std::string>> properties = {
      {1, le32(2) + le16(932) + le16(0)}, {2, string_property(text.title)}, {4, string_property(text.author)}};
  std::string table;
  std::string values;
  const std::size_t table_size = 8 + properties.size() * 8;
  for (const auto& [id, value] : properties) {
    table += le32(id) + le32(static_cast<std::uint32_t>(table_size + values.size()));
    values += value;
  }
  const std::string set = le32(static_cast<std::uint32_t>(table_size + values.size())) +
                          le32(static_cast<std::uint32_t>(properties.size())) + table + values;
  const std::string format_id =
      le32(0xF29F85E0) + le16(0x4FF9) + le16(0x1068) + "\xAB\x91\x08" + '\0' + "\x2B\x27\xB3\xD9";
  return le16(0xFFFE) + le16(0) + le32(0x00020006) + std::string(16, '\0') + le32(1) + format_id + le32(48) + set;
}

std::string object_stream() {
  const auto counted = [](std::string text) {
    text.push_back('\0');
    return le32(static_cast<std::uint32_t>(text.size())) + text;
  };
  const std::string class_id = le32(0x00020906) + le16(0) + le16(0) + '\xC0' + std::string(6, '\0') + '\x46';
  return le32(0xFFFE0001) + le32(0x00000A03) + le32(0xFFFFFFFF) + class_id +
         counted("Microsoft Word 97-2003 Document") + counted("MSWordDoc") + counted("Word.Document.8") +
         le32(0x71B239F4) + le32(0) + le32(0) + le32(0);
}

} // namespace

std::string doc_file(const DocumentText& text, const VbaProject& project) {
  std::string words;
  for (const std::string& paragraph : text.paragraphs) words += paragraph + "\r";
  const std::string units = utf16le(words);
  std::string table = piece_table(units.size() / 2);
  std::vector<CompoundStream> streams;
  streams.push_back({"WordDocument", word_stream(units, table.size())});
  streams.push_back({"1Table", std::move(table)});
  streams.push_back({"\x05SummaryInformation", summary_stream(text)});
  streams.push_back(
      {"\x01"
       "CompObj",
       object_stream()});
  if (!project.modules.empty()) {
    for (CompoundStream& stream : vba_streams(project, "Macros/")) streams.push_back(std::move(stream));
  }
  return compound_file(streams);
}

} // namespace fumiban::test
