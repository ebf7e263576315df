// SPDX-License-Identifier: Apache-2.0
// The false-alarm bar: ordinary Japanese and English business mail is clean.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <map>

#include "base/text.hpp"
#include "builders/business_mail.hpp"
#include "fumiban/scan.hpp"
#include "fumiban/verdict.hpp"

namespace fumiban::test {
namespace {

struct Rates {
  std::array<std::size_t, 4> outcomes{};
  std::size_t total = 0;
  std::map<std::string, std::size_t> reasons; ///< why mails were not clean

  [[nodiscard]] double percent(Outcome outcome) const {
    return 100.0 * static_cast<double>(outcomes[static_cast<std::size_t>(outcome)]) / static_cast<double>(total);
  }
};

Rates rates(bool needs_unpack) {
  Rates out;
  for (std::size_t i = 0; i < business_mail_count(); ++i) {
    const auto mail = business_mail(i);
    if (mail.needs_unpack != needs_unpack) continue;
    ScanOptions options;
    options.message = true;
    const auto report = scan(std::as_bytes(std::span(mail.bytes)), options);
    const auto verdict = decide(report, Circumstances{}, Policy::standard());
    ++out.total;
    ++out.outcomes[static_cast<std::size_t>(verdict.outcome)];
    if (verdict.outcome == Outcome::clean) continue;
    const auto& finding = report.findings[verdict.reasons.front().finding];
    ++out.reasons[std::string(name_of(verdict.outcome)) + " " + mail.shape + ": " + std::string(finding.spec->id) +
                  " " + finding.evidence];
  }
  std::printf("%zu mails: malicious %zu, suspicious %zu (%.2f %%), unscanned %zu (%.2f %%)\n", out.total,
              out.outcomes[3], out.outcomes[2], out.percent(Outcome::suspicious), out.outcomes[1],
              out.percent(Outcome::unscanned));
  for (const auto& [reason, count] : out.reasons) std::printf("  %5zu  %s\n", count, reason.c_str());
  return out;
}

TEST(Business, OrdinaryMailIsClean) {
  const auto found = rates(false);
  EXPECT_GE(found.total, 2000U);
  EXPECT_EQ(found.outcomes[3], 0U);
  EXPECT_LE(found.percent(Outcome::suspicious), 2.0);
  EXPECT_LE(found.percent(Outcome::unscanned), 1.0);
}

/// With archives and Office files. Of PPAP pairs the mail with the archive alone is locked: its word comes later.
TEST(Business, ArchivesAndOfficeFilesAreReadAndLockedOnesAreSaidToBe) {
  const auto found = rates(true);
  EXPECT_GE(found.total, 400U);
  EXPECT_EQ(found.outcomes[3], 0U);
  EXPECT_LE(found.percent(Outcome::suspicious), 2.0);
  EXPECT_EQ(found.outcomes[1], 70U) << "the first mails of 70 pairs, and no other";
}

/// What the builders wrote in UTF-8 comes out as that, whichever charset and encoding carried it.
TEST(Business, SubjectsAndNamesDecode) {
  for (std::size_t i = 0; i < business_mail_count(); i += 3) {
    const auto mail = business_mail(i);
    ScanOptions options;
    options.message = true;
    options.keep_text = true;
    const auto report = scan(std::as_bytes(std::span(mail.bytes)), options);
    const auto* subject = report.field("subject");
    if (subject != nullptr) {
      EXPECT_EQ(subject->decoded.find("\xEF\xBF\xBD"), std::string::npos) << mail.name;
      EXPECT_EQ(subject->decoded.find("=?"), std::string::npos) << mail.name;
    }
    for (const auto& part : report.parts) {
      EXPECT_EQ(part.name.find("\xEF\xBF\xBD"), std::string::npos) << mail.name << " " << part.name;
      EXPECT_EQ(part.text.find("\xEF\xBF\xBD"), std::string::npos) << mail.name << " part text";
      EXPECT_EQ(part.text.find('\x1b'), std::string::npos) << mail.name << " escape left";
    }
  }
}

} // namespace
} // namespace fumiban::test
