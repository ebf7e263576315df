// SPDX-License-Identifier: Apache-2.0
// Projects as tools against readers of macros bend them: each is found all the same, and the trick is named.
#include "documents/ovba/ovba.hpp"

#include <gtest/gtest.h>

#include "builders/compound_file_raw.hpp"
#include "builders/text.hpp"
#include "macros/ovba_cases.hpp"
#include "unpack/measured.hpp"

namespace fumiban::ovba {
namespace {

TEST(Ovba, AnOrdinaryProjectIsReadWithoutOddities) {
  const auto report = scanned(echo_streams());
  EXPECT_FOUND(report);
  EXPECT_TRUE(says(report, "vba.present", "ThisDocument, NewMacros")) << told(report);
  EXPECT_FALSE(says(report, "vba.malformed")) << told(report);
  EXPECT_FALSE(says(report, "vba.stomped")) << told(report);
  EXPECT_TRUE(says(report, "vba.purged")) << told(report); // the builder writes no compiled code
}

TEST(Ovba, ADirThatIsCutAnywhereHidesNoModule) {
  auto streams = echo_streams();
  const auto dir = dir_of(streams);
  for (std::size_t size = 0; size < dir.size() - 6; size += 7) {
    set_dir(streams, std::string_view(dir).substr(0, size));
    const auto report = scanned(streams);
    EXPECT_FOUND(report) << size;
    EXPECT_TRUE(says(report, "vba.malformed", "dir")) << size << '\n' << told(report);
  }
}

TEST(Ovba, ADirThatIsEmptyOrMissingOrNoContainerHidesNoModule) {
  for (const auto& dir : {std::string(), std::string("\2 no container"), std::string(3000, '\xFF')}) {
    auto streams = echo_streams();
    bytes_of(streams, "VBA/dir") = dir;
    const auto report = scanned(streams);
    EXPECT_FOUND(report);
    EXPECT_TRUE(says(report, "vba.malformed", "dir")) << told(report);
  }
  auto streams = echo_streams();
  remove(streams, "VBA/dir");
  EXPECT_FOUND(scanned(streams));
}

TEST(Ovba, RecordsThatLieAboutTheirSizeHideNoModule) {
  auto streams = echo_streams();
  const auto dir = dir_of(streams);
  for (const std::uint32_t size : {0U, 3U, 0x7FFFFFFFU, 0xFFFFFFFFU, 0xFFFFFFFEU}) {
    for (const std::uint16_t tag : {std::uint16_t{0x0016}, std::uint16_t{0x000F}, std::uint16_t{0x0019}}) {
      auto bent = dir;
      const auto at = bent.find(le16(tag) + le32(tag == 0x000F ? 2 : tag == 0x0016 ? 6 : 12));
      ASSERT_NE(at, std::string::npos) << tag;
      test::put(bent, at + 2, le32(size));
      set_dir(streams, bent);
      const auto report = scanned(streams);
      EXPECT_FOUND(report) << tag << ' ' << size;
      EXPECT_TRUE(says(report, "vba.malformed")) << tag << ' ' << size << '\n' << told(report);
    }
  }
}

TEST(Ovba, TwoNamesOfAStreamAreNoted) {
  auto streams = echo_streams();
  set_dir(streams, with_last(dir_of(streams), record(0x001A, "NewMacros"), record(0x001A, "Xq7Zk2Lm0")));
  const auto mbcs = scanned(streams);
  EXPECT_FOUND(mbcs);
  EXPECT_TRUE(says(mbcs, "vba.malformed", "two stream names: Xq7Zk2Lm0 / NewMacros")) << told(mbcs);
  streams = echo_streams();
  const auto right = record(0x0032, test::utf16le("NewMacros"));
  set_dir(streams, with_last(dir_of(streams), right, record(0x0032, test::utf16le("Xq7Zk2Lm0"))));
  const auto unicode = scanned(streams);
  EXPECT_FOUND(unicode);
  EXPECT_TRUE(says(unicode, "vba.malformed", "two stream names: NewMacros / Xq7Zk2Lm0")) << told(unicode);
}

TEST(Ovba, AWrongOffsetIsNotedAndTheSourceSearchedFor) {
  for (const std::uint32_t offset : {1U, 7U, 100000U, 0xFFFFFFFFU}) {
    auto streams = echo_streams();
    set_dir(streams, with_last(dir_of(streams), record(0x0031, le32(0)), record(0x0031, le32(offset))));
    const auto report = scanned(streams);
    EXPECT_FOUND(report) << offset;
    EXPECT_TRUE(says(report, "vba.malformed", "source elsewhere: NewMacros")) << told(report);
  }
}

TEST(Ovba, AStreamThatDirDoesNotTellIsRead) {
  auto streams = echo_streams();
  const auto dir = dir_of(streams);
  const auto second = dir.rfind(le16(0x0019) + le32(9));
  ASSERT_NE(second, std::string::npos);
  set_dir(streams, dir.substr(0, second) + record(0x0010, ""));
  const auto report = scanned(streams);
  EXPECT_FOUND(report);
  EXPECT_TRUE(says(report, "vba.malformed", "stream not in the project: NewMacros")) << told(report);
}

TEST(Ovba, ARenamedStorageHidesNothing) {
  for (const auto* name : {"Vba2", "_VBA_PROJECT", "Other"}) {
    auto streams = echo_streams("Macros/");
    for (auto& stream : streams)
      if (stream.path.starts_with("Macros/VBA/")) stream.path = "Macros/" + std::string(name) + stream.path.substr(10);
    EXPECT_FOUND(scanned(streams)) << name;
  }
  EXPECT_FOUND(scanned(echo_streams("Elsewhere/Deep/")));
}

TEST(Ovba, AProjectInAStorageThatNobodyHoldsIsRead) {
  test::RawCompoundFile raw;
  raw.enter({.name = u"seen", .start = raw.add_mini("seen"), .size = 4});
  const auto storage = static_cast<std::uint32_t>(raw.entries.size());
  raw.entries.push_back({.name = u"VBA", .type = 1});
  for (const auto& stream : echo_streams()) {
    if (!stream.path.starts_with("VBA/")) continue;
    const auto name = stream.path.substr(4);
    raw.enter({.name = std::u16string(name.begin(), name.end()),
               .start = raw.add_mini(stream.bytes),
               .size = stream.bytes.size()},
              storage);
  }
  const auto report = scanned(raw.write());
  EXPECT_FOUND(report);
  EXPECT_TRUE(says(report, "cfb.orphan")) << told(report);
}

TEST(Ovba, SourceInAStreamThatNobodyHoldsIsRead) {
  auto streams = echo_streams();
  const auto& source = bytes_of(streams, "VBA/NewMacros");
  test::RawCompoundFile raw;
  raw.enter({.name = u"seen", .start = raw.add_mini("seen"), .size = 4});
  raw.entries.push_back({.name = u"a", .start = raw.add_mini(source), .size = source.size()});
  const auto report = scanned(raw.write());
  EXPECT_FOUND(report);
  EXPECT_TRUE(says(report, "vba.malformed", "stream not in the project")) << told(report);
}

TEST(Ovba, WrongSignatureBitsAreNoted) {
  auto streams = echo_streams();
  auto& source = bytes_of(streams, "VBA/NewMacros");
  source[2] = static_cast<char>(source[2] & ~0x70);
  const auto report = scanned(streams);
  EXPECT_FOUND(report);
  EXPECT_TRUE(says(report, "vba.malformed", "signature bits: NewMacros")) << told(report);
}

TEST(Ovba, CompiledCodeThatNoSourceShowsIsStomped) {
  auto streams = test::vba_streams(test::benign_project(1), "");
  const std::string cache =
      std::string("\x01\x16\x01\0", 4) + "CreateObject" + '\0' + "Shell" + '\0' + std::string(40, '\7');
  const auto size = static_cast<std::uint32_t>(cache.size());
  bytes_of(streams, "VBA/BusinessDays").insert(0, cache);
  set_dir(streams, with_last(dir_of(streams), record(0x0031, le32(0)), record(0x0031, le32(size))));
  const auto report = scanned(streams);
  EXPECT_TRUE(says(report, "vba.stomped", "createobject, shell")) << told(report);
  EXPECT_FALSE(says(report, "vba.purged")) << told(report);
  EXPECT_FALSE(says(report, "vba.malformed")) << told(report);
  EXPECT_NE(decide(report, {}, Policy::standard()).outcome, Outcome::clean);
}

TEST(Ovba, CompiledCodeWhoseSourceIsGoneIsStomped) {
  auto streams = test::vba_streams(test::benign_project(1), "");
  auto& module = bytes_of(streams, "VBA/BusinessDays");
  const std::string cache = std::string(8, '\7') + "CreateObject" + std::string(module.size(), '\0');
  module = cache;
  set_dir(streams, with_last(dir_of(streams), record(0x0031, le32(0)),
                             record(0x0031, le32(static_cast<std::uint32_t>(cache.size())))));
  const auto report = scanned(streams);
  EXPECT_TRUE(says(report, "vba.stomped", "createobject")) << told(report);
}

/// NewMacros of the echo project has four lines and one literal.
Report scanned_with_cache(const std::string& cache, std::string_view module = "NewMacros") {
  auto streams = echo_streams();
  bytes_of(streams, "VBA/" + std::string(module)).insert(0, cache);
  auto dir = dir_of(streams);
  const auto at = dir.find(record(0x0031, le32(0)), dir.find(record(0x001A, module)));
  dir.replace(at, 10, record(0x0031, le32(static_cast<std::uint32_t>(cache.size()))));
  set_dir(streams, dir);
  return scanned(streams);
}

TEST(Ovba, CompiledCodeAsItsSourceIsHonest) {
  for (const auto lines : {std::uint16_t{4}, std::uint16_t{5}}) {
    const auto report = scanned_with_cache(test::compiled_cache(lines, {"cmd /c echo fumiban"}));
    EXPECT_FALSE(says(report, "vba.stomped")) << told(report);
    EXPECT_FALSE(says(report, "vba.malformed")) << told(report);
  }
}

TEST(Ovba, LinesAndLiteralsThatNoSourceShowsAreStomped) {
  const auto lines = scanned_with_cache(test::compiled_cache(40, {}));
  EXPECT_TRUE(says(lines, "vba.stomped", "NewMacros: 40 lines compiled, 4 shown")) << told(lines);
  const auto none = scanned_with_cache(test::compiled_cache(9, {}), "ThisDocument");
  EXPECT_TRUE(says(none, "vba.stomped", "ThisDocument: 9 lines compiled, 0 shown")) << told(none);
  const auto literal = scanned_with_cache(test::compiled_cache(4, {"powershell -e ZQBjAGgAbwAgAGYAdQBtAGkAYgBhAG4A"}));
  EXPECT_TRUE(says(literal, "vba.stomped", "\"powershell")) << told(literal);
  EXPECT_TRUE(says(literal, "vba.hostile-command")) << told(literal);
  const auto piece = scanned_with_cache(test::compiled_cache(4, {"echo"})); // a piece of a literal is another literal
  EXPECT_TRUE(says(piece, "vba.stomped", "\"echo\"")) << told(piece);
}

TEST(Ovba, NamesThatDeletedCodeLeavesAreHonest) {
  auto streams = echo_streams();
  bytes_of(streams, "VBA/_VBA_PROJECT") += std::string("CreateObject\0Wscript\0", 21);
  const auto& cache = test::compiled_cache(0, {});
  bytes_of(streams, "VBA/NewMacros").insert(0, cache);
  set_dir(streams, with_last(dir_of(streams), record(0x0031, le32(0)),
                             record(0x0031, le32(static_cast<std::uint32_t>(cache.size())))));
  const auto report = scanned(streams);
  EXPECT_FALSE(says(report, "vba.stomped")) << told(report);
  bytes_of(streams, "VBA/NewMacros").replace(0, cache.size(), test::compiled_cache(4, {}).substr(0, cache.size()));
  EXPECT_TRUE(says(scanned(streams), "vba.stomped", "createobject, wscript"));
}

TEST(Ovba, AProjectOfExcel95IsPresentAndUnread) {
  const Streams streams = {{"Book", std::string(64, '\0')},
                           {"_VBA_PROJECT/dir", "\xCC\x61" + std::string(600, '\7')},
                           {"_VBA_PROJECT/24bb04edb", std::string(700, '\7')}};
  const auto report = scanned(streams);
  EXPECT_TRUE(says(report, "vba.present", "Excel 95")) << told(report);
  EXPECT_TRUE(says(report, "vba.no-source", "Excel 95")) << told(report);
  EXPECT_GE(decide(report, {}, Policy::standard()).outcome, Outcome::unscanned);
}

TEST(Ovba, ModulesWithoutCompiledCodeAreNamed) {
  const auto report = scanned_with_cache(test::compiled_cache(0, {}), "ThisDocument");
  EXPECT_TRUE(says(report, "vba.purged", "NewMacros")) << told(report);
  EXPECT_FALSE(says(report, "vba.purged", "ThisDocument")) << told(report);
}

TEST(Ovba, ModulesByTheThousandAreBounded) {
  auto streams = echo_streams();
  std::string dir = record(0x0003, le16(932));
  for (int i = 0; i < 200000; ++i) dir += record(0x0019, "m") + record(0x001A, "NewMacros");
  dir += record(0x0010, "");
  auto& packed = bytes_of(streams, "VBA/dir") = "\1";
  for (std::size_t at = 0; at < dir.size(); at += 4096) packed += le16(0x3FFF) + dir.substr(at, 4096); // stored
  bytes_of(streams, "VBA/NewMacros").insert(0, std::string(300000, 'w'));
  for (int i = 0; i < 2000; ++i) streams.push_back({"VBA/s" + std::to_string(i), "x"});
  const auto bytes = test::compound_file(streams);
  const auto begin = test::processor_seconds();
  const auto report = scanned(bytes);
  EXPECT_LT(test::processor_seconds() - begin, test::allowed_seconds(2));
  EXPECT_FOUND(report);
}

TEST(Ovba, ABombOfSourceIsBoundedAndSaid) {
  auto streams = echo_streams();
  std::string bomb = "\1";
  while (bomb.size() < (1U << 20U)) bomb += le16(0xB003) + '\2' + 'a' + le16(0x0FFF);
  bytes_of(streams, "VBA/ThisDocument") = bomb;
  const auto bytes = test::compound_file(streams);
  const auto begin = test::processor_seconds();
  const auto report = scanned(bytes);
  EXPECT_LT(test::processor_seconds() - begin, test::allowed_seconds(1));
  EXPECT_TRUE(says(report, "limit.memory")) << told(report);
  EXPECT_EQ(report.completeness(), Completeness::partial);
  EXPECT_FOUND(report);
}

} // namespace
} // namespace fumiban::ovba
