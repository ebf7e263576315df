// SPDX-License-Identifier: Apache-2.0
// Every trick that is known against readers of macros, one a row: the macro is found, and the trick has a name where
// honest files never have it.
#include <gtest/gtest.h>
#include <zlib.h>

#include <functional>

#include "builders/compound_file_raw.hpp"
#include "builders/office.hpp"
#include "builders/text.hpp"
#include "builders/zip_raw.hpp"
#include "documents/ovba/compression.hpp"
#include "macros/ovba_cases.hpp"

namespace fumiban::ovba {
namespace {

struct Trick {
  std::string_view name;
  std::string bytes;
  std::string_view finding{}; ///< that names it; empty: what it does is allowed
  std::string_view evidence{};
  std::string_view file = "vbaProject.bin";
};

/// The echo project, bent.
std::string bent(const std::function<void(Streams&)>& bend, std::string_view prefix = "") {
  auto streams = echo_streams(prefix);
  bend(streams);
  return test::compound_file(streams);
}

std::string bent_dir(std::string_view from, std::string_view to) {
  return bent([&](Streams& streams) { set_dir(streams, with_last(dir_of(streams), from, to)); });
}

std::string source_of_echo() {
  auto streams = echo_streams();
  return decompressed(ByteView(std::string_view(bytes_of(streams, "VBA/NewMacros"))), 0, 1U << 20U).bytes;
}

/// Chunks of at most `most` bytes each: stored, or of letters alone.
std::string in_chunks(std::string_view text, std::size_t most, bool stored) {
  std::string out = "\1";
  for (std::size_t at = 0; at < text.size(); at += most) {
    const auto piece = text.substr(at, most);
    if (stored) {
      out += le16(0x3FFF) + std::string(piece) + std::string(4096 - piece.size(), ' ');
      continue;
    }
    std::string tokens;
    for (std::size_t i = 0; i < piece.size(); i += 8) tokens += '\0' + std::string(piece.substr(i, 8));
    out += le16(static_cast<std::uint16_t>(0xB000U | (tokens.size() - 1))) + tokens;
  }
  return out;
}

/// The echo project in a compound file that can be bent. `first`: the first sector of NewMacros, which is made large.
test::RawCompoundFile raw_project(unsigned shift = 9, bool hold = true, std::uint32_t* first = nullptr) {
  test::RawCompoundFile raw(shift);
  const auto storage = static_cast<std::uint32_t>(raw.entries.size());
  if (hold) raw.enter({.name = u"VBA", .type = 1});
  else raw.entries.push_back({.name = u"VBA", .type = 1});
  for (auto stream : echo_streams()) {
    const bool in_vba = stream.path.starts_with("VBA/");
    const auto name = in_vba ? stream.path.substr(4) : stream.path;
    const bool large = first != nullptr && name == "NewMacros";
    if (large) stream.bytes.resize(5000, '\0');
    const auto start = large ? raw.add(stream.bytes) : raw.add_mini(stream.bytes);
    if (large) *first = start;
    raw.enter({.name = std::u16string(name.begin(), name.end()), .start = start, .size = stream.bytes.size()},
              in_vba ? storage : 0);
  }
  return raw;
}

std::string looping() {
  std::uint32_t first = 0;
  auto raw = raw_project(9, true, &first);
  raw.next[first + 5] = first;
  return raw.write();
}

std::string with_header(std::size_t offset, const std::string& bytes) {
  auto raw = raw_project();
  raw.header[offset] = bytes;
  return raw.write();
}

std::string wrapping() {
  auto raw = raw_project();
  const auto fat = static_cast<std::uint32_t>(raw.write().size() / 512 - 2);
  raw.header[76] = le32(fat + (1U << 23U));
  return raw.write();
}

/// Free space at the end, so that the last sector may be cut.
std::string cut_short() {
  auto streams = echo_streams();
  auto bytes = test::compound_file(streams);
  return bytes.substr(0, bytes.size() - 8);
}

std::string docm(const std::function<void(test::RawMember&)>& bend, const std::string& name = "word/vbaProject.bin",
                 const test::RawEnd& end = {}) {
  test::RawMember project{.name = name, .bytes = test::vba_project_file(test::auto_open_echo_project())};
  bend(project);
  return test::raw_zip({{.name = "[Content_Types].xml", .bytes = "<Types/>"},
                        {.name = "word/document.xml", .bytes = "<w:document/>"},
                        project},
                       end);
}

const auto kPlain = [](test::RawMember&) {};

std::string unlisted_docm() {
  test::RawZip zip;
  zip.local({.name = "[Content_Types].xml", .bytes = "<Types/>"})
      .local({.name = "word/vbaProject.bin", .bytes = test::vba_project_file(test::auto_open_echo_project())});
  return zip.directory({0}).end().bytes();
}

std::string docm_within(const std::string& name) {
  return test::raw_zip({{.name = "[Content_Types].xml", .bytes = "<Types/>"}, {.name = name, .bytes = docm(kPlain)}});
}

std::string packed(const std::string& bytes) {
  auto size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
           static_cast<uLong>(bytes.size()));
  return le32(static_cast<std::uint32_t>(bytes.size())) + out.substr(0, size);
}

/// A presentation whose VBAInfoAtom says `version`, which makes some readers give up.
std::string ppt(std::uint32_t version, const std::string& project) {
  const auto atom = [](std::uint16_t head, std::uint16_t type, const std::string& content) {
    return le16(head) + le16(type) + le32(static_cast<std::uint32_t>(content.size())) + content;
  };
  const auto info = atom(0x001F, 0x03FF, atom(0x0002, 0x0400, le32(1) + le32(1) + le32(version)));
  const Streams streams = {{"PowerPoint Document", info + atom(0x0010, 0x1011, project)},
                           {"Current User", std::string(20, '\0')}};
  return test::compound_file(streams);
}

std::string in_object_pool(const std::string& path, const std::string& bytes) {
  return test::compound_file(Streams{{"WordDocument", std::string(64, '\0')}, {path, bytes}});
}

std::vector<Trick> containers() {
  const auto project = test::vba_project_file(test::auto_open_echo_project());
  const test::DocumentText text{.title = "t", .author = "a", .paragraphs = {"p"}};
  const test::SheetText sheet{.title = "t", .author = "a", .rows = {{"1"}}};
  const auto echo = test::auto_open_echo_project();
  const auto under = [](const std::string& prefix, const std::string& stream) {
    return bent([&](Streams& streams) { streams.push_back({stream, std::string(64, '\0')}); }, prefix);
  };
  std::vector<Trick> out = {
      {"doc", test::doc_file(text, echo), "", "", "a.doc"},
      {"dot", test::doc_file(text, echo), "", "", "a.dot"},
      {"xls", under("_VBA_PROJECT_CUR/", "Workbook"), "", "", "a.xls"},
      {"xla", under("_VBA_PROJECT_CUR/", "Workbook"), "", "", "a.xla"},
      {"ppt, plain", ppt(2, project), "", "", "a.ppt"},
      {"ppt, packed", ppt(2, packed(project)), "", "", "a.ppt"},
      {"docm", test::docm_file(text, echo), "", "", "a.docm"},
      {"dotm", test::docm_file(text, echo), "", "", "a.dotm"},
      {"xlsm", test::xlsm_file(sheet, echo), "", "", "a.xlsm"},
      {"xlam", test::xlsm_file(sheet, echo), "", "", "a.xlam"},
      {"xlsb", docm(kPlain, "xl/vbaProject.bin"), "", "", "a.xlsb"},
      {"pptm", docm(kPlain, "ppt/vbaProject.bin"), "", "", "a.pptm"},
      {"docm called docx", docm(kPlain), "", "", "a.docx"},
      {"docm called doc", docm(kPlain), "", "", "a.doc"},
      {"vbaProject.bin bare", project},
      {"project under another name", docm(kPlain, "word/media/image1.png"), "type.mismatch", "png", "a.docx"},
      {"docm in docx", docm_within("word/embeddings/a.docx"), "", "", "a.docx"},
      {"docm in docx as an object", docm_within("word/embeddings/oleObject1.bin"), "", "", "a.docx"},
      {"docm in doc", in_object_pool("ObjectPool/_1/Package", docm(kPlain)), "", "", "a.doc"},
      {"project in an object", under("ObjectPool/_1/Macros/", "WordDocument"), "", "", "a.doc"},
      {"ActiveX with a project", docm_within("word/activeX/activeX1.bin"), "", "", "a.docx"},
  };
  return out;
}

std::vector<Trick> tricks_of_projects() {
  const auto source = source_of_echo();
  return {
      {"dir: signature bits", bent([](Streams& s) {
         auto& b = bytes_of(s, "VBA/dir");
         b[2] = static_cast<char>(b[2] & ~0x70);
       }),
       "vba.malformed", "signature bits: dir"},
      {"all: signature bits", bent([](Streams& s) {
         for (auto& stream : s)
           if (stream.path.starts_with("VBA/") && !stream.path.ends_with("_VBA_PROJECT"))
             stream.bytes[2] = static_cast<char>(stream.bytes[2] & ~0x70);
       }),
       "vba.malformed", "signature bits: NewMacros"},
      {"raw chunks", bent([&](Streams& s) { bytes_of(s, "VBA/NewMacros") = in_chunks(source, 4096, true); }),
       "vba.malformed", "chunks: NewMacros"},
      {"short chunks", bent([&](Streams& s) { bytes_of(s, "VBA/NewMacros") = in_chunks(source, 24, false); }),
       "vba.malformed", "chunks: NewMacros"},
      {"dir cut", bent([](Streams& s) { set_dir(s, dir_of(s).substr(0, 60)); }), "vba.malformed", "dir"},
      {"dir missing", bent([](Streams& s) { remove(s, "VBA/dir"); }), "vba.malformed", "dir"},
      {"dir is no container", bent([](Streams& s) { bytes_of(s, "VBA/dir") = "none"; }), "vba.malformed", "dir"},
      {"dir: reference of unknown kind", bent([](Streams& s) {
         const auto dir = dir_of(s);
         set_dir(s, std::string(dir).insert(dir.find(le16(0x000F) + le32(2)), record(0x7777, "what is this")));
       })},
      {"dir: odd language", bent_dir(record(0x0002, le32(0x409)), record(0x0002, le32(0xFFFF))), "vba.malformed",
       "language"},
      {"dir: MBCS name is another", bent_dir(record(0x001A, "NewMacros"), record(0x001A, "Xq7Zk2Lm0")), "vba.malformed",
       "two stream names"},
      {"dir: Unicode name is another",
       bent_dir(record(0x0032, test::utf16le("NewMacros")), record(0x0032, test::utf16le("Xq7Zk2Lm0"))),
       "vba.malformed", "two stream names"},
      {"dir: offset wrong", bent_dir(record(0x0031, le32(0)), record(0x0031, le32(9999))), "vba.malformed",
       "source elsewhere"},
      {"dir: offset of what was compiled", bent([](Streams& s) {
         auto& module = bytes_of(s, "VBA/NewMacros");
         module.insert(0, test::compiled_cache(4, {"cmd /c echo fumiban"}));
       }),
       "vba.malformed", "source elsewhere"},
      {"dir: module left out", bent([](Streams& s) {
         const auto dir = dir_of(s);
         set_dir(s, dir.substr(0, dir.rfind(le16(0x0019) + le32(9))) + record(0x0010, ""));
       }),
       "vba.malformed", "stream not in the project"},
      {"PROJECT missing", bent([](Streams& s) { remove(s, "PROJECT"); }), "vba.malformed", "missing: PROJECT"},
      {"PROJECT of other modules", bent([](Streams& s) { bytes_of(s, "PROJECT") = "Module=Other\r\n"; })},
      {"_VBA_PROJECT missing", bent([](Streams& s) { remove(s, "VBA/_VBA_PROJECT"); })},
      {"_VBA_PROJECT of an unknown version",
       bent([](Streams& s) { bytes_of(s, "VBA/_VBA_PROJECT") = "\xCC\x61\xEE\xEE" + std::string(300, '\7'); })},
      {"storage renamed", bent([](Streams& s) {
         for (auto& stream : s)
           if (stream.path.starts_with("VBA/")) stream.path = "Vba2" + stream.path.substr(3);
       }),
       "vba.malformed", "storage: Vba2"},
      {"purged", bent([](Streams&) {}), "vba.purged", "NewMacros"},
      {"stomped: source is another", bent([](Streams& s) {
         const auto cache = test::compiled_cache(40, {"cmd /c echo other"});
         bytes_of(s, "VBA/NewMacros").insert(0, cache);
         set_dir(s, with_last(dir_of(s), record(0x0031, le32(0)),
                              record(0x0031, le32(static_cast<std::uint32_t>(cache.size())))));
       }),
       "vba.stomped", "40 lines compiled"},
  };
}

std::vector<Trick> tricks_of_compound_files() {
  return {
      {"version 4", raw_project(12).write()},
      {"chain loops", looping(), "cfb.chain-loops"},
      {"DIFAT wraps", wrapping(), "cfb.sector-wraps"},
      {"last sector incomplete", cut_short()},
      {"storage that nobody holds", raw_project(9, false).write(), "cfb.orphan"},
      {"minor version", with_header(24, le16(0x21)), "cfb.not-as-specified"},
      {"major version", with_header(26, le16(7)), "cfb.not-as-specified"},
      {"byte order", with_header(28, le16(0xFEFF)), "cfb.not-as-specified"},
      {"sector shift", with_header(30, le16(333)), "cfb.not-as-specified"},
      {"count of FAT sectors", with_header(44, le32(0)), "cfb.not-as-specified"},
      {"cut-off of the mini stream", with_header(56, le32(0)), "cfb.not-as-specified"},
      {"class id", with_header(8, std::string(16, '\7'))},
  };
}

std::vector<Trick> tricks_of_packages() {
  std::vector<Trick> out = {
      {"CRC wrong", docm([](test::RawMember& m) { m.central = m.local = [](test::RawHeader& h) { h.crc ^= 1; }; }),
       "archive.damaged"},
      {"encrypted bit", docm([](test::RawMember& m) { m.central = [](test::RawHeader& h) { h.flags |= 1; }; }),
       "zip.two-directories"},
      {"method differs", docm([](test::RawMember& m) { m.central = [](test::RawHeader& h) { h.method = 99; }; }),
       "zip.two-directories"},
      {"local name is another",
       docm([](test::RawMember& m) { m.local = [](test::RawHeader& h) { h.name = "word/xxxProject.xml"; }; }),
       "zip.two-directories"},
      {"not in the list", unlisted_docm(), "zip.unlisted-member"},
      {"end record cut", docm(kPlain).substr(0, docm(kPlain).size() - 10)},
      {"bytes before", std::string(100, '\7') + docm(kPlain)},
      {"comment says workbook.bin", docm(kPlain, "xl/vbaProject.bin", {.comment = "xl/workbook.bin"})},
      {"decoy workbook.bin",
       test::raw_zip({{.name = "[Content_Types].xml", .bytes = "<Types/>"},
                      {.name = "xl/workbook.bin", .bytes = "x"},
                      {.name = "xl/vbaProject.bin", .bytes = test::vba_project_file(test::auto_open_echo_project())}})},
  };
  for (auto& trick : out) trick.file = "a.docm";
  return out;
}

std::vector<Trick> tricks_of_presentations() {
  const auto project = test::vba_project_file(test::auto_open_echo_project());
  std::vector<Trick> out;
  for (const auto version : {0U, 1U, 3U, 0xFFFFFFFFU}) out.push_back({"VBAInfoAtom", ppt(version, packed(project))});
  for (auto& trick : out) trick.file = "a.ppt";
  return out;
}

class Tricks : public testing::TestWithParam<std::vector<Trick> (*)()> {};

TEST_P(Tricks, HideNoMacroAndAreNamed) {
  for (const auto& trick : GetParam()()) {
    const auto report = scanned(trick.bytes, trick.file);
    EXPECT_EQ(missing(report), "") << trick.name;
    if (!trick.finding.empty()) {
      EXPECT_TRUE(says(report, trick.finding, trick.evidence)) << trick.name << '\n' << told(report);
    } else {
      EXPECT_FALSE(says(report, "vba.malformed")) << trick.name << '\n' << told(report);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Of, Tricks,
                         testing::Values(&containers, &tricks_of_projects, &tricks_of_compound_files,
                                         &tricks_of_packages, &tricks_of_presentations));

} // namespace
} // namespace fumiban::ovba
