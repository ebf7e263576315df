// SPDX-License-Identifier: Apache-2.0
// doc, xls and ppt: what goes, what stays, and what is refused.
#include <gtest/gtest.h>

#include "analyser/context.hpp"
#include "builders/compound_file.hpp"
#include "builders/compound_file_raw.hpp"
#include "builders/little_endian.hpp"
#include "builders/office.hpp"
#include "builders/text.hpp"
#include "disarm/active.hpp"
#include "disarm/compound_writer.hpp"
#include "unpack/cfb/compound_file.hpp"

namespace fumiban::test {
namespace {

using Streams = std::vector<CompoundStream>;
const DocumentText kLetter = {
    .title = "見積書", .author = "経理", .paragraphs = {"いつもお世話になっております。", "以上"}};

std::string record(std::uint16_t type, const std::string& content) {
  return le16(type) + le16(static_cast<std::uint16_t>(content.size())) + content;
}
std::string bof(std::uint16_t sort) { return record(0x0809, le16(0x0600) + le16(sort) + std::string(12, '\0')); }
std::string sheet(char type) { return record(0x0085, le32(0) + '\0' + type + std::string("\5\0Sheet", 7)); }
const std::string kEnd = record(0x000A, "");
std::string book(const std::string& in) { return bof(5) + in + kEnd + bof(0x10) + kEnd; }

std::string word_with(const std::string& paragraph) {
  return doc_file({.title = "t", .author = "a", .paragraphs = {paragraph, "以上"}}, {});
}

/// All streams of a compound file by path.
std::map<std::string, std::string> streams_of(const std::string& bytes) {
  Report report;
  report.parts.emplace_back().readings.emplace_back("plain");
  const ScanOptions options;
  Context context(report, options);
  std::map<std::string, std::string> out;
  const auto file = cfb::CompoundFile::open(Blob::borrowed(ByteView(std::string_view(bytes))), context);
  EXPECT_TRUE(file);
  if (!file) return out;
  file->check_chains(context);
  EXPECT_TRUE(file->oddities().empty());
  for (std::uint32_t i = 1; i < file->entries().size(); ++i)
    if (file->entries()[i].type == cfb::Entry::Type::stream)
      out[file->path(i)] = file->stream(i, context)->whole().copy();
  return out;
}

TEST(DisarmCompound, WhatDoesNotActStaysByteForByte) {
  const auto doc = doc_file(kLetter, {});
  EXPECT_EQ(told(disarmed(doc)), "");
  EXPECT_EQ(disarmed(doc)->bytes, doc);
  const auto xls = compound_file(Streams{{"Workbook", book(sheet(0))}});
  EXPECT_EQ(disarmed(xls)->bytes, xls);
}

TEST(DisarmCompound, MacrosGoAndTheTextStays) {
  const auto out = disarmed(doc_file(kLetter, auto_open_echo_project()));
  ASSERT_EQ(told(out), "macros");
  EXPECT_EQ(still_active(out->bytes, "a.doc"), "");
  EXPECT_EQ(streams_of(out->bytes), streams_of(doc_file(kLetter, {})));
  EXPECT_EQ(disarmed(out->bytes)->bytes, out->bytes);
  EXPECT_EQ(out->bytes, disarmed(doc_file(kLetter, auto_open_echo_project()))->bytes) << "the same again";
}

TEST(DisarmCompound, EmbeddedObjectsAndUnknownStreamsGo) {
  auto streams = Streams{{"Workbook", book(sheet(0))},
                         {"MBD0001/\1Ole10Native", std::string(5000, 'x')},
                         {"Ctls", std::string(100, 'x')},
                         {"_SX_DB_CUR/0001", "pivot"},
                         {"_SX_DB_CUR/VBA/dir", "x"}};
  const auto project = vba_streams(auto_open_echo_project(), "_VBA_PROJECT_CUR/");
  streams.insert(streams.end(), project.begin(), project.end());
  const auto out = disarmed(compound_file(streams));
  ASSERT_EQ(told(out), "macros objects");
  EXPECT_EQ(still_active(out->bytes, "a.xls"), "");
  const std::map<std::string, std::string> expected = {{"Workbook", book(sheet(0))}, {"_SX_DB_CUR/0001", "pivot"}};
  EXPECT_EQ(streams_of(out->bytes), expected);
}

TEST(DisarmCompound, FieldsThatFetchLoseTheirInstructions) {
  const auto field = [](const std::string& in) { return "\x13" + in + "\x14shown\x15"; };
  for (const auto& [instructions, removed] : {std::pair<std::string, std::string>("DDEAUTO c:\\a \"/c echo\" ", "dde"),
                                              {" dde a b", "dde"},
                                              {"INCLUDEPICTURE \"http://a.invalid/a.png\" \\d", "external"},
                                              {"\x13QUOTE 68 68 69\x15 a", "dde"}}) {
    const auto out = disarmed(word_with(field(instructions)));
    ASSERT_EQ(told(out), removed) << instructions;
    const auto text = streams_of(out->bytes)["WordDocument"];
    EXPECT_EQ(text.size(), streams_of(word_with(field(instructions)))["WordDocument"].size());
    EXPECT_EQ(text.find(utf16le("a.invalid")), std::string::npos);
    EXPECT_EQ(text.find(utf16le("echo")), std::string::npos);
    EXPECT_NE(text.find(utf16le("shown")), std::string::npos);
    EXPECT_NE(text.find(utf16le("以上")), std::string::npos);
  }
  EXPECT_EQ(told(disarmed(word_with(field(" PAGE ")))), "");
}

TEST(DisarmCompound, LinksToOtherProgramsAndMachinesLeadNowhere) {
  const auto linked = [](const std::string& path) {
    return compound_file(Streams{
        {"Workbook",
         book(sheet(0) + record(0x01AE, le16(1) + le16(static_cast<std::uint16_t>(path.size())) + '\0' + path))}});
  };
  EXPECT_EQ(told(disarmed(linked("\1B.xls"))), "") << "a book beside it";
  const auto dde = disarmed(linked("cmd\3/c echo"));
  EXPECT_EQ(told(dde), "dde");
  EXPECT_NE(streams_of(dde->bytes)["Workbook"].find("xxx\3xxxxxxx"), std::string::npos);
  EXPECT_EQ(told(disarmed(linked("\1\5\x12http://a.invalid/b"))), "external");
  EXPECT_EQ(told(disarmed(linked("\1\1@a.invalid\3b.xls"))), "dde");
}

TEST(DisarmCompound, ObjectsOfAPresentationBecomeZeros) {
  const auto atom = [](std::uint16_t version, std::uint16_t type, const std::string& content) {
    return le16(version) + le16(type) + le32(static_cast<std::uint32_t>(content.size())) + content;
  };
  const auto project = vba_project_file(auto_open_echo_project());
  const auto slides = atom(0, 0x0FA8, "text of a slide") + atom(0, 0x1011, project) +
                      atom(2, 0x0400, le32(1) + le32(1) + le32(2)) +
                      atom(0, 0x0FF3, le32(0) + le32(1) + '\2' + std::string(7, '\0'));
  const auto ppt = compound_file(Streams{{"PowerPoint Document", slides}, {"Current User", std::string(20, '\0')}});
  const auto out = disarmed(ppt);
  ASSERT_EQ(told(out), "macros objects");
  EXPECT_EQ(still_active(out->bytes, "a.ppt"), "");
  const auto left = streams_of(out->bytes)["PowerPoint Document"];
  EXPECT_EQ(left.size(), slides.size());
  EXPECT_NE(left.find("text of a slide"), std::string::npos);
  EXPECT_EQ(told(disarmed(out->bytes)), "");
}

TEST(DisarmCompound, WhatCannotBeDoneIsRefused) {
  const auto xls = [](const std::string& in) { return compound_file(Streams{{"Workbook", in}}); };
  EXPECT_EQ(told(disarmed(xls(book(sheet(1))))), "no") << "macro sheet, listed";
  EXPECT_EQ(told(disarmed(xls(book(sheet(0)) + bof(0x40) + kEnd))), "no") << "macro sheet";
  EXPECT_EQ(told(disarmed(xls(book(record(0x2F, le16(1)))))), "no") << "password";
  EXPECT_EQ(told(disarmed(xls(book(sheet(0)).substr(0, 30)))), "no") << "cut";
  EXPECT_EQ(told(disarmed(compound_file(Streams{
                {"Workbook", book(sheet(0))}, {"PowerPoint Document", "x"}, {"Current User", std::string(20, '\0')}}))),
            "no")
      << "two documents";
  EXPECT_EQ(told(disarmed(compound_file(Streams{{"EncryptedPackage", "x"}, {"EncryptionInfo", "x"}}))), "no");
  EXPECT_EQ(told(disarmed(compound_file(Streams{{"__properties_version1.0", "x"}}))), "no") << "a message of Outlook";
  EXPECT_EQ(
      told(disarmed(compound_file(Streams{{"Workbook", book(sheet(0))}, {"Data", "MZ" + std::string(5000, 'x')}}))),
      "no")
      << "a program";
  auto doc = streams_of(doc_file(kLetter, {}));
  doc["WordDocument"][11] |= 1;
  EXPECT_EQ(told(disarmed(compound_file(Streams{{"WordDocument", doc["WordDocument"]}, {"1Table", doc["1Table"]}}))),
            "no")
      << "encrypted";
  EXPECT_EQ(told(disarmed(vba_project_file(auto_open_echo_project()))), "no") << "nothing but a project";
}

TEST(DisarmCompound, LargeFilesAreWrittenAsTheyAreRead) {
  // More than 109 sectors of FAT: their numbers do not fit the header.
  std::string large(9U << 20U, '\0');
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * 7 + i / 251);
  const auto name = [](std::string_view text) {
    auto out = utf16le(text);
    const auto size = out.size() + 2;
    out.resize(64, '\0');
    return out + le16(static_cast<std::uint16_t>(size));
  };
  std::vector<disarm::NewEntry> entries = {{.name = name("Root Entry"), .storage = true},
                                           {.name = name("a"), .storage = true}};
  std::map<std::string, std::string> expected;
  for (int i = 0; i < 20; ++i) {
    const auto letter = std::string(1, static_cast<char>('a' + i));
    entries.push_back({.name = name(letter), .parent = 1, .bytes = large.substr(0, static_cast<std::size_t>(i) * 431)});
    expected["a/" + letter] = entries.back().bytes;
  }
  entries.push_back({.name = name("large"), .bytes = large});
  expected["large"] = large;
  EXPECT_EQ(streams_of(disarm::write_compound(entries)), expected);
}

} // namespace
} // namespace fumiban::test
