// SPDX-License-Identifier: Apache-2.0
/// @file
/// Zip archives as no honest packer writes them. Programs differ in what they take from each; the test string is found
/// whichever they take.
#include "archive_report.hpp"
#include "builders/little_endian.hpp"
#include "builders/packed.hpp"
#include "builders/zip_raw.hpp"

namespace fumiban::test {
namespace {

std::string eicar() { return payload_bytes(Payload::eicar); }
RawMember bait() { return {.name = "readme.txt", .bytes = "Nothing to see here.\r\n"}; }
RawMember hidden() { return {.name = "hidden.com", .bytes = eicar()}; }

// Members in only one of the two places.

TEST(Zip, OnlyInTheDirectory) {
  expect_found(RawZip().local(bait()).without_local(hidden()).directory({0, 1}).end().bytes(), {"archive.damaged"});
}

TEST(Zip, TheDirectoryLeadsNowhere) {
  auto member = bait();
  member.central = [](RawHeader& header) { header.offset = 0xfffffff0U; };
  expect_found(raw_zip({member, hidden()}), {"archive.damaged"});
}

TEST(Zip, OnlyALocalHeaderBetweenOthers) {
  expect_found(
      RawZip().local(bait()).local(hidden()).local({.name = "b.txt", .bytes = "b"}).directory({0, 2}).end().bytes(),
      {"zip.unlisted-member"});
}

TEST(Zip, OnlyALocalHeaderInFront) {
  expect_found(RawZip().local(hidden()).local(bait()).directory({1}).end().bytes(), {"zip.unlisted-member"});
}

TEST(Zip, OnlyALocalHeaderBehindTheEndRecord) {
  expect_found(RawZip().local(bait()).directory({0}).end().local(hidden()).bytes(), {"zip.unlisted-member"});
}

TEST(Zip, OnlyALocalHeaderInTheComment) {
  const auto inside = RawZip().local(hidden()).bytes();
  expect_found(raw_zip({bait()}, {.comment = inside}), {"zip.unlisted-member"});
}

TEST(Zip, OnlyALocalHeaderWithADescriptor) {
  auto member = hidden();
  member.descriptor = Descriptor::with_signature;
  expect_found(RawZip().local(bait()).local(member).directory({0}).end().bytes(), {"zip.unlisted-member"});
}

TEST(Zip, AnEmptyDirectoryAndMembers) {
  expect_found(RawZip().local(hidden()).directory({}).end().bytes(), {"zip.unlisted-member"});
}

// Several directories.

TEST(Zip, TwoEndRecordsTheLastOneHarmless) {
  expect_found(RawZip().local(hidden()).local(bait()).directory({0}).end().directory({1}).end().bytes(),
               {"zip.two-directories"});
}

TEST(Zip, TwoEndRecordsTheFirstOneHarmless) {
  expect_found(RawZip().local(bait()).local(hidden()).directory({0}).end().directory({1}).end().bytes(),
               {"zip.two-directories"});
}

TEST(Zip, TwoArchivesOneBehindTheOther) {
  const auto first = raw_zip({hidden()});
  const auto second = RawZip(first).local(bait()).directory({0}).end().bytes();
  expect_found(second, {"zip.two-directories"});
  expect_found(raw_zip({hidden()}) + raw_zip({bait()}), {"zip.two-directories"});
  expect_found(raw_zip({bait()}) + raw_zip({hidden()}), {"zip.two-directories"});
}

/// Two directories, `apart` bytes between them: one for the end record, one for what stands in its comment.
void expect_two_directories(const std::string& apart) {
  for (const bool comment_has_hidden : {true, false}) {
    RawZip zip;
    zip.local(hidden()).local(bait());
    const auto first = zip.size();
    zip.directory({comment_has_hidden ? 0U : 1U});
    const auto size = zip.size() - first;
    const auto inside = "PK\x05\x06" + le32(0) + le16(1) + le16(1) + le32(static_cast<std::uint32_t>(size)) +
                        le32(static_cast<std::uint32_t>(first)) + le16(0);
    zip.raw(apart).directory({comment_has_hidden ? 1U : 0U}).end({.comment = inside});
    expect_found(zip.bytes(), {"zip.two-directories"});
  }
}

TEST(Zip, AnEndRecordInTheComment) { expect_two_directories("...."); }
TEST(Zip, AnEndRecordInTheCommentAndTheDirectoriesTouch) { expect_two_directories(""); }

/// More end records than anyone would look at.
TEST(Zip, AHundredEndRecordsBehindTheRightOne) {
  auto bytes = raw_zip({hidden()});
  for (int i = 0; i < 100; ++i) bytes += "PK\x05\x06" + std::string(18, '\0');
  expect_found(bytes, {});
}

/// The end record says one place; another directory stands right before it, with offsets that leave out the difference,
/// as where something was put before a finished archive.
TEST(Zip, TheDirectoryAtTwoPlaces) {
  for (const bool told_is_bait : {true, false}) {
    const std::string apart = "....";
    const auto told_member = told_is_bait ? bait() : hidden();
    auto real_member = told_is_bait ? hidden() : bait();
    const auto shift = 46 + told_member.name.size() + apart.size();
    real_member.central = [&](RawHeader& header) { header.offset -= shift; };
    RawZip zip;
    zip.raw(RawZip().local({.name = "first.txt", .bytes = std::string(200, 'x'), .method = ZipMethod::stored}).bytes());
    zip.local(told_member).local(real_member);
    const auto told_place = zip.size();
    zip.directory({0}).raw(apart).directory({1}).end({.offset = told_place});
    expect_found(zip.bytes(), {"zip.two-directories"});
  }
}

TEST(Zip, TheZip64RecordLeadsToAnotherDirectory) {
  for (const bool short_one_is_bait : {true, false}) {
    RawZip zip;
    zip.local(hidden()).local(bait());
    const auto first = zip.size();
    zip.directory({short_one_is_bait ? 0U : 1U}).raw("....");
    expect_found(zip.directory({short_one_is_bait ? 1U : 0U}).end({.also_zip64 = true, .offset64 = first}).bytes(), {});
  }
}

TEST(Zip, TheEndRecordCountsFewer) {
  for (const std::uint16_t count : std::initializer_list<std::uint16_t>{0, 1, 9000})
    expect_found(raw_zip({bait(), hidden()}, {.count = count}), {});
}

TEST(Zip, TheEndRecordSaysNonsense) {
  expect_found(raw_zip({bait(), hidden()}, {.offset = 0, .size = 0}), {});
  expect_found(raw_zip({bait(), hidden()}, {.offset = 0xfffffff0U}), {});
  expect_found(raw_zip({bait(), hidden()}, {.size = 0xfffffff0U}), {});
  expect_found(raw_zip({bait(), hidden()}, {.disk = 7}), {});
}

// Foreign bytes.

TEST(Zip, BytesBehind) {
  expect_found(raw_zip({hidden()}) + std::string(1000, 'x'), {"zip.foreign-bytes"});
  expect_found(raw_zip({hidden()}) + std::string(100'000, 'x'), {}); // the end record is out of reach
}

TEST(Zip, TheCommentIsLongerThanItSays) {
  expect_found(raw_zip({hidden()}, {.comment = "twelve bytes", .comment_size = std::uint16_t{2}}),
               {"zip.foreign-bytes"});
}

TEST(Zip, TheCommentIsShorterThanItSays) {
  expect_found(raw_zip({hidden()}, {.comment = "c", .comment_size = std::uint16_t{60000}}), {});
}

/// In front stands what is no archive: programs that look for the end record open it all the same.
void expect_found_behind(const std::string& leading) {
  for (const auto base : {std::uint64_t{0}, std::uint64_t{leading.size()}}) // offsets count it, or do not
    expect_found(RawZip(leading, base).local(hidden()).directory({0}).end().bytes(), {});
}

TEST(Zip, TextBefore) { expect_found_behind("This text has nothing to do with what follows.\r\n"); }
TEST(Zip, NulBytesBefore) { expect_found_behind(std::string(2000, '\0')); }
TEST(Zip, APngBefore) { expect_found_behind(std::string("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", 16)); }
TEST(Zip, AGifBefore) { expect_found_behind(std::string("GIF89a\x01\x00\x01\x00\x00\x00\x00;", 14)); }
TEST(Zip, AProgramBefore) { expect_found_behind("MZ" + std::string(600, 'x')); }
TEST(Zip, APdfBefore) { expect_found_behind("%PDF-1.4\n%%EOF\n"); }

TEST(Zip, AMemberInFrontThatOffsetsDoNotCount) {
  const auto before = RawZip().local(bait()).bytes();
  expect_found(RawZip(before, before.size()).local(hidden()).directory({0}).end().bytes(), {});
}

// Names and places that several members share.

TEST(Zip, TwoMembersOfOneName) {
  auto harmless = bait();
  harmless.name = hidden().name;
  expect_found(raw_zip({harmless, hidden()}), {"zip.duplicate-name"});
  expect_found(raw_zip({hidden(), harmless}), {"zip.duplicate-name"});
}

TEST(Zip, TwoNamesForOneMember) {
  RawZip zip;
  zip.local(hidden());
  RawMember other = hidden();
  other.name = "second.com";
  other.packed = "";
  other.central = [&](RawHeader& header) {
    header.offset = 0;
    header.packed = zip.header(0).packed;
  };
  zip.local(other);
  expect_found(zip.directory({0, 1}).end().bytes(), {"zip.overlap"});
}

/// The second member is the end of the first one's data.
TEST(Zip, AMemberInsideAnother) {
  const auto inner = RawZip().local(hidden()).bytes();
  RawZip zip;
  zip.local({.name = "outer.bin", .bytes = "outer" + inner, .method = ZipMethod::stored});
  const auto at = zip.size() - inner.size();
  auto member = hidden();
  member.packed = "";
  member.central = [&](RawHeader& header) {
    header.offset = at;
    header.packed = raw_deflate(eicar()).size();
  };
  zip.local(member);
  expect_found(zip.directory({0, 1}).end().bytes(), {"zip.overlap"});
}

TEST(Zip, AUnicodePathThatSaysAnotherName) {
  auto member = hidden();
  member.extra = unicode_path(member.name, "見積書.txt");
  const auto report = scan_archive(raw_zip({member}));
  EXPECT_TRUE(eicar_in_member(report));
  EXPECT_NE(member_called(report, "見積書.txt"), nullptr) << told(report);
  EXPECT_NE(member_called(report, "hidden.com"), nullptr) << told(report);
}

TEST(Zip, ANameWithANulByte) {
  auto member = hidden();
  member.name = std::string("letter.txt\0.com", 15);
  expect_found(raw_zip({member}), {});
}

TEST(Zip, NoNameAtAll) {
  auto member = hidden();
  member.name = "";
  expect_found(raw_zip({member}), {});
}

TEST(Zip, AFolderThatHasContent) {
  auto member = hidden();
  member.name = "folder/";
  expect_found(raw_zip({member}), {});
}

// Cut off.

TEST(Zip, EveryPrefixIsReadAsFarAsItGoes) {
  for (const auto descriptor : {Descriptor::none, Descriptor::with_signature}) {
    auto member = hidden();
    member.descriptor = descriptor;
    const auto member_end = RawZip().local(hidden()).size();
    const auto whole = RawZip().local(member).local(bait()).directory({0, 1}).end().bytes();
    for (std::size_t size = 4; size < whole.size(); ++size) {
      const auto report = scan_archive(whole.substr(0, size));
      if (size >= member_end) {
        EXPECT_TRUE(eicar_in_member(report)) << size << " of " << whole.size() << ": " << told(report);
      }
      EXPECT_GE(decide(report, Circumstances{}, Policy::standard()).outcome, Outcome::unscanned)
          << size << " of " << whole.size() << ": " << told(report);
    }
  }
}

TEST(Zip, WhatOfAMemberIsThereIsLookedAt) {
  for (const auto method : {ZipMethod::stored, ZipMethod::deflate, ZipMethod::deflate64}) {
    const auto bytes =
        RawZip().local({.name = "a.bin", .bytes = eicar() + std::string(5000, 'x'), .method = method}).bytes();
    const auto cut = method == ZipMethod::deflate64 ? bytes.size() - 1000 : bytes.size() - 8;
    const auto report = scan_archive(bytes.substr(0, cut));
    EXPECT_TRUE(eicar_in_member(report)) << static_cast<int>(method) << told(report);
    EXPECT_TRUE(says(report, "archive.damaged")) << told(report);
  }
}

TEST(Zip, BytesBehindTheStreamOfAMember) {
  auto member = hidden();
  member.packed = raw_deflate(eicar()) + "behind the last block";
  expect_found(raw_zip({member}), {});
}

TEST(Zip, ADirectoryWithoutMembersInPlace) {
  auto bytes = raw_zip({hidden()});
  bytes.replace(0, 4, "PKxx");
  expect_found(bytes.insert(0, "PK\x03\x04"), {});
}

} // namespace
} // namespace fumiban::test
