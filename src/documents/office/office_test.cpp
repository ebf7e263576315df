// SPDX-License-Identifier: Apache-2.0
// Excel 4 macro sheets and encryption, by each place that tells them.
#include "documents/office/office.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "builders/compound_file.hpp"
#include "builders/little_endian.hpp"
#include "builders/text.hpp"
#include "builders/zip.hpp"
#include "fumiban/scan.hpp"

namespace fumiban::office {
namespace {

using test::le16;
using test::le32;
using Streams = std::vector<test::CompoundStream>;

Report scanned(std::string_view bytes, std::string_view name) {
  ScanOptions options;
  options.name = name;
  return scan(std::as_bytes(std::span(bytes)), options);
}

Report scanned(const Streams& streams) { return scanned(test::compound_file(streams), "a.xls"); }

/// "id: evidence", one a line.
std::string told(const Report& report) {
  std::string out;
  for (const auto& finding : report.findings) out += std::string(finding.spec->id) + ": " + finding.evidence + "\n";
  return out;
}

bool says(const Report& report, std::string_view id, std::string_view evidence = "") {
  return std::any_of(report.findings.begin(), report.findings.end(), [&](const Finding& finding) {
    return finding.spec->id == id && finding.evidence.find(evidence) != std::string::npos;
  });
}

std::string record(std::uint16_t type, const std::string& content) {
  return le16(type) + le16(static_cast<std::uint16_t>(content.size())) + content;
}

std::string bof(std::uint16_t sort) { return record(0x0809, le16(0x0600) + le16(sort) + std::string(12, '\0')); }

/// `hidden` and `type` are bytes 4 and 5.
std::string sheet(char hidden, char type) {
  return record(0x0085, le32(0) + hidden + type + std::string("\5\0Sheet", 7));
}

const std::string kEnd = record(0x000A, "");

TEST(Office, AnOrdinaryWorkbookHasNeitherMacroSheetNorPassword) {
  const auto report = scanned({{"Workbook", bof(5) + sheet(0, 0) + kEnd + bof(0x10) + kEnd}});
  EXPECT_FALSE(says(report, "xlm.present")) << told(report);
  EXPECT_FALSE(says(report, "office.encrypted")) << told(report);
}

TEST(Office, ASheetThatBeginsAsAMacroSheetIsOne) {
  for (const auto* name : {"Workbook", "Book", "WORKBOOK"}) {
    const auto report = scanned({{name, bof(5) + sheet(0, 0) + kEnd + bof(0x40) + kEnd}});
    EXPECT_TRUE(says(report, "xlm.present", "BOF")) << name << '\n' << told(report);
  }
}

TEST(Office, ASheetThatIsListedAsAMacroSheetIsOne) {
  for (const char hidden : {'\0', '\1', '\2', '\x7F', '\xFE'}) {
    const auto report = scanned({{"Workbook", bof(5) + sheet(hidden, 1) + kEnd + bof(0x10) + kEnd}});
    EXPECT_TRUE(says(report, "xlm.present", "BoundSheet")) << told(report);
  }
}

TEST(Office, AWorkbookInAnObjectOfADocumentIsLookedAt) {
  const auto book = bof(5) + sheet(0, 1) + kEnd + bof(0x40) + kEnd;
  const auto report = scanned({{"WordDocument", std::string(64, '\0')}, {"ObjectPool/_1/Workbook", book}});
  EXPECT_TRUE(says(report, "xlm.present")) << told(report);
}

TEST(Office, FilePassIsAPasswordAndHidesTheTypesOfSheets) {
  const auto locked = record(0x002F, le16(1) + le16(1) + le16(1) + std::string(48, '\7'));
  const auto report = scanned({{"Workbook", bof(5) + locked + sheet(0, 1) + kEnd + bof(0x10) + kEnd}});
  EXPECT_TRUE(says(report, "office.encrypted", "FilePass")) << told(report);
  EXPECT_FALSE(says(report, "xlm.present")) << "an encrypted byte is no type\n" << told(report);
  const auto macro = scanned({{"Workbook", bof(5) + locked + sheet(0, 0) + kEnd + bof(0x40) + kEnd}});
  EXPECT_TRUE(says(macro, "xlm.present", "BOF")) << "BOF is never encrypted\n" << told(macro);
}

TEST(Office, RecordsThatAreCutEndTheWalk) {
  const auto book = bof(5) + sheet(0, 1) + kEnd + bof(0x40) + kEnd;
  for (std::size_t size = 0; size <= book.size(); ++size) {
    const auto report = scanned({{"Workbook", book.substr(0, size)}});
    EXPECT_EQ(says(report, "xlm.present"), size >= bof(5).size() + 10) << size << '\n' << told(report);
  }
}

TEST(Office, TheBitOfAnEncryptedWordDocumentIsRead) {
  std::string fib(64, '\0');
  test::put(fib, 0, le16(0xA5EC));
  EXPECT_FALSE(says(scanned({{"WordDocument", fib}}), "office.encrypted"));
  test::put(fib, 10, le16(0x0100));
  EXPECT_TRUE(says(scanned({{"WordDocument", fib}}), "office.encrypted", "fEncrypted"));
}

TEST(Office, AnEncryptedPackageIsSaid) {
  const auto report =
      scanned({{"EncryptedPackage", std::string(5000, '\7')}, {"EncryptionInfo", std::string(40, '\4')}});
  EXPECT_TRUE(says(report, "office.encrypted", "EncryptedPackage")) << told(report);
}

TEST(Office, TheTokenOfAnEncryptedPresentationIsRead) {
  const auto user = [](std::uint32_t token) {
    return le16(0) + le16(0x0FF6) + le32(20) + le32(20) + le32(token) + le32(0);
  };
  EXPECT_FALSE(says(scanned({{"Current User", user(0xE391C05F)}}), "office.encrypted"));
  EXPECT_TRUE(says(scanned({{"Current User", user(0xF3D1C4DF)}}), "office.encrypted", "CurrentUserAtom"));
}

Report scanned_part(const std::string& name, const std::string& bytes) {
  const std::vector<test::ZipEntry> entries = {{.name = "[Content_Types].xml", .bytes = "<Types/>", .password = {}},
                                               {.name = "xl/workbook.xml", .bytes = "<workbook/>", .password = {}},
                                               {.name = name, .bytes = bytes, .password = {}}};
  return scanned(test::write_zip(entries), "a.xlsx");
}

const std::string kXml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

TEST(Office, ARelationshipToAMacroSheetIsOne) {
  for (const auto* type : {"xlMacrosheet", "xlIntlMacrosheet"}) {
    const auto rels = kXml +
                      "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                      "<Relationship Id=\"rId1\" Type=\"http://schemas.microsoft.com/office/2006/relationships/" +
                      type + "\" Target=\"x.bin\"/></Relationships>";
    const auto report = scanned_part("xl/_rels/workbook.xml.rels", rels);
    EXPECT_TRUE(says(report, "xlm.present", type)) << told(report);
  }
}

TEST(Office, ASheetOfTheKindMacroSheetIsOneWhateverItsPrefix) {
  for (const auto* head : {"<xm:macrosheet xmlns:xm", "<macrosheet xmlns", "<q:macrosheet xmlns:q"}) {
    const auto report =
        scanned_part("xl/media/image1.xml", kXml + head + "=\"http://schemas.microsoft.com/office/excel/2006/main\"/>");
    EXPECT_TRUE(says(report, "xlm.present", "macrosheet")) << head << '\n' << told(report);
  }
}

TEST(Office, PartsInUtf16AndWithoutADeclarationAreRead) {
  const std::string root = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
  const std::string rels =
      root +
      "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
      "attachedTemplate\" Target=\"https://a.invalid/t.dotm\" TargetMode=\"External\"/></Relationships>";
  const auto little = test::utf16le(kXml + rels);
  auto big = little;
  for (std::size_t i = 0; i + 1 < big.size(); i += 2) std::swap(big[i], big[i + 1]);
  for (const auto& bytes : {kXml + rels, rels, "\xEF\xBB\xBF" + rels, "<!-- a -->" + rels, "\xFF\xFE" + little, little,
                            "\xFE\xFF" + big, big}) {
    const auto report = scanned_part("word/_rels/settings.xml.rels", bytes);
    EXPECT_TRUE(says(report, "office.external-content", "https://a.invalid/t.dotm")) << told(report);
  }
  const auto sheet = "\xFF\xFE" + test::utf16le(kXml + "<xm:macrosheet xmlns:xm=\"a\"/>");
  EXPECT_TRUE(says(scanned_part("xl/a.xml", sheet), "xlm.present"));
}

TEST(Office, AWorksheetThatSpeaksOfMacroSheetsIsNone) {
  const auto report =
      scanned_part("xl/worksheets/sheet1.xml", kXml + "<worksheet><c><is><t>a macrosheet</t></is></c></worksheet>");
  EXPECT_FALSE(says(report, "xlm.present")) << told(report);
}

TEST(Office, SheetsThatAreNotShownAreNamed) {
  const auto book = [](const std::string& sheets) { return scanned({{"Workbook", bof(5) + sheets + kEnd}}); };
  EXPECT_FALSE(says(book(sheet(0, 0)), "office.hidden-sheet"));
  EXPECT_TRUE(says(book(sheet(0, 0) + sheet(1, 0)), "office.hidden-sheet", "hidden: Sheet"));
  EXPECT_TRUE(says(book(sheet(2, 0)), "office.hidden-sheet", "very hidden: Sheet"));
  EXPECT_TRUE(says(book(sheet('\xFE', 0)), "office.hidden-sheet", "very hidden: Sheet")) << "reserved bits";
  const auto wide = record(0x0085, le32(0) + '\2' + '\0' + "\2\1" + test::utf16le("集計"));
  EXPECT_TRUE(says(book(wide), "office.hidden-sheet", "very hidden: 集計"));
  const auto report =
      scanned_part("xl/x.xml", kXml +
                                   "<q:workbook><q:sheets><q:sheet name=\"a &lt; b\" state='veryHidden' r:id=\"r1\"/>"
                                   "<q:sheet name=\"c\" state=\"visible\"/></q:sheets></q:workbook>");
  EXPECT_TRUE(says(report, "office.hidden-sheet", "very hidden: a < b")) << told(report);
  EXPECT_FALSE(says(report, "office.hidden-sheet", ": c")) << told(report);
}

TEST(Office, APackageIsKnownWhateverLiesFirst) {
  const auto folders = [](const std::string& last) {
    const std::vector<test::ZipEntry> entries = {
        {.name = "docProps/", .bytes = "", .password = {}},
        {.name = "xl/theme/x.bin", .bytes = std::string(9000, '\7'), .password = {}},
        {.name = last, .bytes = "<Types/>", .password = {}}};
    return test::write_zip(entries);
  };
  const auto package = scanned(folders("[Content_Types].xml"), "a.xlsm");
  EXPECT_EQ(package.parts[0].type, "ooxml");
  EXPECT_FALSE(says(package, "type.mismatch")) << told(package);
  const auto archive = scanned(folders("content.xml"), "a.xlsm");
  EXPECT_EQ(archive.parts[0].type, "zip");
  EXPECT_TRUE(says(archive, "type.mismatch")) << told(archive);
}

/// Tricks against readers of Excel 4 macros: each hides something, none the macro sheet.
TEST(Office, TricksHideNoMacroSheet) {
  const auto macro = bof(0x40) + kEnd;
  const auto name = [](const std::string& text, char flags) { // Lbl, MS-XLS 2.4.150
    return record(0x0018,
                  le16(0x0020) + '\0' + static_cast<char>(text.size()) + le16(0) + std::string(8, '\0') + flags + text);
  };
  const std::vector<std::pair<std::string_view, std::string>> books = {
      {"hidden", bof(5) + sheet(1, 1) + kEnd + macro},
      {"very hidden", bof(5) + sheet(2, 1) + kEnd + macro},
      {"reserved bits", bof(5) + sheet('\xFD', 1) + kEnd + macro},
      {"both states", bof(5) + sheet(3, 1) + kEnd + macro},
      {"listed as a worksheet", bof(5) + sheet(0, 0) + kEnd + macro},
      {"not listed", bof(5) + kEnd + macro},
      {"name with NULs", bof(5) + sheet(1, 1) + name(std::string("a\0uto_open", 10), 0) + kEnd + macro},
      {"name in full-width letters", bof(5) + sheet(1, 1) + name(test::utf16le("ａuto_open"), 1) + kEnd + macro},
      {"built-in name", bof(5) + sheet(1, 1) + name("\1", 0) + kEnd + macro},
      {"an unknown record first", record(0x7777, "x") + bof(5) + sheet(0, 1) + kEnd + macro},
  };
  for (const auto& [trick, book] : books)
    for (const auto* stream : {"Workbook", "Book"})
      EXPECT_TRUE(says(scanned({{stream, book}}), "xlm.present")) << trick;
}

} // namespace
} // namespace fumiban::office
