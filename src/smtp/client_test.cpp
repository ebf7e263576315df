// SPDX-License-Identifier: Apache-2.0
#include "smtp/client.hpp"

#include <gtest/gtest.h>

namespace fumiban::smtp {
namespace {

/// Feeds what the next hop says; what we say lies in `sent`.
struct Talk {
  Client client;
  std::string sent;
  std::optional<Extensions> ready;
  std::vector<std::vector<Reply>> answers;
  std::string lost;

  explicit Talk(Protocol protocol = Protocol::smtp) : client(protocol, "us") {}

  Talk& hear(std::string_view bytes) {
    client.take(bytes);
    while (auto event = client.next()) {
      if (auto* send = std::get_if<Client::Send>(&*event)) sent += send->bytes;
      else if (auto* can = std::get_if<Client::Ready>(&*event)) ready = can->extensions;
      else if (auto* answer = std::get_if<Client::Answer>(&*event)) answers.push_back(answer->replies);
      else if (auto* gone = std::get_if<Client::Lost>(&*event)) lost = encoded(gone->reply);
    }
    return *this;
  }
  std::string take() { return std::exchange(sent, {}); }
};

Talk greeted(Protocol protocol = Protocol::smtp, std::string_view more = "") {
  Talk talk(protocol);
  talk.hear("220-a\r\n220 b\r\n");
  talk.hear("250-hop\r\n" + std::string(more) +
            "250-PIPELINING\r\n250-SIZE 1000\r\n250-8BITMIME\r\n250 XFORWARD NAME addr\r\n");
  return talk;
}

TEST(SmtpClient, TheNextHopSaysWhatItCanDo) {
  auto talk = greeted();
  EXPECT_EQ(talk.sent, "EHLO us\r\n");
  ASSERT_TRUE(talk.ready);
  EXPECT_TRUE(talk.ready->eight_bit);
  EXPECT_FALSE(talk.ready->utf8);
  EXPECT_EQ(talk.ready->size, 1000U);
  Talk old;
  old.hear("220 old\r\n").hear("502 what?\r\n").hear("250 hello\r\n");
  EXPECT_EQ(old.sent, "EHLO us\r\nHELO us\r\n");
  ASSERT_TRUE(old.ready);
  EXPECT_FALSE(old.ready->size);
  EXPECT_EQ(greeted(Protocol::lmtp).sent, "LHLO us\r\n");
}

TEST(SmtpClient, AMessageIsHandedOn) {
  auto talk = greeted(Protocol::smtp, "250-SMTPUTF8\r\n");
  Forward forward;
  ASSERT_TRUE(forward.take("NAME=spike ADDR=192.0.2.7 HELO=x"));
  EXPECT_EQ(talk.client.mail(forward, {"<a@x>", {"SIZE=5", "BODY=8BITMIME", "RET=HDRS", "SMTPUTF8"}}),
            "XFORWARD ADDR=192.0.2.7 NAME=spike\r\n");
  talk.take();
  talk.hear("550 5.7.0 no\r\n");
  EXPECT_EQ(talk.take(), "MAIL FROM:<a@x> SIZE=5 BODY=8BITMIME SMTPUTF8\r\n");
  talk.hear("250 2.1.0 ok\r\n");
  EXPECT_EQ(talk.client.recipient({"<b@x>", {"NOTIFY=NEVER"}}), "RCPT TO:<b@x>\r\n");
  talk.hear("250 2.1.5 ok\r\n");
  EXPECT_EQ(talk.client.data("x\r\n.\r\n"), "DATA\r\n");
  talk.hear("354 go on\r\n");
  EXPECT_EQ(talk.take(), "x\r\n..\r\n.\r\n");
  talk.hear("250-2.0.0 taken\r\n250 as 4F\r\n");
  ASSERT_EQ(talk.answers.size(), 3U);
  EXPECT_EQ(encoded(talk.answers[2][0]), "250-2.0.0 taken\r\n250 as 4F\r\n");
  EXPECT_EQ(talk.client.mail({}, {"<>", {}}), "MAIL FROM:<>\r\n") << "nothing is left to take back";
}

TEST(SmtpClient, WhatWasBegunIsTakenBackBeforeTheNextMessage) {
  auto talk = greeted();
  (void)talk.client.mail({}, {"<a@x>", {}});
  talk.hear("250 ok\r\n");
  (void)talk.client.recipient({"<b@x>", {}});
  talk.hear("250 ok\r\n").take();
  EXPECT_EQ(talk.client.mail({}, {"<c@x>", {}}), "RSET\r\n");
  talk.hear("250 ok\r\n");
  EXPECT_EQ(talk.take(), "MAIL FROM:<c@x>\r\n");
  talk.hear("451 4.3.0 later\r\n");
  EXPECT_EQ(talk.answers.back()[0].code, 451U);
  EXPECT_EQ(talk.client.mail({}, {"<d@x>", {}}), "MAIL FROM:<d@x>\r\n");
}

TEST(SmtpClient, LmtpAnswersForEachRecipient) {
  auto talk = greeted(Protocol::lmtp);
  const auto begin = [&] {
    (void)talk.client.mail({}, {"<a@x>", {}});
    talk.hear("250 ok\r\n");
    for (const char* reply : {"250 ok\r\n", "550 no\r\n", "250 ok\r\n"}) {
      (void)talk.client.recipient({"<b@x>", {}});
      talk.hear(reply);
    }
    (void)talk.client.data("x\r\n");
    talk.hear("354 go on\r\n");
    talk.answers.clear();
  };
  begin();
  talk.hear("250 one\r\n");
  EXPECT_TRUE(talk.answers.empty());
  talk.hear("452 two\r\n");
  ASSERT_EQ(talk.answers.size(), 1U);
  EXPECT_EQ(talk.answers[0].size(), 2U);
  begin();
  talk.hear("250 one\r\n421 bye\r\n");
  ASSERT_EQ(talk.answers.size(), 1U) << "the first one must not be brought again";
  EXPECT_EQ(talk.answers[0][0].code, 250U);
  EXPECT_EQ(talk.answers[0][1].code, 421U);
  EXPECT_EQ(talk.lost, "");
}

TEST(SmtpClient, WhoeverMakesNoSenseIsLost) {
  for (const char* said : {"hello\r\n", "554 go away\r\n", "421 later\r\n", "999 x\r\n", "220x\r\n",
                           "220-a\r\n250 b\r\n", "220 a\n220 b\r\n", "354 go on\r\n"}) {
    Talk talk;
    talk.hear(said);
    EXPECT_TRUE(talk.lost.starts_with("421 4.4.2 The next hop is lost: ")) << said;
    EXPECT_FALSE(talk.ready);
  }
  Talk endless;
  for (int i = 0; i < 1000; ++i) endless.hear("220-words\r\n");
  EXPECT_NE(endless.lost, "");
  Talk long_line;
  long_line.hear(std::string(5000, '2'));
  EXPECT_NE(long_line.lost, "");
}

TEST(SmtpClient, AnAnswerTooManyIsNoAnswerToTheNextQuestion) {
  auto talk = greeted();
  (void)talk.client.mail({}, {"<a@x>", {}});
  talk.hear("250 ok\r\n250 and more\r\n");
  ASSERT_EQ(talk.answers.size(), 1U);
  EXPECT_EQ(talk.lost, "");
  (void)talk.client.recipient({"<b@x>", {}});
  talk.hear("");
  EXPECT_NE(talk.lost, "");
  EXPECT_EQ(talk.answers.size(), 1U);
}

TEST(SmtpClient, WhoIsGoneIsLost) {
  auto talk = greeted();
  (void)talk.client.mail({}, {"<a@x>", {}});
  const auto event = talk.client.lost("it closed the connection");
  EXPECT_EQ(encoded(std::get<Client::Lost>(event).reply),
            "421 4.4.2 The next hop is lost: it closed the connection\r\n");
}

} // namespace
} // namespace fumiban::smtp
