// SPDX-License-Identifier: Apache-2.0
#include "smtp_connection.hpp"

#include <gtest/gtest.h>

#include "check.hpp"

namespace fumiban::gateway {
namespace {

using action::Act;

Judgement judged(Outcome outcome, std::vector<Unread> unread = {}) {
  Judgement out;
  out.verdict.outcome = outcome;
  out.verdict.unread = std::move(unread);
  out.plan = action::plan(out.verdict, {});
  return out;
}

/// The code that is answered; 0: it is handed on.
unsigned code(Judgement judgement, bool stored) {
  judgement.stored = stored;
  const auto reply = reply_to(judgement);
  return reply ? reply->code : 0;
}

TEST(SmtpAnswers, EveryVerdictAndEveryReason) {
  EXPECT_EQ(code(judged(Outcome::clean), false), 0U);
  EXPECT_EQ(code(judged(Outcome::suspicious), false), 0U);
  EXPECT_EQ(code(judged(Outcome::unscanned, {Unread::end_to_end}), false), 0U);
  for (const auto& held :
       {judged(Outcome::malicious), judged(Outcome::unscanned, {Unread::locked}),
        judged(Outcome::unscanned, {Unread::limit}), judged(Outcome::unscanned, {Unread::damaged}),
        judged(Outcome::unscanned, {Unread::unknown_container}), judged(Outcome::unscanned, {Unread::crashed})}) {
    EXPECT_EQ(code(held, true), 250U) << held.plan.name;
    EXPECT_EQ(code(held, false), 451U) << held.plan.name << ": what is not kept is not taken";
  }
}

TEST(SmtpAnswers, EveryActAndEveryFailure) {
  for (const auto act : {Act::deliver, Act::hold, Act::tempfail, Act::reject, Act::discard}) {
    auto judgement = judged(Outcome::malicious);
    judgement.plan.act = act;
    EXPECT_EQ(code(judgement, false), act == Act::deliver ? 0U : act == Act::discard ? 250U : 451U);
    judgement.plan.test = true;
    EXPECT_EQ(code(judgement, false), 0U);
  }
  for (const auto failure : {Failure::overload, Failure::worker, Failure::spool})
    for (const auto act : {Act::tempfail, Act::hold, Act::deliver}) {
      Config config;
      config.on_overload = config.on_worker = config.on_spool = act;
      Judgement judgement;
      judgement.failure = failure;
      judgement.plan = plan_after(failure, config);
      EXPECT_EQ(code(judgement, false), act == Act::deliver ? 0U : 451U);
    }
}

std::string_view direction(const std::string& peer, std::vector<std::pair<std::string, std::string>> forward = {}) {
  smtp::Server::Message message;
  for (auto& [name, value] : forward) message.sender.forward.attributes[std::move(name)] = std::move(value);
  message.sender.path.address = "<a@outside.invalid>";
  message.recipients = {"<b@example.invalid>"};
  action::Site site;
  site.domains = {"example.invalid"};
  for (const auto* ours : {"127.0.0.0/8", "::1", "192.0.2.0/24"})
    site.networks.push_back(*action::Network::parse(ours));
  return action::direction_of(envelope_of(message, peer, "mx.outside.invalid"), site);
}

TEST(SmtpClients, AServerOnThisHostIsNotWhoWroteTheMail) {
  for (const auto* peer : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", ""})
    EXPECT_EQ(direction(peer), "inbound") << peer;
  EXPECT_EQ(direction("192.0.2.1"), "internal") << "named as ours";
  EXPECT_EQ(direction("127.0.0.1", {{"ADDR", "198.51.100.1"}}), "inbound");
  EXPECT_EQ(direction("127.0.0.1", {{"ADDR", "192.0.2.1"}}), "internal");
  EXPECT_EQ(direction("127.0.0.1", {{"SOURCE", "LOCAL"}}), "internal") << "written on this host";
}

std::string wrong(const std::string& toml) {
  auto parsed = parse_config({{"f", toml}});
  const auto* error = std::get_if<std::string>(&parsed);
  return error == nullptr ? "" : *error;
}

TEST(SmtpConfig, NeedsANextHopAndASpool) {
  const std::string spool = "state = \"/x\"\nhold.where = \"spool\"\n";
  const std::string listen = "[listen]\nsmtp = [\"127.0.0.1:10025\"]\n";
  const std::string hop = "[smtp]\nnext-hop = \"127.0.0.1:10026\"\nxforward-from = [\"127.0.0.0/8\"]\n";
  const auto parsed = parse_config({{"f", spool + listen + hop}});
  const auto& config = std::get<Config>(parsed);
  EXPECT_EQ(config.smtp.at(0).port, 10025);
  EXPECT_EQ(config.next_hop->port, 10026);
  EXPECT_FALSE(config.next_hop_lmtp);
  EXPECT_TRUE(config.xforward_from.at(0).contains("127.0.0.1"));
  EXPECT_TRUE(notes_of(config, 0).empty());
  const std::string domains = "[site]\ndomains = [\"example.invalid\"]\n";
  EXPECT_TRUE(notes_of(std::get<Config>(parse_config({{"f", spool + listen + hop + domains}})), 0).empty());
  const std::string blind = "[smtp]\nnext-hop = \"127.0.0.1:10026\"\n";
  const auto noted = parse_config({{"f", spool + listen + blind + domains}});
  const auto notes = notes_of(std::get<Config>(noted), 0);
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_TRUE(notes[0].starts_with("f:5:1: smtp: without xforward-from")) << notes[0];
  EXPECT_TRUE(wrong(spool + listen).starts_with("f:4:8: [listen] smtp and lmtp hand mail on: write next-hop"));
  EXPECT_TRUE(wrong(listen + hop).starts_with("f:2:8: [listen] smtp and lmtp have no mail server to hold mail"));
  EXPECT_EQ(wrong(spool + listen + "[smtp]\nnext-hop = \"127.0.0.1:10025\"\n"),
            "f:6:12: next-hop: we listen there ourselves: write where the next server does");
  EXPECT_TRUE(wrong(spool + "[listen]\nsmtp = [\"0.0.0.0:10026\"]\n" + hop).starts_with("f:6:12: next-hop: we listen"));
  for (const auto* bad : {"localhost:25", "127.0.0.1", "127.0.0.1:0", "lmtp:", "127.0.0.0/8:25", "lmtp:unix:x"})
    EXPECT_TRUE(
        wrong(spool + listen + "[smtp]\nnext-hop = \"" + bad + "\"\n").starts_with("f:6:12: next-hop: write \""))
        << bad;
  const std::string lmtp = "[smtp]\nnext-hop = \"lmtp:unix:/run/dovecot/lmtp\"\n";
  EXPECT_TRUE(wrong(spool + listen + lmtp).starts_with("f:6:12: next-hop: LMTP answers for each recipient"));
  EXPECT_EQ(wrong(spool + "[listen]\nlmtp = [\"127.0.0.1:10025\"]\n" + lmtp), "");
}

} // namespace
} // namespace fumiban::gateway
