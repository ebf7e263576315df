// SPDX-License-Identifier: Apache-2.0
#include "text_documents.hpp"

#include "little_endian.hpp"
#include "packed.hpp"
#include "text.hpp"

namespace fumiban::test {
namespace {

std::string joined(const std::vector<std::string>& texts, std::string_view before, std::string_view behind) {
  std::string out;
  for (const auto& text : texts) out += std::string(before) + text + std::string(behind);
  return out;
}

/// A string with its length in front and a NUL at its end (MS-OLEDS 2.1.4).
std::string counted(std::string_view text) {
  return le32(static_cast<std::uint32_t>(text.size() + 1)) + std::string(text) + '\0';
}

} // namespace

std::string active_mime(std::string_view compound, std::size_t begin) {
  auto out = "ActiveMime" + std::string(2, '\0') + le16(0x01F0) + le32(4) + le32(0xFFFFFFFF) + le16(0x07F0);
  out.resize(30, '\0');
  out += le16(static_cast<std::uint16_t>(begin - 46)) + le32(static_cast<std::uint32_t>(compound.size()));
  out.resize(begin, '\0');
  return out + zlib(compound);
}

std::string word_2003_xml(const DocumentText& text, std::string_view mso) {
  auto out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<?mso-application "
      "progid=\"Word.Document\"?>\r\n" +
      std::string(
          "<w:wordDocument xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\" "
          "w:macrosPresent=\"") +
      (mso.empty() ? "no" : "yes") + "\">";
  if (!mso.empty())
    out += "<w:docSuppData><w:binData w:name=\"editdata.mso\">" + base64(mso) + "</w:binData></w:docSuppData>";
  return out + "<w:body>" + joined(text.paragraphs, "<w:p><w:r><w:t>", "</w:t></w:r></w:p>") +
         "</w:body></w:wordDocument>";
}

std::string excel_2003_xml(const SheetText& sheet) {
  std::string rows;
  for (const auto& row : sheet.rows)
    rows += "<Row>" + joined(row, "<Cell><Data ss:Type=\"String\">", "</Data></Cell>") + "</Row>";
  return "<?xml version=\"1.0\"?>\r\n<?mso-application progid=\"Excel.Sheet\"?>\r\n"
         "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" "
         "xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"Sheet1\"><Table>" +
         rows + "</Table></Worksheet></Workbook>";
}

std::string web_archive(const DocumentText& text, std::string_view mso) {
  std::string out =
      "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"----=_NextPart_01\"\r\n\r\n"
      "------=_NextPart_01\r\nContent-Location: file:///C:/1/a.htm\r\n"
      "Content-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
      quoted_printable("<html xmlns:w=\"urn:schemas-microsoft-com:office:word\"><body>" +
                       joined(text.paragraphs, "<p>", "</p>") + "</body></html>") +
      "\r\n";
  if (!mso.empty())
    out +=
        "------=_NextPart_01\r\nContent-Location: file:///C:/1/a.files/editdata.mso\r\n"
        "Content-Type: application/x-mso\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
        base64(mso) + "\r\n";
  return out + "------=_NextPart_01--\r\n";
}

std::string rtf_hex(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
    if (i % 64 == 63) out += "\r\n";
  }
  return out;
}

std::string rtf_file(const DocumentText& text, std::string_view body) {
  std::string out =
      "{\\rtf1\\adeflang1025\\ansi\\ansicpg932\\uc2\\deff0{\\fonttbl{\\f0\\froman\\fcharset128 MS Mincho;}"
      "{\\f1\\froman\\fcharset0 Times New Roman;}}{\\colortbl;\\red0\\green0\\blue0;}"
      "{\\info{\\title t}}\\pard\\plain\\f0\\fs21 ";
  for (const auto& paragraph : text.paragraphs) {
    for (const char c : to_charset(paragraph, Charset::shift_jis)) {
      if (static_cast<unsigned char>(c) >= 0x80) out += "\\'" + rtf_hex(std::string(1, c));
      else if (c == '\\' || c == '{' || c == '}') out += std::string("\\") + c;
      else out += c;
    }
    out += "\\par\r\n";
  }
  return out + std::string(body) + "}";
}

std::string ole1_object(std::string_view class_name, std::string_view native) {
  return le32(0x0501) + le32(2) + counted(class_name) + le32(0) + le32(0) +
         le32(static_cast<std::uint32_t>(native.size())) + std::string(native) + le32(0x0501) + le32(0);
}

std::string ole1_package(std::string_view name, std::string_view bytes) {
  const auto path = "C:\\Temp\\" + std::string(name);
  return le16(2) + std::string(name) + '\0' + path + '\0' + le16(0) + le16(3) +
         le32(static_cast<std::uint32_t>(path.size() + 1)) + path + '\0' +
         le32(static_cast<std::uint32_t>(bytes.size())) + std::string(bytes);
}

std::string rtf_object(std::string_view class_name, std::string_view object) {
  return "{\\object\\objemb\\objw2000\\objh1000{\\*\\objclass " + std::string(class_name) + "}{\\*\\objdata " +
         rtf_hex(object) + "}{\\result {\\pict\\wmetafile8 " + rtf_hex("not a picture") + "}}}";
}

std::string behind_pdf(std::string_view document) {
  return "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\n"
         "endobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n" +
         std::string(document);
}

} // namespace fumiban::test
