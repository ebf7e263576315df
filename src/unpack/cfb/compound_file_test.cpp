// SPDX-License-Identifier: Apache-2.0
// Sound compound files of every shape; damaged ones are in damage_test.cpp.
#include "unpack/cfb/compound_file.hpp"

#include <gtest/gtest.h>

#include <array>

#include "builders/compound_file.hpp"
#include "builders/compound_file_raw.hpp"
#include "cfb/opened.hpp"

namespace fumiban::cfb {
namespace {

using test::CompoundStream;
using test::RawCompoundFile;

TEST(CompoundFile, ListsStoragesAndStreamsWithTheParentBeforeItsChildren) {
  const std::array streams = {CompoundStream{"WordDocument", std::string(5000, 'w')},
                              CompoundStream{"Macros/VBA/dir", "d"}, CompoundStream{"Macros/VBA/ThisDocument", "t"},
                              CompoundStream{"Macros/PROJECT", "p"}};
  Opened opened(test::compound_file(streams));
  const auto& file = opened.file();
  const auto entries = file.entries();
  ASSERT_EQ(entries.size(), 7U);
  EXPECT_EQ(entries[0].type, Entry::Type::root);
  EXPECT_EQ(entries[0].parent, kNoEntry);
  for (std::uint32_t i = 1; i < entries.size(); ++i) {
    EXPECT_LT(entries[i].parent, i);
    EXPECT_FALSE(entries[i].orphan);
  }
  EXPECT_EQ(opened.content({"Macros", "VBA", "dir"}), "d");
  EXPECT_EQ(opened.content({"WordDocument"}), std::string(5000, 'w'));
  const auto vba = file.find({"Macros", "VBA"});
  ASSERT_TRUE(vba);
  EXPECT_EQ(file.children(*vba).size(), 2U);
  EXPECT_EQ(file.path(*file.find({"Macros", "VBA", "ThisDocument"})), "Macros/VBA/ThisDocument");
  EXPECT_EQ(opened.oddities(), "");
}

TEST(CompoundFile, FindsNamesInAnyCaseCharacterByCharacter) {
  RawCompoundFile raw;
  raw.enter({.name = u"WordDocument"});
  raw.enter({.name = u"\u00e4\u3042\U0001F600"});
  raw.enter({.name = u"stra\u00dfe"});
  Opened opened(raw.write());
  EXPECT_TRUE(opened.file().find(0, "WORDDOCUMENT"));
  EXPECT_TRUE(opened.file().find(0, "\u00c4\u3042\U0001F600"));
  EXPECT_FALSE(opened.file().find(0, "STRASSE"));
  EXPECT_FALSE(opened.file().find(0, "\uff37ordDocument"));
  EXPECT_FALSE(opened.file().find(7, "x"));
}

TEST(CompoundFile, ReadsVersionFourWithSectorsOf4096) {
  RawCompoundFile raw(12);
  const std::string large(9000, 'L');
  raw.enter({.name = u"Workbook", .start = raw.add(large), .size = large.size()});
  raw.enter({.name = u"small", .start = raw.add_mini("tiny"), .size = 4});
  Opened opened(raw.write());
  EXPECT_EQ(opened.content({"Workbook"}), large);
  EXPECT_EQ(opened.content({"small"}), "tiny");
  EXPECT_EQ(opened.oddities(), "");
}

TEST(CompoundFile, ReadsSectorsOfEverySizeThatFits) {
  for (unsigned shift = 7; shift <= 16; ++shift) {
    RawCompoundFile raw(shift);
    const std::string large(70000, 'L');
    raw.enter({.name = u"Workbook", .start = raw.add(large), .size = large.size()});
    raw.enter({.name = u"small", .start = raw.add_mini(std::string(100, 's')), .size = 100});
    Opened opened(raw.write());
    EXPECT_EQ(opened.content({"Workbook"}), large) << shift;
    EXPECT_EQ(opened.content({"small"}), std::string(100, 's')) << shift;
    EXPECT_EQ(opened.has("cfb.not-as-specified"), shift != 9 && shift != 12) << shift;
  }
}

TEST(CompoundFile, FollowsTheDifatBeyondTheHeader) {
  RawCompoundFile raw;
  std::string large;
  for (int i = 0; large.size() < (16U << 20U); ++i) large += std::to_string(i) + "\n";
  raw.enter({.name = u"first", .start = raw.add(large), .size = large.size()});
  raw.enter({.name = u"last", .start = raw.add(large.substr(0, 5000)), .size = 5000});
  Opened opened(raw.write());
  EXPECT_EQ(opened.content({"last"}), large.substr(0, 5000));
  EXPECT_EQ(opened.content({"first"}), large);
  EXPECT_EQ(opened.oddities(), "");
}

TEST(CompoundFile, PutsAStreamInPiecesTogether) {
  RawCompoundFile raw;
  const auto a = raw.add(std::string(512 * 4, 'a'));
  (void)raw.add("between");
  const auto b = raw.add(std::string(512 * 5, 'b'));
  raw.next[a + 3] = b;
  raw.enter({.name = u"s", .start = a, .size = 512 * 9 - 1});
  Opened opened(raw.write());
  EXPECT_EQ(opened.content({"s"}), std::string(512 * 4, 'a') + std::string(512 * 5 - 1, 'b'));
  EXPECT_EQ(opened.content({"s"}, 3), "aaa");
  EXPECT_EQ(opened.oddities(), "");
}

TEST(CompoundFile, SharesAStreamThatLiesTogether) {
  const std::string bytes = [] {
    RawCompoundFile raw;
    raw.enter({.name = u"s", .start = raw.add(std::string(100000, 's')), .size = 100000});
    return raw.write();
  }();
  Opened opened(bytes);
  const auto stream = opened.file().stream(1, opened.context());
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->whole().offset_in(opened.blob().whole()), 512U);
}

TEST(CompoundFile, OfALargePaddedDocumentOnlyWhatIsWantedIsTouched) {
  RawCompoundFile raw;
  raw.enter({.name = u"WordDocument", .start = raw.add(std::string(30000, 'w')), .size = 30000});
  raw.enter({.name = u"small", .start = raw.add_mini("tiny"), .size = 4});
  const auto head = raw.write();
  Opened opened(head, 600U << 20U);
  ASSERT_FALSE(opened.blob().is_whole());
  const auto before = opened.context().affordable();
  EXPECT_EQ(opened.content({"WordDocument"}), std::string(30000, 'w'));
  EXPECT_EQ(opened.content({"small"}), "tiny");
  opened.file().check_chains(opened.context());
  EXPECT_LT(before - opened.context().affordable(), 100000U);
  EXPECT_EQ(opened.oddities(), "");
}

TEST(CompoundFile, StopsWhereTheBudgetStops) {
  RawCompoundFile raw;
  raw.enter({.name = u"s", .start = raw.add(std::string(100000, 's')), .size = 100000});
  const auto bytes = raw.write();
  for (std::uint64_t budget = 0; budget < 4000; budget += 100) {
    Opened opened(bytes, 0, budget);
    if (!opened.opened()) continue;
    EXPECT_FALSE(opened.file().stream(1, opened.context()));
    EXPECT_TRUE(opened.context().broke());
  }
}

TEST(CompoundFile, IsOpenedOnceForAllWhoAsk) {
  const std::array streams = {CompoundStream{"a", "a"}};
  Opened opened(test::compound_file(streams));
  const auto first = opened.context().parsed<CompoundFile>(opened.blob());
  const auto second = opened.context().parsed<CompoundFile>(opened.blob());
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*first, *second);
}

} // namespace
} // namespace fumiban::cfb
