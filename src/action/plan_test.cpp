// SPDX-License-Identifier: Apache-2.0
#include "action/plan.hpp"

#include <gtest/gtest.h>

namespace fumiban::action {
namespace {

Verdict verdict(Outcome outcome, std::vector<Unread> unread = {}, std::vector<std::string> rules = {}) {
  Verdict out;
  out.outcome = outcome;
  out.unread = std::move(unread);
  for (auto& rule : rules) out.reasons.push_back({std::move(rule), 0, 1, Outcome::clean});
  return out;
}

TEST(Plan, EveryOutcomeAndEveryReasonHasItsAct) {
  struct Cell {
    Verdict verdict;
    Act act;
    const char* name;
  };
  const Cell kCells[] = {
      {verdict(Outcome::clean), Act::deliver, ""},
      {verdict(Outcome::suspicious, {}, {"vba.stomped"}), Act::deliver, "Suspicious.vba.stomped"},
      {verdict(Outcome::malicious, {}, {"test.eicar"}), Act::hold, "Malicious.test.eicar"},
      {verdict(Outcome::unscanned, {Unread::locked}), Act::hold, "Unscanned.locked"},
      {verdict(Outcome::unscanned, {Unread::limit}), Act::hold, "Unscanned.limit"},
      {verdict(Outcome::unscanned, {Unread::damaged}), Act::hold, "Unscanned.damaged"},
      {verdict(Outcome::unscanned, {Unread::unknown_container}), Act::hold, "Unscanned.unknown-container"},
      {verdict(Outcome::unscanned, {Unread::end_to_end}), Act::deliver, "Unscanned.end-to-end-encrypted"},
      {verdict(Outcome::unscanned, {Unread::crashed}), Act::hold, "Unscanned.crashed"},
      {verdict(Outcome::unscanned, {Unread::end_to_end, Unread::limit}), Act::hold, "Unscanned.limit"},
      {verdict(Outcome::suspicious, {Unread::locked}, {"x"}), Act::hold, "Unscanned.locked"},
      {verdict(Outcome::malicious, {Unread::locked}, {"x"}), Act::hold, "Malicious.x"},
  };
  for (const auto& cell : kCells) {
    const auto made = plan(cell.verdict, {});
    EXPECT_EQ(made.act, cell.act) << cell.name;
    EXPECT_EQ(made.name, cell.name);
  }
}

TEST(Plan, TheStrictestActWins) {
  Actions actions;
  actions.by_unread[Unread::limit] = Act::reject;
  actions.by_outcome[Outcome::malicious] = Act::discard;
  EXPECT_EQ(plan(verdict(Outcome::suspicious, {Unread::limit}), actions).act, Act::reject);
  EXPECT_EQ(plan(verdict(Outcome::malicious, {Unread::limit}), actions).act, Act::discard);
}

TEST(Plan, TheVerdictIsToldInOneLine) {
  auto judged = verdict(Outcome::malicious, {Unread::locked}, {"test.eicar", "test.eicar", "type.active"});
  judged.level = 5;
  judged.score = 150.4;
  EXPECT_EQ(plan(judged, {}).verdict, "malicious; level=5; score=150; unread=locked; rules=test.eicar,type.active");
}

TEST(Plan, ActsAreKnownByTheirNames) {
  for (const auto act : {Act::deliver, Act::hold, Act::tempfail, Act::reject, Act::discard})
    EXPECT_EQ(act_named(name_of(act)), act);
  EXPECT_FALSE(act_named("ignore"));
}

} // namespace
} // namespace fumiban::action
