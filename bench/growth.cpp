// SPDX-License-Identifier: Apache-2.0
// One point of one growth curve: `growth CURVE N` scans one input of that size. tools/growth.py counts the
// instructions of each point and compares I(2n) with I(n).
#include <array>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "builders/compound_file.hpp"
#include "builders/forms.hpp"
#include "builders/little_endian.hpp"
#include "builders/office.hpp"
#include "builders/ovba.hpp"
#include "builders/text_documents.hpp"
#include "builders/zip.hpp"
#include "fumiban/scan.hpp"

namespace {

using fumiban::test::CompoundStream;
using fumiban::test::FormControl;
using fumiban::test::VbaProject;
using fumiban::test::write_zip;
using fumiban::test::ZipEntry;

std::string repeated(std::string_view piece, std::size_t count) {
  std::string out;
  out.reserve(piece.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += piece;
  return out;
}

const std::string kHead = "From: a@example.com\r\nTo: b@example.com\r\nSubject: growth\r\nMIME-Version: 1.0\r\n";
const std::string kText = kHead + "Content-Type: text/plain; charset=utf-8\r\n\r\n";

std::string nested(std::size_t n) {
  std::string out = kHead + "Content-Type: multipart/mixed; boundary=b0\r\n\r\n";
  for (std::size_t i = 0; i + 1 < n; ++i)
    out += "--b" + std::to_string(i) + "\r\nContent-Type: multipart/mixed; boundary=b" + std::to_string(i + 1) +
           "\r\n\r\n";
  return out + "--b" + std::to_string(n - 1) + "\r\n\r\ntext\r\n--b" + std::to_string(n - 1) + "--\r\n";
}

VbaProject project_of(const std::string& source) {
  VbaProject project;
  project.modules.push_back({"Module1", source});
  return project;
}

std::string macros(const std::string& source) { return fumiban::test::vba_project_file(project_of(source)); }

/// Every curve of the issue; n is what grows.
const std::map<std::string, std::function<std::string(std::size_t)>> kCurves = {
    {"body",
     [](std::size_t n) { return kText + repeated("The quick brown fox jumps over the lazy dog, 42 times.\r\n", n); }},
    {"base64-body",
     [](std::size_t n) {
       return kHead + "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
              repeated("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAx\r\n", n);
     }},
    {"parts",
     [](std::size_t n) {
       return kHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
              repeated("--b\r\nContent-Type: text/plain\r\n\r\ntext\r\n", n) + "--b--\r\n";
     }},
    {"nesting", nested},
    {"recipients",
     [](std::size_t n) {
       return "To: " + repeated("\"Some One\" <someone@example.com>,\r\n ", n) + "last@example.com\r\n" + kText +
              "text\r\n";
     }},
    {"header-length", [](std::size_t n) { return "X-Long: " + repeated("word ", n) + "\r\n" + kText + "text\r\n"; }},
    {"header-fields",
     [](std::size_t n) { return repeated("X-Field: some value of a field\r\n", n) + kText + "text\r\n"; }},
    {"encoded-words",
     [](std::size_t n) {
       return "Subject: " + repeated("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=\r\n ", n) + "\r\n" + kText + "text\r\n";
     }},
    {"broken-words", [](std::size_t n) { return "Subject: " + repeated("=?", n) + "\r\n" + kText + "text\r\n"; }},
    {"parameters",
     [](std::size_t n) {
       return kHead + "Content-Type: text/plain" + repeated("; name=value", n) + "\r\n\r\ntext\r\n";
     }},
    {"comments",
     [](std::size_t n) { return kHead + "Content-Type: text/plain " + repeated("(c)", n) + "\r\n\r\ntext\r\n"; }},
    {"open-comments",
     [](std::size_t n) { return kHead + "Content-Type: text/plain " + repeated("(", n) + "\r\n\r\ntext\r\n"; }},
    {"quotes",
     [](std::size_t n) { return kHead + "Content-Type: text/plain; name=" + repeated("\"a", n) + "\r\n\r\ntext\r\n"; }},
    {"html-nesting",
     [](std::size_t n) {
       return kHead + "Content-Type: text/html\r\n\r\n<html><body>" + repeated("<div>", n) + "text\r\n";
     }},
    {"html-links",
     [](std::size_t n) {
       return kHead + "Content-Type: text/html\r\n\r\n<html><body>" +
              repeated("<a href=\"http://example.com/\">x</a>\r\n", n);
     }},
    {"html-raw",
     [](std::size_t n) { return kHead + "Content-Type: text/html\r\n\r\n<html><body>" + repeated("<script></", n); }},
    {"dashes",
     [](std::size_t n) {
       return kHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + repeated("--bx\r\n", n) + "--b--\r\n";
     }},
    {"ruler", [](std::size_t n) { return kText + repeated("-", n) + "\r\n"; }},
    {"bare-cr", [](std::size_t n) { return "X: " + repeated("a\r", n) + "\r\n" + kText + "text\r\n"; }},
    {"base64-lines-in-text",
     [](std::size_t n) {
       return kText + repeated("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAx\r\n", n);
     }},
    {"uuencode-begins", [](std::size_t n) { return kText + repeated("begin 644 a\r\n", n); }},
    {"pdf-objects",
     [](std::size_t n) {
       return "%PDF-1.4\n" +
              repeated("1 0 obj << /Type /Page /A << /S /URI /URI (http://example.com) >> >> endobj\n", n);
     }},
    {"pdf-open-dicts", [](std::size_t n) { return "%PDF-1.4\n1 0 obj " + repeated("<< /A ", n); }},
    {"zip-members",
     [](std::size_t n) {
       std::vector<ZipEntry> entries;
       for (std::size_t i = 0; i < n; ++i) entries.push_back({.name = std::to_string(i) + ".txt", .bytes = "text"});
       return write_zip(entries);
     }},
    {"zip-depth",
     [](std::size_t n) {
       // A document of 16 KB at the bottom: each level is read and digested once.
       std::string inner;
       for (std::uint32_t x = 1; inner.size() < 16384; inner += static_cast<char>(' ' + (x >> 24U) % 64U))
         x = x * 1664525U + 1013904223U;
       for (std::size_t i = 0; i < n; ++i) {
         const std::array entries = {ZipEntry{.name = "a.zip", .bytes = std::move(inner)}};
         inner = write_zip(entries);
       }
       return inner;
     }},
    {"zip-ratio",
     [](std::size_t n) {
       const std::array entries = {ZipEntry{.name = "a.txt", .bytes = std::string(n << 12U, ' ')}};
       return write_zip(entries);
     }},
    {"zip-text",
     [](std::size_t n) {
       const std::array entries = {
           ZipEntry{.name = "a.txt", .bytes = repeated("Some words of a text, and more.\n", n)}};
       return write_zip(entries);
     }},
    {"zip-name-length",
     [](std::size_t n) {
       const std::array entries = {ZipEntry{.name = std::string(n, 'a') + ".txt", .bytes = "text"}};
       return write_zip(entries);
     }},
    {"zip-unlisted",
     [](std::size_t n) {
       std::string out;
       const std::array entries = {ZipEntry{.name = "a.txt", .bytes = "text"}};
       const auto one = write_zip(entries);
       for (std::size_t i = 0; i < n; ++i) out += one.substr(0, one.find("PK\x01\x02"));
       return out;
     }},
    {"macro-text",
     [](std::size_t n) {
       return macros("Sub AutoOpen()\n" +
                     repeated("  s = s & Chr(65) & \"text\" & Replace(\"a#b\", \"#\", \"\")\n", n) +
                     "  Shell s\nEnd Sub\n");
     }},
    {"macro-procedures",
     [](std::size_t n) {
       std::string source;
       for (std::size_t i = 0; i < n; ++i) {
         const auto name = std::to_string(i);
         source += "Sub p" + name + "()\n  p" + std::to_string(i + 1) + "\n  x" + name + " = \"t\"\nEnd Sub\n";
       }
       return macros(source);
     }},
    {"macro-modules",
     [](std::size_t n) {
       VbaProject project;
       for (std::size_t i = 0; i < n; ++i)
         project.modules.push_back({"Module" + std::to_string(i), "Sub a()\n  MsgBox \"text\"\nEnd Sub\n"});
       return fumiban::test::vba_project_file(project);
     }},
    {"macro-fetches",
     [](std::size_t n) {
       auto streams = fumiban::test::vba_streams(
           project_of("Sub AutoOpen()\n" + repeated("  Shell ActiveDocument.Variables(\"x\").Value\n", n) +
                      "End Sub\n"),
           "Macros/");
       std::string fib(0x300, '\0');
       const auto held = fumiban::test::document_variables({{"x", "some words that a document holds"}});
       fumiban::test::put(fib, 0x27A,
                          fumiban::test::le32(0) + fumiban::test::le32(static_cast<std::uint32_t>(held.size())));
       streams.push_back({"WordDocument", fib});
       streams.push_back({"0Table", held});
       return fumiban::test::compound_file(streams);
     }},
    {"form-strings",
     [](std::size_t n) {
       std::vector<FormControl> controls;
       for (std::size_t i = 0; i < n; ++i)
         controls.push_back(
             {FormControl::Kind::text_box, "T" + std::to_string(i), "text of number " + std::to_string(i)});
       auto streams = fumiban::test::vba_streams(project_of("Sub a()\nEnd Sub\n"), "");
       for (auto& stream : streams)
         if (stream.path == "PROJECT") stream.bytes += "BaseClass=Module1\r\n";
       for (auto& stream : fumiban::test::form_streams("Module1", "Form", controls, false))
         streams.push_back(std::move(stream));
       return fumiban::test::compound_file(streams);
     }},
    {"document-variables",
     [](std::size_t n) {
       fumiban::test::NamedTexts variables;
       for (std::size_t i = 0; i < n; ++i) variables.emplace_back("v" + std::to_string(i), "text");
       const auto held = fumiban::test::document_variables(variables);
       std::string fib(0x300, '\0');
       fumiban::test::put(fib, 0x27A,
                          fumiban::test::le32(0) + fumiban::test::le32(static_cast<std::uint32_t>(held.size())));
       const std::array streams = {CompoundStream{"WordDocument", fib}, CompoundStream{"0Table", held}};
       return fumiban::test::compound_file(streams);
     }},
    {"cfb-streams",
     [](std::size_t n) {
       std::vector<CompoundStream> streams = {{"WordDocument", std::string(64, '\0')}};
       for (std::size_t i = 0; i < n; ++i) streams.push_back({"s" + std::to_string(i), "content of a stream"});
       return fumiban::test::compound_file(streams);
     }},
    {"xls-sheets",
     [](std::size_t n) {
       std::string book = fumiban::test::le16(0x0809) + fumiban::test::le16(8) + fumiban::test::le32(0x00050600) +
                          std::string(4, '\0');
       for (std::size_t i = 0; i < n; ++i)
         book += fumiban::test::le16(0x0085) + fumiban::test::le16(12) + fumiban::test::le32(0) +
                 std::string("\2\0\4\0", 4) + static_cast<char>('A' + i % 26) + static_cast<char>('A' + i / 26 % 26) +
                 static_cast<char>('A' + i / 676 % 26) + "x";
       const std::array streams = {CompoundStream{"Workbook", book}};
       return fumiban::test::compound_file(streams);
     }},
    {"shared-strings",
     [](std::size_t n) {
       return fumiban::test::xlsx_file({.title = "t", .author = "a", .rows = {n, {"some text", "12", "more of it"}}});
     }},
    {"rtf-groups", [](std::size_t n) { return "{\\rtf1 " + repeated("{\\f1 a\\u945?}{{", n); }},
    {"rtf-objdata",
     [](std::size_t n) { return "{\\rtf1 {\\object{\\*\\objdata " + repeated("d0cf11e0a1b11ae1{}41\\par 4\\'41", n); }},
    {"rtf-objects",
     [](std::size_t n) {
       return "{\\rtf1 " + repeated(fumiban::test::rtf_object("a", fumiban::test::ole1_object("a", "MZ")), n) + "}";
     }},
    {"flat-xml-parts",
     [](std::size_t n) {
       return "<w:wordDocument xmlns:w=\"w\">" +
              repeated("<w:binData w:name=\"a\">PGh0bWw+PGJvZHk+PHA+</w:binData><w:p w:a='b'>text</w:p>", n);
     }},
    {"activemime",
     [](std::size_t n) { return fumiban::test::active_mime(repeated("Some words of a text, and more.\n", n)); }},
    {"activemime-places", // where a stream might begin, and none does
     [](std::size_t n) { return "ActiveMime" + repeated("\x78\x9C\xFF\xFF", n); }},
    {"behind-pdf",
     [](std::size_t n) { return "%PDF-1.7\n" + repeated("a-b: c\nMIME-Version: 1.0\nstream\n{\\rt-", n); }},
};

} // namespace

/// What is counted: the making of the input is not.
extern "C" __attribute__((noinline)) void growth_scan(const std::string& input) {
  const auto report = fumiban::scan(std::as_bytes(std::span(input)), {});
  std::printf("%zu bytes, %zu parts, %zu findings\n", input.size(), report.parts.size(), report.findings.size());
}

int main(int argc, char** argv) {
  if (argc == 2 && std::string(argv[1]) == "--list") {
    for (const auto& [name, make] : kCurves) std::printf("%s\n", name.c_str());
    return 0;
  }
  const auto curve = argc == 3 ? kCurves.find(argv[1]) : kCurves.end();
  if (curve == kCurves.end()) {
    std::fprintf(stderr, "usage: growth CURVE N, or growth --list\n");
    return 2;
  }
  const auto input = curve->second(std::strtoul(argv[2], nullptr, 10));
  growth_scan(input);
  return 0;
}
