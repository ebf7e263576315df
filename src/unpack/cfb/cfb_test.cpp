// SPDX-License-Identifier: Apache-2.0
// What a scan tells of compound files.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "builders/compound_file.hpp"
#include "builders/little_endian.hpp"
#include "fumiban/scan.hpp"

namespace fumiban {
namespace {

using test::CompoundStream;

Report scanned(std::span<const CompoundStream> streams) {
  const auto bytes = test::compound_file(streams);
  ScanOptions options;
  options.name = "a.doc";
  return scan(std::as_bytes(std::span(bytes)), options);
}
bool has(const Report& report, std::string_view id) {
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [&](const Finding& f) { return f.spec->id == id; });
}
std::string package(const std::string& data, std::size_t told) {
  const std::string z(1, '\0');
  const auto native = test::le16(2) + "label.txt" + z + "C:\\a\\first.txt" + z + test::le16(0) + test::le16(3) +
                      test::le32(5) + "x.js" + z + test::le32(static_cast<std::uint32_t>(told)) + data;
  return test::le32(static_cast<std::uint32_t>(native.size())) + native;
}

TEST(Cfb, HandsOnAPackageUnderAllItsNames) {
  const std::array streams = {CompoundStream{"ObjectPool/_1/\1Ole10Native", package("hello", 5)}};
  const auto report = scanned(streams);
  ASSERT_EQ(report.parts.size(), 2U);
  EXPECT_EQ(report.parts[1].name, "label.txt");
  EXPECT_EQ(report.parts[1].other_names, (std::vector<std::string>{"first.txt", "x.js"}));
  EXPECT_EQ(report.parts[1].size, 5U);
  EXPECT_EQ(report.parts[1].type, "text");
  EXPECT_FALSE(has(report, "archive.damaged"));
}

TEST(Cfb, HandsOnWhatThereIsOfAPackageThatEndsEarly) {
  const std::array streams = {CompoundStream{"\1Ole10Native", package("hello", 500)}};
  const auto report = scanned(streams);
  ASSERT_EQ(report.parts.size(), 2U);
  EXPECT_EQ(report.parts[1].size, 5U);
  EXPECT_TRUE(has(report, "archive.damaged"));
}

TEST(Cfb, PrefersTheNamesInUtf16) {
  const auto wide = [](const std::string& text) {
    std::string out = test::le32(static_cast<std::uint32_t>(text.size()));
    for (const char c : text) out += test::le16(static_cast<unsigned char>(c));
    return out;
  };
  const std::array streams = {
      CompoundStream{"\1Ole10Native", package("hello", 5) + wide("C:\\t\\u.js") + wide("u.txt") + wide("D:\\u.pdf")}};
  const auto report = scanned(streams);
  ASSERT_EQ(report.parts.size(), 2U);
  EXPECT_EQ(report.parts[1].name, "u.txt");
  EXPECT_EQ(report.parts[1].other_names, (std::vector<std::string>{"u.pdf", "u.js"}));
}

TEST(Cfb, EveryPrefixOfAPackageIsTotal) {
  const auto whole = package("hello", 5);
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const std::array streams = {CompoundStream{"\1Ole10Native", whole.substr(0, size)}};
    EXPECT_LE(scanned(streams).parts.size(), 2U) << size;
  }
}

TEST(Cfb, HandsOnStreamsThatAreFilesWhateverTheirName) {
  const std::array streams = {
      CompoundStream{"WordDocument", std::string("\xEC\xA5", 2) + std::string(5000, '\0')},
      CompoundStream{"Data", "\x89PNG\r\n\x1A\n"}, CompoundStream{"A/anything", "MZ" + std::string(100, '\0')},
      CompoundStream{"CONTENTS", "%PDF-1.4\n"}, CompoundStream{"B/Contents", std::string("\1\2\3\0\5", 5)}};
  const auto report = scanned(streams);
  ASSERT_EQ(report.parts.size(), 3U);
  std::vector<std::string> names = {report.parts[1].name, report.parts[2].name};
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, (std::vector<std::string>{"A/anything", "CONTENTS"}));
  EXPECT_TRUE(has(report, "type.active"));
}

} // namespace
} // namespace fumiban
