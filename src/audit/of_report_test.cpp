// SPDX-License-Identifier: Apache-2.0
#include "audit/of_report.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "builders/sample_mailbox.hpp"
#include "fumiban/scan.hpp"

namespace fumiban::audit {
namespace {

Event event_of(const std::string& mail) {
  ScanOptions options;
  options.message = true;
  const auto report = scan(std::as_bytes(std::span(mail)), options);
  Event out;
  tell(report, decide(report, {}, Policy::standard()), out);
  return out;
}

Event sample(std::string_view name) {
  for (const auto& mail : test::sample_mailbox())
    if (mail.name.find(name) != std::string::npos) return event_of(mail.bytes);
  ADD_FAILURE() << name;
  return {};
}

TEST(AuditOfReport, NamesTheFilesOfAMailAndWhatIsInThem) {
  const auto event = sample("password-zip");
  ASSERT_EQ(event.parts.size(), 2U) << to_json(event);
  EXPECT_EQ(event.parts[0].name, "賞与支払届.zip");
  EXPECT_NE(event.parts[0].raw_name, "") << "it is written in an encoded word or in RFC 2231's way";
  EXPECT_EQ(event.parts[0].type, "zip");
  EXPECT_TRUE(event.parts[0].encrypted);
  EXPECT_EQ(event.parts[1].name, "賞与支払届.docm");
  EXPECT_EQ(event.parts[1].type, "ooxml");
  EXPECT_TRUE(event.parts[1].macro);
  EXPECT_TRUE(event.parts[1].sha256);
  EXPECT_EQ(event.outcome, Outcome::suspicious);
  EXPECT_EQ(event.level, 4);
  EXPECT_NE(std::find(event.rules.begin(), event.rules.end(), "vba.autoexec-executes"), event.rules.end());
  EXPECT_EQ(event.personal.subject, "【重要】賞与支払届について");
  EXPECT_NE(event.personal.from.find("contact@harbor-books.invalid"), std::string::npos);
  EXPECT_NE(event.personal.message_id, "");
  EXPECT_TRUE(event.report);
  EXPECT_GT(event.size, 5000U);
}

TEST(AuditOfReport, CallsNoTextOfAMailAFile) {
  const auto event = sample("ordinary");
  ASSERT_EQ(event.parts.size(), 1U) << to_json(event);
  EXPECT_EQ(event.parts[0].name, "Quotation_Q-2023-0417.pdf");
  EXPECT_EQ(event.parts[0].raw_name, "") << "nothing to decode";
  EXPECT_EQ(event.outcome, Outcome::clean);
  EXPECT_NE(event.report, sample("japanese").report);
}

TEST(AuditOfReport, FitsIntoTheLogWhateverAMailHolds) {
  std::string mail = "Subject: " + std::string(500'000, 's') + "\r\nContent-Type: text/html\r\n\r\n";
  for (int i = 0; i < 3000; ++i)
    mail += "<a href=\"http://a.invalid/" + std::string(2000, 'x') + std::to_string(i) + "\">a</a>";
  const auto event = event_of(mail);
  ASSERT_EQ(event.personal.urls.size(), 501U);
  EXPECT_EQ(event.personal.urls.back(), "+2500");
  const auto json = to_json(event);
  EXPECT_LT(json.size(), 4U << 20U);
  EXPECT_TRUE(std::holds_alternative<Event>(event_from_json(json)));
}

} // namespace
} // namespace fumiban::audit
