// SPDX-License-Identifier: Apache-2.0
// Office Open XML: each way to act, taken out, and what is honest kept.
#include <gtest/gtest.h>

#include "builders/compound_file.hpp"
#include "builders/office.hpp"
#include "builders/text.hpp"
#include "builders/zip.hpp"
#include "builders/zip_raw.hpp"
#include "disarm/active.hpp"
#include "disarm/packages.hpp"

namespace fumiban::test {
namespace {

const DocumentText kLetter = {
    .title = "見積書", .author = "経理", .paragraphs = {"いつもお世話になっております。", "a < b & c"}};
const SheetText kTable = {.title = "集計", .author = "経理", .rows = {{"品名", "数量"}, {"部品", "42"}}};
const std::string kHello = "<w:p><w:r><w:t>見積書です。</w:t></w:r></w:p>";
const std::string kPng = "\x89PNG\r\n\x1A\n";
const std::string kOffice = "http://schemas.microsoft.com/office/2006/relationships/";

TEST(DisarmPackages, WhatDoesNotActStaysByteForByte) {
  for (const auto& bytes :
       {docx_file(kLetter), xlsx_file(kTable), word_package(kHello).bytes(),
        sheet_package("<row r=\"1\"><c r=\"A1\"><v>42</v></c></row>").bytes(), slide_package("").bytes()}) {
    const auto out = disarmed(bytes);
    ASSERT_TRUE(out);
    EXPECT_EQ(told(out), "");
    EXPECT_EQ(out->bytes, bytes);
    EXPECT_EQ(out->extension, "");
  }
}

TEST(DisarmPackages, MacrosGoAndTheDocumentIsCalledOneWithoutMacros) {
  const auto project = auto_open_echo_project();
  for (const auto& [bytes, plain, extension] : {std::tuple(docm_file(kLetter, project), docx_file(kLetter), ".docx"),
                                                std::tuple(xlsm_file(kTable, project), xlsx_file(kTable), ".xlsx")}) {
    const auto out = disarmed(bytes);
    ASSERT_TRUE(out);
    EXPECT_EQ(told(out), "macros");
    EXPECT_EQ(out->extension, extension);
    EXPECT_EQ(still_active(out->bytes, "a" + std::string(extension)), "");
    EXPECT_EQ(members_of(out->bytes), members_of(plain));
    for (const auto& name : members_of(plain)) {
      const bool about_macros = name == "[Content_Types].xml" || name.ends_with(".rels");
      if (about_macros) continue;
      EXPECT_EQ(member_of(out->bytes, name), member_of(plain, name)) << name;
    }
    EXPECT_EQ(member_of(out->bytes, "[Content_Types].xml")->find("macroEnabled"), std::string::npos);
    EXPECT_EQ(member_of(out->bytes, "[Content_Types].xml")->find("vbaProject"), std::string::npos);
    EXPECT_EQ(told(disarmed(out->bytes)), "") << "nothing is left to take out";
    EXPECT_EQ(disarmed(bytes)->bytes, out->bytes) << "the same again";
  }
}

/// A package that acts, what is taken out, and what may not stand in it afterwards in which part; and what must.
struct Case {
  std::string name;
  TestPackage package;
  std::string removed;
  std::string part;
  std::string gone;
  std::string kept{};
};

std::string field(const std::string& instructions, const std::string& shown) {
  return "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>" + instructions +
         "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>" + shown +
         "</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>";
}
std::string instruction(const std::string& text) { return "<w:r><w:instrText>" + text + "</w:instrText></w:r>"; }

std::vector<Case> word_cases() {
  const std::string doc = "word/document.xml";
  const std::string rels = "word/_rels/document.xml.rels";
  const auto object =
      "<w:p><w:r><w:object><v:shape id=\"s\"><v:imagedata r:id=\"rIdP\"/></v:shape><o:OLEObject Type=\"Embed\" "
      "ProgID=\"Package\" ShapeID=\"s\" r:id=\"rIdO\"/></w:object></w:r></w:p>";
  const auto ole = compound_file(std::vector<CompoundStream>{{"\1Ole10Native", std::string(100, 'x')}});
  std::vector<Case> out;
  out.push_back({"ole object",
                 word_package(kHello + object)
                     .part("word/embeddings/oleObject1.bin", ole)
                     .part("word/media/image1.png", kPng)
                     .relation(doc, "rIdO", "oleObject", "embeddings/oleObject1.bin")
                     .relation(doc, "rIdP", "image", "media/image1.png"),
                 "objects", doc, "OLEObject", "<v:imagedata r:id=\"rIdP\"/>"});
  out.push_back(
      {"object under the name of a picture",
       word_package(kHello).part("word/media/image1.png", ole).relation(doc, "rIdP", "image", "media/image1.png"),
       "objects", rels, "image1.png"});
  out.push_back({"embedded document",
                 word_package(kHello + object)
                     .part("word/embeddings/a.docx", docx_file(kLetter))
                     .relation(doc, "rIdO", "package", "embeddings/a.docx"),
                 "objects", doc, "OLEObject"});
  out.push_back(
      {"control",
       word_package(kHello + "<w:p><w:r><w:object><w:control r:id=\"rIdC\" w:name=\"a\"/></w:object></w:r></w:p>")
           .part("word/activeX/activeX1.xml", "<ax:ocx xmlns:ax=\"a\" ax:classid=\"{}\" r:id=\"rId1\" xmlns:r=\"r\"/>")
           .part("word/activeX/activeX1.bin", std::string(64, '\7'))
           .relation(doc, "rIdC", "control", "activeX/activeX1.xml")
           .relation("word/activeX/activeX1.xml", "rId1", kOffice + "activeXControlBinary", "activeX1.bin"),
       "objects", doc, "w:control"});
  out.push_back({"dde field", word_package(kHello + field(instruction("DDEAUTO c:\\\\a \"/c echo\""), "shown")), "dde",
                 doc, "DDEAUTO", "<w:t>shown</w:t>"});
  out.push_back({"dde field in pieces",
                 word_package(kHello + field(instruction(" D") + instruction("DE") + instruction("AUTO a b"), "shown")),
                 "dde", doc, "AUTO", "<w:t>shown</w:t>"});
  out.push_back({"dde field with references", word_package(kHello + field(instruction("&#x44;&#68;E a"), "shown")),
                 "dde", doc, "instrText", "<w:t>shown</w:t>"});
  out.push_back(
      {"dde field whose name is a field's",
       word_package(kHello + field("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>" + instruction("QUOTE 68 68 69") +
                                       "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>" + instruction(" a b"),
                                   "shown")),
       "dde", doc, "QUOTE", "<w:t>shown</w:t>"});
  out.push_back(
      {"simple dde field",
       word_package(kHello +
                    "<w:p><w:fldSimple w:instr=\" ddeauto a b\"><w:r><w:t>shown</w:t></w:r></w:fldSimple></w:p>"),
       "dde", doc, "fldSimple", "<w:t>shown</w:t>"});
  out.push_back({"link field",
                 word_package(kHello + field(instruction("LINK Excel.Sheet.8 \"\\\\\\\\a.invalid\\\\b\""), "shown")),
                 "external", doc, "LINK", "<w:t>shown</w:t>"});
  out.push_back({"template",
                 word_package(kHello)
                     .part("word/settings.xml",
                           "<w:settings xmlns:w=\"w\" xmlns:r=\"r\"><w:zoom w:percent=\"90\"/><w:attachedTemplate "
                           "r:id=\"rId1\"/></w:settings>")
                     .relation(doc, "rIdS", "settings", "settings.xml")
                     .relation("word/settings.xml", "rId1", "attachedTemplate", "https://a.invalid/t.dotm", true),
                 "external", "word/settings.xml", "attachedTemplate", "w:zoom"});
  out.push_back({"template on another machine, escaped",
                 word_package(kHello)
                     .part("word/settings.xml",
                           "<w:settings xmlns:w=\"w\" xmlns:r=\"r\"><w:attachedTemplate r:id=\"rId1\"/></w:settings>")
                     .relation(doc, "rIdS", "settings", "settings.xml")
                     .relation("word/settings.xml", "rId1", "attachedTemplate", "file:///%5c%5ca.invalid/t.dotm", true),
                 "external", "word/_rels/settings.xml.rels", "invalid"});
  out.push_back({"frame",
                 word_package(kHello)
                     .part("word/webSettings.xml",
                           "<w:webSettings xmlns:w=\"w\" xmlns:r=\"r\"><w:frameset><w:frame><w:sourceFileName "
                           "r:id=\"rId1\"/></w:frame></w:frameset></w:webSettings>")
                     .relation(doc, "rIdS", "webSettings", "webSettings.xml")
                     .relation("word/webSettings.xml", "rId1", "frame", "http://a.invalid/", true),
                 "external", "word/webSettings.xml", "sourceFileName"});
  out.push_back({"sub-document",
                 word_package(kHello + "<w:subDoc r:id=\"rIdD\"/>")
                     .relation(doc, "rIdD", "subDocument", "http://a.invalid/b.docx", true),
                 "external", doc, "subDoc"});
  out.push_back(
      {"linked picture",
       word_package(kHello + "<w:p><w:r><w:drawing><a:blip r:link=\"rIdI\" r:embed=\"rIdP\"/></w:drawing></w:r></w:p>")
           .part("word/media/image1.png", kPng)
           .relation(doc, "rIdP", "image", "media/image1.png")
           .relation(doc, "rIdI", "image", "http://a.invalid/a.png", true),
       "external", doc, "r:link", "r:embed=\"rIdP\""});
  out.push_back({"foreign text",
                 word_package(kHello + "<w:altChunk r:id=\"rIdA\"/>")
                     .part("word/a.rtf", "{\\rtf1 a}")
                     .relation(doc, "rIdA", "aFChunk", "a.rtf"),
                 "objects", doc, "altChunk"});
  out.push_back({"ribbon",
                 word_package(kHello)
                     .part("customUI/customUI.xml", "<customUI onLoad=\"a\"/>")
                     .relation("", "rIdU", kOffice + "ui/extensibility", "customUI/customUI.xml"),
                 "ribbon", "_rels/.rels", "extensibility"});
  out.push_back(
      {"add-in",
       word_package(kHello)
           .part("word/webextensions/taskpanes.xml", "<wetp:taskpanes xmlns:wetp=\"a\"/>")
           .relation("", "rIdU", "http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes",
                     "word/webextensions/taskpanes.xml"),
       "scripts", "_rels/.rels", "taskpanes"});
  out.push_back({"a part that nothing leads to", word_package(kHello).part("word/x.bin", ole), "files",
                 "word/document.xml", "x.bin"});
  out.push_back({"link that runs",
                 word_package(kHello + "<w:p><w:hyperlink r:id=\"rIdH\"><w:r><w:t>here</w:t></w:r></w:hyperlink></w:p>")
                     .relation(doc, "rIdH", "hyperlink", "search-ms:query=a", true),
                 "external", rels, "search-ms", ""});
  out.push_back({"picture behind a link",
                 word_package(kHello + "<w:p><w:r><w:drawing><a:blip r:link=\"rIdI\"/></w:drawing></w:r></w:p>")
                     .relation(doc, "rIdI", "hyperlink", "http://a.invalid/a.png", true),
                 "external", doc, "r:link", "<a:blip "});
  out.push_back({"template behind a link",
                 word_package(kHello)
                     .part("word/settings.xml",
                           "<w:settings xmlns:w=\"w\" xmlns:r=\"r\"><w:attachedTemplate r:id=\"rId1\"/></w:settings>")
                     .relation(doc, "rIdS", "settings", "settings.xml")
                     .relation("word/settings.xml", "rId1", "hyperlink", "https://a.invalid/t.dotm", true),
                 "external", "word/settings.xml", "attachedTemplate"});
  out.push_back({"template that is said to lie within",
                 word_package(kHello)
                     .part("word/settings.xml",
                           "<w:settings xmlns:w=\"w\" xmlns:r=\"r\"><w:attachedTemplate r:id=\"rId1\"/></w:settings>")
                     .relation(doc, "rIdS", "settings", "settings.xml")
                     .relation("word/settings.xml", "rId1", "attachedTemplate", "https://a.invalid/t.dotm"),
                 "external", "word/settings.xml", "attachedTemplate"});
  out.push_back(
      {"picture of VML elsewhere",
       word_package(
           kHello +
           "<w:p><w:r><w:pict><v:imagedata src=\"http://a.invalid/a.png\" o:title=\"a\"/></w:pict></w:r></w:p>"),
       "external", doc, "invalid", "o:title=\"a\""});
  return out;
}

std::vector<Case> sheet_cases() {
  const std::string book = "xl/workbook.xml";
  const std::string sheet = "xl/worksheets/sheet1.xml";
  const std::string row = "<row r=\"1\"><c r=\"A1\"><v>42</v></c></row>";
  std::vector<Case> out;
  out.push_back(
      {"macro sheet",
       sheet_package(
           row, "", "<sheet name=\"Macro1\" sheetId=\"2\" state=\"hidden\" r:id=\"rId2\"/>",
           "<definedNames><definedName name=\"_xlnm.Auto_Open\" hidden=\"1\">Macro1!$A$1</definedName>"
           "<definedName name=\"_xlnm.Print_Area\" localSheetId=\"1\">Sheet1!$A$1</definedName></definedNames>")
           .part("xl/macrosheets/sheet1.xml", "<xm:macrosheet xmlns:xm=\"a\"/>",
                 "application/vnd.ms-excel.macrosheet+xml")
           .relation(book, "rId2", kOffice + "xlMacrosheet", "macrosheets/sheet1.xml"),
       "macro-sheets", book, "Macro1", "localSheetId=\"0\">Sheet1!$A$1"});
  out.push_back({"macro sheet that is called a sheet",
                 sheet_package(row, "", "<sheet name=\"Macro1\" sheetId=\"2\" r:id=\"rId2\"/>")
                     .part("xl/worksheets/sheet2.xml", "<xm:macrosheet xmlns:xm=\"a\"/>")
                     .relation(book, "rId2", "worksheet", "worksheets/sheet2.xml"),
                 "macro-sheets", book, "Macro1", "Sheet1"});
  out.push_back(
      {"dde link",
       sheet_package(row, "", "", "<externalReferences><externalReference r:id=\"rIdE\"/></externalReferences>")
           .part("xl/externalLinks/externalLink1.xml",
                 "<externalLink xmlns=\"a\"><ddeLink ddeService=\"cmd\" ddeTopic=\"/c "
                 "echo\"><ddeItems/></ddeLink></externalLink>")
           .relation(book, "rIdE", "externalLink", "externalLinks/externalLink1.xml"),
       "dde", "xl/externalLinks/externalLink1.xml", "ddeLink", "externalLink"});
  out.push_back(
      {"book on another machine",
       sheet_package(row, "", "", "<externalReferences><externalReference r:id=\"rIdE\"/></externalReferences>")
           .part("xl/externalLinks/externalLink1.xml",
                 "<externalLink xmlns=\"a\" xmlns:r=\"r\"><externalBook r:id=\"rId1\"/></externalLink>")
           .relation(book, "rIdE", "externalLink", "externalLinks/externalLink1.xml")
           .relation("xl/externalLinks/externalLink1.xml", "rId1", "externalLinkPath", "https://a.invalid/b.xlsx",
                     true),
       "external", "xl/externalLinks/_rels/externalLink1.xml.rels", "invalid", "rId1"});
  out.push_back({"dde formula", sheet_package("<row r=\"1\"><c r=\"A1\"><f>cmd|'/c echo'!A0</f><v>42</v></c></row>"),
                 "dde", sheet, "cmd", "<v>42</v>"});
  out.push_back({"objects and controls",
                 sheet_package(row,
                               "<oleObjects><oleObject progId=\"Package\" shapeId=\"1\" r:id=\"rIdO\"/></oleObjects>"
                               "<controls><control shapeId=\"2\" r:id=\"rIdC\" name=\"a\"/></controls>")
                     .part("xl/embeddings/oleObject1.bin", "x")
                     .part("xl/activeX/activeX1.xml", "<ax:ocx xmlns:ax=\"a\"/>")
                     .relation(sheet, "rIdO", "oleObject", "../embeddings/oleObject1.bin")
                     .relation(sheet, "rIdC", "control", "../activeX/activeX1.xml"),
                 "objects", sheet, "rId", "<v>42</v>"});
  out.push_back({"button that calls a macro",
                 sheet_package(row, "<drawing r:id=\"rIdD\"/>")
                     .part("xl/drawings/drawing1.xml",
                           "<xdr:wsDr xmlns:xdr=\"a\"><xdr:sp macro=\"[1]!Evil\" textlink=\"\"/></xdr:wsDr>")
                     .relation(sheet, "rIdD", "drawing", "../drawings/drawing1.xml"),
                 "macros", "xl/drawings/drawing1.xml", "Evil", "macro=\"\""});
  out.push_back({"dde in a name",
                 sheet_package(row, "", "",
                               "<definedNames><definedName name=\"a\">cmd|'/c echo'!A0</definedName></definedNames>"),
                 "dde", book, "cmd"});
  out.push_back({"data that is fetched by itself",
                 sheet_package(row)
                     .part("xl/connections.xml",
                           "<connections><connection id=\"1\" interval=\"1\" refreshOnLoad=\"1\"/></connections>")
                     .relation(book, "rIdK", "connections", "connections.xml"),
                 "external", "xl/connections.xml", "\"1\" refresh", "interval=\"0\" refreshOnLoad=\"0\""});
  return out;
}

std::vector<Case> slide_cases() {
  const std::string slide = "ppt/slides/slide1.xml";
  const std::string pic = "<p:pic><p:blipFill><a:blip r:embed=\"rIdP\"/></p:blipFill></p:pic>";
  const auto frame =
      "<p:graphicFrame><a:graphic><a:graphicData uri=\"ole\"><mc:AlternateContent><mc:Choice Requires=\"v\">"
      "<p:oleObj r:id=\"rIdO\" progId=\"Package\"><p:embed/></p:oleObj></mc:Choice><mc:Fallback><p:oleObj "
      "r:id=\"rIdO\" progId=\"Package\"><p:embed/>" +
      pic + "</p:oleObj></mc:Fallback></mc:AlternateContent></a:graphicData></a:graphic></p:graphicFrame>";
  std::vector<Case> out;
  out.push_back({"object with a picture",
                 slide_package(frame)
                     .part("ppt/embeddings/oleObject1.bin", "x")
                     .part("ppt/media/image1.png", kPng)
                     .relation(slide, "rIdO", "oleObject", "../embeddings/oleObject1.bin")
                     .relation(slide, "rIdP", "image", "../media/image1.png"),
                 "objects", slide, "oleObj", "<p:grpSpPr/>" + pic + "</p:spTree>"});
  out.push_back({"program on a click",
                 slide_package("<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"a\"><a:hlinkHover r:id=\"rIdH\" "
                               "action=\"ppaction://program\"/></p:cNvPr></p:nvSpPr></p:sp>")
                     .relation(slide, "rIdH", "hyperlink", "powershell.exe", true),
                 "macros", slide, "hlinkHover", "<p:cNvPr id=\"2\" name=\"a\">"});
  out.push_back({"linked video",
                 slide_package("<p:pic><p:nvPicPr><p:nvPr><a:videoFile r:link=\"rIdV\"/></p:nvPr></p:nvPicPr></p:pic>")
                     .relation(slide, "rIdV", "video", "http://a.invalid/v.mp4", true),
                 "external", slide, "videoFile"});
  return out;
}

TEST(DisarmPackages, EachWayToActIsTakenOut) {
  std::size_t count = 0;
  for (auto cases : {word_cases(), sheet_cases(), slide_cases()})
    for (const auto& c : cases) {
      ++count;
      const auto out = disarmed(c.package.bytes());
      EXPECT_EQ(told(out), c.removed) << c.name;
      if (!out) continue;
      EXPECT_EQ(still_active(out->bytes, "a.docx"), "") << c.name;
      const auto part = member_of(out->bytes, c.part);
      ASSERT_TRUE(part) << c.name;
      EXPECT_EQ(part->find(c.gone), std::string::npos) << c.name << '\n' << *part;
      EXPECT_NE(part->find(c.kept), std::string::npos) << c.name << '\n' << *part;
      const auto again = disarmed(out->bytes);
      EXPECT_EQ(told(again), "") << c.name << ": disarmed again";
      if (c.part != "word/document.xml") continue;
      EXPECT_NE(part->find(kHello), std::string::npos) << c.name;
    }
  EXPECT_EQ(count, 36U);
}

TEST(DisarmPackages, LinksAndChartsOfHonestDocumentsStay) {
  const auto letter =
      word_package(kHello + "<w:p><w:hyperlink r:id=\"rIdH\"/></w:p>" + field(instruction(" PAGE "), "1") +
                   field(instruction(" = 1 + 2 "), "3"))
          .relation("word/document.xml", "rIdH", "hyperlink", "https://a.invalid/", true)
          .part("word/settings.xml", "<w:settings xmlns:w=\"w\"/>")
          .relation("word/document.xml", "rIdS", "settings", "settings.xml")
          .relation("word/settings.xml", "rId1", "attachedTemplate", "file:///C:\\Templates\\a.dotx", true);
  EXPECT_EQ(told(disarmed(letter.bytes())), "");
  const auto chart = [](const std::string& book) {
    return slide_package("")
        .part("ppt/charts/chart1.xml",
              "<c:chartSpace xmlns:c=\"c\" xmlns:r=\"r\"><c:chart/><c:externalData r:id=\"rId1\"/></c:chartSpace>")
        .part("ppt/embeddings/book.xlsx", book)
        .relation("ppt/slides/slide1.xml", "rIdC", "chart", "../charts/chart1.xml")
        .relation("ppt/charts/chart1.xml", "rId1", "package", "../embeddings/book.xlsx")
        .bytes();
  };
  EXPECT_EQ(told(disarmed(chart(xlsx_file(kTable)))), "");
  const auto out = disarmed(chart(xlsm_file(kTable, auto_open_echo_project())));
  EXPECT_EQ(told(out), "objects");
  EXPECT_EQ(member_of(out->bytes, "ppt/charts/chart1.xml")->find("externalData"), std::string::npos);
}

TEST(DisarmPackages, Utf16IsReadAndWrittenAsUtf8) {
  const auto part =
      "<w:document xmlns:w=\"w\"><w:body><w:p><w:fldSimple w:instr=\"DDE "
      "a\"><w:t>見積</w:t></w:fldSimple></w:p></w:body></w:document>";
  TestPackage package("word/document.xml",
                      "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml");
  package.part("word/document.xml",
               "\xFF\xFE" + utf16le("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + std::string(part)));
  const auto out = disarmed(package.bytes());
  ASSERT_EQ(told(out), "dde");
  EXPECT_EQ(member_of(out->bytes, "word/document.xml"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document "
            "xmlns:w=\"w\"><w:body><w:p><w:t>見積</w:t></w:p></w:body></w:document>");
}

TEST(DisarmPackages, WhatReadersMayReadDifferentlyIsRefused) {
  const auto with = [](const std::string& document) {
    TestPackage package("word/document.xml",
                        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml");
    return package.part("word/document.xml", document).bytes();
  };
  const std::string body = "<w:document xmlns:w=\"w\"><w:body/></w:document>";
  EXPECT_EQ(told(disarmed(with(body))), "");
  EXPECT_EQ(told(disarmed(with("<!DOCTYPE a [<!ENTITY b \"<w:altChunk/>\">]>" + body))), "no");
  EXPECT_EQ(told(disarmed(with("<?xml version=\"1.0\" encoding=\"utf-7\"?>" + body))), "no");
  EXPECT_EQ(told(disarmed(with("<w:document xmlns:w=\"w\"><w:body></w:document>"))), "no");
  EXPECT_EQ(told(disarmed(with(body + body))), "no");
  EXPECT_EQ(told(disarmed(docx_file(kLetter) + "behind")), "no");
  EXPECT_EQ(told(disarmed("before" + docx_file(kLetter))), "no");
  const auto raw = [](std::vector<RawMember> more) {
    std::vector<RawMember> members = {
        {.name = "[Content_Types].xml", .bytes = *member_of(docx_file(kLetter), "[Content_Types].xml")},
        {.name = "_rels/.rels", .bytes = *member_of(docx_file(kLetter), "_rels/.rels")},
        {.name = "word/document.xml", .bytes = *member_of(docx_file(kLetter), "word/document.xml")},
        {.name = "docProps/core.xml", .bytes = *member_of(docx_file(kLetter), "docProps/core.xml")}};
    members.insert(members.end(), more.begin(), more.end());
    return raw_zip(members);
  };
  EXPECT_EQ(told(disarmed(raw({}))), "");
  EXPECT_EQ(told(disarmed(raw({{.name = "word/document.xml", .bytes = "<a/>"}}))), "no") << "twice";
  EXPECT_EQ(told(disarmed(raw({{.name = "WORD/Document.xml", .bytes = "<a/>"}}))), "no") << "twice for Office";
  EXPECT_EQ(told(disarmed(raw({{.name = "word/doc%75ment.xml", .bytes = "<a/>"}}))), "no") << "twice, escaped";
  EXPECT_EQ(told(disarmed(raw({{.name = "a", .bytes = "a", .password = "x"}}))), "no") << "locked";
  EXPECT_EQ(told(disarmed(raw({{.name = "a", .bytes = "a", .local = [](RawHeader& h) { h.name = "b"; }}}))), "no");
  EXPECT_EQ(told(disarmed(raw({{.name = "a", .bytes = "a", .method = ZipMethod::bzip2}}))), "no")
      << "Office reads deflate";
}

} // namespace
} // namespace fumiban::test
