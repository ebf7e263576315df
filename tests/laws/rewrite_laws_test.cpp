// SPDX-License-Identifier: Apache-2.0
// A message with a banner is the same message with a banner: the same parts, the same texts behind it, and all bytes
// that no edit names as they were. And edits on the wire: what is encoded is decoded, whatever else comes is refused or
// holds together.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "builders/business_mail.hpp"
#include "builders/sample_mailbox.hpp"
#include "fumiban/edits.hpp"
#include "laws/laws.hpp"
#include "rewrite/rewrite.hpp"
#include "wire/wire.hpp"

namespace fumiban::test {
namespace {

Changes banner_and_tag() {
  Changes out;
  out.banner = Outcome::suspicious;
  out.tag = "[注意] ";
  return out;
}

ScanOptions with_text(ScanOptions options) {
  options.keep_text = true;
  return options;
}

/// What is wrong with the rewritten message; empty if nothing is.
std::string wrong(const std::string& mail, const Report& before, const Edits& edits, const ScanOptions& options) {
  const auto got = applied(mail, edits);
  // Bytes that no edit names stand in the same order on both sides.
  std::size_t at = 0;
  std::size_t there = 0;
  for (const auto& edit : edits.edits) {
    if (edit.offset < at || edit.offset + edit.length > mail.size()) return "edits out of order";
    if (mail.compare(at, edit.offset - at, got, there, edit.offset - at) != 0) return "bytes outside of the edits";
    there += edit.offset - at + edit.bytes.size();
    at = edit.offset + edit.length;
  }
  if (mail.substr(at) != got.substr(there)) return "bytes behind the edits";
  const auto after = scan_text(got, options);
  if (after.parts.size() != before.parts.size()) return "other parts";
  std::map<std::uint32_t, std::size_t> banners;
  for (const auto& changed : edits.changed)
    if (changed.what == Change::banner) ++banners[changed.part];
  for (std::uint32_t i = 0; i < before.parts.size(); ++i) {
    const auto& one = before.parts[i];
    const auto& other = after.parts[i];
    if (one.parent != other.parent || one.name != other.name || one.declared_type != other.declared_type)
      return "another part " + std::to_string(i);
    if (i == 0 || !one.sha256) continue;
    if (!banners.contains(i)) {
      if (one.sha256 != other.sha256) return "other content of part " + std::to_string(i);
      continue;
    }
    const auto found = other.text.find("CAUTION");
    if (found == std::string::npos) return "no banner in part " + std::to_string(i);
    if (one.declared_type == "text/plain" && !other.text.ends_with(one.text))
      return "another text in part " + std::to_string(i);
  }
  return "";
}

TEST(RewriteLaws, ABannerChangesNothingElse) {
  std::map<std::string, int> ways;
  const auto look = [&](const std::string& name, const std::string& mail, const ScanOptions& options) {
    const auto before = scan_text(mail, options);
    const auto edits = rewrite::rewrite(ByteView(std::string_view(mail)), before, banner_and_tag());
    EXPECT_EQ(wrong(mail, before, edits, options), "") << name;
    ++ways[std::string(edits.obstacle != Obstacle::none ? name_of(edits.obstacle)
                                                        : name_of(edits.changed.back().what))];
  };
  for (const auto& seed : seeds())
    if (seed.options.message || seed.options.name.empty()) {
      auto options = with_text(seed.options);
      options.message = true;
      look(seed.name, seed.bytes, options);
    }
  ScanOptions options;
  options.message = true;
  int obstacles = 0;
  for (std::size_t i = 0; i < business_mail_count(); ++i) {
    const auto mail = business_mail(i);
    const auto before = ways;
    look(mail.name, mail.bytes, with_text(options));
    for (const auto& [way, count] : ways)
      if (!way.starts_with("banner") && !way.starts_with("no-banner") &&
          count != (before.contains(way) ? before.at(way) : 0)) {
        // Multiparts without any header, by programs that know no MIME: some read them as text.
        EXPECT_EQ(mail.shape + " " + way, "en-old-style-bare ambiguous");
        ++obstacles;
      }
  }
  for (const auto& [way, count] : ways) std::printf("%6d %s\n", count, way.c_str());
  EXPECT_GT(ways["banner"], 2000);
  EXPECT_EQ(obstacles, 14) << "all other mail can be given a banner";
}

TEST(RewriteLaws, WhateverIsReadCanBeAskedToChangeAnywhere) {
  std::mt19937_64 random(7); // NOLINT(cert-msc51-cpp): the same each time
  for (const auto& seed : seeds()) {
    if (seed.bytes.size() > 4000) continue;
    for (unsigned round = 0; round < mutations() / 50; ++round) {
      const auto bytes = round == 0 ? seed.bytes : mutated(seed.bytes, random);
      auto options = seed.options;
      options.message = true;
      const auto report = scan_text(bytes, options);
      auto changes = banner_and_tag();
      for (std::uint32_t i = 0; i < report.parts.size(); ++i)
        (i % 3 == 0 ? changes.strip : i % 3 == 1 ? changes.disarm : changes.locked).push_back(i);
      const auto edits = rewrite::rewrite(ByteView(std::string_view(bytes)), report, changes);
      const auto told = wire::encode(edits);
      const auto again = wire::decode_edits(ByteView(std::string_view(told)), bytes.size(), 1U << 30U);
      ASSERT_TRUE(again) << seed.name << " " << again.error().what;
      EXPECT_EQ(applied(bytes, *again), applied(bytes, edits)) << seed.name;
    }
  }
}

TEST(RewriteLaws, WhatIsTakenOutIsGone) {
  int stripped = 0;
  int disarmed = 0;
  const auto look = [&](const std::string& name, const std::string& mail, ScanOptions options) {
    options.message = true;
    const auto before = scan_text(mail, options);
    const auto acts = [](const Finding& finding) { return finding.spec->id.starts_with("vba."); };
    const auto infected = [](const Finding& finding) { return finding.spec->id == "test.eicar"; };
    Changes changes;
    for (const auto& finding : before.findings) {
      if (infected(finding)) changes.strip.push_back(finding.part);
      if (acts(finding)) changes.disarm.push_back(finding.part);
    }
    if (!changes.any()) return;
    const auto edits = rewrite::rewrite(ByteView(std::string_view(mail)), before, changes);
    if (edits.obstacle != Obstacle::none || edits.changed.empty()) return;
    const auto after = scan_text(applied(mail, edits), options);
    for (const auto& finding : after.findings) EXPECT_FALSE(acts(finding) || infected(finding)) << name;
    stripped += changes.strip.empty() ? 0 : 1;
    disarmed += changes.disarm.empty() ? 0 : 1;
  };
  for (const auto& seed : seeds())
    if (seed.options.name.empty()) look(seed.name, seed.bytes, seed.options);
  for (const auto& sample : sample_mailbox()) look(sample.name, sample.bytes, {});
  for (std::size_t i = 0; i < business_mail_count(); ++i) {
    const auto mail = business_mail(i);
    if (mail.needs_unpack) look(mail.name, mail.bytes, {});
  }
  std::printf("%d stripped, %d disarmed\n", stripped, disarmed);
  EXPECT_GT(stripped, 20);
  EXPECT_GT(disarmed, 5);
}

Edits some_edits() {
  Edits out;
  out.edits = {{.offset = 10, .length = 14, .bytes = "Subject: T x\r\n", .field = "Subject", .index = 1},
               {.offset = 40, .length = 0, .bytes = std::string("a\0b", 3), .field = {}},
               {.offset = 40, .length = 20, .bytes = "", .field = {}}};
  out.changed = {{.what = Change::banner, .part = 3, .detail = "x"}};
  return out;
}

TEST(EditsOnTheWire, ComeBackAsTheyWere) {
  const auto told = wire::encode(some_edits());
  const auto again = wire::decode_edits(ByteView(std::string_view(told)), 60, 1U << 20U);
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_EQ(wire::encode(*again), told);
  auto changes = banner_and_tag();
  changes.strip = {1, 2};
  changes.contact = "help@example.invalid";
  changes.languages = Languages::ja;
  const auto asked = wire::encode(changes);
  const auto understood = wire::decode_changes(ByteView(std::string_view(asked)));
  ASSERT_TRUE(understood);
  EXPECT_EQ(wire::encode(*understood), asked);
}

TEST(EditsOnTheWire, AreRefusedInEveryPrefixAndHoldTogetherWithEveryOtherByte) {
  const auto told = wire::encode(some_edits());
  for (std::size_t size = 0; size < told.size(); ++size)
    EXPECT_FALSE(wire::decode_edits(ByteView(std::string_view(told).substr(0, size)), 60, 1U << 20U)) << size;
  const std::string message(60, 'm');
  for (std::size_t i = 0; i < told.size(); ++i)
    for (int value = 0; value < 256; ++value) {
      auto other = told;
      other[i] = static_cast<char>(value);
      const auto edits = wire::decode_edits(ByteView(std::string_view(other)), message.size(), 1U << 20U);
      if (!edits) continue;
      std::uint64_t at = 0;
      for (const auto& edit : edits->edits) {
        ASSERT_GE(edit.offset, at);
        at = edit.offset + edit.length;
        ASSERT_LE(at, message.size());
      }
      (void)applied(message, *edits);
    }
}

TEST(EditsOnTheWire, ChangeNoFieldThatRewritingDoesNotChangeAndMakeNoneOfTwo) {
  const auto refused = [](auto change) {
    auto edits = some_edits();
    change(edits);
    const auto told = wire::encode(edits);
    return !wire::decode_edits(ByteView(std::string_view(told)), 60, 1U << 20U).has_value();
  };
  EXPECT_FALSE(refused([](Edits&) {}));
  EXPECT_FALSE(refused([](Edits& e) { e.edits[0].bytes = "Subject: a\r\n b\r\n"; }));
  EXPECT_FALSE(refused([](Edits& e) { e.edits[0].bytes.clear(); }));
  EXPECT_TRUE(refused([](Edits& e) { e.edits[0].bytes = "Subject: a\r\nBcc: b\r\n"; }));
  EXPECT_TRUE(refused([](Edits& e) { e.edits[0].bytes = "Subject: a\r b\r\n"; }));
  EXPECT_TRUE(refused([](Edits& e) { e.edits[0].bytes = "Subject: a\n\n"; }));
  EXPECT_TRUE(refused([](Edits& e) { e.edits[0].bytes = std::string("Subject: a\0\r\n", 13); }));
  EXPECT_TRUE(refused([](Edits& e) { e.edits[0].bytes = "Subject: a"; }));
  EXPECT_TRUE(refused([](Edits& e) { e.edits[0].bytes = "From: a\r\n"; }));
  EXPECT_TRUE(refused([](Edits& e) {
    e.edits[0].field = "From";
    e.edits[0].bytes = "From: a\r\n";
  }));
  EXPECT_TRUE(refused([](Edits& e) { e.edits[0].index = 0; }));
  EXPECT_TRUE(refused([](Edits& e) { e.edits[1].index = 1; }));
  EXPECT_TRUE(refused([](Edits& e) { std::swap(e.edits[0], e.edits[1]); }));
  EXPECT_TRUE(refused([](Edits& e) { e.edits[1].offset = 23; }));
  EXPECT_TRUE(refused([](Edits& e) { e.edits[2].length = 21; }));
  EXPECT_TRUE(refused([](Edits& e) { e.edits[1].bytes.assign(wire::most_made(60), 'x'); }));
  EXPECT_TRUE(refused([](Edits& e) { e.obstacle = Obstacle::range; }));
  EXPECT_TRUE(refused([](Edits& e) { e.changed[0].detail = "a\nb"; }));
}

} // namespace
} // namespace fumiban::test
