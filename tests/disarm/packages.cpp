// SPDX-License-Identifier: Apache-2.0
#include "disarm/packages.hpp"

#include "builders/zip.hpp"
#include "fumiban/scan.hpp"

namespace fumiban::test {
namespace {

const std::string kXml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n";
const std::string kFormats = "http://schemas.openxmlformats.org/";
const std::string kRelations = kFormats + "officeDocument/2006/relationships";
const std::string kTypes = "application/vnd.openxmlformats-officedocument.";
const std::string kSpaces = " xmlns:r=\"" + kRelations + "\" xmlns:o=\"urn:schemas-microsoft-com:office:office\"" +
                            " xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:a=\"" + kFormats +
                            "drawingml/2006/main\" xmlns:wp=\"" + kFormats +
                            "drawingml/2006/wordprocessingDrawing\" xmlns:pic=\"" + kFormats +
                            "drawingml/2006/picture\" xmlns:mc=\"" + kFormats + "markup-compatibility/2006\"";

ZipEntry entry(std::string name, std::string bytes) {
  ZipEntry out;
  out.name = std::move(name);
  out.bytes = std::move(bytes);
  return out;
}

std::string relations_name(const std::string& source) {
  const auto slash = source.rfind('/');
  const auto folder = slash == std::string::npos ? "" : source.substr(0, slash + 1);
  return folder + "_rels/" + source.substr(folder.size()) + ".rels";
}

Report kept(std::string_view zip) {
  ScanOptions options;
  options.keep_content = true;
  return scan(std::as_bytes(std::span(zip)), options);
}

} // namespace

TestPackage& TestPackage::part(const std::string& name, std::string bytes, const std::string& type) {
  parts_.emplace_back(name, std::move(bytes));
  if (!type.empty()) types_[name] = type;
  return *this;
}

TestPackage& TestPackage::relation(const std::string& source, const std::string& id, const std::string& type,
                                   const std::string& target, bool external) {
  const auto whole = type.find(':') == std::string::npos ? kRelations + "/" + type : type;
  relations_[source] += "<Relationship Id=\"" + id + "\" Type=\"" + whole + "\" Target=\"" + target + "\"" +
                        (external ? " TargetMode=\"External\"/>" : "/>");
  return *this;
}

std::string TestPackage::bytes() const {
  auto relations = relations_;
  relations[""] += "<Relationship Id=\"rIdMain\" Type=\"" + kRelations + "/officeDocument\" Target=\"" + main_ + "\"/>";
  auto types =
      "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
      "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
      "<Default Extension=\"vml\" ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/>"
      "<Default Extension=\"bin\" ContentType=\"application/octet-stream\"/>"
      "<Default Extension=\"png\" ContentType=\"image/png\"/>"
      "<Override PartName=\"/" +
      main_ + "\" ContentType=\"" + main_type_ + "\"/>";
  for (const auto& [name, type] : types_)
    types += "<Override PartName=\"/" + name + "\" ContentType=\"" + type + "\"/>";
  std::vector<ZipEntry> out = {entry("[Content_Types].xml", kXml + "<Types xmlns=\"" + kFormats +
                                                                "package/2006/content-types\">" + types + "</Types>")};
  for (const auto& [name, bytes] : parts_) out.push_back(entry(name, bytes));
  for (const auto& [source, content] : relations)
    out.push_back(entry(relations_name(source), kXml + "<Relationships xmlns=\"" + kFormats +
                                                    "package/2006/relationships\">" + content + "</Relationships>"));
  return write_zip(out);
}

TestPackage word_package(const std::string& body) {
  TestPackage out("word/document.xml", kTypes + "wordprocessingml.document.main+xml");
  out.part("word/document.xml", kXml + "<w:document xmlns:w=\"" + kFormats + "wordprocessingml/2006/main\"" + kSpaces +
                                    "><w:body>" + body +
                                    "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/></w:sectPr></w:body></w:document>");
  return out;
}

TestPackage sheet_package(const std::string& rows, const std::string& behind, const std::string& sheets,
                          const std::string& in_book) {
  const auto space = " xmlns=\"" + kFormats + "spreadsheetml/2006/main\"" + kSpaces;
  TestPackage out("xl/workbook.xml", kTypes + "spreadsheetml.sheet.main+xml");
  out.part("xl/workbook.xml",
           kXml + "<workbook" + space + "><bookViews><workbookView activeTab=\"0\"/></bookViews><sheets>" + sheets +
               "<sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets>" + in_book + "</workbook>");
  out.part("xl/worksheets/sheet1.xml",
           kXml + "<worksheet" + space + "><sheetData>" + rows + "</sheetData>" + behind + "</worksheet>",
           kTypes + "spreadsheetml.worksheet+xml");
  out.relation("xl/workbook.xml", "rId1", "worksheet", "worksheets/sheet1.xml");
  return out;
}

TestPackage slide_package(const std::string& shapes) {
  const auto space = " xmlns:p=\"" + kFormats + "presentationml/2006/main\"" + kSpaces;
  const auto tree = [](const std::string& in) {
    return "<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id=\"1\" "
           "name=\"\"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>" +
           in + "</p:spTree></p:cSld>";
  };
  TestPackage out("ppt/presentation.xml", kTypes + "presentationml.presentation.main+xml");
  out.part("ppt/presentation.xml",
           kXml + "<p:presentation" + space +
               "><p:sldMasterIdLst><p:sldMasterId id=\"2147483648\" r:id=\"rId1\"/></p:sldMasterIdLst><p:sldIdLst>"
               "<p:sldId id=\"256\" r:id=\"rId2\"/></p:sldIdLst><p:sldSz cx=\"9144000\" cy=\"6858000\"/>"
               "<p:notesSz cx=\"6858000\" cy=\"9144000\"/></p:presentation>");
  out.part("ppt/slides/slide1.xml", kXml + "<p:sld" + space + ">" + tree(shapes) + "</p:sld>",
           kTypes + "presentationml.slide+xml");
  out.part("ppt/slideLayouts/slideLayout1.xml", kXml + "<p:sldLayout" + space + ">" + tree("") + "</p:sldLayout>",
           kTypes + "presentationml.slideLayout+xml");
  out.part("ppt/slideMasters/slideMaster1.xml",
           kXml + "<p:sldMaster" + space + ">" + tree("") +
               "<p:clrMap bg1=\"lt1\" tx1=\"dk1\" bg2=\"lt2\" tx2=\"dk2\" accent1=\"accent1\" accent2=\"accent2\" "
               "accent3=\"accent3\" accent4=\"accent4\" accent5=\"accent5\" accent6=\"accent6\" hlink=\"hlink\" "
               "folHlink=\"folHlink\"/><p:sldLayoutIdLst><p:sldLayoutId id=\"2147483649\" r:id=\"rId1\"/>"
               "</p:sldLayoutIdLst></p:sldMaster>",
           kTypes + "presentationml.slideMaster+xml");
  out.relation("ppt/presentation.xml", "rId1", "slideMaster", "slideMasters/slideMaster1.xml");
  out.relation("ppt/presentation.xml", "rId2", "slide", "slides/slide1.xml");
  out.relation("ppt/slides/slide1.xml", "rIdL", "slideLayout", "../slideLayouts/slideLayout1.xml");
  out.relation("ppt/slideLayouts/slideLayout1.xml", "rId1", "slideMaster", "../slideMasters/slideMaster1.xml");
  out.relation("ppt/slideMasters/slideMaster1.xml", "rId1", "slideLayout", "../slideLayouts/slideLayout1.xml");
  return out;
}

std::optional<std::string> member_of(std::string_view zip, std::string_view name) {
  for (const auto& part : kept(zip).parts)
    if (part.parent == 0 && part.name == name) {
      std::string out(part.content.size(), '\0');
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<char>(part.content[i]);
      return out;
    }
  return std::nullopt;
}

std::vector<std::string> members_of(std::string_view zip) {
  std::vector<std::string> out;
  for (const auto& part : kept(zip).parts)
    if (part.parent == 0) out.push_back(part.name);
  return out;
}

} // namespace fumiban::test
