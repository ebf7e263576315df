// SPDX-License-Identifier: Apache-2.0
// Macros and what is fetched from elsewhere, in documents that are one XML file.
#include <gtest/gtest.h>

#include "builders/text.hpp"
#include "builders/text_documents.hpp"
#include "macros/ovba_cases.hpp"

namespace fumiban::ovba {
namespace {

const test::DocumentText kText{.title = "t", .author = "a", .paragraphs = {"Password: kumo-4711", "second"}};
const std::string kMso = test::active_mime(test::vba_project_file(test::auto_open_echo_project()));

Outcome outcome(const Report& report) { return decide(report, Circumstances{}, Policy::standard()).outcome; }

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

/// The ways in which the same XML may begin.
std::vector<std::string> disguises(const std::string& xml) {
  const auto bare = xml.substr(xml.find("?>\r\n<") + 4);
  const auto root = bare.substr(bare.find("?>\r\n<") + 4);
  return {xml,
          "\xEF\xBB\xBF" + xml,
          " \r\n\t" + bare,
          "<!-- <html> -->" + root,
          "<!--" + std::string(100000, ' ') + "<html>-->" + root,
          std::string(5000, '\n') + root,
          "<!DOCTYPE a [<!ELEMENT a ANY>]>" + root,
          root,
          "\xFF\xFE" + test::utf16le(xml),
          test::utf16le(xml),
          "\xFF\xFE" + test::utf16le("<!--" + std::string(100000, ' ') + "-->" + root)};
}

TEST(FlatXml, AProjectInWord2003XmlIsFoundHoweverTheFileBegins) {
  const auto xml = test::word_2003_xml(kText, kMso);
  int number = 0;
  for (const auto& bytes : disguises(xml)) EXPECT_FOUND(scanned(bytes, "a.doc")) << number++;
  EXPECT_FOUND(scanned(replaced(xml, "w:", "q:"), "a.xml"));
  EXPECT_FOUND(scanned(replaced(replaced(xml, "<w:", "<"), "</w:", "</"), "a.xml"));
}

TEST(FlatXml, AProjectInFlatOpcIsFoundHoweverTheFileBegins) {
  const auto xml = test::flat_opc_file(kText, test::auto_open_echo_project());
  int number = 0;
  for (const auto& bytes : disguises(xml)) EXPECT_FOUND(scanned(bytes, "a.docx")) << number++;
  auto other = replaced(replaced(replaced(xml, "<pkg:", "<"), "</pkg:", "</"), "xmlns:pkg", "xmlns");
  EXPECT_FOUND(scanned(other, "a.xml"));
  EXPECT_FOUND(scanned(replaced(other, "xmlPackage", "xmlP&#97;ckage"), "a.xml"));
}

TEST(FlatXml, Base64IsReadAsXmlReadsIt) {
  const auto xml = test::word_2003_xml(kText, kMso);
  const auto at = xml.find("editdata.mso\">") + 20;
  for (const auto* between : {"<!-- no -->", "<?no?>", "\n \t", "<w:p/>"})
    EXPECT_FOUND(scanned(xml.substr(0, at) + between + xml.substr(at), "a.xml")) << between;
  const auto code = "&#" + std::to_string(static_cast<int>(xml[at])) + ";";
  EXPECT_FOUND(scanned(xml.substr(0, at) + code + xml.substr(at + 1), "a.xml"));
  EXPECT_FOUND(scanned(xml.substr(0, at) + "<![CDATA[" + xml.substr(at, 8) + "]]>" + xml.substr(at + 8), "a.xml"));
}

TEST(FlatXml, PartsHaveTheirNames) {
  const auto word = scanned(test::word_2003_xml(kText, kMso), "a.xml");
  ASSERT_GE(word.parts.size(), 3U);
  EXPECT_EQ(word.parts[1].name, "editdata.mso");
  const auto opc = scanned(test::flat_opc_file(kText, test::auto_open_echo_project()), "a.xml");
  std::vector<std::string> names;
  for (const auto& part : opc.parts) names.push_back(part.name);
  for (const auto* name : {"_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels", "word/vbaProject.bin"})
    EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name;
}

TEST(FlatXml, RelationshipsOfFlatOpcAreReadAsInAZip) {
  const auto part = [](const std::string& relationship) {
    return "<pkg:package xmlns:pkg=\"http://schemas.microsoft.com/office/2006/xmlPackage\"><pkg:part "
           "pkg:name=\"/word/_rels/settings.xml.rels\"><pkg:xmlData><Relationships>" +
           relationship + "</Relationships></pkg:xmlData></pkg:part></pkg:package>";
  };
  EXPECT_TRUE(says(scanned(part("<Relationship Id=\"a\" Type=\"http://schemas.microsoft.com/office/2006/relationships/"
                                "xlMacrosheet\" Target=\"a.xml\"/>"),
                           "a.xml"),
                   "xlm.present"));
  const std::string type = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate";
  for (const auto& element :
       {"<Relationship Type=\"" + type + "\" Target=\"https://a.invalid/t.dotm\" TargetMode=\"External\"/>",
        "<r:Relationship TargetMode='External' Target = 'https://a.invalid/t.dotm' Type='" + type + "'/>",
        "<Relationship\nType=\"" + type +
            "\"\nTarget=\"&#104;ttps://a.invalid/t.dotm\" TargetMode=\"Extern&#x61;l\"/>"})
    EXPECT_TRUE(says(scanned(part(element), "a.xml"), "office.external-content", "https://a.invalid/t.dotm"))
        << element;
}

TEST(FlatXml, ATemplateElsewhereIsSaid) {
  const auto with = [](const std::string& element) {
    return scanned(replaced(test::word_2003_xml(kText), "<w:body>", element + "<w:body>"), "a.xml");
  };
  EXPECT_TRUE(says(with("<w:docPr><w:attachedTemplate w:val=\"http://a.invalid/t.dot\"/></w:docPr>"),
                   "office.external-content", "http://a.invalid/t.dot"));
  EXPECT_TRUE(says(with("<w:subDoc w:link=\"\\\\a.invalid\\s\\t.doc\"/>"), "office.external-content"));
  EXPECT_EQ(outcome(with("<w:docPr><w:attachedTemplate w:val=\"C:\\Templates\\Normal.dot\"/></w:docPr>")),
            Outcome::clean);
}

TEST(FlatXml, HonestOnesAreCleanAndTheirTextIsRead) {
  const test::VbaProject none;
  for (const auto& bytes : {test::word_2003_xml(kText), test::flat_opc_file(kText, none),
                            test::word_2003_xml(kText, test::active_mime(test::doc_file(kText, none))),
                            test::excel_2003_xml({.title = "t", .author = "a", .rows = {{"a", "b"}, {"c"}}})}) {
    for (const auto& begun : disguises(bytes)) {
      const auto report = scanned(begun, "a.xml");
      EXPECT_EQ(outcome(report), Outcome::clean) << begun.substr(0, 200) << told(report);
      EXPECT_EQ(report.parts[0].type, "office-xml");
    }
  }
  ScanOptions options;
  options.keep_text = true;
  const auto text = [&](const std::string& bytes) {
    return scan(std::as_bytes(std::span(bytes)), options).parts[0].text;
  };
  EXPECT_EQ(text(test::word_2003_xml(kText, kMso)), "Password: kumo-4711\nsecond\n");
  EXPECT_EQ(text("\xFF\xFE" + test::utf16le(test::word_2003_xml(kText))), "Password: kumo-4711\nsecond\n");
  EXPECT_EQ(text(test::excel_2003_xml({.title = "t", .author = "a", .rows = {{"a", "b"}, {"c"}}})), "a\tb\t\nc\t\n");
}

TEST(FlatXml, DataWithoutAnEndIsHandedOnAndSaid) {
  const auto xml = test::word_2003_xml(kText, kMso);
  const auto report = scanned(xml.substr(0, xml.find("</w:binData>")), "a.xml");
  EXPECT_FOUND(report);
  EXPECT_TRUE(says(report, "archive.damaged", "editdata.mso")) << told(report);
}

} // namespace
} // namespace fumiban::ovba
