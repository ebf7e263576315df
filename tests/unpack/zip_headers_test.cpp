// SPDX-License-Identifier: Apache-2.0
/// @file
/// Members whose two headers disagree, or agree on what is not so. Programs differ in which one they believe; the test
/// string is found whichever they do.
#include "archive_report.hpp"
#include "builders/little_endian.hpp"
#include "builders/zip_raw.hpp"

namespace fumiban::test {
namespace {

std::string eicar() { return payload_bytes(Payload::eicar); }
RawMember bait() { return {.name = "readme.txt", .bytes = "Nothing to see here.\r\n"}; }
RawMember hidden() { return {.name = "hidden.com", .bytes = eicar()}; }

TEST(ZipHeaders, NamesDisagree) {
  auto member = hidden();
  member.local = [](RawHeader& header) { header.name = "letter.txt"; };
  const auto bytes = raw_zip({member});
  expect_found(bytes, {"zip.two-directories"});
  const auto report = scan_archive(bytes);
  EXPECT_NE(member_called(report, "letter.txt"), nullptr) << told(report);
  EXPECT_NE(member_called(report, "hidden.com"), nullptr) << told(report);
}

TEST(ZipHeaders, TheDirectorySaysStoredAndTheMemberIsDeflated) {
  auto member = hidden();
  member.central = [](RawHeader& header) { header.method = 0; };
  expect_found(raw_zip({member}), {"zip.two-directories"});
}

TEST(ZipHeaders, TheDirectorySaysDeflatedAndTheMemberIsStored) {
  auto member = hidden();
  member.method = ZipMethod::stored;
  member.central = [](RawHeader& header) { header.method = 8; };
  expect_found(raw_zip({member}), {"zip.two-directories"});
}

TEST(ZipHeaders, TheMemberSaysAMethodThatNobodyHas) {
  auto member = hidden();
  member.local = [](RawHeader& header) { header.method = 77; };
  expect_found(raw_zip({member}), {"zip.two-directories"});
}

TEST(ZipHeaders, TheDirectorySaysAMethodThatNobodyHas) {
  auto member = hidden();
  member.central = [](RawHeader& header) { header.method = 77; };
  expect_found(raw_zip({member}), {"zip.two-directories"});
}

/// The same method in both headers, another one in truth: some programs look at the bytes.
TEST(ZipHeaders, BothSayStoredAndTheMemberIsDeflated) {
  auto member = hidden();
  member.local = member.central = [](RawHeader& header) { header.method = 0; };
  const auto report = scan_archive(raw_zip({member}));
  EXPECT_TRUE(eicar_in_member(report) || says(report, "archive.damaged")) << told(report);
  EXPECT_GE(decide(report, Circumstances{}, Policy::standard()).outcome, Outcome::unscanned) << told(report);
}

TEST(ZipHeaders, TheDirectoryMakesTheMemberShorter) {
  auto member = hidden();
  member.central = [](RawHeader& header) { header.packed = 10; };
  expect_found(raw_zip({member, bait()}), {"zip.two-directories"});
}

TEST(ZipHeaders, TheDirectoryMakesTheMemberEmpty) {
  auto member = hidden();
  member.central = [](RawHeader& header) {
    header.packed = 0;
    header.size = 0;
    header.crc = 0;
  };
  expect_found(raw_zip({member, bait()}), {"zip.two-directories"});
}

TEST(ZipHeaders, TheDirectoryMakesTheMemberAnEmptyFolder) {
  auto member = hidden();
  member.central = [](RawHeader& header) {
    header.name = "folder/";
    header.packed = 0;
    header.size = 0;
  };
  expect_found(raw_zip({member, bait()}), {"zip.two-directories"});
}

TEST(ZipHeaders, TheDirectoryMakesTheMemberReachPastTheEnd) {
  auto member = hidden();
  member.central = [](RawHeader& header) { header.packed = 0x7fffffff; };
  expect_found(raw_zip({member, bait()}), {"zip.two-directories"});
}

TEST(ZipHeaders, TheMemberMakesItselfShorter) {
  auto member = hidden();
  member.local = [](RawHeader& header) { header.packed = 10; };
  expect_found(raw_zip({member, bait()}), {"zip.two-directories"});
}

TEST(ZipHeaders, BothSayThatFewerBytesComeOut) {
  auto member = hidden();
  member.local = member.central = [](RawHeader& header) { header.size = 5; };
  expect_found(raw_zip({member}), {"zip.wrong-size"});
}

TEST(ZipHeaders, BothSayThatNothingComesOut) {
  auto member = hidden();
  member.local = member.central = [](RawHeader& header) { header.size = 0; };
  expect_found(raw_zip({member}), {});
}

TEST(ZipHeaders, TheChecksumIsWrong) {
  auto member = hidden();
  member.local = member.central = [](RawHeader& header) { header.crc ^= 1U; };
  expect_found(raw_zip({member}), {"archive.damaged"});
}

TEST(ZipHeaders, TheDirectorySaysEncryptedAndTheMemberIsNot) {
  auto member = hidden();
  member.central = [](RawHeader& header) { header.flags |= 1U; };
  expect_found(raw_zip({member}), {"zip.two-directories"});
}

TEST(ZipHeaders, TheMemberSaysEncryptedAndIsNot) {
  auto member = hidden();
  member.local = [](RawHeader& header) { header.flags |= 1U; };
  expect_found(raw_zip({member}), {"zip.two-directories"});
}

/// Android's installer and others do not look at the bit.
TEST(ZipHeaders, BothSayEncryptedAndTheMemberIsNot) {
  for (const auto method : {ZipMethod::stored, ZipMethod::deflate}) {
    auto member = hidden();
    member.method = method;
    member.local = member.central = [](RawHeader& header) { header.flags |= 1U; };
    const auto report = scan_archive(raw_zip({member}));
    EXPECT_TRUE(eicar_in_member(report) || says(report, "archive.encrypted")) << told(report);
    EXPECT_GE(decide(report, Circumstances{}, Policy::standard()).outcome, Outcome::unscanned) << told(report);
  }
}

TEST(ZipHeaders, StrongEncryptionIsSaidToBeLocked) {
  auto member = hidden();
  member.local = member.central = [](RawHeader& header) { header.flags |= 0x41U; };
  const auto report = scan_archive(raw_zip({member}), "sample.zip", {"any"});
  EXPECT_TRUE(says(report, "archive.encrypted")) << told(report);
}

TEST(ZipHeaders, ExtraFieldsOfDifferentLength) {
  auto member = hidden();
  member.local = [](RawHeader& header) { header.extra = le16(0xCAFE) + le16(40) + std::string(40, 'x'); };
  expect_found(raw_zip({member, bait()}), {});
}

TEST(ZipHeaders, ExtraFieldThatSaysMoreThanThereIs) {
  auto member = hidden();
  member.extra = le16(0x0001) + le16(60000) + "abc";
  expect_found(raw_zip({member, bait()}), {});
}

} // namespace
} // namespace fumiban::test
