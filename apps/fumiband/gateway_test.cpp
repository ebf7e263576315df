// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "clamd_connection.hpp"
#include "milter_connection.hpp"

namespace fumiban::gateway {
namespace {

std::string wrong(std::string_view toml) {
  auto parsed = parse_config(toml, "f.toml");
  const auto* error = std::get_if<std::string>(&parsed);
  return error == nullptr ? "" : *error;
}

const std::string kListen = "[listen]\nmilter = [\"unix:/run/m.sock\", \"127.0.0.1:8890\", \"[::1]:8890\"]\n";

TEST(Config, SaysWhereToListenAndWhatToDo) {
  const auto parsed =
      parse_config(kListen + "[limits]\nworkers = 3\n[actions]\nlocked = \"reject\"\nfailure = \"hold\"\n", "f");
  const auto& config = std::get<Config>(parsed);
  ASSERT_EQ(config.milter.size(), 3U);
  EXPECT_EQ(config.milter[0].path, "/run/m.sock");
  EXPECT_EQ(config.milter[1].port, 8890);
  EXPECT_EQ(config.milter[2].host, "::1");
  EXPECT_EQ(config.workers, 3U);
  EXPECT_EQ(config.actions.by_unread.at(Unread::locked), action::Act::reject);
  EXPECT_EQ(config.actions.by_unread.at(Unread::limit), action::Act::hold);
  EXPECT_EQ(config.failure, action::Act::hold);
}

TEST(Config, AMistakeIsToldWithItsPlaceAndTheMend) {
  EXPECT_EQ(wrong(kListen + "[actions]\nlocked = \"ignore\"\n"),
            "f.toml:4:10: locked: write one of \"deliver\", \"hold\", \"tempfail\", \"reject\", \"discard\"");
  EXPECT_EQ(wrong(kListen + "[actions]\nfailure = \"deliver\"\n"),
            "f.toml:4:11: failure: write \"tempfail\" or \"hold\"");
  EXPECT_EQ(wrong(kListen + "[limits]\nworkers = 0\n"), "f.toml:4:11: workers: write a number from 1 to 1024");
  EXPECT_TRUE(wrong(kListen + "[actions]\nlokced = \"hold\"\n")
                  .starts_with("f.toml:4:10: actions has no 'lokced'; there are "));
  EXPECT_TRUE(wrong("listen = 3\n").starts_with("f.toml:1:10: listen: "));
  EXPECT_TRUE(wrong("[listen]\nmilter = [\"localhost\"]\n").starts_with("f.toml:2:10: milter: write \"unix:/path\""));
  EXPECT_TRUE(wrong("").starts_with("f.toml: [listen] names nothing"));
  EXPECT_TRUE(wrong("[listen\n").starts_with("f.toml:1:"));
}

Judgement judged(Outcome outcome, std::vector<Unread> unread = {}) {
  Judgement out;
  Verdict verdict;
  verdict.outcome = outcome;
  verdict.unread = std::move(unread);
  out.plan = action::plan(verdict, {});
  return out;
}

Judgement failed() {
  Judgement out;
  out.failed = true;
  return out;
}

TEST(Answers, EveryCellOfReasonAndInterface) {
  using action::Act;
  struct Cell {
    Judgement judgement;
    bool held;
    const char* clamd;
    const char* clamd_errors;
  };
  const Cell kCells[] = {
      {judged(Outcome::clean), false, "OK", "OK"},
      {judged(Outcome::suspicious), false, "Fumiban.Suspicious FOUND", "Fumiban.Suspicious FOUND"},
      {judged(Outcome::malicious), true, "Fumiban.Malicious FOUND", "Fumiban.Malicious FOUND"},
      {judged(Outcome::unscanned, {Unread::locked}), true, "Fumiban.Unscanned.locked FOUND",
       "Fumiban.Unscanned.locked ERROR"},
      {judged(Outcome::unscanned, {Unread::limit}), true, "Fumiban.Unscanned.limit FOUND",
       "Fumiban.Unscanned.limit ERROR"},
      {judged(Outcome::unscanned, {Unread::damaged}), true, "Fumiban.Unscanned.damaged FOUND",
       "Fumiban.Unscanned.damaged ERROR"},
      {judged(Outcome::unscanned, {Unread::unknown_container}), true, "Fumiban.Unscanned.unknown-container FOUND",
       "Fumiban.Unscanned.unknown-container ERROR"},
      {judged(Outcome::unscanned, {Unread::end_to_end}), false, "Fumiban.Unscanned.end-to-end-encrypted FOUND",
       "Fumiban.Unscanned.end-to-end-encrypted ERROR"},
      {judged(Outcome::unscanned, {Unread::crashed}), true, "Fumiban.Unscanned.crashed FOUND",
       "Fumiban.Unscanned.crashed ERROR"},
  };
  for (const auto& cell : kCells) {
    const auto answer = answer_for(cell.judgement, Act::tempfail);
    EXPECT_EQ(answer.fate, milter::Answer::Fate::accept);
    EXPECT_EQ(!answer.hold.empty(), cell.held) << cell.clamd;
    ASSERT_EQ(answer.insert.size(), 1U);
    EXPECT_EQ(answer.insert[0].value, cell.judgement.plan.verdict);
    EXPECT_EQ(clamd_text(cell.judgement, false), cell.clamd);
    EXPECT_EQ(clamd_text(cell.judgement, true), cell.clamd_errors);
  }
  EXPECT_EQ(answer_for(failed(), Act::tempfail).fate, milter::Answer::Fate::tempfail);
  EXPECT_FALSE(answer_for(failed(), Act::hold).hold.empty());
  EXPECT_EQ(clamd_text(failed(), false), "Fumiban.Unscanned.failure ERROR");
}

} // namespace
} // namespace fumiban::gateway
