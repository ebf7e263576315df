// SPDX-License-Identifier: Apache-2.0
#include "action/site.hpp"

#include <gtest/gtest.h>

#include "findings/limits.hpp"

namespace fumiban::action {
namespace {

Network network(const char* text) { return *Network::parse(text); }

TEST(Network, HoldsTheAddressesOfItsPrefix) {
  struct Case {
    const char* network;
    const char* address;
    bool within;
  };
  const Case kCases[] = {
      {"192.0.2.0/24", "192.0.2.255", true},       {"192.0.2.0/24", "192.0.3.0", false},
      {"192.0.2.0/23", "192.0.3.0", true},         {"192.0.2.1", "192.0.2.1", true},
      {"192.0.2.1", "192.0.2.2", false},           {"192.0.2.0/24", "::ffff:192.0.2.7", true},
      {"0.0.0.0/0", "203.0.113.9", true},          {"0.0.0.0/0", "2001:db8::1", false},
      {"2001:db8::/32", "2001:db8:1::1", true},    {"2001:db8::/32", "2001:db9::", false},
      {"2001:db8::/33", "2001:db8:8000::", false}, {"::/0", "2001:db8::1", true},
      {"2001:db8::/32", "IPv6:2001:db8::1", true}, {"192.0.2.0/24", "", false},
      {"192.0.2.0/24", "unknown", false},          {"192.0.2.0/24", "192.0.2.1.example.invalid", false},
  };
  for (const auto& one : kCases)
    EXPECT_EQ(network(one.network).contains(one.address), one.within) << one.network << " " << one.address;
}

TEST(Network, WhatIsNoneIsRefused) {
  for (const auto* text : {"", "/", "192.0.2.0/", "192.0.2.0/33", "192.0.2.1/24", "192.0.2/24", "2001:db8::/129",
                           "2001:db8::1/32", "192.0.2.0/-1", "192.0.2.0/2 4", "a.example.invalid"})
    EXPECT_FALSE(Network::parse(text)) << text;
}

TEST(Envelope, AddressesAreTakenOutOfTheirBrackets) {
  EXPECT_EQ(without_brackets("<a@b.invalid> SIZE=3"), "a@b.invalid");
  EXPECT_EQ(without_brackets("<>"), "");
  EXPECT_EQ(without_brackets("a@b.invalid"), "a@b.invalid");
  EXPECT_EQ(without_brackets("<a@b.invalid"), "a@b.invalid");
  EXPECT_EQ(domain_of("\"x@y\"@Sub.Example.INVALID"), "sub.example.invalid");
  EXPECT_EQ(domain_of("postmaster"), "");
}

Site ours() {
  Site site;
  site.domains = {"example.invalid"};
  site.networks = {network("10.0.0.0/8")};
  return site;
}

Envelope envelope(const char* client, const char* user, std::vector<std::string> recipients) {
  Envelope out;
  out.client_address = client;
  out.user = user;
  out.recipients = std::move(recipients);
  return out;
}

TEST(Direction, IsToldByWhoSendsAndWhoIsToGetIt) {
  struct Case {
    Envelope envelope;
    const char* direction;
  };
  const Case kCases[] = {
      {envelope("192.0.2.1", "", {"a@example.invalid"}), "inbound"},
      {envelope("192.0.2.1", "", {"a@SUB.Example.invalid"}), "inbound"},
      {envelope("192.0.2.1", "", {"a@other.invalid", "a@example.invalid"}), "inbound"},
      {envelope("192.0.2.1", "", {"a@other.invalid"}), "unknown"},
      {envelope("192.0.2.1", "", {"a@notexample.invalid"}), "unknown"},
      {envelope("10.1.2.3", "", {"a@other.invalid"}), "outbound"},
      {envelope("10.1.2.3", "", {"a@example.invalid", "a@other.invalid"}), "outbound"},
      {envelope("10.1.2.3", "", {"a@example.invalid"}), "internal"},
      {envelope("192.0.2.1", "taro", {"a@other.invalid"}), "outbound"},
      {envelope("192.0.2.1", "taro", {"a@example.invalid"}), "internal"},
  };
  for (const auto& one : kCases) EXPECT_EQ(direction_of(one.envelope, ours()), one.direction);
  EXPECT_EQ(direction_of(kCases[0].envelope, {}), "unknown");
}

Verdict locked() {
  Verdict out;
  out.outcome = Outcome::unscanned;
  out.unread = {Unread::locked};
  return out;
}

Site with_groups() {
  auto site = ours();
  Group accounts;
  accounts.name = "accounts";
  accounts.recipients = {"accounts@example.invalid"};
  accounts.actions.by_unread[Unread::locked] = Act::deliver;
  Group inbound;
  inbound.name = "inbound";
  inbound.directions = {"inbound"};
  inbound.actions.by_unread[Unread::locked] = Act::reject;
  Group trial;
  trial.name = "trial";
  trial.recipients = {"trial.example.invalid"};
  trial.test = true;
  site.groups = {accounts, trial, inbound};
  return site;
}

Plan planned(std::vector<std::string> recipients, const char* client = "192.0.2.1") {
  const auto site = with_groups();
  const auto told = envelope(client, "", std::move(recipients));
  return plan_for(locked(), told, direction_of(told, site), site);
}

TEST(Groups, TheFirstThatFitsTheRecipientCounts) {
  EXPECT_EQ(planned({"Accounts@example.invalid"}).act, Act::deliver);
  EXPECT_EQ(planned({"a@example.invalid"}).act, Act::reject);
  EXPECT_EQ(planned({"a@example.invalid"}, "10.0.0.1").act, Act::hold) << "no group: what applies to all";
}

TEST(Groups, TheStrictestOfSeveralRecipientsWins) {
  EXPECT_EQ(planned({"accounts@example.invalid", "a@example.invalid"}).act, Act::reject);
  EXPECT_EQ(planned({"a@example.invalid", "accounts@example.invalid"}).act, Act::reject);
}

TEST(Groups, ATestYieldsToWhatIsNone) {
  EXPECT_TRUE(planned({"a@trial.example.invalid"}).test);
  EXPECT_FALSE(planned({"a@trial.example.invalid", "accounts@example.invalid"}).test);
  EXPECT_FALSE(planned({"accounts@example.invalid", "a@trial.example.invalid"}).test);
  EXPECT_EQ(planned({"accounts@example.invalid", "a@trial.example.invalid"}).act, Act::deliver);
}

TEST(Groups, WithoutRecipientsWhatAppliesToAllDoes) { EXPECT_EQ(planned({}).act, Act::hold); }

constexpr FindingSpec kOdd{"test.odd", Severity::low, Topic::content};
constexpr FindingSpec kOdder{"test.odder", Severity::low, Topic::content};

Report with_findings() {
  Report report;
  for (std::uint32_t i = 0; i < 4; ++i) {
    Part part;
    part.parent = i == 0 ? kNoPart : i == 3 ? 2 : 0;
    part.sha256 = Sha256{static_cast<std::uint8_t>(i)};
    report.parts.push_back(std::move(part));
    report.findings.push_back({&kOdd, i, 0, 0, ""});
  }
  return report;
}

TEST(Allowances, TakeAwayWhatTheyNameAndNothingElse) {
  auto site = ours();
  Allowance allowance;
  allowance.findings = {std::string(kOdd.id)};
  allowance.clients = {network("192.0.2.0/24")};
  allowance.until = 1000;
  allowance.reason = "partner";
  site.allowances = {allowance};
  const auto report = with_findings();
  const auto from_there = envelope("192.0.2.9", "", {"a@example.invalid"});
  const auto left = without_allowed(report, from_there, site, 999);
  ASSERT_TRUE(left);
  EXPECT_TRUE(left->report.findings.empty());
  EXPECT_EQ(left->reasons, std::vector<std::string>{"partner"});
  EXPECT_FALSE(without_allowed(report, from_there, site, 1000)) << "expired";
  EXPECT_FALSE(without_allowed(report, envelope("198.51.100.1", "", {}), site, 999));

  site.allowances[0].senders = {"partner.invalid"};
  EXPECT_FALSE(without_allowed(report, from_there, site, 999));
  site.allowances[0].senders.clear();
  site.allowances[0].findings = {"vba.autoexec"};
  EXPECT_FALSE(without_allowed(report, from_there, site, 999));
}

TEST(Allowances, LeaveWhatWasNotReadUnread) {
  auto site = ours();
  Allowance allowance;
  allowance.findings = {std::string(kOdd.id), std::string(limit::kBytes.id)};
  allowance.clients = {network("192.0.2.0/24")};
  allowance.until = 1000;
  site.allowances = {allowance};
  auto report = with_findings();
  const auto from_there = envelope("192.0.2.9", "", {"a@example.invalid"});
  report.findings.push_back({&limit::kBytes, 1, 0, 0, ""});
  const auto left = without_allowed(report, from_there, site, 999);
  ASSERT_TRUE(left);
  ASSERT_EQ(left->report.findings.size(), 1U);
  EXPECT_EQ(left->report.findings[0].spec, &limit::kBytes);
  report.findings = {{&limit::kBytes, 1, 0, 0, ""}};
  EXPECT_FALSE(without_allowed(report, from_there, site, 999)) << "nothing was of no account";
}

TEST(Allowances, OfADigestGoForThatPartAndWhatIsInIt) {
  auto site = ours();
  Allowance allowance;
  allowance.findings = {std::string(kOdd.id)};
  allowance.sha256 = {"02" + std::string(62, '0')};
  allowance.until = 1000;
  site.allowances = {allowance};
  const auto left = without_allowed(with_findings(), {}, site, 1);
  ASSERT_TRUE(left);
  ASSERT_EQ(left->report.findings.size(), 2U);
  EXPECT_EQ(left->report.findings[0].part, 0U);
  EXPECT_EQ(left->report.findings[1].part, 1U);
}

Report two_of_a_kind() {
  Report report;
  for (std::uint32_t i = 0; i < 4; ++i) {
    Part part;
    part.parent = i == 0 ? kNoPart : 0;
    part.sha256 = Sha256{static_cast<std::uint8_t>(i)};
    report.parts.push_back(std::move(part));
  }
  report.findings = {{&kOdd, 1, 0, 0, ""}, {&kOdd, 2, 0, 0, ""}, {&kOdder, 3, 0, 0, ""}};
  return report;
}

Verdict resting_on_the_first() {
  Verdict out;
  out.outcome = Outcome::suspicious;
  out.reasons = {{.rule = "x", .finding = 0, .weight = 60, .at_least = Outcome::clean},
                 {.rule = "y", .finding = 2, .weight = 0, .at_least = Outcome::clean}};
  return out;
}

TEST(Delivery, TakesOutWhatTheVerdictRestsOnWhereverItIs) {
  Deliver deliver;
  EXPECT_FALSE(changes_for(resting_on_the_first(), two_of_a_kind(), deliver).any()) << "nothing by default";
  deliver.strip = {Outcome::suspicious};
  deliver.tag = {{Outcome::suspicious, "[!]"}, {Outcome::malicious, "[!!]"}};
  deliver.banner = {Outcome::malicious};
  const auto changes = changes_for(resting_on_the_first(), two_of_a_kind(), deliver);
  EXPECT_EQ(changes.strip, (std::vector<std::uint32_t>{1, 2}));
  EXPECT_EQ(changes.tag, "[!]");
  EXPECT_FALSE(changes.banner);
}

TEST(Delivery, OfSeveralRecipientsIsWhatAnyAsksForAndEachIsRedirectedAlone) {
  auto site = ours();
  site.deliver.banner = {Outcome::suspicious};
  site.deliver.languages = Languages::ja;
  Group english;
  english.recipients = {"en@example.invalid"};
  english.deliver.strip = {Outcome::suspicious};
  english.deliver.languages = Languages::en;
  Group board;
  board.recipients = {"boss@example.invalid"};
  board.deliver.redirect = {{Outcome::suspicious, "s@example.invalid"}};
  board.deliver.disarm = {Outcome::suspicious};
  Group trial;
  trial.recipients = {"trial@example.invalid"};
  trial.deliver.tag = {{Outcome::suspicious, "[!]"}};
  trial.test = true;
  site.groups = {english, board, trial};
  const auto delivery = [&](std::vector<std::string> recipients, const char* client = "192.0.2.1") {
    const auto told = envelope(client, "", std::move(recipients));
    return delivery_for(resting_on_the_first(), two_of_a_kind(), told, direction_of(told, site), site);
  };
  auto both = delivery({"a@example.invalid", "en@example.invalid", "boss@example.invalid", "trial@example.invalid"});
  EXPECT_EQ(both.changes.banner, Outcome::suspicious);
  EXPECT_EQ(both.changes.strip.size(), 2U);
  EXPECT_EQ(both.changes.languages, Languages::both);
  EXPECT_TRUE(both.changes.disarm.empty()) << "who gets it instead gets it as it came";
  EXPECT_TRUE(both.changes.tag.empty()) << "a test changes nothing";
  EXPECT_EQ(both.redirects, (std::vector<Redirect>{{"boss@example.invalid", "s@example.invalid"}}));
  EXPECT_EQ(redirected({"boss@example.invalid", "a@example.invalid"}, both.redirects),
            (std::vector<std::string>{"a@example.invalid", "s@example.invalid"}));
  EXPECT_FALSE(delivery({"a@example.invalid"}, "10.0.0.1").changes.any()) << "mail among our own people";
  site.deliver.directions = {"internal"};
  EXPECT_TRUE(delivery({"a@example.invalid"}, "10.0.0.1").changes.any());
}

TEST(Site, RecipientsWhoGetTheSameAreOneShare) {
  auto site = ours();
  site.actions.by_outcome[Outcome::malicious] = Act::deliver;
  site.deliver.banner = {Outcome::malicious};
  const auto group = [&](const char* name, std::vector<std::string> recipients) -> Group& {
    Group out;
    out.name = name;
    out.recipients = std::move(recipients);
    out.actions = site.actions;
    out.deliver = site.deliver;
    return site.groups.emplace_back(std::move(out));
  };
  group("same", {"same@example.invalid"});
  group("plain", {"plain@example.invalid"}).deliver.directions = {};
  group("board", {"one@example.invalid", "two@example.invalid"}).deliver.redirect[Outcome::malicious] = "s@x.invalid";
  group("lawyers", {"three@example.invalid"}).deliver.redirect[Outcome::malicious] = "s@x.invalid";
  group("trial", {"trial@example.invalid"}).test = true;
  group("strict", {"strict@example.invalid"}).actions.by_outcome[Outcome::malicious] = Act::reject;
  group("later", {"later@example.invalid"}).actions.by_outcome[Outcome::malicious] = Act::tempfail;
  group("bin", {"bin@example.invalid"}).actions.by_outcome[Outcome::malicious] = Act::discard;
  Verdict verdict;
  verdict.outcome = Outcome::malicious;
  const auto shares = [&](std::vector<std::string> names) {
    for (auto& name : names) name += "@example.invalid";
    return shares_of(verdict, {}, envelope("192.0.2.1", "", std::move(names)), "inbound", site);
  };
  const auto split = shares({"strict", "one", "b", "later", "same", "two", "bin", "plain", "three", "trial", "c"});
  struct Expected {
    std::size_t recipients;
    Act act;
    bool test;
  };
  const Expected kExpected[] = {{3, Act::deliver, false}, {3, Act::deliver, false}, {1, Act::deliver, false},
                                {1, Act::deliver, true},  {1, Act::hold, false},    {1, Act::hold, false},
                                {1, Act::discard, false}};
  ASSERT_EQ(split.size(), std::size(kExpected));
  for (std::size_t i = 0; i < split.size(); ++i) {
    EXPECT_EQ(split[i].recipients.size(), kExpected[i].recipients) << i;
    EXPECT_EQ(split[i].plan.act, kExpected[i].act) << i;
    EXPECT_EQ(split[i].plan.test, kExpected[i].test) << i;
  }
  EXPECT_EQ(split[0].plan.delivery.redirects, (std::vector<Redirect>{{"one@example.invalid", "s@x.invalid"},
                                                                     {"two@example.invalid", "s@x.invalid"},
                                                                     {"three@example.invalid", "s@x.invalid"}}));
  EXPECT_TRUE(split[1].plan.delivery.changes.banner);
  EXPECT_EQ(split[1].recipients,
            (std::vector<std::string>{"b@example.invalid", "same@example.invalid", "c@example.invalid"}));
  EXPECT_TRUE(shares({"b", "same", "c"}).empty()) << "all get the same";
  EXPECT_TRUE(shares({"strict", "strict"}).empty()) << "and are refused together";
  EXPECT_TRUE(shares({}).empty());
  site.test = true;
  EXPECT_TRUE(shares({"b", "plain"}).empty());
}

TEST(Site, OurIdIsForgedButWhereAHostOfOursMayHaveWrittenIt) {
  Site site;
  site.networks = {*Network::parse("192.0.2.0/24")};
  site.authserv_ids = {"mx.example.invalid"};
  const auto from = [](const char* address, const char* user) {
    Envelope out;
    out.client_address = address;
    out.user = user;
    return out;
  };
  EXPECT_EQ(forged_ids(from("198.51.100.1", ""), site), site.authserv_ids);
  EXPECT_EQ(forged_ids(from("", ""), site), site.authserv_ids);
  EXPECT_TRUE(forged_ids(from("192.0.2.7", ""), site).empty());
  EXPECT_EQ(forged_ids(from("192.0.2.7", "anna"), site), site.authserv_ids) << "a person writes none";
}

} // namespace
} // namespace fumiban::action
