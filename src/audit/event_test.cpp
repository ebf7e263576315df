// SPDX-License-Identifier: Apache-2.0
#include "audit/event.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "audit/merkle.hpp"
#include "audit/packing.hpp"

namespace fumiban::audit {
namespace {

Event everything() {
  Event out;
  out.time = 1'795'562'229'123;
  out.interface = "milter";
  out.queue = "4D2C31A0";
  out.size = 48'211;
  out.tls = "TLSv1.3";
  out.spf = "pass";
  out.dkim = "fail";
  out.dmarc = "none";
  RecordedPart part{3, "zip", 3210, leaf_hash("part"), true, false, "賞与支払届.zip", "=?ISO-2022-JP?B?GyRC?="};
  out.parts = {part, {4, "ooxml", 3500, leaf_hash("other"), false, true, "賞与支払届.docm", ""}};
  out.outcome = Outcome::suspicious;
  out.level = 4;
  out.score = 92.5;
  out.rules = {"vba.autoexec-executes", "passwords.in-message"};
  out.action = "hold";
  out.changed = "tag";
  out.result = "done";
  out.report = leaf_hash("report");
  out.program = "0.1.0";
  out.rules_digest = leaf_hash("rules");
  out.policy = leaf_hash("policy");
  out.circumstances = Circumstances{1'795'562'229, "inbound"};
  out.personal = {"a@example.invalid",
                  {"b@example.invalid", "c@example.invalid"},
                  "山田 太郎 <a@example.invalid>",
                  "z@example.invalid",
                  "【重要】賞与支払届について",
                  "<1@example.invalid>",
                  "<0@example.invalid>",
                  "<00@example.invalid> <0@example.invalid>",
                  "192.0.2.1",
                  "mx.example.invalid",
                  "taro",
                  {"http://example.invalid/?a"},
                  "detail"};
  return out;
}

void expect_same(const Event& a, const Event& b) {
  EXPECT_EQ(to_json(a), to_json(b));
  EXPECT_EQ(a.time, b.time);
  EXPECT_EQ(a.happened, b.happened);
  EXPECT_EQ(a.personal, b.personal);
  EXPECT_EQ(a.outcome, b.outcome);
  EXPECT_EQ(a.score, b.score);
  EXPECT_EQ(a.policy, b.policy);
  ASSERT_EQ(a.parts.size(), b.parts.size());
  for (std::size_t i = 0; i < a.parts.size(); ++i) {
    EXPECT_EQ(a.parts[i].name, b.parts[i].name);
    EXPECT_EQ(a.parts[i].raw_name, b.parts[i].raw_name);
    EXPECT_EQ(a.parts[i].sha256, b.parts[i].sha256);
    EXPECT_EQ(a.parts[i].macro, b.parts[i].macro);
  }
}

TEST(AuditEvent, IsReadBackAsItWasWritten) {
  const auto event = everything();
  const auto json = to_json(event);
  const auto read = event_from_json(json);
  ASSERT_TRUE(std::holds_alternative<Event>(read)) << std::get<std::string>(read);
  expect_same(std::get<Event>(read), event);
  EXPECT_EQ(json.find('\n'), std::string::npos);
  EXPECT_TRUE(json.starts_with(R"({"time":"2026-11-24T23:17:09.123Z","event":"message","interface":"milter")")) << json;
}

TEST(AuditEvent, OfEveryKindIsReadBack) {
  for (const auto happened : {Happened::message, Happened::verdict, Happened::action, Happened::release,
                              Happened::policy, Happened::login, Happened::search, Happened::log}) {
    Event event;
    event.happened = happened;
    event.time = -1; // a clock that was never set
    event.about = "17";
    event.personal.user = "hanako";
    event.personal.detail = "subject:賞与";
    const auto read = event_from_json(to_json(event));
    ASSERT_TRUE(std::holds_alternative<Event>(read)) << name_of(happened);
    expect_same(std::get<Event>(read), event);
  }
}

TEST(AuditEvent, KeepsWhatTellsOfPeopleApart) {
  const auto event = everything();
  std::string plain;
  const auto json = to_json(event, [&](std::string_view text) {
    plain = unpacked(text).value();
    return std::string("key:sealed");
  });
  for (const auto* word : {"example.invalid", "太郎", "賞与", "192.0.2.1", "taro", "ISO-2022-JP", "detail"}) {
    EXPECT_EQ(json.find(word), std::string::npos) << word;
    EXPECT_NE(plain.find(word), std::string::npos) << word;
  }
  const auto open = [&](std::string_view sealed) {
    return sealed == "key:sealed" ? std::optional(plain) : std::nullopt;
  };
  expect_same(std::get<Event>(event_from_json(json, open)), event);
  const auto forgotten = std::get<Event>(event_from_json(json, [](std::string_view) { return std::nullopt; }));
  EXPECT_TRUE(forgotten.erased);
  EXPECT_EQ(forgotten.personal, Personal{});
  EXPECT_EQ(forgotten.outcome, event.outcome);
  EXPECT_EQ(forgotten.parts.size(), 2U);
  EXPECT_TRUE(std::get<Event>(event_from_json(json)).erased);
}

TEST(AuditEvent, IsPackedIntoHalfAndReadBack) {
  const auto event = everything();
  const auto json = to_json(event);
  const auto record = to_record(event);
  EXPECT_LT(record.size(), json.size() * 2 / 3);
  expect_same(std::get<Event>(event_from_record(record)), event);
  expect_same(std::get<Event>(event_from_record(json)), event);
  for (const auto& text : {std::string(), std::string("x"), std::string(10'000'000, 'a'), json})
    EXPECT_EQ(unpacked(packed(text)), text);
  EXPECT_EQ(unpacked("{}"), "{}");
  for (std::size_t size = 4; size < record.size(); ++size) EXPECT_FALSE(unpacked(record.substr(0, size))) << size;
  EXPECT_FALSE(unpacked(record + "x"));
  EXPECT_FALSE(unpacked(packed(std::string(17U << 20U, 'a')))) << "more than an event may hold";
  for (std::size_t bit = 0; bit < record.size() * 8; ++bit) {
    auto bad = record;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ 1 << bit % 8);
    (void)event_from_record(bad);
  }
}

TEST(AuditEvent, IsReadWhateverTheBytesAre) {
  const auto json = to_json(everything());
  for (std::size_t size = 0; size < json.size(); ++size)
    EXPECT_TRUE(std::holds_alternative<std::string>(event_from_json(json.substr(0, size)))) << size;
  std::size_t refused = 0;
  for (std::size_t bit = 0; bit < json.size() * 8; ++bit) {
    auto other = json;
    other[bit / 8] = static_cast<char>(other[bit / 8] ^ 1 << bit % 8);
    if (std::holds_alternative<std::string>(event_from_json(other))) ++refused;
  }
  EXPECT_GT(refused, json.size());
  for (const auto* wrong :
       {"", "[]", "1", R"({"time":"2026-11-24T23:17:09.123Z"})", R"({"time":1,"event":"message"})",
        R"({"time":"2026-02-30T23:17:09.123Z","event":"message"})",
        R"({"time":"2026-11-24T23:17:09.123Z","event":"message","size":-1})",
        R"({"time":"2026-11-24T23:17:09.123Z","event":"message","size":1.5})",
        R"({"time":"2026-11-24T23:17:09.123Z","event":"message","level":99999999999})",
        R"({"time":"2026-11-24T23:17:09.123Z","event":"message","rules":[1]})",
        R"({"time":"2026-11-24T23:17:09.123Z","event":"message","report":"AAAA"})",
        R"({"time":"2026-11-24T23:17:09.123Z","event":"message","parts":[{"part":0}],"personal":{"names":[]}})",
        R"({"time":"2026-11-24T23:17:09.123Z","event":"message","circumstances":{"clock":"x"}})",
        R"({"time":"2026-11-24T23:17:09.123Z","event":"nothing"})"})
    EXPECT_TRUE(std::holds_alternative<std::string>(event_from_json(wrong))) << wrong;
  const auto deep = std::string(1'000'000, '[');
  EXPECT_TRUE(std::holds_alternative<std::string>(event_from_json(deep)));
  EXPECT_TRUE(std::holds_alternative<std::string>(
      event_from_json(R"({"time":"2026-11-24T23:17:09.123Z","event":"message","x":)" + deep)));
  EXPECT_TRUE(std::holds_alternative<Event>(
      event_from_json(R"({"time":"2026-11-24T23:17:09.123Z","event":"message","later":[1,{"a":2}]})")));
}

TEST(AuditEvent, HoldsWhatIsNotUtf8AsReplacement) {
  Event event;
  event.personal.subject = "a\xFF";
  const auto json = to_json(event);
  EXPECT_TRUE(nlohmann::json::accept(json));
  EXPECT_EQ(std::get<Event>(event_from_json(json)).personal.subject, "a\xEF\xBF\xBD");
}

TEST(AuditEvent, TellsTimesAsTheyAreWritten) {
  EXPECT_EQ(utc(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(utc(-1), "1969-12-31T23:59:59.999Z");
  for (const std::int64_t time : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{951'782'400'000}, // 2000-02-29
                                  std::int64_t{1'795'562'229'123}, std::int64_t{253'402'300'799'999}})
    EXPECT_EQ(parse_utc(utc(time)), time) << utc(time);
  for (const auto* wrong : {"2026-11-24T23:17:09.123", "2026-11-24T24:00:00.000Z", "2026-13-24T23:17:09.123Z",
                            "2026-11-24 23:17:09.123Z", "-026-11-24T23:17:09.123Z"})
    EXPECT_FALSE(parse_utc(wrong)) << wrong;
}

} // namespace
} // namespace fumiban::audit
