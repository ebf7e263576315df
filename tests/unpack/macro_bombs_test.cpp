// SPDX-License-Identifier: Apache-2.0
/// @file
/// Macro documents that are small and cost much: each ends within a second and 64 MB.
#include <gtest/gtest.h>

#include "builders/compound_file_raw.hpp"
#include "builders/forms.hpp"
#include "builders/little_endian.hpp"
#include "builders/ovba.hpp"
#include "measured.hpp"
#include "measured_scan.hpp"

namespace fumiban::test {
namespace {

constexpr double kMostSeconds = 1;
constexpr double kMostMegabytes = 64;

nlohmann::json scanned(const std::string& bytes, const std::string& name = "vbaProject.bin") {
  auto scan = measured_scan(bytes, name);
  for (int i = 0; i < 2 && kMeasured && scan.seconds >= kMostSeconds; ++i) { // a neighbour's load
    auto again = measured_scan(bytes, name);
    if (again.seconds < scan.seconds) scan = std::move(again);
  }
  std::printf("  %zu bytes: %.2f s, %.0f MB\n", bytes.size(), scan.seconds, scan.megabytes);
  if (!scan.report.is_object()) {
    ADD_FAILURE() << "no report, status " << scan.status;
    return {{"verdict", "none"}, {"findings", nlohmann::json::array()}, {"limits", nlohmann::json::array()}};
  }
  if (kMeasured) {
    EXPECT_LT(scan.seconds, kMostSeconds);
    EXPECT_LT(scan.megabytes, kMostMegabytes);
  }
  return scan.report;
}

/// Chunks of six bytes that make 4,096 each (MS-OVBA 2.4.1).
std::string bomb_of(std::size_t chunks) {
  std::string out = "\1";
  for (std::size_t i = 0; i < chunks; ++i) out += le16(0xB003) + '\2' + 'a' + le16(0x0FFF);
  return out;
}

TEST(MacroBombs, SourceOfSixBytesAChunk) {
  auto streams = vba_streams(auto_open_echo_project(), "");
  for (auto& stream : streams)
    if (stream.path == "VBA/ThisDocument") stream.bytes = bomb_of(200000); // 800 MB
  EXPECT_FALSE(scanned(compound_file(streams)).at("limits").empty());
}

TEST(MacroBombs, SourceInAHundredModules) {
  auto streams = vba_streams(auto_open_echo_project(), "");
  const auto head = "\1" + le16(0xB008) + std::string("\0Attribut", 9);
  for (int i = 0; i < 100; ++i) streams.push_back({"VBA/m" + std::to_string(i), head + bomb_of(1000).substr(1)});
  EXPECT_FALSE(scanned(compound_file(streams)).at("limits").empty());
}

TEST(MacroBombs, ADirOfSixBytesAChunk) {
  auto streams = vba_streams(auto_open_echo_project(), "");
  for (auto& stream : streams)
    if (stream.path == "VBA/dir") stream.bytes = bomb_of(200000);
  EXPECT_FALSE(scanned(compound_file(streams)).at("limits").empty());
}

TEST(MacroBombs, ChainsThatLoop) {
  RawCompoundFile raw;
  const auto storage = static_cast<std::uint32_t>(raw.entries.size());
  raw.enter({.name = u"VBA", .type = 1});
  const auto big = raw.add(std::string(4U << 20U, 'x'));
  raw.next[big + 1] = big;
  for (int i = 0; i < 2000; ++i) raw.enter({.name = u"s", .start = big, .size = 0xFFFFFFFF}, storage);
  raw.enter({.name = u"dir", .start = big, .size = 0xFFFFFFFF}, storage);
  EXPECT_NE(scanned(raw.write()).at("verdict"), "clean");
}

TEST(MacroBombs, AHundredThousandStringsInAForm) {
  auto project = auto_open_echo_project();
  project.modules.push_back({"UserForm1", "Private Sub UserForm_Click()\nEnd Sub\n", ModuleKind::class_module});
  auto streams = vba_streams(project, "");
  for (auto& stream : streams)
    if (stream.path == "PROJECT") stream.bytes += "BaseClass=UserForm1\r\n";
  std::vector<FormControl> controls;
  controls.reserve(20000);
  for (int i = 0; i < 20000; ++i)
    controls.push_back({FormControl::Kind::text_box, "T" + std::to_string(i), "some text of a control"});
  for (auto& stream : form_streams("UserForm1", "caption", controls, false)) streams.push_back(std::move(stream));
  streams.push_back({"UserForm1/x", std::string()});
  (void)scanned(compound_file(streams));
  std::string runs;
  for (int i = 0; i < 100000; ++i) runs += "text " + std::to_string(i) + '\0';
  for (auto& stream : streams)
    if (stream.path == "UserForm1/o") stream.bytes = runs;
  (void)scanned(compound_file(streams));
}

} // namespace
} // namespace fumiban::test
