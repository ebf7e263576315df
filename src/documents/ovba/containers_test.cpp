// SPDX-License-Identifier: Apache-2.0
// Projects in files within files, in presentations, in forms and in Japanese.
#include <gtest/gtest.h>
#include <zlib.h>

#include "builders/office.hpp"
#include "builders/text.hpp"
#include "builders/zip.hpp"
#include "documents/ovba/project.hpp"
#include "macros/ovba_cases.hpp"

namespace fumiban::ovba {
namespace {

std::string echo_docm() {
  return test::docm_file({.title = "t", .author = "a", .paragraphs = {"p"}}, test::auto_open_echo_project());
}

std::string zlib_packed(const std::string& bytes) {
  auto size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
           static_cast<uLong>(bytes.size()));
  out.resize(size);
  return le32(static_cast<std::uint32_t>(bytes.size())) + out;
}

/// A record of a presentation (MS-PPT 2.3.1).
std::string atom(std::uint16_t version_and_instance, std::uint16_t type, const std::string& content) {
  return le16(version_and_instance) + le16(type) + le32(static_cast<std::uint32_t>(content.size())) + content;
}

Report scanned_ppt(const std::string& records) {
  const Streams streams = {{"PowerPoint Document", records}, {"Current User", std::string(20, '\0')}};
  return scanned(test::compound_file(streams), "slides.ppt");
}

/// All modules of a compound file.
std::vector<Module> modules_of(const Streams& streams) {
  const auto bytes = test::compound_file(streams);
  Report report;
  report.parts.emplace_back().readings.emplace_back("plain");
  const ScanOptions options;
  Context context(report, options);
  std::vector<Module> out;
  const auto file = cfb::CompoundFile::open(Blob::borrowed(ByteView(std::string_view(bytes))), context);
  if (!file) return out;
  for (auto& project : projects_in(*file, context))
    for (auto& module : project.modules) out.push_back(std::move(module));
  return out;
}

TEST(OvbaContainers, DocumentsWithTheProjectWhereOfficePutsIt) {
  EXPECT_FOUND(scanned(echo_docm(), "a.docm"));
  const auto project = test::auto_open_echo_project();
  EXPECT_FOUND(scanned(test::doc_file({.title = "t", .author = "a", .paragraphs = {"p"}}, project), "a.doc"));
  EXPECT_FOUND(scanned(test::xlsm_file({.title = "t", .author = "a", .rows = {{"1"}}}, project), "a.xlsm"));
}

TEST(OvbaContainers, ANameOrExtensionOfThePartHidesNothing) {
  for (const auto* name : {"word/media/image1.png", "word/settings.xml", "docProps/thumbnail.jpeg", "x"}) {
    const std::vector<test::ZipEntry> entries = {
        {.name = "[Content_Types].xml", .bytes = "<Types/>", .password = {}},
        {.name = "word/document.xml", .bytes = "<w:document/>", .password = {}},
        {.name = name, .bytes = test::vba_project_file(test::auto_open_echo_project()), .password = {}}};
    EXPECT_FOUND(scanned(test::write_zip(entries), "a.docx")) << name;
  }
}

TEST(OvbaContainers, ADocumentInADocumentIsRead) {
  const std::vector<test::ZipEntry> entries = {
      {.name = "[Content_Types].xml", .bytes = "<Types/>", .password = {}},
      {.name = "word/document.xml", .bytes = "<w:document/>", .password = {}},
      {.name = "word/embeddings/Microsoft_Word_Document.docx", .bytes = echo_docm(), .password = {}}};
  EXPECT_FOUND(scanned(test::write_zip(entries), "a.docx"));
  const Streams object = {{"WordDocument", std::string(64, '\0')}, {"ObjectPool/_1/Package", echo_docm()}};
  EXPECT_FOUND(scanned(test::compound_file(object), "a.doc"));
}

TEST(OvbaContainers, APresentationHoldsItsProjectPlainOrPacked) {
  const auto project = test::vba_project_file(test::auto_open_echo_project());
  EXPECT_FOUND(scanned_ppt(atom(0x0000, 0x1011, project)));
  EXPECT_FOUND(scanned_ppt(atom(0x0010, 0x1011, zlib_packed(project))));
  EXPECT_FOUND(scanned_ppt(atom(0x000F, 0x03E8, atom(0, 0x03E9, "x")) + atom(0x0010, 0x1011, zlib_packed(project))));
}

TEST(OvbaContainers, RecordsThatLieHideNoProjectOfAPresentation) {
  const auto project = test::vba_project_file(test::auto_open_echo_project());
  const auto packed = atom(0x0010, 0x1011, zlib_packed(project));
  // PowerPoint finds records by the directory of offsets, not one behind the other.
  EXPECT_FOUND(scanned_ppt(le16(0) + le16(0x03E9) + le32(0xFFFFFFFF) + packed));
  EXPECT_FOUND(scanned_ppt(atom(0x000F, 0x1388, packed)));
  EXPECT_FOUND(scanned_ppt("abc" + packed));
  EXPECT_FOUND(scanned_ppt("abc" + atom(0x0000, 0x1011, project)));
}

TEST(OvbaContainers, JapaneseSourceComesOutAsItWasWritten) {
  test::VbaProject project;
  project.modules.push_back({"ThisDocument", "", test::ModuleKind::document});
  project.modules.push_back({"標準モジュール", "Sub 集計()\n    MsgBox \"印刷しますか？ ソ表\"\nEnd Sub\n"});
  auto streams = test::vba_streams(project, "");
  for (auto& stream : streams) // names are ASCII in the builder: dir tells another stream
    if (stream.path == "VBA/標準モジュール") stream.path = "VBA/Module1";
  auto dir = dir_of(streams);
  const auto unicode = record(0x0032, test::utf16le("標準モジュール"));
  dir = with_last(dir, unicode, record(0x0032, test::utf16le("Module1")));
  set_dir(streams, dir);
  const auto modules = modules_of(streams);
  ASSERT_EQ(modules.size(), 2U);
  EXPECT_EQ(modules[1].name, "標準モジュール");
  EXPECT_NE(modules[1].source.find("MsgBox \"印刷しますか？ ソ表\""), std::string::npos) << modules[1].source;
}

/// The words of lures, in both languages: what the macro does decides, not what the page asks for.
TEST(OvbaContainers, LuresInBothLanguagesAreJudgedByTheirMacros) {
  const std::vector<test::DocumentText> lures = {
      {.title = "Invoice",
       .author = "User",
       .paragraphs = {"This document is protected.", "Click Enable Content to view it."}},
      {.title = "請求書",
       .author = "1",
       .paragraphs = {"このドキュメントは保護されています。", "「コンテンツの有効化」をクリックしてください。"}}};
  auto hostile = test::auto_open_echo_project();
  hostile.modules[1].source = "Sub AutoOpen()\n    Shell \"powershell -e ZQBjAGgAbwAgAGYAdQBtAGkAYgBhAG4A\"\nEnd Sub\n";
  for (const auto& lure : lures) {
    const test::SheetText sheet{.title = lure.title, .author = lure.author, .rows = {lure.paragraphs}};
    const auto outcomes = [&](const test::VbaProject& project) {
      std::vector<Outcome> out;
      for (const auto& [bytes, name] : {std::pair(test::doc_file(lure, project), lure.title + ".doc"),
                                        std::pair(test::docm_file(lure, project), lure.title + ".docm"),
                                        std::pair(test::xlsm_file(sheet, project), lure.title + ".xlsm")})
        out.push_back(decide(scanned(bytes, name), {}, Policy::standard()).outcome);
      return out;
    };
    for (const auto outcome : outcomes(hostile)) EXPECT_EQ(outcome, Outcome::malicious) << lure.title;
    for (const auto outcome : outcomes(test::benign_project(1))) EXPECT_EQ(outcome, Outcome::clean) << lure.title;
  }
}

} // namespace
} // namespace fumiban::ovba
