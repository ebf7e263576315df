// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/digest.hpp"
#include "fumiban/scan.hpp"
#include "unpack/sevenzip/archive.hpp"
#include "unpack/sevenzip/filters.hpp"

namespace fumiban::sevenzip {
namespace {

using namespace std::string_literals;

std::string little(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFFU);
  return out;
}

/// An archive of some packed bytes and a header.
std::string archive_of(const std::string& packed, const std::string& header) {
  const auto start =
      little(packed.size(), 8) + little(header.size(), 8) + little(crc32(ByteView(std::string_view(header))), 4);
  return "7z\xBC\xAF\x27\x1C\x00\x04"s + little(crc32(ByteView(std::string_view(start))), 4) + start + packed + header;
}

/// A folder that copies its stream.
const std::string kCopy = "\x01\x01\x00"s;

std::string streams(std::uint8_t packed_size, const std::string& folder, const std::string& sizes) {
  return "\x06\x00\x01\x09"s + static_cast<char>(packed_size) + "\x00"s + "\x07\x0B\x01\x00"s + folder + "\x0C"s +
         sizes + "\x00"s;
}

/// Two files, "a" of 2 bytes and "b" of 3.
std::string two_files() {
  return "\x01\x04"s + streams(5, kCopy, "\x05"s) + "\x08\x0D\x02\x09\x02\x0A\x01"s +
         little(crc32(ByteView(std::string_view("he"))), 4) + little(crc32(ByteView(std::string_view("llo"))), 4) +
         "\x00\x00"s + "\x05\x02\x11\x09\x00"s + "a\0\0\0b\0\0\0"s + "\x00\x00"s;
}

Report scan_bytes(const std::string& bytes, const std::vector<std::string>& passwords = {}) {
  ScanOptions options;
  options.name = "test.7z";
  options.passwords = passwords;
  options.keep_content = true;
  return scan(std::as_bytes(std::span(bytes)), options);
}

std::string content(const Part& part) {
  std::string out;
  for (const auto byte : part.content) out += static_cast<char>(byte);
  return out;
}

std::vector<std::string> said(const Report& report, std::string_view prefix = "archive.") {
  std::vector<std::string> out;
  for (const auto& finding : report.findings)
    if (finding.spec->id.starts_with(prefix)) out.push_back(std::string(finding.spec->id) + " " + finding.evidence);
  return out;
}

TEST(SevenZip, CutsAFolderIntoItsFiles) {
  const auto report = scan_bytes(archive_of("hello", two_files()));
  ASSERT_EQ(report.parts.size(), 3U);
  EXPECT_EQ(report.parts[1].name, "a");
  EXPECT_EQ(content(report.parts[1]), "he");
  EXPECT_EQ(report.parts[2].name, "b");
  EXPECT_EQ(content(report.parts[2]), "llo");
  EXPECT_EQ(said(report), std::vector<std::string>{});
}

TEST(SevenZip, TellsAWrongChecksumOfAFile) {
  EXPECT_EQ(said(scan_bytes(archive_of("hellO", two_files()))), std::vector<std::string>{"archive.damaged CRC-32"});
}

TEST(SevenZip, ReadsOnWhereChecksumsOfHeadersAreWrong) {
  auto bytes = archive_of("hello", two_files());
  bytes[8] = static_cast<char>(bytes[8] + 1);
  EXPECT_EQ(scan_bytes(bytes).parts.size(), 3U);
  EXPECT_EQ(said(scan_bytes(bytes)), std::vector<std::string>{"archive.damaged CRC-32 of the signature header"});
}

TEST(SevenZip, FindsTheHeaderThatNobodyPointsTo) {
  auto bytes = archive_of("hello", two_files());
  std::fill(bytes.begin() + 8, bytes.begin() + 32, '\0');
  EXPECT_EQ(scan_bytes(bytes).parts.size(), 3U);
  EXPECT_EQ(said(scan_bytes(bytes)), std::vector<std::string>{"archive.damaged CRC-32 of the signature header"});
}

TEST(SevenZip, EveryTruncationGivesAReport) {
  const auto whole = archive_of("hello", two_files());
  for (std::size_t size = 6; size < whole.size(); ++size) {
    const auto report = scan_bytes(whole.substr(0, size));
    EXPECT_FALSE(report.findings.empty()) << size;
  }
}

TEST(SevenZip, EveryTruncatedHeaderIsADamageAndKeepsWhatWasRead) {
  const auto header = two_files();
  for (std::size_t size = 0; size < header.size() - 1; ++size)
    EXPECT_FALSE(parse_header(header.substr(0, size), 100).damage.empty()) << size;
  const auto most = parse_header(header.substr(0, header.size() - 2), 100);
  ASSERT_EQ(most.files.size(), 2U);
  EXPECT_EQ(most.name(most.files[1]), "b");
}

TEST(SevenZip, EveryByteOfAHeaderMayBeAnything) {
  const auto header = two_files();
  for (std::size_t i = 0; i < header.size(); ++i)
    for (int byte = 0; byte < 256; ++byte) {
      auto changed = header;
      changed[i] = static_cast<char>(byte);
      (void)scan_bytes(archive_of("hello", changed));
    }
}

TEST(SevenZip, CountsThatTheHeaderCannotHoldAreADamage) {
  const auto huge = "\xFF\x00\x00\x00\x00\x00\x00\x00\x10"s; // 2^60
  const auto damage = [](const std::string& header) { return parse_header(header, 100).damage; };
  EXPECT_EQ(damage("\x01\x04\x06\x00"s + huge + "\x09"s), "a count that the header cannot hold");
  EXPECT_EQ(damage("\x01\x04\x07\x0B"s + huge + "\x00"s), "a count that the header cannot hold");
  EXPECT_EQ(damage("\x01\x04\x07\x0B\x01\x00"s + huge), "a folder with no coders, or too many");
  EXPECT_EQ(damage("\x01\x04\x07\x0B\x01\x00\x01\x11\x00"s + huge + "\x01"s), "a coder with impossible streams");
  EXPECT_EQ(damage("\x01\x04\x07\x0B\x01\x00\x01\x21\x00"s + huge), "a count that the header cannot hold");
  EXPECT_EQ(damage("\x01\x04"s + streams(5, kCopy, "\x05"s) + "\x08\x0D"s + huge),
            "a count that the header cannot hold");
  EXPECT_EQ(damage("\x01\x05"s + huge), "a count that the header cannot hold");
  EXPECT_EQ(damage("\x01\x02\x01"s + huge), "the header ends early");
  EXPECT_EQ(damage("\x01\x05\x00\x11"s + huge), "the header ends early");
}

TEST(SevenZip, SizesBeyondTheArchiveAreCut) {
  const auto huge = "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s;
  const auto archive = parse_header(
      "\x01\x04\x06"s + huge + "\x01\x09"s + huge + "\x00\x07\x0B\x01\x00"s + kCopy + "\x0C"s + huge + "\x00\x00\x00"s,
      100);
  EXPECT_EQ(archive.damage, "packed bytes are missing");
  ASSERT_EQ(archive.streams.size(), 1U);
  EXPECT_LE(archive.streams[0].end, 100U);
  ASSERT_EQ(archive.files.size(), 1U);
  EXPECT_EQ(archive.files[0].size, ~std::uint64_t{0});
}

TEST(SevenZip, BindPairsThatGoRoundAreADamage) {
  const auto folder = [](const std::string& coders_and_binds) {
    return parse_header("\x01\x04"s + streams(5, coders_and_binds, "\x05\x05\x05"s) + "\x00\x00"s, 100).damage;
  };
  const auto copies = "\x03\x01\x00\x01\x00\x01\x00"s;
  EXPECT_EQ(folder(copies + "\x00\x01\x01\x02"s), "");
  EXPECT_EQ(folder(copies + "\x00\x01\x01\x00"s), "a folder whose bind pairs go round");
  EXPECT_EQ(folder(copies + "\x00\x00\x01\x01"s), "a folder whose bind pairs go round");
  EXPECT_EQ(folder(copies + "\x00\x01\x00\x02"s), "a folder with impossible bind pairs");
  EXPECT_EQ(folder(copies + "\x00\x01\x01\x01"s), "a folder with impossible bind pairs");
  EXPECT_EQ(folder(copies + "\x00\x03\x01\x02"s), "a folder with impossible bind pairs");
}

TEST(SevenZip, RepeatedBlocksAreADamage) {
  const auto once = streams(5, kCopy, "\x05"s);
  EXPECT_EQ(parse_header("\x01\x04"s + once + once, 100).damage, "PackInfo is repeated");
  EXPECT_EQ(parse_header("\x01\x04"s + once + once.substr(6), 100).damage, "UnpackInfo is repeated");
}

TEST(SevenZip, NamesTheMethodThatIsNotDecodedAndTellsTheMembers) {
  const auto ppmd = "\x01\x23\x03\x04\x01\x00"s;
  const auto header = "\x01\x04"s + streams(5, ppmd, "\x05"s) + "\x00\x05\x01\x11\x05\x00"s + "p\0\0\0"s + "\x00\x00"s;
  const auto report = scan_bytes(archive_of("hello", header));
  EXPECT_EQ(said(report), std::vector<std::string>{"archive.unsupported PPMD"});
  ASSERT_EQ(report.parts.size(), 2U);
  EXPECT_EQ(report.parts[1].name, "p");
  EXPECT_EQ(report.parts[1].size, 5U);
}

TEST(SevenZip, NamesAreUtf16WithLoneSurrogatesShown) {
  Archive archive;
  archive.header = "\x42\x30\x3D\xD8\x00\xDE\x00\xD8.\x00"s;
  EXPECT_EQ(archive.name({.name_at = 0, .name_size = 10}), "\u3042\U0001F600\uFFFD.");
}

// What 7-Zip itself writes: made by 7zz, which is not needed for anything else.

class Made : public testing::Test {
protected:
  void SetUp() override {
    if (std::system("7zz >/dev/null 2>&1") != 0) GTEST_SKIP() << "7zz (package 7zip) is not installed";
    auto pattern = (std::filesystem::temp_directory_path() / "fumiban-7z-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    std::filesystem::create_directory(folder_ / "in");
    // x86 code with calls and jumps enough for the filters.
    std::string code;
    std::uint32_t dice = 1;
    for (int i = 0; i < 60000; ++i) {
      dice = dice * 1664525U + 1013904223U;
      const auto pick = dice >> 24U;
      if (pick < 60) code += '\xE8' + little(dice % 4096U - 2048U, 4);
      else if (pick < 90) code += '\xE9' + little(dice % 512U, 4);
      else if (pick < 110) code += "\x0F\x84"s + little(dice % 128U, 4);
      else code += static_cast<char>(pick);
    }
    files_ = {{"first.txt", "the first of them\n"}, {"code.bin", code}, {"third.txt", std::string(200000, 'x')}};
    for (const auto& [name, bytes] : files_) std::ofstream(folder_ / "in" / name, std::ios::binary) << bytes;
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  std::string make(const std::string& options) {
    const auto target = folder_ / "made.7z";
    std::filesystem::remove(target);
    const auto command = "cd '" + (folder_ / "in").string() + "' && 7zz a -bd " + options + " '" + target.string() +
                         "' first.txt code.bin third.txt >/dev/null 2>&1";
    if (std::system(command.c_str()) != 0) return {};
    std::ifstream in(target, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  void expect_whole(const Report& report, const std::string& options) {
    EXPECT_EQ(said(report), std::vector<std::string>{}) << options;
    EXPECT_EQ(said(report, "limit."), std::vector<std::string>{}) << options;
    ASSERT_EQ(report.parts.size(), files_.size() + 1) << options;
    for (const auto& [name, bytes] : files_) {
      const auto part = std::find_if(report.parts.begin(), report.parts.end(),
                                     [&, wanted = &name](const auto& p) { return p.name == *wanted; });
      ASSERT_NE(part, report.parts.end()) << options << name;
      EXPECT_TRUE(content(*part) == bytes) << options << ": " << name;
    }
  }

  std::filesystem::path folder_;
  std::vector<std::pair<std::string, std::string>> files_;
};

TEST_F(Made, InEveryMethod) {
  for (const auto* options : {"-mx=0", "-mx=1", "-mx=9", "-ms=off", "-m0=lzma", "-m0=lzma2", "-m0=deflate",
                              "-m0=deflate64", "-m0=bzip2", "-mf=bcj", "-mf=bcj2", "-mf=arm", "-mf=armt", "-mf=ppc",
                              "-mf=sparc", "-mf=arm64", "-mf=delta:4", "-m0=bcj -m1=deflate", "-mhc=off"})
    expect_whole(scan_bytes(make(options)), options);
}

TEST_F(Made, EncryptedOpensWithItsPassword) {
  for (const auto* options : {"", "-mx=0", "-ms=off", "-mhe=on", "-mhe=on -m0=bzip2", "-mf=bcj2", "-m0=deflate"}) {
    const auto bytes = make("-p'a word \xE8\xAA\x9E' "s + options);
    const auto report = scan_bytes(bytes, {"wrong", "a word \xE8\xAA\x9E"});
    expect_whole(report, options);
    EXPECT_FALSE(report.passwords.empty()) << options;
  }
}

TEST_F(Made, EncryptedIsToldOnceAMember) {
  const std::vector<std::string> each(3, "archive.encrypted 7z AES");
  for (const auto* options : {"", "-mx=0", "-ms=off", "-m0=deflate"}) {
    const auto report = scan_bytes(make("-pSECRET "s + options), {"wrong", "other"});
    EXPECT_EQ(said(report), each) << options;
    ASSERT_EQ(report.parts.size(), 4U) << options;
    for (const auto& part : report.parts)
      for (const auto& [name, bytes] : files_)
        if (part.name == name) {
          EXPECT_EQ(part.size, bytes.size());
        }
  }
  const auto hidden = scan_bytes(make("-pSECRET -mhe=on"), {"wrong", "other"});
  EXPECT_EQ(said(hidden), std::vector<std::string>{"archive.encrypted 7z AES"});
  EXPECT_EQ(hidden.parts.size(), 1U);
}

TEST_F(Made, WrongPasswordsForWhatIsOnlyCopiedCostNotMuchMoreThanTheirKeys) {
  files_[2].second = std::string((4U << 20U) + 5, 'y');
  std::ofstream(folder_ / "in" / files_[2].first, std::ios::binary) << files_[2].second;
  const auto bytes = make("-pSECRET -mx=0");
  std::vector<std::string> words;
  for (int i = 0; i < 30; ++i) words.push_back("wrong" + std::to_string(i));
  words.emplace_back("SECRET");
  ScanOptions options;
  options.name = "test.7z";
  options.passwords = words;
  options.limits.bytes = (31ULL * 8 + 80) << 20U; // read to its end each time, it would be 240
  const auto report = scan(std::as_bytes(std::span(bytes)), options);
  EXPECT_EQ(said(report), std::vector<std::string>{});
  EXPECT_EQ(said(report, "limit."), std::vector<std::string>{});
  EXPECT_EQ(report.parts.size(), files_.size() + 1);
}

TEST_F(Made, EveryTruncationOfAnEncryptedOneGivesAReport) {
  const auto whole = make("-pSECRET");
  for (std::size_t size = 6; size < whole.size(); size += 1 + whole.size() / 50) {
    const auto report = scan_bytes(whole.substr(0, size), {"SECRET"});
    EXPECT_FALSE(report.findings.empty()) << size;
  }
}

} // namespace
} // namespace fumiban::sevenzip
