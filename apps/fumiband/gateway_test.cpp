// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "check.hpp"
#include "clamd_connection.hpp"
#include "milter_connection.hpp"

namespace fumiban::gateway {
namespace {

std::string wrong(std::string_view toml) {
  auto parsed = parse_config({{"f.toml", std::string(toml)}});
  const auto* error = std::get_if<std::string>(&parsed);
  return error == nullptr ? "" : *error;
}

const std::string kListen = "[listen]\nmilter = [\"unix:/run/m.sock\", \"127.0.0.1:8890\", \"[::1]:8890\"]\n";

TEST(Config, SaysWhereToListenAndWhatToDo) {
  const auto parsed = parse_config(
      {{"f", kListen + "[limits]\nworkers = 3\n[actions]\nlocked = \"reject\"\n[failure]\nworker = \"hold\"\n"}});
  const auto& config = std::get<Config>(parsed);
  ASSERT_EQ(config.milter.size(), 3U);
  EXPECT_EQ(config.milter[0].path, "/run/m.sock");
  EXPECT_EQ(config.milter[1].port, 8890);
  EXPECT_EQ(config.milter[2].host, "::1");
  EXPECT_EQ(config.workers, 3U);
  EXPECT_EQ(config.site.actions.by_unread.at(Unread::locked), action::Act::reject);
  EXPECT_EQ(config.site.actions.by_unread.at(Unread::limit), action::Act::hold);
  EXPECT_EQ(config.on_worker, action::Act::hold);
  EXPECT_EQ(config.on_overload, action::Act::tempfail);
  EXPECT_TRUE(config.site.networks.at(0).contains("127.0.0.1"));
}

TEST(Config, NamesAreResolvedWhereItSaysSo) {
  EXPECT_FALSE(std::get<Config>(parse_config({{"f", kListen}})).dns);
  const auto standard = std::get<Config>(parse_config({{"f", kListen + "[dns]\n"}}));
  ASSERT_TRUE(standard.dns);
  EXPECT_EQ(*standard.dns, Dns());
  const auto named = std::get<Config>(
      parse_config({{"f", kListen + "[dns]\nservers = [\"192.0.2.1\", \"2001:db8::1@5353\"]\ntrust-anchor = \"/k\"\n"},
                    {"g", "[dns]\ntimeout-ms = 700\n"}}));
  const Dns expected{{"192.0.2.1", "2001:db8::1@5353"}, 700, "/k"};
  EXPECT_EQ(named.dns.value(), expected);
  EXPECT_TRUE(named.needs_restart(standard));
  EXPECT_FALSE(named.needs_restart(named));
  for (const auto* bad :
       {"servers = [\"127.0.0.1:53\"]", "servers = [\"localhost\"]", "servers = [\"192.0.2.0/24\"]",
        "servers = [\"127.0.0.1@\"]", "servers = [\"127.0.0.1@0\"]", "servers = [\"127.0.0.1@99999\"]",
        "servers = \"127.0.0.1\"", "timeout-ms = 0", "server = []"})
    EXPECT_TRUE(wrong(kListen + "[dns]\n" + bad + "\n").starts_with("f.toml:4:"))
        << bad << wrong(kListen + "[dns]\n" + bad + "\n");
}

TEST(Config, LaterFilesReplaceValuesAndAddToLists) {
  const std::string group =
      "[[group]]\nname = \"a\"\nrecipients = [\"@A.example.invalid\"]\nactions.locked = \"deliver\"\n";
  const auto parsed = parse_config({{"f", kListen + group},
                                    {"g", "[[group]]\nname = \"b\"\n[actions]\nlimit = \"tempfail\"\n"},
                                    {"h", "[listen]\nclamd = [\"127.0.0.1:3310\"]\n"}});
  const auto& config = std::get<Config>(parsed);
  EXPECT_EQ(config.milter.size(), 3U);
  EXPECT_EQ(config.clamd.size(), 1U);
  ASSERT_EQ(config.site.groups.size(), 2U);
  EXPECT_EQ(config.site.groups[0].recipients.at(0), "a.example.invalid");
  EXPECT_EQ(config.site.groups[0].actions.by_unread.at(Unread::locked), action::Act::deliver);
  EXPECT_EQ(config.site.groups[0].actions.by_unread.at(Unread::limit), action::Act::tempfail) << "what all have";
  EXPECT_EQ(config.site.groups[1].actions.by_unread.at(Unread::locked), action::Act::hold);
}

TEST(Config, ThePageNeedsASpoolAndKnowsWhoIsOurs) {
  const std::string page = "[page]\nurl = \"https://mail.example.invalid/held/\"\nfrom = \"p@example.invalid\"\n";
  const std::string relay = "relay = \"127.0.0.1:10026\"\n";
  const std::string spool = "[hold]\nwhere = \"spool\"\n";
  const std::string state = "state = \"/var/lib/fumiban\"\n";
  EXPECT_TRUE(wrong(kListen + page).starts_with("f.toml:3:1: page: nobody can reach it"));
  const std::string listen = kListen + "page = [\"127.0.0.1:11381\"]\n";
  EXPECT_TRUE(wrong(listen + page).starts_with("f.toml:4:1: page: write relay"));
  EXPECT_TRUE(wrong(kListen + "page = [\"192.0.2.1:80\"]\n" + page + relay).starts_with("f.toml:3:8: listen: page = "));
  EXPECT_TRUE(wrong(listen + page + relay).starts_with("f.toml:4:1: page: what is held"));
  EXPECT_TRUE(wrong(state + listen + page + relay + spool).starts_with("f.toml:5:1: page: only our own people"));
  EXPECT_EQ(wrong(state + listen + page + relay + spool + "[site]\ndomains = [\"example.invalid\"]\n"), "");
  EXPECT_TRUE(
      wrong(kListen + "[page]\nrelay = \"localhost\"\n").starts_with("f.toml:4:9: relay: write \"address:port\""));
  EXPECT_TRUE(wrong(listen + "[page]\nurl = \"mail\"\n").starts_with("f.toml:4:1: page: write url"));
}

TEST(Config, CopiesNeedASpoolAndAServerThatIsNotUs) {
  const std::string split = "[deliver]\nsplit = \"127.0.0.1:10026\"\n";
  const std::string spool = "[hold]\nwhere = \"spool\"\n";
  const std::string state = "state = \"/var/lib/fumiban\"\n";
  EXPECT_EQ(wrong(state + kListen + spool + split), "");
  EXPECT_TRUE(
      wrong(kListen + split).starts_with("f.toml:4:9: deliver: split keeps copies until they are sent: write where"));
  EXPECT_TRUE(wrong(kListen + "[deliver]\nsplit = true\n").starts_with("f.toml:4:9: split: write \"address:port\""));
  EXPECT_TRUE(wrong(state + kListen + "smtp = [\"127.0.0.1:10026\"]\n" + spool + split +
                    "[smtp]\nnext-hop = \"127.0.0.1:10027\"\n")
                  .starts_with("f.toml:8:9: deliver: split: we listen there ourselves"));
  EXPECT_TRUE(wrong(kListen + "[[group]]\nname = \"g\"\ndeliver = { split = \"127.0.0.1:1\" }\n")
                  .starts_with("f.toml:5:21: group.deliver has no 'split'"));
}

TEST(Config, NothingIsForgedUntilItIsSaidWhatOursAreCalled) {
  const auto ids = [](const std::string& more) {
    return std::get<Config>(parse_config({{"f.toml", kListen + more}})).site.authserv_ids;
  };
  EXPECT_TRUE(ids("").empty());
  EXPECT_TRUE(ids("[site]\nauthserv-ids = []\n").empty());
  EXPECT_EQ(ids("[site]\nauthserv-ids = [\"mx.example.invalid\"]\n"), std::vector<std::string>{"mx.example.invalid"});
  EXPECT_TRUE(wrong(kListen + "[site]\nauthserv-ids = [\"mx.example.invalid; none\"]\n")
                  .starts_with("f.toml:4:16: authserv-ids: write a name without blanks"));
}

TEST(Config, AnAllowanceSaysWhatForWhomUntilWhenAndWhy) {
  const std::string allow = kListen + "[[allow]]\n";
  const std::string what = "findings = [\"vba.autoexec\"]\n";
  EXPECT_TRUE(wrong(allow).starts_with("f.toml:3:1: allow: name the findings"));
  EXPECT_TRUE(wrong(allow + what).starts_with("f.toml:3:1: allow: say why"));
  EXPECT_TRUE(wrong(allow + what + "reason = \"r\"\n").starts_with("f.toml:3:1: allow: say until when"));
  const auto nearly = allow + what + "reason = \"r\"\nuntil = 2027-01-31\nsenders = [\"a@b.invalid\"]\n";
  EXPECT_TRUE(wrong(nearly).starts_with("f.toml:3:1: allow: name clients")) << "a sender alone can be forged";
  const auto parsed = parse_config({{"f", nearly + "clients = [\"192.0.2.0/24\"]\n"}});
  EXPECT_EQ(std::get<Config>(parsed).site.allowances.at(0).until, 1801353600);
  EXPECT_TRUE(
      wrong(nearly + "clients = [\"192.0.2.1/24\"]\n").starts_with("f.toml:8:11: clients: write \"192.0.2.0/24\""));
}

TEST(Config, AMistakeIsToldWithItsPlaceAndTheMend) {
  EXPECT_EQ(wrong(kListen + "[actions]\nlocked = \"ignore\"\n"),
            "f.toml:4:10: locked: write one of \"deliver\", \"hold\", \"tempfail\", \"reject\", \"discard\"");
  EXPECT_EQ(wrong(kListen + "[failure]\nworker = \"discard\"\n"),
            "f.toml:4:10: worker: write one of \"tempfail\", \"hold\", \"deliver\"");
  EXPECT_EQ(wrong(kListen + "[hold]\nwhere = \"spool\"\n"),
            "f.toml:4:9: hold: where = \"spool\" needs a folder: write state = \"/var/lib/fumiban\" at the top");
  EXPECT_EQ(wrong(kListen + "[limits]\nworkers = 0\n"), "f.toml:4:11: workers: write a number from 1 to 1024");
  EXPECT_TRUE(wrong(kListen + "[actions]\nlokced = \"hold\"\n")
                  .starts_with("f.toml:4:10: actions has no 'lokced'; there are "));
  EXPECT_TRUE(wrong("listen = 3\n").starts_with("f.toml:1:10: listen: "));
  EXPECT_TRUE(wrong("[listen]\nmilter = [\"localhost\"]\n").starts_with("f.toml:2:10: milter: write \"unix:/path\""));
  EXPECT_TRUE(wrong("").starts_with("f.toml: [listen] names nothing"));
  EXPECT_TRUE(wrong("[listen\n").starts_with("f.toml:1:"));
}

TEST(Config, APlaceToListenAtIsAnAddressAndIsListenedAtOnce) {
  const auto listen = [](const std::string& rest) { return wrong("[listen]\n" + rest + "\n"); };
  EXPECT_EQ(listen("milter = [\"localhost:8890\"]"),
            "f.toml:2:10: milter: write the address for the name: \"127.0.0.1:8890\"");
  EXPECT_EQ(listen("milter = [\"inet:127.0.0.1:8890\"]"),
            "f.toml:2:10: milter: write it without \"inet:\", which is for the mail server: \"127.0.0.1:8890\"");
  EXPECT_EQ(listen("clamd = [\"300.1.1.1:8890\"]"),
            "f.toml:2:9: clamd: \"300.1.1.1\" is no address: write one, as in \"127.0.0.1:8890\"");
  for (const auto* port : {"0", "65536"})
    EXPECT_EQ(listen("clamd = [\"127.0.0.1:" + std::string(port) + "\"]"),
              "f.toml:2:9: clamd: write a port from 1 to 65535, as in \"127.0.0.1:8890\"");
  for (const auto* bad : {"127.0.0.1/8:8890", ":8890", "[]:8890", "mx.example.com:8890"})
    EXPECT_TRUE(listen("clamd = [\"" + std::string(bad) + "\"]").starts_with("f.toml:2:9: clamd: \"")) << bad;
  EXPECT_EQ(listen("milter = [\"unix:/m\"]\nclamd = [\"unix:/m\"]"),
            "f.toml:3:9: listen: \"unix:/m\": we listen there already, by f.toml:2:10: write another one");
  for (const auto& [one, other] : {std::pair{"127.0.0.1", "127.0.0.1"},
                                   {"0.0.0.0", "127.0.0.1"},
                                   {"[::]", "127.0.0.1"},
                                   {"[::1]", "[0:0:0:0:0:0:0:1]"},
                                   {"127.0.0.1", "0.0.0.0"}})
    EXPECT_TRUE(listen("milter = [\"" + std::string(one) + ":1\"]\nclamd = [\"" + other + ":1\"]")
                    .starts_with("f.toml:3:9: listen: "))
        << one << other;
  EXPECT_EQ(listen("milter = [\"127.0.0.1:1\", \"127.0.0.1:2\"]\nclamd = [\"127.0.0.2:1\", \"[::1]:2\"]"), "");
  const auto apart = parse_config(
      {{"f", "[listen]\nhttp = [\"127.0.0.1:1\"]\n"}, {"conf.d/z", "\n[listen]\nhttp = [\"0.0.0.0:80\"]\n"}});
  EXPECT_TRUE(std::get<std::string>(apart).starts_with("conf.d/z:3:8: listen: http = \"0.0.0.0:80\""))
      << "where it is written";
}

TEST(Config, WhoIsOursIsNamedByDomains) {
  const auto domains = [](const std::string& one) { return wrong(kListen + "[site]\ndomains = [\"" + one + "\"]\n"); };
  EXPECT_EQ(domains("*.example.com"), "f.toml:4:11: domains: write \"example.com\", which means those below it too");
  for (const auto* bad : {"http://example.com", "example.com/", "a b", ".example.com", "", "@", "taro@example.com"})
    EXPECT_TRUE(domains(bad).starts_with("f.toml:4:11: domains: write ")) << bad;
  for (const auto* good : {"example.com", "@example.com", "日本.example"}) EXPECT_EQ(domains(good), "") << good;
  const auto group = [](const std::string& one) {
    return wrong(kListen + "[[group]]\nname = \"g\"\nrecipients = [\"" + one + "\"]\n");
  };
  for (const auto* bad : {"*@example.com", "taro@", "taro@*.example.com", "mailto://taro@example.com"})
    EXPECT_TRUE(group(bad).starts_with("f.toml:5:14: recipients: write \"taro@example.com\" or ")) << bad;
  for (const auto* good : {"taro@example.com", "/S=taro/@example.com"}) EXPECT_EQ(group(good), "") << good;
}

TEST(Config, ARelayIsAnAddress) {
  const auto relay = [](const std::string& one) { return wrong(kListen + "[page]\nrelay = \"" + one + "\"\n"); };
  EXPECT_EQ(relay("localhost:10026"), "f.toml:4:9: relay: write the address for the name: \"127.0.0.1:10026\"");
  for (const auto* bad : {"127.0.0.1:0", "unix:/run/lmtp", "mx:25", "127.0.0.1:"})
    EXPECT_TRUE(relay(bad).starts_with("f.toml:4:9: relay: ")) << bad;
}

TEST(ConfigFiles, AFolderThatCannotBeListedIsNotTakenForAnEmptyOne) {
  std::string folder = testing::TempDir() + "config-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  std::ofstream(folder + "/f.toml") << kListen;
  const auto wrong_files = [&] {
    auto read = read_config_files(folder + "/f.toml");
    const auto* error = std::get_if<std::string>(&read);
    return error == nullptr ? std::string() : *error;
  };
  EXPECT_EQ(wrong_files(), "") << "there need be none";
  std::filesystem::create_directory(folder + "/conf.d");
  std::ofstream(folder + "/conf.d/z.toml") << "test";
  ASSERT_EQ(read_config_files(folder + "/f.toml").index(), 0U);
  ASSERT_EQ(chmod(folder.c_str(), 0755), 0);
  ASSERT_EQ(chmod((folder + "/conf.d").c_str(), 0), 0);
  EXPECT_EXIT(
      {
        const bool bound = geteuid() != 0 || setuid(65534) == 0; // root may list everything
        _exit(bound && wrong_files() == folder + "/conf.d: Permission denied: let the user of the daemon list it" ? 0
                                                                                                                  : 1);
      },
      testing::ExitedWithCode(0), "");
  std::filesystem::remove_all(folder);
}

TEST(Notes, TellWhatMayNotBeMeant) {
  const std::string allow = "[[allow]]\nfindings = [\"vba.autoexec\"]\nreason = \"r\"\nclients = [\"192.0.2.1\"]\n";
  const auto parsed = parse_config({{"f", kListen + "clamd = [\"0.0.0.0:3310\"]\n" + allow + "until = 2027-01-31\n"},
                                    {"g", allow + "until = 2027-02-28\n"}});
  ASSERT_EQ(parsed.index(), 0U) << std::get<std::string>(parsed);
  const auto& config = std::get<Config>(parsed);
  const auto before = notes_of(config, 1801353599);
  ASSERT_EQ(before.size(), 1U);
  EXPECT_TRUE(before[0].starts_with("f:3:9: listen: \"0.0.0.0:3310\" is open to other machines")) << before[0];
  const auto after = notes_of(config, 1801353600);
  ASSERT_EQ(after.size(), 2U) << "the other one has a month to go";
  EXPECT_TRUE(after[1].starts_with("f:4:1: allow: its day is over")) << after[1];
  const auto late = notes_of(config, 1803772800);
  ASSERT_EQ(late.size(), 3U);
  EXPECT_TRUE(late[2].starts_with("g:1:1: allow: ")) << late[2];
}

Judgement judged(Outcome outcome, std::vector<Unread> unread = {}) {
  Judgement out;
  out.verdict.outcome = outcome;
  out.verdict.unread = std::move(unread);
  out.plan = action::plan(out.verdict, {});
  return out;
}

Judgement failed(Failure failure, const Config& config = {}) {
  Judgement out;
  out.failure = failure;
  out.plan = plan_after(failure, config);
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
    const auto answer = answer_for(cell.judgement, {});
    EXPECT_EQ(answer.fate, milter::Answer::Fate::accept);
    EXPECT_EQ(!answer.hold.empty(), cell.held) << cell.clamd;
    ASSERT_EQ(answer.insert.size(), 1U);
    EXPECT_EQ(answer.insert[0].value, cell.judgement.plan.verdict);
    EXPECT_EQ(clamd_text(cell.judgement, false), cell.clamd);
    EXPECT_EQ(clamd_text(cell.judgement, true), cell.clamd_errors);
  }
}

TEST(Answers, EveryFailureByEveryPolicy) {
  using action::Act;
  for (const auto failure : {Failure::overload, Failure::worker, Failure::spool})
    for (const auto act : {Act::tempfail, Act::hold, Act::deliver}) {
      Config config;
      config.on_overload = config.on_worker = config.on_spool = act;
      const auto judgement = failed(failure, config);
      const auto answer = answer_for(judgement, {{"X-Fumiban-Verdict", 1}});
      EXPECT_EQ(answer.fate == milter::Answer::Fate::tempfail, act == Act::tempfail);
      EXPECT_EQ(!answer.hold.empty(), act == Act::hold);
      ASSERT_EQ(answer.insert.size(), 1U) << "marked, whatever becomes of it";
      EXPECT_EQ(answer.insert[0].value, "unscanned; unread=" + std::string(name_of(failure)));
      EXPECT_EQ(answer.remove.size(), 1U);
      for (const bool errors : {false, true})
        EXPECT_EQ(clamd_text(judgement, errors), "Fumiban.Unscanned." + std::string(name_of(failure)) + " ERROR");
    }
}

TEST(Answers, WhatIsStoredIsTakenOffTheMailServer) {
  auto judgement = judged(Outcome::malicious);
  judgement.stored = true;
  const auto answer = answer_for(judgement, {});
  EXPECT_EQ(answer.fate, milter::Answer::Fate::discard);
  EXPECT_TRUE(answer.hold.empty());
}

TEST(Answers, ATestChangesNothing) {
  auto judgement = judged(Outcome::malicious);
  judgement.plan.test = true;
  const auto answer = answer_for(judgement, {{"X-Fumiban-Verdict", 1}});
  EXPECT_EQ(answer.fate, milter::Answer::Fate::accept);
  EXPECT_TRUE(answer.hold.empty());
  EXPECT_TRUE(answer.insert.empty());
  EXPECT_TRUE(answer.remove.empty());
  EXPECT_EQ(clamd_text(judgement, false), "OK");
  Config config;
  config.site.test = true;
  for (const auto failure : {Failure::overload, Failure::worker, Failure::spool}) {
    EXPECT_EQ(clamd_text(failed(failure, config), true), "OK");
    EXPECT_EQ(answer_for(failed(failure, config), {}).fate, milter::Answer::Fate::accept);
  }
}

TEST(Answers, WhoGetsSomethingElseIsTakenOutOfTheMessage) {
  auto judgement = judged(Outcome::clean);
  judgement.shares = {{judgement.plan, {"a@b.invalid"}}, {{}, {"c@b.invalid", "d@b.invalid"}}, {{}, {"e@b.invalid"}}};
  const std::vector<std::string> others = {"<c@b.invalid>", "<d@b.invalid>", "<e@b.invalid>"};
  EXPECT_EQ(answer_for(judgement, {}).remove_recipients, others);
  judgement.plan.test = true;
  EXPECT_EQ(answer_for(judgement, {}).remove_recipients, others);
  EXPECT_TRUE(answer_for(judgement, {}).insert.empty());
}

TEST(Answers, OurFieldsThatCameAreTakenOutTheLastFirst) {
  const auto answer = answer_for(judged(Outcome::clean), {{"X-Fumiban-Verdict", 1}, {"x-fumiban-verdict", 2}});
  EXPECT_EQ(answer.remove, (milter::Forged{{"x-fumiban-verdict", 2}, {"X-Fumiban-Verdict", 1}}));
}

TEST(Answers, ChangesAreToldWithTheBodyOfThatMessage) {
  auto judgement = judged(Outcome::suspicious);
  const std::string message = "Subject: x\r\nTo: b\r\n\r\nbody\r\n";
  judgement.edits.edits = {{.offset = 0, .length = 12, .bytes = "Subject: T\r\n x\r\n", .field = "Subject", .index = 1},
                           {.offset = 21, .length = 0, .bytes = "banner\r\n", .field = {}}};
  judgement.edits.changed = {{.what = Change::tag, .part = 0, .detail = {}},
                             {.what = Change::banner, .part = 1, .detail = {}},
                             {.what = Change::banner, .part = 2, .detail = {}}};
  judgement.rewritten = applied(message, judgement.edits);
  const auto answer = answer_for(judgement, {}, 21);
  ASSERT_EQ(answer.insert.size(), 2U);
  EXPECT_EQ(answer.insert[1].name, "X-Fumiban-Changed");
  EXPECT_EQ(answer.insert[1].value, "tag, banner=2");
  ASSERT_EQ(answer.replace.size(), 1U);
  EXPECT_EQ(answer.replace[0].value, " T\n x");
  EXPECT_EQ(answer.body, "banner\r\nbody\r\n");
  judgement.plan.delivery.redirects = {{"a@b.invalid", "s@b.invalid"}, {"c@b.invalid", "s@b.invalid"}};
  const auto redirected = answer_for(judgement, {}, 21);
  EXPECT_EQ(redirected.insert[1].value, "tag, banner=2, redirect");
  EXPECT_EQ(redirected.remove_recipients, (std::vector<std::string>{"<a@b.invalid>", "<c@b.invalid>"}));
  EXPECT_EQ(redirected.add_recipients, std::vector<std::string>{"<s@b.invalid>"});
  judgement.edits.edits.pop_back();
  EXPECT_FALSE(answer_for(judgement, {}, 21).body) << "a tag alone is no reason to send the body";
  judgement.plan.act = action::Act::hold;
  EXPECT_TRUE(answer_for(judgement, {}, 21).replace.empty()) << "what is held is held as it came";
}

TEST(Config, SaysWhatIsChangedAndGroupsSayItOver) {
  const auto parsed = parse_config(
      {{"f", kListen + "[deliver]\ntag.suspicious = \"[!] \"\nbanner = [\"clean\"]\nnotice-for-locked = true\n"
                       "[[group]]\nname = \"g\"\n"
                       "deliver = { language = \"en\", banner = [\"malicious\"], redirect = { malicious = "
                       "\"s@b.invalid\" } }\n"}});
  ASSERT_EQ(parsed.index(), 0U) << std::get<std::string>(parsed);
  const auto& site = std::get<Config>(parsed).site;
  EXPECT_EQ(site.deliver.tag.at(Outcome::suspicious), "[!] ");
  EXPECT_EQ(site.deliver.banner, std::set<Outcome>{Outcome::clean});
  EXPECT_TRUE(site.deliver.redirect.empty());
  const auto& own = site.groups.at(0).deliver;
  EXPECT_EQ(own.tag.at(Outcome::suspicious), "[!] ") << "what all have";
  EXPECT_EQ(own.banner, std::set<Outcome>{Outcome::malicious});
  EXPECT_TRUE(own.notice_for_locked);
  EXPECT_EQ(own.languages, Languages::en);
  EXPECT_EQ(own.redirect.at(Outcome::malicious), "s@b.invalid");
  EXPECT_EQ(wrong(kListen + "[deliver]\nbanner = [\"grave\"]\n"),
            "f.toml:4:10: banner: there are clean, unscanned, suspicious, malicious");
  EXPECT_EQ(wrong(kListen + "[deliver]\ntag.clean = \"a\\nb\"\n"),
            "f.toml:4:13: clean: write at most 100 bytes on one line");
  EXPECT_EQ(wrong(kListen + "[[group]]\nname = \"g\"\ndeliver = { language = \"fr\" }\n"),
            "f.toml:5:24: language: write one of \"both\", \"ja\", \"en\"");
  EXPECT_EQ(wrong(kListen + "[deliver]\nredirect = { clean = \"<a@b.invalid>\" }\n"),
            "f.toml:4:12: redirect: write addresses: { malicious = \"security@example.com\" }");
}

} // namespace
} // namespace fumiban::gateway
