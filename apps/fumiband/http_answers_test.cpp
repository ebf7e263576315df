// SPDX-License-Identifier: Apache-2.0
// Every cell of (reason, interface) for HTTP.
#include "http_answers.hpp"

#include <gtest/gtest.h>

#include "http_config.hpp"

namespace fumiban::gateway {
namespace {

using nlohmann::json;

Judgement judged(Outcome outcome, std::vector<Unread> unread = {}) {
  static const FindingSpec kSpec{"mime.irregular"};
  Judgement out;
  out.verdict.outcome = outcome;
  out.verdict.unread = std::move(unread);
  out.plan = action::plan(out.verdict, {});
  out.report.parts.emplace_back().type = "message";
  out.report.findings.push_back({&kSpec, 0, 0, 0, "x"});
  return out;
}

Setup setup(std::string_view hold = "soft reject") {
  Setup out{{}, Policy::standard()};
  out.config.door.rspamd_hold = hold;
  return out;
}

std::string rspamd(const Judgement& judgement, std::string_view hold = "soft reject") {
  const auto answer = rspamd_answer(judgement, setup(hold), Language::en, false);
  EXPECT_EQ(answer.status, 200U);
  const auto told = json::parse(answer.body);
  const auto text = rspamd_answer(judgement, setup(hold), Language::en, true).body;
  EXPECT_NE(text.find("\r\nAction: " + told["action"].get<std::string>() + "\r\n"), std::string::npos) << text;
  EXPECT_TRUE(text.starts_with("RSPAMD/1.3 0 EX_OK\r\nMetric: default; ")) << text;
  return told["action"];
}

TEST(HttpAnswers, EveryCellOfReasonAndInterface) {
  struct Cell {
    Judgement judgement;
    const char* act;
    const char* rspamd;
    const char* quarantines;
  };
  const Cell kCells[] = {
      {judged(Outcome::clean), "deliver", "no action", "no action"},
      {judged(Outcome::suspicious), "deliver", "add header", "add header"},
      {judged(Outcome::malicious), "hold", "soft reject", "quarantine"},
      {judged(Outcome::unscanned, {Unread::locked}), "hold", "soft reject", "quarantine"},
      {judged(Outcome::unscanned, {Unread::limit}), "hold", "soft reject", "quarantine"},
      {judged(Outcome::unscanned, {Unread::damaged}), "hold", "soft reject", "quarantine"},
      {judged(Outcome::unscanned, {Unread::unknown_container}), "hold", "soft reject", "quarantine"},
      {judged(Outcome::unscanned, {Unread::end_to_end}), "deliver", "add header", "add header"},
      {judged(Outcome::unscanned, {Unread::crashed}), "hold", "soft reject", "quarantine"},
  };
  for (const auto& cell : kCells) {
    const auto answer = scan_answer(cell.judgement, "", Language::en);
    EXPECT_EQ(answer.status, 200U);
    const auto told = json::parse(answer.body);
    EXPECT_EQ(told["verdict"], name_of(cell.judgement.verdict.outcome));
    EXPECT_EQ(told["action"], cell.act) << cell.judgement.plan.verdict;
    EXPECT_EQ(told["path"], "-");
    EXPECT_EQ(rspamd(cell.judgement), cell.rspamd) << cell.judgement.plan.verdict;
    EXPECT_EQ(rspamd(cell.judgement, "quarantine"), cell.quarantines) << cell.judgement.plan.verdict;
  }
}

TEST(HttpAnswers, EveryFailureByEveryPolicy) {
  using action::Act;
  const std::map<Act, std::string> kRspamd = {
      {Act::tempfail, "soft reject"}, {Act::hold, "soft reject"}, {Act::deliver, "add header"}};
  for (const auto failure : {Failure::overload, Failure::worker, Failure::spool})
    for (const auto& [act, expected] : kRspamd) {
      auto all = setup();
      all.config.on_overload = all.config.on_worker = all.config.on_spool = act;
      Judgement judgement;
      judgement.failure = failure;
      judgement.plan = plan_after(failure, all.config);
      const auto answer = scan_answer(judgement, "", Language::ja);
      EXPECT_EQ(answer.status, 503U);
      EXPECT_EQ(answer.type, "application/problem+json");
      EXPECT_EQ(json::parse(answer.body)["type"], "urn:fumiban:problem:" + std::string(name_of(failure)));
      EXPECT_EQ(answer.fields.at(0).first, "Retry-After");
      EXPECT_EQ(rspamd(judgement), expected) << name_of(failure);
      const auto told = json::parse(rspamd_answer(judgement, all, Language::en, false).body);
      EXPECT_TRUE(told["unscanned"]);
      EXPECT_EQ(told["milter"]["add_headers"]["X-Fumiban-Verdict"]["value"],
                "unscanned; unread=" + std::string(name_of(failure)));
    }
}

TEST(HttpAnswers, ATestChangesNothing) {
  auto judgement = judged(Outcome::malicious);
  judgement.plan.test = true;
  EXPECT_EQ(json::parse(scan_answer(judgement, "", Language::en).body)["action"], "deliver");
  const auto told = json::parse(rspamd_answer(judgement, setup(), Language::en, false).body);
  EXPECT_EQ(told["action"], "no action");
  EXPECT_TRUE(told["is_skipped"]);
  EXPECT_FALSE(told.contains("milter"));
}

TEST(HttpAnswers, OurFieldsThatCameAreTakenOut) {
  auto judgement = judged(Outcome::clean);
  const auto text = std::make_shared<const std::string>("X-Fumiban-Verdict");
  judgement.report.parts[0].fields = HeaderFields(text, {{*text, "", "", 0, 0}});
  const auto told = json::parse(rspamd_answer(judgement, setup(), Language::en, false).body);
  EXPECT_EQ(told["milter"]["remove_headers"]["X-Fumiban-Verdict"], 0);
}

TEST(HttpAnswers, LinesOfProgressAreJson) {
  for (const auto& line :
       {received_line(5), event_line("waiting"), last_line(scan_answer(judged(Outcome::clean), "", Language::en))}) {
    EXPECT_TRUE(json::accept(line)) << line;
    EXPECT_EQ(line.find('\n'), line.size() - 1);
  }
  Judgement failed;
  failed.failure = Failure::worker;
  EXPECT_EQ(json::parse(last_line(scan_answer(failed, "", Language::en)))["event"], "problem");
}

std::string wrong(const std::string& toml) {
  auto parsed = parse_config({{"f.toml", toml}});
  const auto* error = std::get_if<std::string>(&parsed);
  return error == nullptr ? "" : *error;
}

TEST(HttpConfig, WhatIsOpenToOthersNeedsTlsAndATokenAndIsToldTheMend) {
  const std::string token =
      "[[http.token]]\nname = \"a\"\nscopes = [\"scan\"]\nsha256 = \"" + std::string(64, 'a') + "\"\n";
  const std::string tls = "[http]\ntls-certificate = \"/c.pem\"\ntls-key = \"/k.pem\"\n";
  for (const auto* near : {"127.0.0.1:1", "127.1.2.3:1", "[::1]:1", "unix:/run/h.sock"})
    EXPECT_EQ(wrong("[listen]\nhttp = [\"" + std::string(near) + "\"]\n"), "") << near;
  for (const auto* far : {"0.0.0.0:1", "[::]:1", "192.0.2.1:1"}) {
    const auto listen = "[listen]\nhttp = [\"" + std::string(far) + "\"]\n";
    EXPECT_NE(wrong(listen + tls + token).find("without TLS: write it under https"), std::string::npos) << far;
    const auto https = "[listen]\nhttps = [\"" + std::string(far) + "\"]\n";
    EXPECT_NE(wrong(https).find("tls-certificate"), std::string::npos) << far;
    EXPECT_NE(wrong(https + tls).find("[[http.token]]"), std::string::npos) << far;
    EXPECT_EQ(wrong(https + tls + token), "") << far;
  }
}

TEST(HttpConfig, AMistakeIsToldWithItsPlaceAndTheMend) {
  const std::string listen = "[listen]\nhttp = [\"127.0.0.1:1\"]\n";
  EXPECT_EQ(wrong(listen + "[http]\nnames = [\"https://x\"]\n"),
            "f.toml:4:9: names: write a name without scheme and port: \"gateway.example.com\"");
  EXPECT_EQ(wrong(listen + "[[http.token]]\nname = \"a\"\nsha256 = \"secret\"\n"),
            "f.toml:5:10: sha256: write the line that 'fumiband --new-token scan' prints");
  EXPECT_TRUE(
      wrong(listen + "[[http.token]]\nname = \"a\"\nscopes = [\"admin\"]\n").ends_with("there are scan, metrics"));
  EXPECT_TRUE(wrong(listen + "[[http.token]]\nname = \"a\"\nsha256 = \"" + std::string(64, '0') + "\"\n")
                  .starts_with("f.toml:3:1: http.token: say what it is for"));
}

} // namespace
} // namespace fumiban::gateway
