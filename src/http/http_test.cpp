// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/ascii.hpp"
#include "base/digest.hpp"
#include "http/door.hpp"
#include "http/page.hpp"
#include "http/rspamd.hpp"
#include "rules/embedded.hpp"

namespace fumiban::http {
namespace {

Request request(std::string method, std::string target, Fields more = {}) {
  Request out{std::move(method), std::move(target), 11, {{"Host", "127.0.0.1:11380"}}, "127.0.0.1"};
  out.fields.insert(out.fields.end(), more.begin(), more.end());
  return out;
}

/// The id of the problem; empty where it was let in.
std::string refused(const Request& one, const Settings& settings = {}) {
  Rate rate;
  const auto decided = admit(one, settings, rate, 0);
  const auto* problem = std::get_if<Problem>(&decided);
  return problem == nullptr ? "" : std::string(problem->spec->id);
}

Admitted admitted(const Request& one) {
  Rate rate;
  return std::get<Admitted>(admit(one, {}, rate, 0));
}

TEST(HttpRequest, ATargetIsPathAndQuery) {
  const auto target = split("/v1/scan?name=a%20b+c.doc&message=1&&odd&=x");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/v1/scan");
  EXPECT_EQ(target->query, (Fields{{"name", "a b c.doc"}, {"message", "1"}, {"", ""}, {"odd", ""}, {"", "x"}}));
  EXPECT_EQ(split("/%76ersion")->path, "/%76ersion") << "an escaped path is no route of ours";
  for (const auto* none : {"", "*", "http://127.0.0.1/healthz", "v1/scan"}) EXPECT_FALSE(split(none)) << none;
}

TEST(HttpRequest, TheLanguageIsTheOneThatIsLikedBest) {
  for (const auto* japanese : {"ja", "ja-JP,en;q=0.5", "fr, ja;q=0.2", "en;q=0.3,ja;q=0.31", "JA"})
    EXPECT_EQ(language_of(japanese), Language::ja) << japanese;
  for (const auto* english : {"", "en", "en,ja", "ja;q=0", "de", ";;,,q=", "ja;q=0.2,en;q=0.9", "*"})
    EXPECT_EQ(language_of(english), Language::en) << english;
}

TEST(HttpRequest, EveryProblemSaysWhatWhyAndTheMendInBothLanguages) {
  for (const auto* spec : kProblems)
    for (const auto language : {Language::en, Language::ja}) {
      const auto told = answer({spec, "x"}, language);
      const auto json = nlohmann::json::parse(told.body);
      EXPECT_EQ(told.status, spec->status);
      EXPECT_GE(spec->status, 400U);
      EXPECT_EQ(told.type, "application/problem+json");
      for (const auto* key : {"title", "detail", "mend"}) {
        EXPECT_FALSE(json[key].get<std::string>().starts_with("http.")) << spec->id << key;
        EXPECT_EQ(json[key].get<std::string>().find('{'), std::string::npos) << spec->id << key;
      }
    }
  for (const auto& [key, text] : Messages::in(Language::en).all()) {
    const auto is_of = [&key = key](const auto* spec) {
      return key.starts_with("http." + std::string(spec->id) + ".");
    };
    EXPECT_TRUE(!key.starts_with("http.") || std::any_of(std::begin(kProblems), std::end(kProblems), is_of)) << key;
  }
}

TEST(HttpDoor, LetsRoutesInByTheirMethod) {
  for (const auto& route : routes()) {
    EXPECT_EQ(refused(request(std::string(route.method), std::string(route.path))), "") << route.path;
    EXPECT_EQ(refused(request("PUT", std::string(route.path))), "method") << route.path;
  }
  EXPECT_EQ(refused(request("GET", "/v2/scan")), "not-found");
  EXPECT_EQ(refused(request("GET", "http://127.0.0.1/healthz")), "malformed");
}

TEST(HttpDoor, TheDocumentHasTheRoutesAndNoOthers) {
  const auto document = nlohmann::json::parse(rules::kOpenApi);
  std::set<std::pair<std::string, std::string>> told;
  for (const auto& [path, methods] : document["paths"].items())
    for (const auto& [method, operation] : methods.items()) {
      told.emplace(path, method);
      const bool open = operation.contains("security") && operation["security"].empty();
      const auto found =
          std::find_if(routes().begin(), routes().end(), [&path = path](const auto& one) { return one.path == path; });
      ASSERT_NE(found, routes().end()) << path;
      EXPECT_EQ(open, found->scope == Scope::none) << path;
    }
  std::set<std::pair<std::string, std::string>> ours;
  for (const auto& route : routes()) ours.emplace(route.path, to_lower(route.method));
  EXPECT_EQ(told, ours);
}

TEST(HttpDoor, ReadsWhatTheClientSaysOfItsFile) {
  const auto one = admitted(request("POST", "/v1/scan?name=%E8%A6%8B%E7%A9%8D.doc&message=1",
                                    {{"accept", "application/x-ndjson, application/json"}}));
  EXPECT_EQ(one.name, "見積.doc");
  EXPECT_TRUE(one.message);
  EXPECT_TRUE(one.progress);
  EXPECT_FALSE(admitted(request("POST", "/v1/scan")).message) << "its content says what it is";
  EXPECT_TRUE(admitted(request("POST", "/checkv2?whatever")).message);
  EXPECT_EQ(refused(request("POST", "/v1/scan?mesage=1")), "query");
  EXPECT_EQ(refused(request("POST", "/v1/scan?message=yes")), "query");
}

TEST(HttpDoor, WhatCouldMeanTwoThingsIsRefused) {
  for (const Fields& more :
       {Fields{{"Transfer-Encoding", "chunked"}, {"Content-Length", "4"}}, Fields{{"Transfer-Encoding", "identity"}},
        Fields{{"Transfer-Encoding", "gzip, chunked"}},
        Fields{{"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "x"}}, Fields{{"Transfer-Encoding", "xchunked"}},
        Fields{{"Content-Length", "4"}, {"Content-Length", "4"}}, Fields{{"Host", "127.0.0.1"}}})
    EXPECT_EQ(refused(request("POST", "/v1/scan", more)), "malformed") << more.front().second;
  auto one = request("POST", "/v1/scan", {{"Transfer-Encoding", " Chunked "}});
  EXPECT_EQ(refused(one), "");
  one.version = 10;
  EXPECT_EQ(refused(one), "malformed") << "HTTP/1.0 has no chunks";
  one = request("GET", "/healthz");
  one.version = 20;
  EXPECT_EQ(refused(one), "malformed");
  one.version = 11;
  one.fields.clear();
  EXPECT_EQ(refused(one), "malformed") << "no Host";
}

TEST(HttpDoor, ABrowsersPageIsRefused) {
  const auto with_host = [](const std::string& host) {
    auto one = request("GET", "/healthz");
    one.fields.front().second = host;
    return one;
  };
  Settings settings;
  settings.names = {"gateway.example.invalid"};
  for (const auto* ours : {"127.0.0.1", "127.0.0.1:80", "[::1]:11380", "[::1]", "localhost", "LocalHost:80",
                           "gateway.example.invalid", "Gateway.Example.invalid:443"})
    EXPECT_EQ(refused(with_host(ours), settings), "") << ours;
  for (const auto* others :
       {"evil.invalid", "localhost.evil.invalid", "127.0.0.1.evil.invalid:80", "", "[::1", "[evil]", "::1"})
    EXPECT_EQ(refused(with_host(others), settings), "host") << others;
  EXPECT_EQ(refused(request("POST", "/checkv2", {{"Origin", "null"}})), "origin");
  EXPECT_EQ(refused(request("GET", "/metrics", {{"Sec-Fetch-Site", "cross-site"}})), "origin");
  EXPECT_EQ(refused(request("GET", "/metrics", {{"Sec-Fetch-Site", "none"}})), "") << "typed by a person";
  for (const auto* type : {"text/plain", "Text/Plain ; charset=utf-8", "application/x-www-form-urlencoded",
                           "multipart/form-data; boundary=x"})
    EXPECT_EQ(refused(request("POST", "/v1/scan", {{"Content-Type", type}})), "form") << type;
  EXPECT_EQ(refused(request("POST", "/checkv2", {{"Content-Type", "text/plain"}})), "") << "as rspamd's client says";
  auto on_unix = with_host("whatever");
  on_unix.peer = "";
  EXPECT_EQ(refused(on_unix), "") << "no page gets there";
}

TEST(HttpDoor, BodiesThatAreNotTheMessageAreRefused) {
  EXPECT_EQ(refused(request("POST", "/checkv2", {{"Compression", "zstd"}})), "encoding");
  EXPECT_EQ(refused(request("POST", "/v1/scan", {{"Content-Encoding", "gzip"}})), "encoding");
  EXPECT_EQ(refused(request("POST", "/v1/scan", {{"Content-Encoding", "identity"}})), "");
  EXPECT_EQ(refused(request("POST", "/checkv2", {{"Key", "abc"}})), "encoding");
  for (const auto* name : {"File", "Path", "Shm"})
    EXPECT_EQ(refused(request("POST", "/checkv2", {{name, "/etc/passwd"}})), "reference") << name;
}

TEST(HttpDoor, TokensOpenWhatTheyAreFor) {
  const auto token = [](const std::string& name, const std::string& word, std::vector<std::string> scopes) {
    return Token{name, hex(sha256(ByteView(std::string_view(word)))), std::move(scopes)};
  };
  Settings settings;
  settings.tokens = {token("a", "one", {"scan"}), token("b", "two", {"metrics"}),
                     token("c", "three", {"scan", "metrics"})};
  settings.tokens.push_back({"broken", "", {"scan"}});
  const auto ask = [&](const char* method, const char* target, const std::string& word) {
    return refused(request(method, target, {{"Authorization", "Bearer " + word}}), settings);
  };
  EXPECT_EQ(refused(request("POST", "/v1/scan"), settings), "token");
  EXPECT_EQ(ask("POST", "/v1/scan", ""), "token");
  EXPECT_EQ(ask("POST", "/v1/scan", "on"), "token");
  EXPECT_EQ(ask("POST", "/v1/scan", settings.tokens[0].sha256), "token") << "what the file keeps opens nothing";
  EXPECT_EQ(ask("POST", "/v1/scan", "one"), "");
  EXPECT_EQ(ask("POST", "/checkv2", "one"), "");
  EXPECT_EQ(ask("GET", "/metrics", "one"), "scope");
  EXPECT_EQ(ask("GET", "/metrics", "two"), "");
  EXPECT_EQ(ask("POST", "/v1/scan", "two"), "scope");
  EXPECT_EQ(ask("GET", "/metrics", "three"), "");
  EXPECT_EQ(refused(request("POST", "/checkv2", {{"Password", "one"}}), settings), "") << "as rspamd's clients send it";
  EXPECT_EQ(refused(request("POST", "/v1/scan", {{"Authorization", "Basic one"}}), settings), "token");
  for (const auto* open : {"/healthz", "/readyz", "/v1/version", "/v1/openapi.json"})
    EXPECT_EQ(refused(request("GET", open), settings), "") << open;
}

TEST(HttpDoor, ALockedOneStaysLockedWithoutTokens) {
  auto one = request("POST", "/v1/scan", {{"Authorization", "Bearer one"}});
  EXPECT_EQ(refused(one), "");
  one.locked = true;
  EXPECT_EQ(refused(one), "token");
}

TEST(HttpDoor, EachIsCountedForItself) {
  Settings settings;
  settings.rate = 60;
  Rate rate;
  const auto ask = [&](const std::string& peer, double now) {
    auto one = request("GET", "/metrics");
    one.peer = peer;
    const auto decided = admit(one, settings, rate, now);
    const auto* problem = std::get_if<Problem>(&decided);
    return problem == nullptr ? std::string() : problem->fields.at(0).second;
  };
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ask("192.0.2.1", 100), "") << i;
  EXPECT_EQ(ask("192.0.2.1", 100), "1") << "Retry-After";
  EXPECT_EQ(ask("192.0.2.2", 100), "");
  EXPECT_EQ(ask("192.0.2.1", 101), "");
  EXPECT_EQ(ask("192.0.2.1", 101), "1");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ask("2001:db8::" + std::to_string(i), 100), "");
  EXPECT_EQ(ask("2001:db8::ffff:1", 100), "1") << "one customer's network";
  EXPECT_EQ(ask("2001:db8:0:1::1", 100), "");
}

TEST(HttpRate, KeepsOnlySoManyInMind) {
  Rate rate;
  for (int i = 0; i < 10000; ++i) EXPECT_EQ(rate.take(std::to_string(i), 6, 0), 0U);
  EXPECT_NE(rate.take("further", 6, 0), 0U);
  EXPECT_EQ(rate.take("further", 6, 10), 0U) << "the others are as good as new";
}

TEST(HttpRspamd, TheEnvelopeIsInTheHeader) {
  const auto envelope = envelope_of(request("POST", "/checkv2",
                                            {{"From", "<a@example.invalid>"},
                                             {"Rcpt", "<b@example.invalid>"},
                                             {"rcpt", "\"x, y\"@example.invalid , <c,d@example.invalid>"},
                                             {"IP", "192.0.2.7"},
                                             {"Helo", "mail.invalid"},
                                             {"Hostname", "host.invalid"},
                                             {"User", "anna"},
                                             {"Queue-Id", "4F1K"},
                                             {"Deliver-To", "other@example.invalid"}}));
  EXPECT_EQ(envelope.sender, "a@example.invalid");
  EXPECT_EQ(envelope.recipients,
            (std::vector<std::string>{"b@example.invalid", "\"x, y\"@example.invalid", "c,d@example.invalid"}));
  EXPECT_EQ(envelope.client_address, "192.0.2.7");
  EXPECT_EQ(envelope.client_name, "host.invalid");
  EXPECT_EQ(envelope.helo, "mail.invalid");
  EXPECT_EQ(envelope.user, "anna");
  EXPECT_EQ(envelope.queue, "4F1K");
  EXPECT_EQ(envelope_of(request("POST", "/checkv2", {{"Deliver-To", "d@example.invalid"}})).recipients,
            std::vector<std::string>{"d@example.invalid"});
}

TEST(HttpRspamd, NothingUnreadIsNoAction) {
  for (const auto act :
       {action::Act::deliver, action::Act::hold, action::Act::tempfail, action::Act::reject, action::Act::discard})
    for (const auto* hold : {"soft reject", "quarantine"}) {
      action::Plan plan;
      plan.act = act;
      plan.name = "Unscanned.locked";
      EXPECT_NE(rspamd_action(plan, hold), "no action");
      plan.name.clear();
      EXPECT_EQ(rspamd_action(plan, hold) == "no action", act == action::Act::deliver) << "clean";
    }
}

TEST(HttpRspamd, ADiscardIsARejectToWhoDoesNotKnowIt) {
  action::Plan plan;
  plan.act = action::Act::discard;
  plan.name = "Malicious.test.eicar";
  const auto json = nlohmann::json::parse(rspamd_json({plan, {}, {}}));
  EXPECT_EQ(json["action"], "reject");
  EXPECT_EQ(json["milter"]["reject"], "discard");
}

Request asks_page(std::string method, std::string target, Fields fields = {}) {
  return {.method = std::move(method), .target = std::move(target), .fields = std::move(fields)};
}

TEST(PageDoor, TheTicketIsTheLastStepWhateverStandsBeforeIt) {
  for (const auto* target : {"/a.b-1", "/held/a.b-1", "/x/y/a.b-1?lang=en"}) {
    const auto asked = page_request(asks_page("GET", target));
    ASSERT_TRUE(std::holds_alternative<PageRequest>(asked)) << target;
    EXPECT_EQ(std::get<PageRequest>(asked).ticket, "a.b-1");
    EXPECT_FALSE(std::get<PageRequest>(asked).posts);
  }
}

TEST(PageDoor, SpeaksTheLanguageOfTheLinkThenOfTheBrowser) {
  const auto language = [](const std::string& target, Fields fields) {
    return std::get<PageRequest>(page_request(asks_page("GET", target, std::move(fields)))).language;
  };
  EXPECT_EQ(language("/a", {}), Language::ja);
  EXPECT_EQ(language("/a", {{"Accept-Language", "en-GB"}}), Language::en);
  EXPECT_EQ(language("/a?lang=ja", {{"Accept-Language", "en-GB"}}), Language::ja);
  EXPECT_EQ(language("/a?lang=en", {{"Accept-Language", "ja"}}), Language::en);
}

TEST(PageDoor, WhatIsNoPageIsToldByItsStatus) {
  const auto status = [](const Request& request) { return std::get<unsigned>(page_request(request)); };
  EXPECT_EQ(status(asks_page("PUT", "/a")), 405U);
  EXPECT_EQ(status(asks_page("GET", "/")), 404U);
  EXPECT_EQ(status(asks_page("GET", "http://a/b")), 400U);
  EXPECT_EQ(status(asks_page("POST", "/a", {{"Sec-Fetch-Site", "cross-site"}})), 403U);
  EXPECT_EQ(status(asks_page("POST", "/a", {{"Content-Length", "1"}, {"Content-Length", "2"}})), 400U);
  EXPECT_EQ(status(asks_page("POST", "/a", {{"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}})), 400U);
  EXPECT_TRUE(std::get<PageRequest>(page_request(asks_page("POST", "/a", {{"Sec-Fetch-Site", "same-origin"}}))).posts);
}

TEST(PageDoor, AFormGivesItsFieldAsItWasTyped) {
  EXPECT_EQ(form_field("x=1&password=a%2Bb+c%26%E3%81%82", "password"), "a+b c&\xE3\x81\x82");
  EXPECT_EQ(form_field("password=", "password"), "");
  EXPECT_FALSE(form_field("", "password"));
  EXPECT_FALSE(form_field("other=1", "password"));
}

TEST(PageDoor, NoScriptRunsAndNoFrameHoldsIt) {
  const auto answer = page_answer(200, "<p>");
  EXPECT_EQ(answer.fields[0].second.find("script-src"), std::string::npos);
  EXPECT_TRUE(answer.fields[0].second.starts_with("default-src 'none';"));
  EXPECT_NE(answer.fields[0].second.find("frame-ancestors 'none'"), std::string::npos);
}

} // namespace
} // namespace fumiban::http
