// SPDX-License-Identifier: Apache-2.0
// One generic harness: which reader it feeds is FUMIBAN_FUZZ_TARGET. Without libFuzzer it replays files, so that it
// cannot rot.
#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "base/check.hpp"
#include "base/text.hpp"
#include "fumiban/json.hpp"
#include "fumiban/scan.hpp"

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

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string kTarget = FUMIBAN_FUZZ_TARGET;
  std::string bytes(reinterpret_cast<const char*>(data), size);
  if (kTarget == "header") bytes = "MIME-Version: 1.0\r\nContent-Type: " + bytes; // straight into parameters and words
  if (kTarget == "subject") bytes = "Subject: " + bytes + "\r\n\r\n";
  // A text that may give a password away, and something that it opens.
  if (kTarget == "password") bytes = kLockedMail + bytes;
  const bool mail = kTarget == "header" || kTarget == "subject" || kTarget == "password";
  if (kTarget == "cfb") bytes = compound(bytes);
  if (kTarget == "mso") bytes = "ActiveMime" + bytes;
  if (kTarget == "xml") bytes = "<w:wordDocument>" + bytes;
  if (kTarget == "rtf") bytes = "{\\rt" + bytes;
  if (kTarget == "objdata") bytes = object(bytes);
  auto options = options_for(mail ? "message" : kTarget);
  examine(scan(std::as_bytes(std::span(bytes)), options));
  return 0;
}

#ifndef FUMIBAN_LIBFUZZER
int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    const auto bytes = text.str();
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  }
  std::printf("%d replayed\n", argc - 1);
  return 0;
}
#endif
