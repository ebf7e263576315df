// SPDX-License-Identifier: Apache-2.0
#include "spool/outbox.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <set>

namespace fumiban::spool {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kNow = 1800000000;
constexpr std::int64_t kDay = 86400;

class Outboxes : public ::testing::Test {
protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "fumiban-outbox-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }
  /// As a process that starts finds it.
  Outbox open(std::int64_t now = kNow) const { return std::get<Outbox>(Outbox::open(folder_, now)); }
  std::string folder_;
};

const std::string kKey = Outbox::key_of("a@x", {"b@x"}, "message");

TEST_F(Outboxes, WhatWaitsIsDueOnceItWasHeard) {
  const auto outbox = open();
  const auto stored = outbox.store_waiting(kKey, "{}", "message");
  ASSERT_EQ(stored.error, "");
  EXPECT_TRUE(outbox.due().empty());
  const auto due = outbox.make_due(stored.id);
  EXPECT_EQ(outbox.due(), std::vector<std::string>{due});
  EXPECT_EQ(outbox.read(due)->message, "message");
  const auto again = open();
  EXPECT_EQ(again.due(), std::vector<std::string>{due}) << "it outlives us";
  EXPECT_FALSE(again.remembers(kKey)) << "and nothing is in doubt";
  EXPECT_EQ(again.remove(due), "");
  EXPECT_TRUE(open().due().empty());
}

TEST_F(Outboxes, WhatWaitedWhenItsProcessDiedIsSentAndRemembered) {
  ASSERT_EQ(open().store_waiting(kKey, "{}", "message").error, "");
  auto outbox = open();
  ASSERT_EQ(outbox.due().size(), 1U);
  EXPECT_TRUE(outbox.remembers(kKey));
  EXPECT_FALSE(outbox.remembers(Outbox::key_of("a@x", {"c@x"}, "message")));
  ASSERT_EQ(outbox.remove(outbox.due().front()), "");
  EXPECT_TRUE(open(kNow + 6 * kDay).remembers(kKey)) << "whoever brought it tries for days";
  EXPECT_FALSE(open(kNow + 8 * kDay).remembers(kKey));
  ASSERT_EQ(outbox.store_waiting(kKey, "{}", "message").error, "");
  outbox = open();
  outbox.forget(kKey);
  EXPECT_FALSE(outbox.remembers(kKey));
}

TEST_F(Outboxes, TheSameMessageTwiceIsTwoCopiesButANoticeIsOne) {
  const auto outbox = open();
  const auto one = outbox.store_waiting(kKey, "{}", "message");
  const auto other = outbox.store_waiting(kKey, "{}", "message");
  EXPECT_NE(one.id, other.id);
  for (const auto& id : {one.id, other.id}) EXPECT_NE(outbox.make_due_in_doubt(id, kNow), "");
  EXPECT_EQ(outbox.due().size(), 2U);
  EXPECT_EQ(outbox.store_due(kKey, "{}", "notice").id, outbox.store_due(kKey, "{}", "notice").id);
  EXPECT_EQ(outbox.due().size(), 3U);
}

TEST_F(Outboxes, AKeyTellsSendersRecipientsAndMessagesApart) {
  const std::vector<std::string> keys = {
      kKey, Outbox::key_of("b@x", {"b@x"}, "message"), Outbox::key_of("a@x", {"b@x", "message"}, ""),
      Outbox::key_of("a@x", {}, "b@x\n\nmessage"), Outbox::key_of("a@x", {"b@x"}, "messag")};
  EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), keys.size());
}

TEST_F(Outboxes, AWriteThatFailsLeavesNothing) {
  const auto outbox = open();
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit little{5, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &little);
  const auto waiting = outbox.store_waiting(kKey, "{}", "message");
  const auto due = outbox.store_due(kKey, "{}", "message");
  setrlimit(RLIMIT_FSIZE, &before);
  for (const auto& stored : {waiting, due}) {
    EXPECT_EQ(stored.id, "");
    EXPECT_NE(stored.error, "");
  }
  EXPECT_TRUE(fs::is_empty(folder_ + "/outbox"));
}

} // namespace
} // namespace fumiban::spool
