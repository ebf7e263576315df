// SPDX-License-Identifier: Apache-2.0
/// @file
/// Forms of zip that honest packers write: the test string is found in each, and a harmless twin has nothing to answer
/// for.
#include "archive_report.hpp"
#include "builders/packed.hpp"
#include "builders/text.hpp"
#include "builders/zip_raw.hpp"

namespace fumiban::test {
namespace {

std::string eicar() { return payload_bytes(Payload::eicar); }

/// Ordinary lines, longer than a window of 64 KB.
std::string letter() {
  std::string out;
  for (int i = 0; i < 3000; ++i)
    out += "Line " + std::to_string(i) + " of an ordinary letter about delivery dates.\r\n";
  return out;
}

/// The same form with both contents.
void expect_both(const std::function<std::string(const std::string&)>& build, std::string_view name = "letter.txt") {
  expect_found(build(eicar()), {});
  expect_honest(build(letter()), name, letter());
}

std::function<std::string(const std::string&)> by_method(ZipMethod method) {
  return [method](const std::string& bytes) {
    return raw_zip({{.name = "letter.txt", .bytes = bytes, .method = method}});
  };
}

TEST(ZipHonest, Stored) { expect_both(by_method(ZipMethod::stored)); }
TEST(ZipHonest, Deflate) { expect_both(by_method(ZipMethod::deflate)); }
TEST(ZipHonest, Deflate64InLiterals) { expect_both(by_method(ZipMethod::deflate64)); }
TEST(ZipHonest, Bzip2) { expect_both(by_method(ZipMethod::bzip2)); }
TEST(ZipHonest, Lzma) { expect_both(by_method(ZipMethod::lzma)); }
TEST(ZipHonest, ZstandardByItsOldNumber) { expect_both(by_method(ZipMethod::zstd_old)); }
TEST(ZipHonest, Zstandard) { expect_both(by_method(ZipMethod::zstd)); }
TEST(ZipHonest, Xz) { expect_both(by_method(ZipMethod::xz)); }

TEST(ZipHonest, LzmaThatEndsWithItsSize) {
  expect_both([](const std::string& bytes) {
    const auto no_mark = [](RawHeader& header) { header.flags = 0; };
    return raw_zip(
        {{.name = "letter.txt", .bytes = bytes, .method = ZipMethod::lzma, .local = no_mark, .central = no_mark}});
  });
}

TEST(ZipHonest, Deflate64InStoredBlocks) {
  expect_both([](const std::string& bytes) {
    Deflate64Writer writer;
    for (std::size_t at = 0; at < bytes.size(); at += 60000) writer.stored(std::string_view(bytes).substr(at, 60000));
    return raw_zip({{.name = "letter.txt", .bytes = bytes, .method = ZipMethod::deflate64, .packed = writer.finish()}});
  });
}

/// Distances above 32 KB and lengths above 258 are what Deflate does not have.
TEST(ZipHonest, Deflate64WithADistanceOfSixtyFourKilobytes) {
  const auto head = letter().substr(0, 65536);
  const std::string between = "And again:\r\n";
  Deflate64Writer writer;
  writer.begin_block();
  writer.literals(head);
  writer.match(40000, 65536);
  writer.literals(between);
  writer.match(65538, 50000);
  writer.end_block();
  auto whole = head + head.substr(0, 40000) + between;
  for (int i = 0; i < 65538; ++i) whole += whole[whole.size() - 50000];
  expect_honest(
      raw_zip({{.name = "letter.txt", .bytes = whole, .method = ZipMethod::deflate64, .packed = writer.finish()}}),
      "letter.txt", whole);
}

void expect_descriptor(Descriptor descriptor, ZipMethod method, bool zip64 = false) {
  expect_both([=](const std::string& bytes) {
    const RawMember member{
        .name = "letter.txt", .bytes = bytes, .method = method, .descriptor = descriptor, .zip64 = zip64};
    return raw_zip({member, {.name = "second.txt", .bytes = "second"}});
  });
}

TEST(ZipHonest, DescriptorWithSignature) { expect_descriptor(Descriptor::with_signature, ZipMethod::deflate); }
TEST(ZipHonest, DescriptorWithoutSignature) { expect_descriptor(Descriptor::without_signature, ZipMethod::deflate); }
TEST(ZipHonest, DescriptorOfZip64) { expect_descriptor(Descriptor::wide_with_signature, ZipMethod::deflate, true); }
TEST(ZipHonest, DescriptorBehindAStoredMember) { expect_descriptor(Descriptor::with_signature, ZipMethod::stored); }

TEST(ZipHonest, SizesInZip64Fields) {
  expect_both(
      [](const std::string& bytes) { return raw_zip({{.name = "letter.txt", .bytes = bytes, .zip64 = true}}); });
}

TEST(ZipHonest, Zip64EndRecord) {
  expect_both([](const std::string& bytes) {
    return raw_zip({{.name = "letter.txt", .bytes = bytes, .zip64 = true}}, {.zip64 = true});
  });
}

TEST(ZipHonest, Zip64EndRecordBesideTrueNumbers) {
  expect_both(
      [](const std::string& bytes) { return raw_zip({{.name = "letter.txt", .bytes = bytes}}, {.also_zip64 = true}); });
}

TEST(ZipHonest, LongComment) {
  expect_both([](const std::string& bytes) {
    return raw_zip({{.name = "letter.txt", .bytes = bytes}}, {.comment = std::string(65535, 'c')});
  });
}

TEST(ZipHonest, CommentOfAMember) {
  expect_both([](const std::string& bytes) {
    return raw_zip(
        {{.name = "letter.txt", .bytes = bytes, .central = [](RawHeader& header) { header.comment = "draft"; }}});
  });
}

/// What archivers that can split leave in front where they did not (APPNOTE 8.5.4).
TEST(ZipHonest, TheMarkOfASplitArchiveThatIsNotSplit) {
  expect_both([](const std::string& bytes) {
    return RawZip("PK\x07\x08").local({.name = "letter.txt", .bytes = bytes}).directory({0}).end().bytes();
  });
  expect_both([](const std::string& bytes) {
    return RawZip("PK00").local({.name = "letter.txt", .bytes = bytes}).directory({0}).end().bytes();
  });
}

TEST(ZipHonest, TrailingNulBytes) {
  expect_both([](const std::string& bytes) {
    return raw_zip({{.name = "letter.txt", .bytes = bytes}}) + std::string(512, '\0');
  });
}

TEST(ZipHonest, FoldersAndAnEmptyFile) {
  expect_both(
      [](const std::string& bytes) {
        return raw_zip({{.name = "folder/", .bytes = "", .method = ZipMethod::stored},
                        {.name = "folder/empty", .bytes = "", .method = ZipMethod::stored},
                        {.name = "folder/letter.txt", .bytes = bytes}});
      },
      "folder/letter.txt");
}

TEST(ZipHonest, DirectoryInAnotherOrder) {
  expect_both([](const std::string& bytes) {
    RawZip zip;
    zip.local({.name = "a.txt", .bytes = "a"})
        .local({.name = "letter.txt", .bytes = bytes})
        .local({.name = "c.txt", .bytes = "c"});
    return zip.directory({2, 0, 1}).end().bytes();
  });
}

TEST(ZipHonest, ExtraFieldsOfTimesAndAlignment) {
  expect_both([](const std::string& bytes) {
    const std::string times("UT\x05\x00\x01\x00\x00\x00\x60", 9);
    return raw_zip({{.name = "letter.txt", .bytes = bytes, .extra = times, .local = [](RawHeader& header) {
                       header.extra += std::string("\xCA\xFE\x00\x00\x00\x00", 6);
                     }}});
  });
}

TEST(ZipHonest, NothingAtAll) {
  const auto report = scan_archive(raw_zip({}));
  EXPECT_EQ(decide(report, Circumstances{}, Policy::standard()).outcome, Outcome::clean) << told(report);
  EXPECT_EQ(report.completeness(), Completeness::complete) << told(report);
}

constexpr std::string_view kName = "見積書①（株）ソ表.txt"; // with letters whose second byte in CP932 is a backslash

void expect_name(const std::string& raw, std::uint16_t flags, const std::string& extra = {}) {
  expect_both(
      [&](const std::string& bytes) {
        return raw_zip({{.name = raw, .bytes = bytes, .extra = extra, .flags = flags}});
      },
      kName);
}

TEST(ZipHonest, NameInCp932) { expect_name(to_charset(kName, Charset::shift_jis), 0); }
TEST(ZipHonest, NameInUtf8) { expect_name(std::string(kName), 0x800); }
TEST(ZipHonest, NameInUtf8WithoutTheFlag) { expect_name(std::string(kName), 0); }
TEST(ZipHonest, NameInAUnicodePath) {
  const auto raw = to_charset(kName, Charset::shift_jis);
  expect_name(raw, 0, unicode_path(raw, kName));
}
TEST(ZipHonest, UnicodePathOfAnotherNameIsPassedOver) {
  const auto raw = to_charset(kName, Charset::shift_jis);
  expect_name(raw, 0, unicode_path("old.txt", "other.txt"));
}

TEST(ZipHonest, ArchiveInAnArchive) {
  expect_both([](const std::string& bytes) {
    const auto inner = raw_zip({{.name = "letter.txt", .bytes = bytes}});
    return raw_zip({{.name = "inner.zip", .bytes = inner, .method = ZipMethod::stored}});
  });
}

TEST(ZipHonest, FiveThousandNamesAreReadToTheLimitThatIsNamed) {
  std::vector<RawMember> members;
  for (int i = 0; i < 5000; ++i)
    members.push_back({.name = std::to_string(i) + ".txt", .bytes = "text", .method = ZipMethod::stored});
  const auto report = scan_archive(raw_zip(members));
  EXPECT_TRUE(says(report, "limit.parts")) << report.parts.size();
  EXPECT_GE(decide(report, Circumstances{}, Policy::standard()).outcome, Outcome::unscanned);
}

/// ZipCrypto checks the time where a descriptor follows, the checksum where none does.
TEST(ZipHonest, LockedWithEitherCheck) {
  for (const auto descriptor : {Descriptor::none, Descriptor::with_signature}) {
    const auto bytes =
        raw_zip({{.name = "letter.txt", .bytes = eicar(), .descriptor = descriptor, .password = "aB3xY9"}});
    EXPECT_TRUE(eicar_in_member(scan_archive(bytes, "sample.zip", {"aB3xY9"})));
    const auto shut = scan_archive(bytes, "sample.zip", {"wrong"});
    EXPECT_TRUE(says(shut, "archive.encrypted")) << told(shut);
    EXPECT_GE(decide(shut, Circumstances{}, Policy::standard()).outcome, Outcome::unscanned);
  }
}

TEST(ZipHonest, LockedInEveryMethod) {
  for (const auto method : {ZipMethod::stored, ZipMethod::deflate, ZipMethod::deflate64, ZipMethod::bzip2,
                            ZipMethod::lzma, ZipMethod::zstd, ZipMethod::xz}) {
    const auto bytes = raw_zip({{.name = "letter.txt", .bytes = eicar(), .method = method, .password = "aB3xY9"}});
    EXPECT_TRUE(eicar_in_member(scan_archive(bytes, "sample.zip", {"no", "aB3xY9"}))) << static_cast<int>(method);
  }
}

TEST(ZipHonest, MethodsThatAreNotDecodedAreSaidToBe) {
  for (const std::uint16_t method : std::initializer_list<std::uint16_t>{1, 2, 5, 6, 97, 98}) {
    const auto other = [&](RawHeader& header) { header.method = method; };
    const auto report =
        scan_archive(raw_zip({{.name = "letter.txt", .bytes = letter(), .local = other, .central = other}}));
    EXPECT_TRUE(says(report, "archive.unsupported")) << method;
    EXPECT_GE(decide(report, Circumstances{}, Policy::standard()).outcome, Outcome::unscanned) << method;
  }
}

/// Opened with its password it is still packed: nobody has read it.
TEST(ZipHonest, LockedInAMethodThatIsNotDecodedIsSaidToBe) {
  for (const std::uint16_t method : std::initializer_list<std::uint16_t>{6, 98}) {
    const auto other = [&](RawHeader& header) { header.method = method; };
    const RawMember member{.name = "letter.txt",
                           .bytes = letter(),
                           .method = ZipMethod::stored,
                           .password = "aB3xY9",
                           .local = other,
                           .central = other};
    const auto report = scan_archive(raw_zip({member}), "sample.zip", {"aB3xY9"});
    EXPECT_TRUE(says(report, "archive.unsupported")) << method << ": " << told(report);
    EXPECT_GE(decide(report, Circumstances{}, Policy::standard()).outcome, Outcome::unscanned) << method;
  }
}

/// What archivers in Europe wrote. Which letter it is nobody can say, but it is none that deceives.
TEST(ZipHonest, NamesInTheCodePagesOfDosAreNoControlCharacters) {
  for (const auto* name : {"Gr\x81\xe1"
                           "e.txt",
                           "File - \x94.txt", "\x84.txt", "r\x82sum\x82.txt"}) {
    const auto report = scan_archive(raw_zip({{.name = name, .bytes = letter()}}));
    for (const auto& finding : report.findings)
      EXPECT_LT(finding.spec->severity, Severity::medium) << finding.spec->id << ": " << told(report);
    EXPECT_EQ(report.parts[1].name.find('\x1a'), std::string::npos) << told(report);
  }
}

} // namespace
} // namespace fumiban::test
