// SPDX-License-Identifier: Apache-2.0
// Office Open XML (ISO/IEC 29500): packages of a document, its relations and, where asked for, a VBA project.
// The schema addresses are names that the standard fixes; nothing is fetched from them.
#include <algorithm>

#include "office.hpp"
#include "text.hpp"
#include "zip.hpp"

namespace fumiban::test {
namespace {

const std::string kXml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n";
const std::string kPackage = "http://schemas.openxmlformats.org/package/2006/";
const std::string kDocument = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const std::string kWord = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const std::string kSheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const std::string kTypes = "application/vnd.openxmlformats-officedocument.";
const std::string kVbaType = "application/vnd.ms-office.vbaProject";
const std::string kVbaRelation = "http://schemas.microsoft.com/office/2006/relationships/vbaProject";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

ZipEntry entry(std::string name, std::string bytes) {
  ZipEntry out;
  out.name = std::move(name);
  out.bytes = std::move(bytes);
  return out;
}

std::string relation(int number, const std::string& type, const std::string& target) {
  return "<Relationship Id=\"rId" + std::to_string(number) + "\" Type=\"" + type + "\" Target=\"" + target + "\"/>";
}

std::string relations(const std::string& content) {
  return kXml + "<Relationships xmlns=\"" + kPackage + "relationships\">" + content + "</Relationships>";
}

std::string part_type(const std::string& part, const std::string& type) {
  return "<Override PartName=\"" + part + "\" ContentType=\"" + type + "\"/>";
}

std::string content_types(const std::string& overrides, bool with_macros) {
  return kXml + "<Types xmlns=\"" + kPackage + "content-types\">" +
         "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>" +
         "<Default Extension=\"xml\" ContentType=\"application/xml\"/>" +
         (with_macros ? "<Default Extension=\"bin\" ContentType=\"" + kVbaType + "\"/>" : std::string()) + overrides +
         part_type("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml") + "</Types>";
}

std::string core_properties(const std::string& title, const std::string& author) {
  return kXml + "<cp:coreProperties xmlns:cp=\"" + kPackage + "metadata/core-properties\"" +
         " xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>" + escaped(title) + "</dc:title><dc:creator>" +
         escaped(author) + "</dc:creator></cp:coreProperties>";
}

/// What every package has: the types, the way to the main part, the properties.
std::vector<ZipEntry> package(const std::string& main_part, const std::string& overrides, bool with_macros,
                              const std::string& title, const std::string& author) {
  return {entry("[Content_Types].xml", content_types(overrides, with_macros)),
          entry("_rels/.rels",
                relations(relation(1, kDocument + "/officeDocument", main_part) +
                          relation(2, kPackage + "relationships/metadata/core-properties", "docProps/core.xml"))),
          entry("docProps/core.xml", core_properties(title, author))};
}

std::vector<ZipEntry> word_parts(const DocumentText& text, const VbaProject& project) {
  const bool with_macros = !project.modules.empty();
  const std::string main_type = with_macros ? "application/vnd.ms-word.document.macroEnabled.main+xml"
                                            : kTypes + "wordprocessingml.document.main+xml";
  const std::string overrides = part_type("/word/document.xml", main_type) +
                                part_type("/word/styles.xml", kTypes + "wordprocessingml.styles+xml");
  std::vector<ZipEntry> out = package("word/document.xml", overrides, with_macros, text.title, text.author);
  std::string body;
  for (const std::string& paragraph : text.paragraphs) {
    body += "<w:p><w:r><w:t xml:space=\"preserve\">" + escaped(paragraph) + "</w:t></w:r></w:p>";
  }
  out.push_back(entry("word/document.xml",
                      kXml + "<w:document xmlns:w=\"" + kWord + "\"><w:body>" + body +
                          "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/></w:sectPr></w:body></w:document>"));
  out.push_back(entry("word/styles.xml", kXml + "<w:styles xmlns:w=\"" + kWord +
                                             "\"><w:style w:type=\"paragraph\" w:default=\"1\" " +
                                             "w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style></w:styles>"));
  std::string related = relation(1, kDocument + "/styles", "styles.xml");
  if (with_macros) related += relation(2, kVbaRelation, "vbaProject.bin");
  out.push_back(entry("word/_rels/document.xml.rels", relations(related)));
  if (with_macros) out.push_back(entry("word/vbaProject.bin", vba_project_file(project)));
  return out;
}

bool is_number(const std::string& cell) {
  return !cell.empty() && cell.size() < 12 &&
         std::all_of(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string sheet_rows(const SheetText& sheet) {
  std::string out;
  for (std::size_t row = 0; row < sheet.rows.size(); ++row) {
    const std::string number = std::to_string(row + 1);
    out += "<row r=\"" + number + "\">";
    for (std::size_t column = 0; column < sheet.rows[row].size(); ++column) {
      const std::string& cell = sheet.rows[row][column];
      const std::string place = static_cast<char>('A' + static_cast<char>(column % 26)) + number;
      out += is_number(cell) ? "<c r=\"" + place + "\"><v>" + cell + "</v></c>"
                             : "<c r=\"" + place + "\" t=\"inlineStr\"><is><t>" + escaped(cell) + "</t></is></c>";
    }
    out += "</row>";
  }
  return out;
}

std::string sheet_package(const SheetText& sheet, const VbaProject& project) {
  const bool with_macros = !project.modules.empty();
  const std::string main_type =
      with_macros ? "application/vnd.ms-excel.sheet.macroEnabled.main+xml" : kTypes + "spreadsheetml.sheet.main+xml";
  const std::string overrides = part_type("/xl/workbook.xml", main_type) +
                                part_type("/xl/worksheets/sheet1.xml", kTypes + "spreadsheetml.worksheet+xml");
  std::vector<ZipEntry> out = package("xl/workbook.xml", overrides, with_macros, sheet.title, sheet.author);
  out.push_back(entry("xl/workbook.xml",
                      kXml + "<workbook xmlns=\"" + kSheet + "\" xmlns:r=\"" + kDocument +
                          "\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets>" + "</workbook>"));
  std::string related = relation(1, kDocument + "/worksheet", "worksheets/sheet1.xml");
  if (with_macros) related += relation(2, kVbaRelation, "vbaProject.bin");
  out.push_back(entry("xl/_rels/workbook.xml.rels", relations(related)));
  out.push_back(entry("xl/worksheets/sheet1.xml", kXml + "<worksheet xmlns=\"" + kSheet + "\"><sheetData>" +
                                                      sheet_rows(sheet) + "</sheetData></worksheet>"));
  if (with_macros) out.push_back(entry("xl/vbaProject.bin", vba_project_file(project)));
  return write_zip(out);
}

} // namespace

std::string docx_file(const DocumentText& text) { return write_zip(word_parts(text, {})); }
std::string docm_file(const DocumentText& text, const VbaProject& project) {
  return write_zip(word_parts(text, project));
}
std::string flat_opc_file(const DocumentText& text, const VbaProject& project) {
  std::string out = kXml + "<?mso-application progid=\"Word.Document\"?>\r\n<pkg:package xmlns:pkg=\"" +
                    "http://schemas.microsoft.com/office/2006/xmlPackage\">";
  for (const auto& part : word_parts(text, project)) {
    if (part.name == "[Content_Types].xml") continue; // told by each part
    out += "<pkg:part pkg:name=\"/" + part.name + "\" pkg:contentType=\"application/xml\">";
    const bool is_xml = part.bytes.starts_with(kXml);
    out += is_xml ? "<pkg:xmlData>" + part.bytes.substr(kXml.size()) + "</pkg:xmlData>"
                  : "<pkg:binaryData>" + base64(part.bytes) + "</pkg:binaryData>";
    out += "</pkg:part>";
  }
  return out + "</pkg:package>";
}
std::string xlsx_file(const SheetText& sheet) { return sheet_package(sheet, {}); }
std::string xlsm_file(const SheetText& sheet, const VbaProject& project) { return sheet_package(sheet, project); }

} // namespace fumiban::test
