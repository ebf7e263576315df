// SPDX-License-Identifier: Apache-2.0
#include "smtp/server.hpp"

#include <gtest/gtest.h>

namespace fumiban::smtp {
namespace {

using namespace std::string_literals;

/// A next hop that can do all and says yes, but to recipients that are "no".
struct Talk {
  Server server;
  std::string sent;
  std::vector<Server::Message> messages;
  std::vector<Server::Sender> senders;
  std::vector<std::string> recipients;
  bool closed = false;
  Extensions extensions{true, true, true, true, 0, {}};
  std::vector<Reply> final{Reply(250, "2.0.0 taken")};

  explicit Talk(Server::Options options = {}) : server(std::move(options)) {}

  Talk& say(std::string_view bytes) {
    server.take(bytes);
    while (auto event = server.next()) {
      if (auto* send = std::get_if<Server::Send>(&*event)) sent += send->bytes;
      else if (std::holds_alternative<Server::Close>(*event)) closed = true;
      else if (std::holds_alternative<Server::Hello>(*event)) sent += server.welcome(extensions);
      else if (auto* sender = std::get_if<Server::Sender>(&*event)) {
        senders.push_back(*sender);
        sent += server.answer({Reply(250, "2.1.0 sender")});
      } else if (auto* recipient = std::get_if<Server::Recipient>(&*event)) {
        const bool no = recipient->path.address.find("no") != std::string::npos;
        if (!no) recipients.push_back(recipient->path.address);
        sent += server.answer({no ? Reply(550, "5.1.1 unknown") : Reply(250, "2.1.5 recipient")});
      } else if (auto* message = std::get_if<Server::Message>(&*event)) {
        messages.push_back(*message);
        sent += server.answer(message->too_large ? std::vector{Reply(552, "5.3.4 large")} : final);
      }
    }
    return *this;
  }
  /// What is said to `bytes`, as codes.
  std::string codes(std::string_view bytes) {
    sent.clear();
    say(bytes);
    std::string out;
    for (std::size_t at = 0; at < sent.size(); at = sent.find("\r\n", at) + 2)
      if (sent[at + 3] == ' ') out += (out.empty() ? "" : " ") + sent.substr(at, 3);
    return out;
  }
};

Talk greeted(Server::Options options = {}) {
  const auto hello = options.protocol == Protocol::lmtp ? "LHLO c\r\n" : "EHLO client.invalid\r\n";
  Talk talk(std::move(options));
  talk.say(hello);
  return talk;
}

const std::string kMail = "MAIL FROM:<a@example.invalid>\r\nRCPT TO:<b@example.invalid>\r\n";

TEST(SmtpServer, AMailIsTakenWithItsEnvelope) {
  auto talk = greeted();
  EXPECT_EQ(talk.codes("MAIL FROM:<a@example.invalid> SIZE=20 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=x\r\n"
                       "rcpt to: <\"b> c\"@example.invalid> NOTIFY=NEVER\r\nRCPT TO:<no@example.invalid>\r\nDATA\r\n"),
            "250 250 550 354");
  EXPECT_EQ(talk.codes("Subject: x\r\n\r\n..\r\n.\r\nQUIT\r\n"), "250 221");
  ASSERT_EQ(talk.messages.size(), 1U);
  EXPECT_EQ(talk.messages[0].bytes, "Subject: x\r\n\r\n.\r\n");
  EXPECT_EQ(talk.senders[0].path.address, "<a@example.invalid>");
  EXPECT_EQ(talk.senders[0].path.parameter("body"), "8BITMIME");
  EXPECT_EQ(talk.senders[0].path.parameter("SMTPUTF8"), "");
  EXPECT_FALSE(talk.senders[0].path.parameter("AUTH"));
  EXPECT_EQ(talk.recipients, std::vector<std::string>{"<\"b> c\"@example.invalid>"});
  EXPECT_TRUE(talk.closed);
}

TEST(SmtpServer, WhatTheNextHopCanDoIsOffered) {
  auto talk = greeted({.name = "us", .message = 1000});
  EXPECT_EQ(talk.sent,
            "250-us\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-SIZE 1000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
            "250-DSN\r\n250 ENHANCEDSTATUSCODES\r\n");
  Talk poor({.name = "us", .forwards = true, .message = 1000});
  poor.extensions = {};
  poor.extensions.size = 500;
  poor.say("EHLO c\r\n");
  EXPECT_EQ(poor.sent,
            "250-us\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-SIZE 500\r\n"
            "250 XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE\r\n");
  EXPECT_EQ(poor.codes("MAIL FROM:<a@example.invalid> BODY=8BITMIME\r\nMAIL FROM:<a@example.invalid> SMTPUTF8\r\n"
                       "MAIL FROM:<> SIZE=10\r\n"),
            "555 555 250");
  Talk old;
  EXPECT_EQ(old.codes("HELO c\r\nMAIL FROM:<> SIZE=10\r\nMAIL FROM:<>\r\n"), "250 555 250");
}

TEST(SmtpServer, CommandsHaveTheirOrder) {
  Talk talk;
  EXPECT_EQ(talk.codes("NOOP\r\n" + kMail + "DATA\r\nBDAT 3\r\nabcRSET\r\n"), "250 503 503 503 503 250");
  EXPECT_EQ(talk.codes("LHLO c\r\nEHLO\r\nEHLO c\r\n"), "500 501 250");
  EXPECT_EQ(talk.codes("MAIL FROM:<a@example.invalid>\r\nMAIL FROM:<a@example.invalid>\r\nDATA\r\n"), "250 503 503");
  EXPECT_EQ(talk.codes("RCPT TO:<no@example.invalid>\r\nDATA\r\nVRFY b\r\nEXPN b\r\nSTARTTLS\r\n"),
            "550 503 252 500 500");
  EXPECT_EQ(talk.codes("RSET\r\nRCPT TO:<b@example.invalid>\r\n" + kMail + "EHLO d\r\nDATA\r\n"),
            "250 503 250 250 250 503");
  EXPECT_EQ(talk.codes("MAIL FROM:<>\r\nRCPT TO:<>\r\nRCPT TO:b\r\nRCPT TO:<b> x=y z\r\nRCPT <b>\r\nRCPT TO:<b\r\n"),
            "250 501 501 555 501 501");
  EXPECT_TRUE(talk.messages.empty());
  EXPECT_FALSE(talk.closed);
}

TEST(SmtpServer, ChunksMakeAMessage) {
  auto talk = greeted();
  EXPECT_EQ(talk.codes(kMail + "BDAT 12\r\nSubject: x\r\nBDAT 5\r\n\r\n.\r\nRCPT TO:<c@example.invalid>\r\nDATA\r\n"),
            "250 250 250 250 503 503");
  EXPECT_EQ(talk.codes("BDAT 8 LAST\r\nfew\nword"), "250");
  ASSERT_EQ(talk.messages.size(), 1U);
  EXPECT_EQ(talk.messages[0].bytes, "Subject: x\r\n\r\n.\r\nfew\r\nword\r\n");
  EXPECT_EQ(talk.codes(kMail + "BDAT 2\r\nx\rBDAT 0 last\r\n"), "250 250 250 250");
  EXPECT_EQ(talk.messages[1].bytes, "x\r\n");
  EXPECT_EQ(talk.codes(kMail + "BDAT -1\r\nQUIT\r\n"), "250 250 501") << "where it ends, nobody knows";
  EXPECT_TRUE(talk.closed);
}

TEST(SmtpServer, AMessageThatIsLetGoIsReadToItsEndAndNotKept) {
  const std::string piece(1000, 'x');
  auto talk = greeted();
  talk.server.shed();
  EXPECT_EQ(talk.codes(kMail + "DATA\r\n"), "250 250 354") << "there was nothing to let go";
  talk.say(piece);
  EXPECT_GE(talk.server.held(), 1000U);
  talk.server.shed();
  talk.say(piece);
  EXPECT_LT(talk.server.held(), 1000U);
  talk.say("\r\n.\r\n");
  EXPECT_EQ(talk.codes(kMail + "BDAT 2000\r\n" + piece), "250 250");
  talk.server.shed();
  EXPECT_EQ(talk.codes(piece + "BDAT 3\r\nabcBDAT 3 LAST\r\nabc"), "452 452 552");
  ASSERT_EQ(talk.messages.size(), 2U);
  for (const auto& message : talk.messages) {
    EXPECT_TRUE(message.shed);
    EXPECT_EQ(message.bytes, "");
  }
  EXPECT_EQ(talk.codes(kMail + "BDAT 3 LAST\r\nabc"), "250 250 250");
  EXPECT_FALSE(talk.messages[2].shed) << "the next one is another one";
  EXPECT_EQ(talk.messages[2].bytes, "abc\r\n");
}

TEST(SmtpServer, RecipientsAreBoundedByBytes) {
  auto talk = greeted({.told = 1000});
  talk.say("MAIL FROM:<>\r\n");
  const auto rcpt = "RCPT TO:<" + std::string(500, 'a') + ">\r\n";
  EXPECT_EQ(talk.codes(rcpt + rcpt + rcpt), "250 250 452");
}

TEST(SmtpServer, WordsWithinAChunkAreNoCommands) {
  auto talk = greeted();
  const std::string words = "x\r\n.\r\nMAIL FROM:<admin@example.invalid>\r\n";
  EXPECT_EQ(talk.codes("BDAT " + std::to_string(words.size()) + " LAST\r\n" + words + "NOOP\r\n"), "503 250");
  EXPECT_EQ(talk.senders.size(), 0U);
}

TEST(SmtpServer, ALineEndThatIsNoneEndsTheConversation) {
  for (const auto& junk :
       {"NOOP\nMAIL FROM:<admin@example.invalid>\r\n"s, "NOOP\rNOOP\r\n"s, "RCPT TO:<b@example.invalid\r>\r\n"s,
        "MAIL FROM:<a@example.invalid\0>\r\n"s, "NOOP \x7f\r\n"s, "\n"s, std::string(5000, 'x'),
        "NOOP " + std::string(5000, 'x') + "\r\n"}) {
    auto talk = greeted();
    EXPECT_EQ(talk.codes(junk + "NOOP\r\n"), "500") << testing::PrintToString(junk);
    EXPECT_TRUE(talk.closed) << testing::PrintToString(junk);
    EXPECT_EQ(talk.codes("NOOP\r\n"), "");
  }
}

TEST(SmtpServer, NoFalseEndOfAMessageSmugglesAnother) {
  for (const auto& end : {"\n.\n"s, "\n.\r"s, "\r.\n"s, "\r.\r"s, "\n.\r\n"s, "\r.\r\n"s, "\r\n.\n"s, "\r\n.\r"s,
                          "\r\n\0.\r\n"s, "\r\n.\0\r\n"s, "\r\n.\r\r\n"s, "\r\r\n.\r\r\n"s}) {
    auto talk = greeted();
    EXPECT_EQ(talk.codes(kMail + "DATA\r\nSubject: x\r\n\r\nwords" + end + kMail +
                         "DATA\r\nSubject: smuggled\r\n.\r\nNOOP\r\n"),
              "250 250 354 550")
        << testing::PrintToString(end);
    EXPECT_TRUE(talk.closed);
    EXPECT_TRUE(talk.messages.empty());
    EXPECT_EQ(talk.senders.size(), 1U);
  }
}

TEST(SmtpServer, CommandsBehindATrueEndAreCommands) {
  auto talk = greeted();
  EXPECT_EQ(talk.codes(kMail + "DATA\r\nx\r\n.\r\n" + kMail + "DATA\r\ny\r\n.\r\n"), "250 250 354 250 250 250 354 250");
  ASSERT_EQ(talk.messages.size(), 2U);
  EXPECT_EQ(talk.messages[1].bytes, "y\r\n");
}

TEST(SmtpServer, LimitsAreKept) {
  auto talk = greeted({.message = 10, .recipients = 2, .commands = 6});
  EXPECT_EQ(talk.codes("MAIL FROM:<> SIZE=11\r\nMAIL FROM:<> SIZE=x\r\n" + kMail), "552 501 250 250");
  EXPECT_EQ(talk.codes("RCPT TO:<c>\r\nRCPT TO:<d>\r\nDATA\r\n01234567890\r\n.\r\n"), "250 452 354 552");
  EXPECT_TRUE(talk.messages.at(0).too_large);
  EXPECT_EQ(talk.codes(kMail + "BDAT 11\r\n01234567890BDAT 0 LAST\r\n"), "250 250 552 552");
  EXPECT_TRUE(talk.messages.at(1).too_large);
  EXPECT_EQ(talk.codes("NOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\n"), "250 250 250 250 250 250 421");
  EXPECT_TRUE(talk.closed);
}

TEST(SmtpServer, LmtpAnswersForEachRecipient) {
  auto talk = greeted({.protocol = Protocol::lmtp});
  talk.final = {Reply(250, "one"), Reply(452, "full")};
  EXPECT_EQ(talk.codes("EHLO c\r\n" + kMail + "RCPT TO:<no@x>\r\nRCPT TO:<c@x>\r\nRCPT TO:<d@x>\r\nDATA\r\nx\r\n.\r\n"),
            "500 250 250 550 250 250 354 250 452 452");
  EXPECT_EQ(talk.codes(kMail + "RCPT TO:<c@x>\r\nBDAT 1\r\nxBDAT 1 LAST\r\ny"), "250 250 250 250 250 452");
}

TEST(SmtpServer, ForwardedClientsAreTakenFromThoseWhoMay) {
  auto talk = greeted({.forwards = true});
  EXPECT_EQ(
      talk.codes("XFORWARD NAME=spike.example.invalid addr=192.0.2.7\r\nXFORWARD HELO=a+2Bb+0D+0AMAIL IDENT=4F1\r\n"
                 "XFORWARD PORT=[unavailable]\r\n"),
      "250 250 250");
  EXPECT_EQ(
      talk.codes("XFORWARD\r\nXFORWARD NAME\r\nXFORWARD OTHER=x\r\nXFORWARD NAME=" + std::string(256, 'x') + "\r\n"),
      "501 501 501 501");
  EXPECT_EQ(talk.codes(kMail + "XFORWARD NAME=x\r\nDATA\r\nx\r\n.\r\n" + kMail), "250 250 503 354 250 250 250");
  const auto& forward = talk.senders.at(0).forward;
  EXPECT_EQ(forward.get("NAME"), "spike.example.invalid");
  EXPECT_EQ(forward.get("ADDR"), "192.0.2.7");
  EXPECT_EQ(forward.get("HELO"), "a+b??MAIL") << "no line can be broken by it";
  EXPECT_EQ(forward.get("IDENT"), "4F1");
  EXPECT_EQ(forward.get("PORT"), "");
  EXPECT_EQ(forward.get("PROTO"), "");
  EXPECT_TRUE(talk.senders.at(1).forward.attributes.empty()) << "it was said of one message";
  auto other = greeted();
  EXPECT_EQ(other.codes("XFORWARD NAME=x\r\n" + kMail), "550 250 250");
}

TEST(SmtpServer, ABrowserIsNoClient) {
  Talk talk;
  EXPECT_EQ(talk.codes("POST / HTTP/1.1\r\nHost: localhost\r\n\r\nEHLO x\r\n"), "500");
  EXPECT_TRUE(talk.closed);
}

TEST(SmtpServer, RepliesCannotBreakOutOfTheirLine) {
  EXPECT_EQ(encoded(Reply(550, "no\r\n250 yes")), "550 no??250 yes\r\n");
}

} // namespace
} // namespace fumiban::smtp
