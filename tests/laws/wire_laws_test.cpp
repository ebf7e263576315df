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

Result<Report> decoded(std::string_view bytes, const std::shared_ptr<const wire::Vocabulary>& words,
                       const Limits& limits = {}) {
  return wire::decode(ByteView(bytes), words, limits, 1U << 30U);
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
    const auto again = decoded(bytes, words, golden.options.limits);
    ASSERT_TRUE(again) << golden.path << ": " << again.error().what;
    EXPECT_EQ(json(*again), json(report)) << golden.path;
    EXPECT_EQ(wire::encode(*again), bytes) << golden.path;
  }
}

TEST(WireLaws, WhatAScanSaysThatBreaksOffIsDecoded) {
  const auto words = vocabulary();
  for (const auto& golden : goldens(source_root()))
    for (const std::uint64_t few : {0U, 1U, 2U, 3U, 5U, 100U, 3000U}) {
      auto options = golden.options;
      options.keep_text = true;
      for (const auto& limit : limits()) {
        auto narrow = options;
        narrow.limits.*limit.value = few;
        const auto bytes = wire::encode(scan(std::as_bytes(std::span(golden.input)), narrow));
        const auto again = decoded(bytes, words, narrow.limits);
        ASSERT_TRUE(again) << golden.path << ", " << limit.id << " " << few << ": " << again.error().what;
      }
    }
}

TEST(WireLaws, EveryPrefixIsRefused) {
  const auto words = vocabulary();
  for (const auto& bytes : encoded_reports())
    for (std::size_t size = 0; size < std::min<std::size_t>(bytes.size(), 600); ++size)
      ASSERT_FALSE(decoded(std::string_view(bytes).substr(0, size), words)) << size;
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
    const auto report = decoded(bytes, words);
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
  for (const auto& bytes : encoded_reports()) EXPECT_FALSE(decoded(bytes, words));
}

/// Decoded, what `change` makes of a report with a finding and two parts, one in the other.
template <class Change>
bool accepted(Change change, const Limits& limits = {}, std::uint64_t memory = 1U << 20U) {
  static constexpr std::string_view kText = "A few words.";
  auto report = scan(std::as_bytes(std::span(kText)));
  report.parts.push_back(report.parts[0]);
  report.parts[1].parent = 0;
  report.findings.push_back({finding_specs().front(), 0, 0, 0, "proof"});
  change(report);
  const auto bytes = wire::encode(report);
  return wire::decode(ByteView(std::string_view(bytes)), vocabulary(), limits, memory).has_value();
}

TEST(WireLaws, WhatATerminalActsOnIsRefused) {
  EXPECT_TRUE(accepted([](Report&) {}));
  for (const std::string bad : {"\x1b]0;title\x07", "a\nb", "\xE2\x80\xAEgpj.exe", "\xC2\x9B"}) {
    EXPECT_FALSE(accepted([&](Report& report) { report.findings[0].evidence = bad; }));
    EXPECT_FALSE(accepted([&](Report& report) { report.parts[1].readings.push_back(bad); }));
    EXPECT_FALSE(accepted([&](Report& report) { report.notes.push_back(bad); }));
  }
  EXPECT_TRUE(accepted([](Report& report) { report.findings[0].evidence.assign(256, 'x'); }));
  EXPECT_FALSE(accepted([](Report& report) { report.findings[0].evidence.assign(257, 'x'); }));
}

TEST(WireLaws, MoreThanTheLimitsAllowIsRefused) {
  Limits limits;
  limits.parts = 70;
  limits.findings = 3;
  limits.indicators = 5;
  const auto parts = [](std::size_t count, bool deep) {
    return [=](Report& report) {
      while (report.parts.size() < count) {
        report.parts.push_back(report.parts[1]);
        if (deep) report.parts.back().parent = static_cast<std::uint32_t>(report.parts.size()) - 2;
      }
    };
  };
  EXPECT_TRUE(accepted(parts(70, false), limits));
  EXPECT_FALSE(accepted(parts(71, false), limits));
  EXPECT_TRUE(accepted(parts(65, true), limits));
  EXPECT_FALSE(accepted(parts(66, true), limits));
  const auto findings = [](std::size_t count) {
    return [=](Report& report) { report.findings.resize(count, report.findings[0]); };
  };
  EXPECT_TRUE(accepted(findings(3 + finding_specs().size()), limits));
  EXPECT_FALSE(accepted(findings(4 + finding_specs().size()), limits));
  const auto indicators = [](std::size_t count) {
    return [=](Report& report) { report.indicators.resize(count, {"url", "https://a.example.invalid/", 0}); };
  };
  EXPECT_TRUE(accepted(indicators(5), limits));
  EXPECT_FALSE(accepted(indicators(6), limits));
}

TEST(WireLaws, ManyThingsInFewBytesAreRefused) {
  const auto notes = [](std::size_t count) { return [=](Report& report) { report.notes.assign(count, ""); }; };
  EXPECT_TRUE(accepted(notes(10'000)));
  EXPECT_FALSE(accepted(notes(40'000))); // a byte each there, 32 here
  EXPECT_FALSE(accepted([](Report& report) { report.parts[1].other_names.assign(40'000, ""); }));
  EXPECT_FALSE(accepted([](Report& report) {
    report.parts[1].fields = HeaderFields(std::make_shared<const std::string>("x"), std::vector<HeaderField>(20'000));
  }));
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
