// SPDX-License-Identifier: Apache-2.0
// Law 12: a further finding never makes a verdict milder.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "fumiban/scan.hpp"
#include "fumiban/verdict.hpp"

namespace fumiban::test {
namespace {

TEST(VerdictLaws, AFurtherFindingNeverMakesItMilder) {
  const auto specs = finding_specs();
  EXPECT_TRUE(rc::check("monotone", [&] {
    Report report;
    report.parts.resize(1);
    const auto count = *rc::gen::inRange(0, 12);
    for (int i = 0; i < count; ++i)
      report.findings.push_back(
          {*rc::gen::elementOf(specs), 0, 0, 0, *rc::gen::elementOf(std::vector<std::string>{"", "a", "epilogue"})});
    const auto before = decide(report, Circumstances{}, Policy::standard());
    report.findings.insert(report.findings.begin() + *rc::gen::inRange(0, count + 1),
                           {*rc::gen::elementOf(specs), 0, 0, 0, "b"});
    const auto after = decide(report, Circumstances{}, Policy::standard());
    RC_ASSERT(after.outcome >= before.outcome);
    RC_ASSERT(after.level >= before.level);
    RC_ASSERT(after.score >= before.score);
  }));
}

TEST(VerdictLaws, NothingUnreadIsClean) {
  for (const auto* spec : finding_specs()) {
    Report report;
    report.parts.resize(1);
    report.findings.push_back({spec, 0, 0, 0, ""});
    const auto verdict = decide(report, Circumstances{}, Policy::standard());
    if (spec->unread != Unread::no) {
      EXPECT_GE(verdict.outcome, Outcome::unscanned) << spec->id;
    }
    if (verdict.outcome != Outcome::clean) {
      EXPECT_FALSE(verdict.reasons.empty()) << spec->id << ": a verdict names what it rests on";
    }
  }
}

TEST(VerdictLaws, CircumstancesSurviveTheirJson) {
  Circumstances before;
  before.clock = 1574812800;
  before.direction = "inbound";
  const auto after = Circumstances::from_json(before.to_json());
  ASSERT_TRUE(std::holds_alternative<Circumstances>(after));
  EXPECT_EQ(std::get<Circumstances>(after).to_json(), before.to_json());
  EXPECT_TRUE(std::holds_alternative<std::string>(Circumstances::from_json("{\"clock\":\"x\"}")));
  EXPECT_TRUE(std::holds_alternative<std::string>(Circumstances::from_json("not json")));
}

} // namespace
} // namespace fumiban::test
