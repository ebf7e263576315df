// SPDX-License-Identifier: Apache-2.0
// Disarms files and writes them, for tests with other programs.
//   disarm_files FOLDER            writes documents of ours that act as NAME, and disarmed as disarmed-NAME
//   disarm_files --seeds FOLDER    those documents, and what the fuzzer makes documents of
//   disarm_files FOLDER FILE...    the same of files; a line each: what was taken out, what still acts
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "builders/compound_file.hpp"
#include "builders/little_endian.hpp"
#include "builders/office.hpp"
#include "disarm/active.hpp"
#include "disarm/packages.hpp"

namespace {

using namespace fumiban;

void write(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

/// False: it could not be disarmed, or still acts.
bool take(const std::filesystem::path& folder, const std::string& name, const std::string& bytes) {
  const auto out = test::disarmed(bytes, name);
  const auto active = out ? test::still_active(out->bytes, name) : "";
  std::printf("%s\t%s\t%s\n", name.c_str(), out && out->removed.empty() ? "unchanged" : test::told(out).c_str(),
              active.c_str());
  if (out && !out->removed.empty()) {
    auto changed = std::filesystem::path("disarmed-" + name);
    if (!out->extension.empty()) changed.replace_extension(out->extension);
    write(folder / name, bytes);
    write(folder / changed, out->bytes);
  }
  return out && active.empty();
}

std::vector<std::pair<std::string, std::string>> documents() {
  const test::DocumentText letter = {
      .title = "見積書", .author = "経理", .paragraphs = {"いつもお世話になっております。", "Total 42 & more"}};
  const test::SheetText table = {.title = "集計", .author = "経理", .rows = {{"品名", "数量"}, {"部品", "42"}}};
  const auto project = test::auto_open_echo_project();
  const auto run = [](const std::string& text) { return "<w:r><w:t xml:space=\"preserve\">" + text + "</w:t></w:r>"; };
  const auto fields = test::word_package(
      "<w:p>" + run("before ") +
      "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>DDEAUTO c:\\\\a b</w:instrText></w:r>"
      "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>" +
      run("shown") + "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>" + run(" behind") + "</w:p>");
  auto object = test::word_package("<w:p>" + run("before") +
                                   "<w:r><w:object><o:OLEObject Type=\"Embed\" ProgID=\"Package\" ShapeID=\"s\" "
                                   "r:id=\"rIdO\"/></w:object></w:r></w:p>");
  object
      .part("word/embeddings/oleObject1.bin",
            test::compound_file(std::vector<test::CompoundStream>{{"\1Ole10Native", "x"}}))
      .relation("word/document.xml", "rIdO", "oleObject", "embeddings/oleObject1.bin");
  auto macro_sheet =
      test::sheet_package("<row r=\"1\"><c r=\"A1\"><v>42</v></c><c r=\"B1\"><f>A1*2</f><v>84</v></c></row>", "",
                          "<sheet name=\"Macro1\" sheetId=\"2\" state=\"hidden\" r:id=\"rId2\"/>");
  macro_sheet
      .part("xl/macrosheets/sheet1.xml",
            "<xm:macrosheet xmlns:xm=\"http://schemas.microsoft.com/office/excel/2006/main\"/>")
      .relation("xl/workbook.xml", "rId2", "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet",
                "macrosheets/sheet1.xml");
  auto slides = test::slide_package(
      "<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"a\"><a:hlinkClick r:id=\"rIdH\" "
      "action=\"ppaction://program\"/></p:cNvPr><p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
      "<p:spPr><a:xfrm><a:off x=\"100000\" y=\"100000\"/><a:ext cx=\"5000000\" cy=\"900000\"/></a:xfrm><a:prstGeom "
      "prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr>"
      "<p:txBody><a:bodyPr/><a:p><a:r><a:t>slide text</a:t></a:r></a:p></p:txBody></p:sp>");
  slides.relation("ppt/slides/slide1.xml", "rIdH", "hyperlink", "calc.exe", true);
  const std::string page =
      "<html><head><title>t</title></head><body><p>page text</p><script>a()</script><p "
      "onclick=\"a()\">more</p></body></html>";
  return {{"letter.docm", test::docm_file(letter, project)},
          {"table.xlsm", test::xlsm_file(table, project)},
          {"old-letter.doc", test::doc_file(letter, project)},
          {"fields.docx", fields.bytes()},
          {"object.docx", object.bytes()},
          {"macro-sheet.xlsx", macro_sheet.bytes()},
          {"slides.pptx", slides.bytes()},
          {"field.rtf",
           "{\\rtf1\\ansi before {\\field{\\*\\fldinst {DDEAUTO a b}}{\\fldrslt shown}} {\\object\\objemb{\\*\\objdata "
           "0105}{\\result object}} behind\\par}"},
          {"page.html", page}};
}

/// The first letter says what the fuzzer makes of the rest; "----" stands between parts.
constexpr std::array kSeeds = {
    "W<w:document xmlns:w=\"w\" xmlns:r=\"r\"><w:body><w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>DDE a"
    "</w:instrText><w:fldChar w:fldCharType=\"separate\"/><w:t>b</w:t><w:fldChar w:fldCharType=\"end\"/></w:r>"
    "<w:fldSimple w:instr=\"LINK a\"><w:t>c</w:t></w:fldSimple><o:OLEObject "
    "r:id=\"o\"/></w:p></w:body></w:document>----"
    "<Relationship Id=\"o\" Type=\"a/oleObject\" Target=\"c.bin\"/><Relationship Id=\"h\" Type=\"a/hyperlink\" "
    "Target=\"http://a.invalid/\" TargetMode=\"External\"/>----<w:settings><w:attachedTemplate "
    "r:id=\"t\"/></w:settings>",
    "X<workbook xmlns:r=\"r\"><bookViews><workbookView activeTab=\"1\"/></bookViews><sheets><sheet name=\"m\" "
    "r:id=\"s\"/>"
    "<sheet name=\"a\" r:id=\"u\"/></sheets><definedNames><definedName name=\"_xlnm.Auto_Open\">m!A1</definedName>"
    "</definedNames></workbook>----<Relationship Id=\"m\" Type=\"a/xlMacrosheet\" Target=\"b.xml\"/>----"
    "<xm:macrosheet/>",
    "P<p:sld><p:graphicFrame><p:oleObj r:id=\"o\"><p:pic><a:blip r:link=\"i\"/></p:pic></p:oleObj></p:graphicFrame>"
    "<a:hlinkClick action=\"ppaction://macro?name=a\"/></p:sld>----<Relationship Id=\"i\" Type=\"a/image\" "
    "Target=\"http://a.invalid/\" TargetMode=\"External\"/>----<a/>",
    "R{\\object\\objemb{\\*\\objclass Package}{\\*\\objdata 0105}{\\result a}}{\\field{\\*\\fldinst {DDEAUTO a}}"
    "{\\fldrslt b}}{\\*\\template http://a.invalid/}}",
    "H<p onclick=\"a()\" style=\"width: expression(b)\">c</p><script>d</script><form><a "
    "href=\"javascript:e\">f</a><img "
    "src=\"data:image/gif;base64,R0lGODlh\"></form><style>@import 'g';</style>",
    "V<script>a</script><use xlink:href=\"#a\"/><a xlink:href=\"javascript:b\"><rect onload=\"c\"/></a></svg>",
    "Ztext",
};

} // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const bool seeds = std::string_view(argv[1]) == "--seeds" && argc == 3;
  const std::filesystem::path folder = argv[seeds ? 2 : 1];
  for (std::size_t i = 0; seeds && i < kSeeds.size(); ++i) write(folder / ("seed-" + std::to_string(i)), kSeeds[i]);
  bool good = true;
  if (argc == 2 || seeds)
    for (const auto& [name, bytes] : documents()) good = take(folder, name, bytes) && good;
  for (int i = 2; i < argc && !seeds; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    (void)take(folder, std::filesystem::path(argv[i]).filename(), bytes);
  }
  return good ? 0 : 1;
}
