// SPDX-License-Identifier: Apache-2.0
#include "pdf.hpp"

#include <zlib.h>

#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string_view>

#include "text.hpp"

namespace fumiban::test {
namespace {

std::string compressed_bytes(std::string_view bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                static_cast<uLong>(bytes.size()), 9) != Z_OK) {
    throw std::runtime_error("zlib could not compress");
  }
  out.resize(size);
  return out;
}

std::string hex_string(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out = "<";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
  return out + ">";
}

std::string literal_string(std::string_view ascii) {
  std::string out = "(";
  for (const char c : ascii) {
    if (c == '(' || c == ')' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + ")";
}

/// A text string: PDFDocEncoding for ASCII, else UTF-16 with the byte order mark.
std::string text_string(std::string_view utf8) {
  if (is_ascii(utf8)) return literal_string(utf8);
  std::string units = utf16le(utf8);
  for (std::size_t i = 0; i + 1 < units.size(); i += 2) std::swap(units[i], units[i + 1]);
  return hex_string("\xFE\xFF" + units);
}

std::string stream_object(std::string entries, std::string_view bytes, bool compress) {
  const std::string content = compress ? compressed_bytes(bytes) : std::string(bytes);
  if (compress) entries += " /Filter /FlateDecode";
  return "<< " + entries + " /Length " + std::to_string(content.size()) + " >>\nstream\n" + content + "\nendstream";
}

/// What stands between "n 0 obj" and "endobj", for object 1 and on.
std::vector<std::string> objects_of(const PdfText& text) {
  std::vector<std::string> objects(7);
  const auto reference = [](std::size_t index) { return std::to_string(index + 1) + " 0 R"; };
  std::string content = "BT 11 TL 56 780 Td\n";
  for (const std::string& line : text.lines) {
    // One line may use one of the two fonts only.
    content += is_ascii(line) ? "/F1 11 Tf " + literal_string(line)
                              : "/F2 11 Tf " + hex_string(to_charset(line, Charset::shift_jis));
    content += " Tj 0 -18 Td\n";
  }
  content += "ET\n";

  std::string catalog = "<< /Type /Catalog /Pages 2 0 R";
  std::string page =
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
      "/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >>";
  objects[1] = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
  objects[3] = stream_object("", content, text.compressed);
  objects[4] = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
  objects[5] =
      "<< /Type /Font /Subtype /Type0 /BaseFont /KozMinPro-Regular-90ms-RKSJ-H /Encoding /90ms-RKSJ-H "
      "/DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /KozMinPro-Regular /CIDSystemInfo "
      "<< /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /FontDescriptor 7 0 R >>] >>";
  objects[6] =
      "<< /Type /FontDescriptor /FontName /KozMinPro-Regular /Flags 6 /FontBBox [-195 -272 1110 1075] "
      "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 740 /StemV 86 >>";
  if (text.link) {
    objects.push_back("<< /Type /Annot /Subtype /Link /Rect [50 770 400 795] /Border [0 0 0] /A << /S /URI /URI " +
                      literal_string(*text.link) + " >> >>");
    page += " /Annots [" + reference(objects.size() - 1) + "]";
  }
  if (text.open_action_script) {
    objects.push_back("<< /S /JavaScript /JS (1+1) >>");
    catalog += " /OpenAction " + reference(objects.size() - 1);
  }
  if (text.embedded) {
    objects.push_back(stream_object("/Type /EmbeddedFile", text.embedded->bytes, true));
    const std::string name = literal_string(text.embedded->name);
    objects.push_back("<< /Type /Filespec /F " + name + " /UF " + name + " /EF << /F " + reference(objects.size() - 1) +
                      " >> >>");
    catalog += " /Names << /EmbeddedFiles << /Names [" + name + " " + reference(objects.size() - 1) + "] >> >>";
  }
  objects[0] = catalog + " >>";
  objects[2] = page + " >>";
  objects.push_back("<< /Title " + text_string(text.title) + " /Producer (Plain PDF writer) >>");
  return objects;
}

bool is_stream(std::string_view object) { return object.ends_with("endstream"); }

std::string indirect_object(std::size_t number, std::string_view content) {
  return std::to_string(number) + " 0 obj\n" + std::string(content) + "\nendobj\n";
}

/// The trailer's entries; the document information is always the last object.
std::string trailer_entries(const PdfText& text, std::size_t information, std::size_t size) {
  const std::string id = hex_string("fumiban test pdf");
  std::string out = "/Size " + std::to_string(size) + " /Root 1 0 R /Info " + std::to_string(information) +
                    " 0 R /ID [" + id + id + "]";
  if (text.encrypt_marker) {
    const std::string key = hex_string(std::string(32, 'x'));
    out += " /Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O " + key + " /U " + key + " >>";
  }
  return out;
}

std::string with_table(const PdfText& text, const std::vector<std::string>& objects, std::string out) {
  std::string table;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    char line[32];
    std::snprintf(line, sizeof line, "%010zu 00000 n \n", out.size());
    table += line;
    out += indirect_object(i + 1, objects[i]);
  }
  const std::size_t start = out.size();
  const std::size_t size = objects.size() + 1;
  out += "xref\n0 " + std::to_string(size) + "\n0000000000 65535 f \n" + table;
  return out + "trailer\n<< " + trailer_entries(text, objects.size(), size) + " >>\nstartxref\n" +
         std::to_string(start) + "\n%%EOF\n";
}

/// Objects that are no streams go into one object stream; every place is told by a cross-reference stream.
std::string with_streams(const PdfText& text, const std::vector<std::string>& objects, std::string out) {
  const std::size_t holder = objects.size() + 1;
  const std::size_t directory = objects.size() + 2;
  const auto row = [](unsigned type, std::size_t where, std::size_t which) {
    std::string line(1, static_cast<char>(type));
    for (int shift = 24; shift >= 0; shift -= 8) line.push_back(static_cast<char>(where >> shift & 0xFF));
    return line + static_cast<char>(which >> 8 & 0xFF) + static_cast<char>(which & 0xFF);
  };
  std::string rows = row(0, 0, 0xFFFF);
  std::string places;
  std::string packed;
  std::size_t count = 0;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (is_stream(objects[i])) {
      rows += row(1, out.size(), 0);
      out += indirect_object(i + 1, objects[i]);
    } else {
      rows += row(2, holder, count++);
      places += std::to_string(i + 1) + " " + std::to_string(packed.size()) + " ";
      packed += objects[i] + "\n";
    }
  }
  rows += row(1, out.size(), 0);
  out += indirect_object(
      holder, stream_object("/Type /ObjStm /N " + std::to_string(count) + " /First " + std::to_string(places.size()),
                            places + packed, true));
  rows += row(1, out.size(), 0);
  const std::size_t start = out.size();
  out += indirect_object(
      directory,
      stream_object("/Type /XRef /W [1 4 2] " + trailer_entries(text, objects.size(), directory + 1), rows, true));
  return out + "startxref\n" + std::to_string(start) + "\n%%EOF\n";
}

} // namespace

std::string pdf_file(const PdfText& text) {
  const std::vector<std::string> objects = objects_of(text);
  const std::string head = std::string(text.object_streams ? "%PDF-1.5" : "%PDF-1.4") + "\n%\xE2\xE3\xCF\xD3\n";
  return text.object_streams ? with_streams(text, objects, head) : with_table(text, objects, head);
}

} // namespace fumiban::test
