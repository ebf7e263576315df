// SPDX-License-Identifier: Apache-2.0
// Compound files that are not as MS-CFB says: what is read all the same, and what is noted.
#include <gtest/gtest.h>

#include <array>

#include "builders/compound_file.hpp"
#include "builders/compound_file_raw.hpp"
#include "builders/little_endian.hpp"
#include "cfb/opened.hpp"
#include "unpack/measured.hpp"

namespace fumiban::cfb {
namespace {

using test::RawCompoundFile;

TEST(DamagedCompoundFile, AChainThatLoopsIsReadToItsSizeAndNoted) {
  RawCompoundFile raw;
  const auto a = raw.add(std::string(512, 'a') + std::string(512, 'b'));
  raw.add(std::string(512 * 10, 'z'));
  raw.next[a + 1] = a;
  raw.enter({.name = u"s", .start = a, .size = 5000});
  Opened opened(raw.write());
  std::string expected;
  while (expected.size() < 5000) expected += std::string(512, 'a') + std::string(512, 'b');
  expected.resize(5000);
  EXPECT_EQ(opened.content({"s"}), expected);
  EXPECT_EQ(opened.oddities(), "cfb.chain-loops ");
}

TEST(DamagedCompoundFile, LoopsEverywhereCostNoMoreThanTheFileIsLarge) {
  RawCompoundFile raw;
  const auto big = raw.add(std::string(16U << 20U, 'x'));
  raw.next[big + 1] = big;
  const auto mini = raw.add_mini(std::string(64 * 4, 'm'));
  raw.mini_next[mini + 3] = mini;
  for (int i = 0; i < 2000; ++i) raw.enter({.name = u"s", .start = big, .size = 0xFFFFFFFF});
  raw.enter({.name = u"m", .start = mini, .size = 4000});
  const auto bytes = raw.write();
  const auto begin = test::processor_seconds();
  Opened opened(bytes, 0, 256U << 20U);
  EXPECT_TRUE(opened.has("cfb.chain-loops"));
  EXPECT_EQ(opened.content({"m"}).size(), 512U); // never more than the mini stream has
  for (std::uint32_t i = 1; i < 2000 && !opened.context().broke(); ++i) (void)opened.file().stream(i, opened.context());
  EXPECT_TRUE(opened.context().broke());
  EXPECT_LT(test::processor_seconds() - begin, test::allowed_seconds(1));
}

TEST(DamagedCompoundFile, ADirectoryThatLoopsIsReadOnce) {
  RawCompoundFile raw;
  for (int i = 0; i < 20; ++i) raw.enter({.name = u"s"});
  const auto sound = raw.write();
  raw.next[5] = 0; // 21 entries are six sectors
  Opened opened(raw.write());
  EXPECT_EQ(Opened(sound).file().entries().size(), 21U);
  EXPECT_EQ(opened.file().entries().size(), 21U);
  EXPECT_TRUE(opened.has("cfb.chain-loops"));
}

TEST(DamagedCompoundFile, TwoStreamsThatShareASectorAreBothRead) {
  RawCompoundFile raw;
  const auto a = raw.add(std::string(512 * 8, 'a'));
  const auto b = raw.add(std::string(512 * 8, 'b'));
  raw.next[b + 6] = a + 7;
  raw.enter({.name = u"a", .start = a, .size = 4096});
  raw.enter({.name = u"b", .start = b, .size = 4096});
  Opened opened(raw.write());
  EXPECT_EQ(opened.content({"a"}), std::string(4096, 'a'));
  EXPECT_EQ(opened.content({"b"}), std::string(512 * 7, 'b') + std::string(512, 'a'));
  EXPECT_EQ(opened.oddities(), "cfb.chains-cross ");
}

TEST(DamagedCompoundFile, OfAChainThatLeavesTheFileThereIsWhatThereWas) {
  for (const std::uint32_t away : {0x00100000U, 0xFFFFFFFFU, 0xFFFFFFFDU, 0x7FFFFFFFU}) {
    RawCompoundFile raw;
    const auto a = raw.add(std::string(512 * 10, 'a'));
    raw.next[a + 2] = away;
    raw.enter({.name = u"a", .start = a, .size = 5000});
    Opened opened(raw.write());
    EXPECT_EQ(opened.content({"a"}).substr(0, 512 * 3), std::string(512 * 3, 'a')) << away;
    EXPECT_TRUE(opened.has("cfb.past-end")) << away;
    EXPECT_TRUE(opened.has("cfb.truncated")) << away;
  }
}

TEST(DamagedCompoundFile, ASizeThatLiesGivesWhatTheChainHas) {
  RawCompoundFile raw;
  raw.enter({.name = u"long", .start = raw.add(std::string(512 * 9, 'l')), .size = 1U << 30U});
  raw.enter({.name = u"short", .start = raw.add(std::string(512 * 9, 's')), .size = 4097});
  raw.enter({.name = u"mini", .start = raw.add_mini("mini"), .size = 4000});
  raw.enter({.name = u"upper half", .start = raw.add_mini("u"), .size = 0xABCD000000000001});
  Opened opened(raw.write());
  EXPECT_EQ(opened.content({"long"}), std::string(512 * 9, 'l'));
  EXPECT_EQ(opened.content({"short"}), std::string(4097, 's'));
  EXPECT_EQ(opened.content({"mini"}).substr(0, 4), "mini");
  EXPECT_EQ(opened.content({"upper half"}), "u");
  EXPECT_EQ(opened.oddities(), "cfb.truncated ");
}

TEST(DamagedCompoundFile, AnOrphanIsListedBehindTheOthersWithItsChildren) {
  RawCompoundFile raw;
  raw.enter({.name = u"seen", .start = raw.add_mini("seen"), .size = 4});
  const auto storage = static_cast<std::uint32_t>(raw.entries.size());
  raw.entries.push_back({.name = u"VBA", .type = 1});
  raw.enter({.name = u"dir", .start = raw.add_mini("hidden"), .size = 6}, storage);
  Opened opened(raw.write());
  const auto entries = opened.file().entries();
  ASSERT_EQ(entries.size(), 4U);
  EXPECT_FALSE(entries[1].orphan);
  EXPECT_EQ(entries[2].name, "VBA");
  EXPECT_TRUE(entries[2].orphan);
  EXPECT_EQ(entries[2].parent, kNoEntry);
  EXPECT_EQ(entries[3].parent, 2U);
  EXPECT_FALSE(opened.file().find(0, "VBA"));
  const auto dir = opened.file().find(2, "DIR");
  ASSERT_TRUE(dir);
  EXPECT_EQ(opened.file().stream(*dir, opened.context())->whole().text(), "hidden");
  EXPECT_EQ(opened.oddities(), "cfb.orphan ");
}

TEST(DamagedCompoundFile, EntriesInACircleAreEachListedOnce) {
  RawCompoundFile raw;
  const auto a = raw.enter({.name = u"a", .type = 1});
  const auto b = raw.enter({.name = u"b"});
  const auto c = raw.enter({.name = u"c"}, a);
  raw.entries[b].right = a;
  raw.entries[c].left = c;
  raw.entries[c].right = 0;
  Opened opened(raw.write());
  EXPECT_EQ(opened.file().entries().size(), 4U);
  EXPECT_TRUE(opened.has("cfb.not-a-tree"));
  // Orphans that point at each other are listed too.
  RawCompoundFile lost;
  lost.entries.push_back({.name = u"x", .right = 2});
  lost.entries.push_back({.name = u"y", .right = 1});
  EXPECT_EQ(Opened(lost.write()).file().entries().size(), 3U);
}

TEST(DamagedCompoundFile, StoragesMayLieInEachOtherToAnyDepth) {
  RawCompoundFile raw;
  std::uint32_t storage = 0;
  for (int i = 0; i < 60000; ++i) storage = raw.enter({.name = u"s", .type = 1}, storage);
  const auto begin = test::processor_seconds();
  Opened opened(raw.write());
  EXPECT_EQ(opened.file().entries().size(), 60001U);
  EXPECT_EQ(opened.oddities(), "");
  EXPECT_EQ(opened.file().path(60000).size(), 127U);
  EXPECT_LT(test::processor_seconds() - begin, test::allowed_seconds(1));
}

TEST(DamagedCompoundFile, MoreEntriesThanAnyDocumentHasAreALimit) {
  RawCompoundFile raw;
  for (int i = 0; i < 70000; ++i) raw.enter({.name = u"s"});
  Opened opened(raw.write());
  EXPECT_EQ(opened.file().entries().size(), 65536U);
  EXPECT_FALSE(opened.report().limits.empty());
}

TEST(DamagedCompoundFile, AWrongHeaderIsReadOnAndNoted) {
  struct Case {
    std::size_t offset;
    std::string bytes;
  };
  const std::array cases = {Case{24, test::le16(0x21)}, Case{26, test::le16(7)},   Case{28, test::le16(0xFEFF)},
                            Case{32, test::le16(9999)}, Case{30, test::le16(333)}, Case{44, test::le32(0)},
                            Case{56, test::le32(0)}};
  for (const auto& [offset, bytes] : cases) {
    RawCompoundFile raw;
    raw.enter({.name = u"s", .start = raw.add_mini("content"), .size = 7});
    raw.header[offset] = bytes;
    Opened opened(raw.write());
    EXPECT_EQ(opened.content({"s"}), "content") << offset;
    EXPECT_EQ(opened.oddities(), "cfb.not-as-specified ") << offset;
  }
}

TEST(DamagedCompoundFile, ASectorNumberWrapsAsItDoesOnWindows) {
  RawCompoundFile raw;
  raw.enter({.name = u"s", .start = raw.add(std::string(5000, 's')), .size = 5000});
  const auto sound = raw.write();
  // The FAT is the last sector; 2^23 sectors of 512 bytes further is the same place in 32 bits.
  const auto fat = static_cast<std::uint32_t>(sound.size() / 512 - 2);
  raw.header[76] = test::le32(fat + (1U << 23U));
  Opened opened(raw.write());
  EXPECT_EQ(opened.content({"s"}), std::string(5000, 's'));
  EXPECT_EQ(opened.oddities(), "cfb.sector-wraps ");
  // Of a DIFAT that is not needed it is seen as well.
  raw.header = {{68, test::le32(1U << 23U) + test::le32(1)}};
  EXPECT_EQ(Opened(raw.write()).oddities(), "cfb.sector-wraps ");
}

TEST(DamagedCompoundFile, AFileCutAnywhereIsReadAsFarAsItGoes) {
  const std::array streams = {test::CompoundStream{"WordDocument", std::string(9000, 'w')},
                              test::CompoundStream{"Macros/VBA/dir", std::string(700, 'd')},
                              test::CompoundStream{"Macros/VBA/Module1", std::string(5000, 'm')}};
  const auto sound = test::compound_file(streams);
  for (std::size_t size = 0; size < sound.size(); size += 64) {
    Opened opened(sound.substr(0, size));
    if (!opened.opened()) continue;
    std::uint64_t missing = 0;
    for (std::uint32_t i = 1; i < opened.file().entries().size(); ++i) {
      const auto& entry = opened.file().entries()[i];
      const auto stream = opened.file().stream(i, opened.context());
      ASSERT_TRUE(stream);
      EXPECT_LE(stream->size(), entry.size);
      missing += entry.size - stream->size();
    }
    EXPECT_EQ(opened.has("cfb.truncated"), missing > 0) << size;
  }
  // Its last sector may be cut, as long as nothing lies there.
  Opened cut(sound.substr(0, sound.size() - 8));
  EXPECT_EQ(cut.content({"Macros", "VBA", "Module1"}), std::string(5000, 'm'));
  EXPECT_EQ(cut.oddities(), "");
}

TEST(DamagedCompoundFile, WhatIsNoneIsAnError) {
  EXPECT_FALSE(Opened("").opened());
  EXPECT_FALSE(Opened("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").opened());
  EXPECT_FALSE(Opened(std::string(5000, 'x')).opened());
}

} // namespace
} // namespace fumiban::cfb
