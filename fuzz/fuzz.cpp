// SPDX-License-Identifier: Apache-2.0
// One generic harness: which reader it feeds is told by fuzz_target(). Without libFuzzer it replays files, so that it
// cannot rot.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "action/marked.hpp"
#include "action/results.hpp"
#include "base/check.hpp"
#include "base/text.hpp"
#include "clamd/session.hpp"
#include "disarm/active.hpp"
#include "disarm/disarm.hpp"
#include "fumiban/json.hpp"
#include "fumiban/scan.hpp"
#include "laws/smtp_talk.hpp"
#include "milter/session.hpp"
#include "rewrite/rewrite.hpp"
#include "wire/lookup.hpp"
#include "wire/wire.hpp"

namespace {

using namespace fumiban;

/// How each target presents the bytes.
ScanOptions options_for(std::string_view target) {
  ScanOptions options;
  options.limits.bytes = 1U << 24U;
  options.keep_text = true;
  if (target == "message") options.message = true;
  else options.name = "file." + std::string(target);
  return options;
}

/// A mail whose text is the fuzzer's, with a zip archive that the word "secret" opens (ZipCrypto, "a.txt").
const std::string kLockedMail =
    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/zip\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\n"
    "UEsDBBQAAQAAAMBbz1aGphA2EQAAAAUAAAAFAAAAYS50eHTIiMK/DeOkA/QVMu+Zoyh9YlBLAQIU\r\n"
    "ABQAAQAAAMBbz1aGphA2EQAAAAUAAAAFAAAAAAAAAAAAAAAAAAAAAABhLnR4dFBLBQYAAAAAAQAB\r\n"
    "ADMAAAA0AAAAAAA=\r\n"
    "--b\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\n";

/// A compound file around `body`: FAT, directory and mini FAT are its first three sectors. Every other length: `body`
/// is the header too.
std::string compound(const std::string& body) {
  std::string head = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
  if (body.size() % 2 != 0) return head + body;
  head.append(16, '\0');
  static constexpr std::array kFields = {0x0003003EU, 0x0009FFFEU, 6U, 0U, 0U,          1U, 1U,
                                         0U,          4096U,       2U, 1U, 0xFFFFFFFEU, 0U, 0U};
  for (const std::uint32_t field : kFields)
    for (unsigned shift = 0; shift < 32; shift += 8) head += static_cast<char>(field >> shift & 0xFFU);
  head.resize(512, '\xFF');
  return head + body;
}

std::string little(std::uint64_t value, unsigned bytes) {
  std::string out;
  for (unsigned i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i & 0xFFU);
  return out;
}

struct Entry {
  std::string_view name;
  unsigned type = 2; ///< 1 a storage, 2 a stream
  std::uint32_t right = 0xFFFFFFFF;
  std::uint32_t child = 0xFFFFFFFF;
  std::string bytes{};
};

/// A sound compound file of version 4: FAT, directory (at most 31 entries), then each stream, padded to 4,096 bytes.
std::string sound_compound(std::vector<Entry> entries) {
  constexpr std::uint32_t kSector = 4096;
  entries.insert(entries.begin(), {"Root Entry", 5, 0xFFFFFFFF, 1});
  std::string fat = little(0xFFFFFFFD, 4) + little(0xFFFFFFFE, 4);
  std::string directory;
  std::string content;
  std::uint32_t next = 2;
  for (auto& entry : entries) {
    std::string name;
    for (const char c : entry.name) name += std::string(1, c) + '\0';
    name.resize(64, '\0');
    entry.bytes.resize((entry.bytes.size() + kSector) / kSector * kSector, '\0');
    const auto sectors = entry.type == 2 ? static_cast<std::uint32_t>(entry.bytes.size() / kSector) : 0;
    directory += name + little(2 * entry.name.size() + 2, 2) + static_cast<char>(entry.type) + '\1' +
                 little(0xFFFFFFFF, 4) + little(entry.right, 4) + little(entry.child, 4) + std::string(36, '\0') +
                 little(sectors > 0 ? next : 0xFFFFFFFE, 4) + little(std::uint64_t{sectors} * kSector, 8);
    for (std::uint32_t i = 1; i <= sectors; ++i) fat += little(i < sectors ? next + i : 0xFFFFFFFE, 4);
    next += sectors;
    if (sectors > 0) content += entry.bytes;
  }
  fat.resize(kSector, '\xFF');
  directory.resize(kSector, '\0');
  std::string head = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(16, '\0') + little(0x0004003E, 4) +
                     little(0x000CFFFE, 4) + little(6, 8) + little(1, 4) + little(1, 4) + little(1, 4) + little(0, 4) +
                     little(4096, 4) + little(0xFFFFFFFE, 4) + little(0, 4) + little(0xFFFFFFFE, 4) + little(0, 4) +
                     little(0, 4);
  head.resize(512, '\xFF');
  head.resize(kSector, '\0');
  return head + fat + directory + content;
}

/// The pieces of `body` between lines of four dashes; the last ones may be empty.
std::vector<std::string> pieces(std::string_view body, std::size_t count) {
  std::vector<std::string> out;
  while (out.size() + 1 < count) {
    const auto end = std::min(body.find("----"), body.size());
    out.emplace_back(body.substr(0, end));
    body.remove_prefix(std::min(end + 4, body.size()));
  }
  out.emplace_back(body);
  return out;
}

/// A container of stored chunks, unless it is one already.
std::string contained(const std::string& bytes) {
  if (bytes.starts_with('\1')) return bytes;
  std::string out = "\1";
  for (std::size_t at = 0; at < bytes.size(); at += 4096) {
    auto chunk = bytes.substr(at, 4096);
    chunk.resize(4096, '\0');
    out += little(0x3FFF, 2) + chunk;
  }
  return out;
}

/// A project: dir ---- module ---- _VBA_PROJECT ---- form ---- its controls.
std::string project(std::string_view body) {
  const auto all = pieces(body, 5);
  return sound_compound({{"VBA", 1, 5, 2},
                         {"dir", 2, 3, 0xFFFFFFFF, contained(all[0])},
                         {"Module1", 2, 4, 0xFFFFFFFF, contained(all[1])},
                         {"_VBA_PROJECT", 2, 0xFFFFFFFF, 0xFFFFFFFF, all[2]},
                         {"PROJECT", 2, 6, 0xFFFFFFFF, "BaseClass=Module1\r\n"},
                         {"Module1", 1, 0xFFFFFFFF, 7},
                         {"f", 2, 8, 0xFFFFFFFF, all[3]},
                         {"o", 2, 0xFFFFFFFF, 0xFFFFFFFF, all[4]}});
}

/// A document of Word: StwUser ---- SummaryInformation ---- DocumentSummaryInformation.
std::string word(std::string_view body) {
  const auto all = pieces(body, 3);
  std::string fib(0x282, '\0');
  fib.replace(10, 2, little(0x0200, 2));
  fib.replace(0x27A, 8, little(0, 4) + little(all[0].size(), 4));
  return sound_compound({{"WordDocument", 2, 2, 0xFFFFFFFF, fib},
                         {"1Table", 2, 3, 0xFFFFFFFF, all[0]},
                         {"\5SummaryInformation", 2, 4, 0xFFFFFFFF, all[1]},
                         {"\5DocumentSummaryInformation", 2, 0xFFFFFFFF, 0xFFFFFFFF, all[2]}});
}

/// An archive of members that are stored, their sums left out.
std::string stored(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string out;
  std::string directory;
  for (const auto& [name, bytes] : members) {
    const auto sizes =
        little(0, 4) + little(bytes.size(), 4) + little(bytes.size(), 4) + little(name.size(), 2) + little(0, 2);
    directory += "PK\1\2" + little(20, 2) + little(20, 2) + little(0, 8) + sizes + std::string(10, '\0') +
                 little(out.size(), 4) + name;
    out += "PK\3\4" + little(20, 2) + little(0, 8) + sizes + name + bytes;
  }
  return out + directory + "PK\5\6" + little(0, 4) + little(members.size(), 2) + little(members.size(), 2) +
         little(directory.size(), 4) + little(out.size(), 4) + little(0, 2);
}

/// A package with one part.
std::string package(std::string_view body) {
  return stored({{"[Content_Types].xml", "<?xml version=\"1.0\"?>\n" + std::string(body)}});
}

/// A document: its main part ---- that part's relationships ---- another part.
std::string document(std::string_view body, const std::string& type) {
  const auto all = pieces(body, 3);
  const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
  return stored({{"[Content_Types].xml",
                  "<Types><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override "
                  "PartName=\"/a.xml\" ContentType=\"application/vnd." +
                      type + "\"/></Types>"},
                 {"_rels/.rels", "<Relationships><Relationship Id=\"r\" Type=\"" + office +
                                     "officeDocument\" Target=\"a.xml\"/></Relationships>"},
                 {"a.xml", all[0]},
                 {"_rels/a.xml.rels", "<Relationships><Relationship Id=\"s\" Type=\"" + office +
                                          "settings\" Target=\"b.xml\"/>" + all[1] + "</Relationships>"},
                 {"b.xml", all[2]}});
}

/// An object in RTF, of which `body` is the bytes.
std::string object(const std::string& body) {
  std::string out = "{\\rtf1{\\object{\\*\\objdata ";
  for (const char c : body)
    for (const unsigned shift : {4U, 0U}) out += "0123456789abcdef"[static_cast<unsigned char>(c) >> shift & 15U];
  return out;
}

/// What every report must keep; broken invariants die.
void examine(const Report& report) {
  FB_CHECK(!report.parts.empty());
  for (std::size_t i = 0; i < report.parts.size(); ++i) {
    FB_CHECK(i == 0 ? report.parts[i].parent == kNoPart : report.parts[i].parent < i);
    FB_CHECK(is_utf8(report.parts[i].name));
    FB_CHECK(is_utf8(report.parts[i].text));
  }
  for (const auto& finding : report.findings) FB_CHECK(finding.part < report.parts.size() && is_utf8(finding.evidence));
  (void)to_json(report, decide(report, Circumstances{}, Policy::standard()), "fuzz");
}

/// What a worker may answer: refused, or a report that holds together.
int take_report(const std::string& bytes) {
  static const auto kWords = [] {
    std::vector<std::string_view> kinds;
    for (const auto& format : formats()) kinds.push_back(format.id);
    const auto told = wire::Vocabulary::encode(version(), finding_specs(), kinds);
    return wire::Vocabulary::decode(ByteView(std::string_view(told)), version()).value();
  }();
  constexpr std::uint64_t kMemory = 256U << 20U;
  if (const auto report = wire::decode(ByteView(std::string_view(bytes)), kWords, Limits(), kMemory)) {
    examine(*report);
    const auto told = wire::encode(*report);
    const auto again = wire::decode(ByteView(std::string_view(told)), kWords, Limits(), kMemory);
    FB_CHECK(again && wire::encode(*again) == told);
  }
  (void)wire::decode_options(ByteView(std::string_view(bytes)));
  return 0;
}

/// What a worker that rewrites may answer: refused, or edits that hold together.
int take_edits(const std::string& bytes) {
  const std::string message(bytes.size() % 300, 'm');
  if (const auto edits = wire::decode_edits(ByteView(std::string_view(bytes)), message.size(), 1U << 28U)) {
    std::uint64_t at = 0;
    std::uint64_t made = 0;
    for (const auto& edit : edits->edits) {
      FB_CHECK(edit.offset >= at && edit.length <= message.size() && edit.offset + edit.length <= message.size());
      FB_CHECK(edit.field.empty() || wire::is_changeable(edit.field));
      at = edit.offset + edit.length;
      made += edit.bytes.size();
    }
    FB_CHECK(applied(message, *edits).size() <= message.size() + made);
    const auto told = wire::encode(*edits);
    const auto again = wire::decode_edits(ByteView(std::string_view(told)), message.size(), 1U << 28U);
    FB_CHECK(again && wire::encode(*again) == told);
  }
  (void)wire::decode_changes(ByteView(std::string_view(bytes)));
  return 0;
}

/// What a worker may ask, and what the process that resolves names may tell: refused, or one form of what is sound.
int take_lookup(const std::string& bytes) {
  const ByteView view{std::string_view(bytes)};
  if (const auto question = wire::decode_question(view))
    FB_CHECK(dns::is_name(question->name) && wire::encode(*question) == bytes && bytes.size() <= wire::kMostQuestion);
  if (const auto asked = wire::decode_asked(view)) FB_CHECK(wire::encode(*asked) == bytes);
  if (const auto told = wire::decode_told(view)) FB_CHECK(wire::encode(*told) == bytes);
  for (const auto type : {dns::Type::a, dns::Type::aaaa, dns::Type::txt, dns::Type::mx, dns::Type::ptr})
    if (const auto answer = wire::decode_answer(view, type))
      FB_CHECK(dns::is_sound(*answer, type) && wire::encode(*answer) == bytes && bytes.size() <= wire::kMostAnswer);
  return 0;
}

/// A message in which all that can be changed is to be changed: what comes of it has the form that the wire asks for.
int rewrite_all(const std::string& bytes) {
  auto options = options_for("message");
  const auto report = scan(std::as_bytes(std::span(bytes)), options);
  Changes changes;
  changes.tag = "[\xE6\xB3\xA8] ";
  changes.banner = Outcome::suspicious;
  for (std::uint32_t i = 0; i < report.parts.size(); ++i)
    (i % 3 == 0 ? changes.strip : i % 3 == 1 ? changes.disarm : changes.locked).push_back(i);
  for (const bool all : {true, false}) {
    if (!all) changes.strip = changes.disarm = changes.locked = {};
    const auto edits = rewrite::rewrite(ByteView(std::string_view(bytes)), report, changes);
    const auto told = wire::encode(edits);
    FB_CHECK(wire::decode_edits(ByteView(std::string_view(told)), bytes.size(), 1U << 28U));
    (void)applied(bytes, edits);
  }
  return 0;
}

/// What the other side of a socket may say, at once, in pieces, and let go after each piece.
template <class Session>
int talk(const std::string& bytes) {
  std::array<std::size_t, 3> events{};
  for (std::size_t way = 0; way < events.size(); ++way) {
    Session session({});
    const std::size_t step = way == 0 ? bytes.size() + 1 : 7;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      session.take(std::string_view(bytes).substr(at, step));
      while (session.next() && events[way] <= bytes.size()) ++events[way];
      if (way == 2) session.shed();
    }
  }
  return 0;
}

/// A field's value and a header that holds it: a comment in front changes nothing, and what is taken out is out.
int look_for_results(const std::string& bytes) {
  const std::vector<std::string> ids = {"mx.example.invalid"};
  const bool ours = action::is_by(bytes, ids);
  FB_CHECK(action::is_by("\r\n (a (b) \\)) " + bytes, ids) == ours);
  const auto marked = action::marked("Authentication-Results:" + bytes, "clean", {}, ids);
  FB_CHECK(action::marked(marked, "clean", {}, ids) == marked);
  return 0;
}

/// What either neighbour of the proxy may say, in pieces of every kind: the same comes of it.
int talk_smtp(const std::string& bytes) {
  for (const auto protocol : {smtp::Protocol::smtp, smtp::Protocol::lmtp}) {
    const auto seven = [](std::string_view) { return std::size_t{7}; };
    FB_CHECK(test::said_to_server(bytes, protocol, test::all) == test::said_to_server(bytes, protocol, seven));
    FB_CHECK(test::said_to_client(bytes, protocol, test::one_line) ==
             test::said_to_client(bytes, protocol, test::one_byte));
  }
  smtp::DataReader reader(bytes.size() * 2 + 2);
  const auto sent = smtp::stuffed(bytes);
  FB_CHECK(reader.take(sent) == sent.size() && reader.state() == smtp::DataReader::State::done &&
           reader.message() == smtp::with_crlf(bytes));
  return 0;
}

/// Whatever comes out of disarming does not act. The first byte tells what the others are.
int disarm_one(std::string bytes) {
  const int way = bytes.empty() ? 0 : bytes.front();
  const auto body = bytes.substr(bytes.empty() ? 0 : 1);
  if (way == 'W') bytes = document(body, "ms-word.document.macroEnabled.main+xml");
  if (way == 'X') bytes = document(body, "ms-excel.sheet.macroEnabled.main+xml");
  if (way == 'P') bytes = document(body, "ms-powerpoint.presentation.macroEnabled.main+xml");
  if (way == 'D') bytes = word(body);
  if (way == 'S') bytes = sound_compound({{"Workbook", 2, 0xFFFFFFFF, 0xFFFFFFFF, body}});
  if (way == 'T')
    bytes =
        sound_compound({{"Current User", 2, 2, 0xFFFFFFFF}, {"PowerPoint Document", 2, 0xFFFFFFFF, 0xFFFFFFFF, body}});
  if (way == 'R') bytes = "{\\rtf1 " + body;
  if (way == 'H') bytes = "<html>" + body;
  if (way == 'V') bytes = "<svg>" + body;
  if (way == 'Z') bytes = stored({{"a.txt", "a"}, {"b.doc", body}, {"c", body}});
  disarm::Options options;
  options.limits.bytes = 1U << 24U;
  const auto out = disarm::disarm(ByteView(std::string_view(bytes)), options);
  if (!out) return 0;
  FB_CHECK(out->bytes.size() <= 8 * bytes.size() + 65536);
  FB_CHECK(out->removed.empty() == (out->bytes == bytes));
  const auto left = test::still_active(out->bytes);
  if (!left.empty()) std::fprintf(stderr, "still acts: %s\n", left.c_str());
  FB_CHECK(left.empty());
  return 0;
}

} // namespace

extern const char* fuzz_target();
int ask_by_http(std::string_view bytes); // http.cpp
int take_audit(std::string_view bytes);  // audit.cpp

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string kTarget = fuzz_target();
  std::string bytes(reinterpret_cast<const char*>(data), size);
  if (kTarget == "wire") return take_report(bytes);
  if (kTarget == "edits") return take_edits(bytes);
  if (kTarget == "lookup") return take_lookup(bytes);
  if (kTarget == "rewrite") return rewrite_all(bytes);
  if (kTarget == "disarm") return disarm_one(bytes);
  if (kTarget == "milter") return talk<milter::Session>(bytes);
  if (kTarget == "results") return look_for_results(bytes);
  if (kTarget == "smtp") return talk_smtp(bytes);
  if (kTarget == "http") return ask_by_http(bytes);
  if (kTarget == "audit") return take_audit(bytes);
  if (kTarget == "clamd") return talk<clamd::Session>(bytes);
  if (kTarget == "header") bytes = "MIME-Version: 1.0\r\nContent-Type: " + bytes; // straight into parameters and words
  if (kTarget == "subject") bytes = "Subject: " + bytes + "\r\n\r\n";
  // A text that may give a password away, and something that it opens.
  if (kTarget == "password") bytes = kLockedMail + bytes;
  const bool mail = kTarget == "header" || kTarget == "subject" || kTarget == "password";
  if (kTarget == "cfb") bytes = compound(bytes);
  if (kTarget == "ovba") bytes = project(bytes);
  if (kTarget == "doc") bytes = word(bytes);
  if (kTarget == "xls") bytes = sound_compound({{"Workbook", 2, 0xFFFFFFFF, 0xFFFFFFFF, bytes}});
  if (kTarget == "docm") bytes = package(bytes);
  if (kTarget == "mso") bytes = "ActiveMime" + bytes;
  if (kTarget == "xml") bytes = "<w:wordDocument>" + bytes;
  if (kTarget == "rtf") bytes = "{\\rt" + bytes;
  if (kTarget == "objdata") bytes = object(bytes);
  auto options = options_for(mail ? "message" : kTarget);
  examine(scan(std::as_bytes(std::span(bytes)), options));
  return 0;
}

#ifndef FUMIBAN_LIBFUZZER
namespace {
const char* g_target = "";
}
const char* fuzz_target() { return g_target; }

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  g_target = argv[1];
  for (int i = 2; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    const auto bytes = text.str();
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  }
  std::printf("%d replayed\n", argc - 2);
  return 0;
}
#endif
