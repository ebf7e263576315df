// SPDX-License-Identifier: Apache-2.0
// Law 9 for the wire: what is encoded is decoded; whatever else comes is refused or is a report that holds together.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/text.hpp"
#include "fumiban/json.hpp"
#include "fumiban/scan.hpp"
#include "fumiban/verdict.hpp"
#include "golden/golden.hpp"
#include "laws/laws.hpp"
#include "wire/wire.hpp"

namespace fumiban::test {
namespace {

std::shared_ptr<const wire::Vocabulary> vocabulary() {
  std::vector<std::string_view> kinds;
  for (const auto& format : formats()) kinds.push_back(format.id);
  const auto told = wire::Vocabulary::encode(version(), finding_specs(), kinds);
  return wire::Vocabulary::decode(ByteView(std::string_view(told)), version()).value();
}

std::string json(const Report& report) {
  return to_json(report, decide(report, Circumstances{}, Policy::standard()), "x");
}

/// A report about a golden that has something of everything.
std::vector<std::string> encoded_reports() {
  std::vector<std::string> out;
  for (const auto& golden : goldens(source_root())) {
    if (golden.input.size() > 20000) continue;
    auto options = golden.options;
    options.keep_text = true;
    out.push_back(wire::encode(scan(std::as_bytes(std::span(golden.input)), options)));
  }
  return out;
}

void examine(const Report& report) {
  ASSERT_FALSE(report.parts.empty());
  for (std::size_t i = 0; i < report.parts.size(); ++i) {
    ASSERT_TRUE(i == 0 ? report.parts[i].parent == kNoPart : report.parts[i].parent < i);
    ASSERT_TRUE(is_utf8(report.parts[i].name) && is_utf8(report.parts[i].text));
  }
  for (const auto& finding : report.findings) {
    ASSERT_NE(finding.spec, nullptr);
    ASSERT_LT(finding.part, report.parts.size());
  }
  (void)json(report);
}

TEST(WireLaws, WhatIsEncodedIsDecoded) {
  const auto words = vocabulary();
  for (const auto& golden : goldens(source_root())) {
    const auto report = scan(std::as_bytes(std::span(golden.input)), golden.options);
    const auto bytes = wire::encode(report);
    const auto again = wire::decode(ByteView(std::string_view(bytes)), words);
    ASSERT_TRUE(again) << golden.path << ": " << again.error().what;
    EXPECT_EQ(json(*again), json(report)) << golden.path;
    EXPECT_EQ(wire::encode(*again), bytes) << golden.path;
  }
}

TEST(WireLaws, EveryPrefixIsRefused) {
  const auto words = vocabulary();
  for (const auto& bytes : encoded_reports())
    for (std::size_t size = 0; size < std::min<std::size_t>(bytes.size(), 600); ++size)
      ASSERT_FALSE(wire::decode(ByteView(std::string_view(bytes).substr(0, size)), words)) << size;
}

TEST(WireLaws, AChangedReportIsRefusedOrHoldsTogether) {
  const auto words = vocabulary();
  const auto reports = encoded_reports();
  int refused = 0;
  EXPECT_TRUE(rc::check("changed bytes", [&] {
    auto bytes = *rc::gen::elementOf(reports);
    for (int change = *rc::gen::inRange(1, 6); change > 0; --change) {
      const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
      bytes[at] = static_cast<char>(*rc::gen::inRange(0, 256));
    }
    const auto report = wire::decode(ByteView(std::string_view(bytes)), words);
    if (report) examine(*report);
    else ++refused;
  }));
  EXPECT_GT(refused, 10);
}

TEST(WireLaws, AReportOfAnotherVersionsWordsIsRefused) {
  const auto told = wire::Vocabulary::encode("0.0.1", {}, {});
  EXPECT_FALSE(wire::Vocabulary::decode(ByteView(std::string_view(told)), version()));
  const auto empty = wire::Vocabulary::encode(version(), {}, {});
  const auto words = wire::Vocabulary::decode(ByteView(std::string_view(empty)), version()).value();
  for (const auto& bytes : encoded_reports()) EXPECT_FALSE(wire::decode(ByteView(std::string_view(bytes)), words));
}

TEST(WireLaws, OptionsComeAcross) {
  ScanOptions options;
  options.limits.parts = 7;
  options.limits.indicators = ~std::uint64_t{0};
  options.name = "a\xFF.zip";
  options.message = true;
  options.passwords = {"", "secret", std::string(1000, 'x')};
  options.keep_content = true;
  const auto bytes = wire::encode(options);
  const auto again = wire::decode_options(ByteView(std::string_view(bytes)));
  ASSERT_TRUE(again);
  EXPECT_EQ(wire::encode(*again), bytes);
  EXPECT_EQ(again->passwords, options.passwords);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(wire::decode_options(ByteView(std::string_view(bytes).substr(0, size))));
}

} // namespace
} // namespace fumiban::test
