// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "milter/session.hpp"

namespace fumiban::milter {
namespace {

using namespace std::string_literals;

const Options kPostfix{.version = 6, .actions = 0x1FF, .protocol = 0x1FFFFF};
const Options kOld{.version = 2, .actions = 0x3F, .protocol = 0x7F};

std::string optneg(const Options& options) { return packet('O', encoded(options)); }

/// A mail as Postfix sends it.
std::string mail(const std::string& body) {
  return packet('D', "Cj\0mail.example.invalid\0{daemon_name}\0smtpd\0"s) +
         packet('C',
                "client.example.invalid\0004\x1F\x90"
                "192.0.2.7\0"s) +
         packet('H', "client\0"s) + packet('D', "M{auth_authen}\0anna\0{mail_addr}\0a@example.invalid\0"s) +
         packet('M', "<a@example.invalid>\0SIZE=100\0BODY=8BITMIME\0"s) + packet('R', "<b@example.invalid>\0"s) +
         packet('R', "<c@example.invalid>\0NOTIFY=NEVER\0"s) + packet('D', "Ti\0004F1K2x3\0"s) + packet('T') +
         packet('L', "From\0 a@example.invalid\0"s) + packet('L', "Subject\0  two\n\twords\0"s) + packet('N') +
         packet('B', body) + packet('D', "Ei\0004F1K2x3\0"s) + packet('E');
}

struct Heard {
  std::string sent;
  std::vector<Message> messages;
  bool closed = false;
};

Heard hear(Session& session, std::string_view bytes, std::size_t piece = std::string_view::npos) {
  Heard out;
  for (std::size_t at = 0; at < bytes.size() && !out.closed; at += std::min(piece, bytes.size() - at)) {
    session.take(bytes.substr(at, piece));
    while (auto event = session.next()) {
      if (auto* message = std::get_if<Message>(&*event)) {
        out.messages.push_back(std::move(*message));
      } else if (auto* send = std::get_if<Session::Send>(&*event)) {
        out.sent += send->bytes;
      } else {
        out.closed = true;
        break;
      }
    }
  }
  return out;
}

TEST(Milter, AMailBecomesItsBytesAndItsEnvelope) {
  Session session({});
  const auto heard = hear(session, optneg(kPostfix) + mail("Hello.\r\n"));
  ASSERT_EQ(heard.messages.size(), 1U);
  const auto& message = heard.messages[0];
  EXPECT_EQ(message.bytes, "From: a@example.invalid\r\nSubject:  two\r\n\twords\r\n\r\nHello.\r\n");
  EXPECT_TRUE(message.exact);
  EXPECT_EQ(message.envelope.client_name, "client.example.invalid");
  EXPECT_EQ(message.envelope.client_address, "192.0.2.7");
  EXPECT_EQ(message.envelope.client_port, 8080);
  EXPECT_EQ(message.envelope.helo, "client");
  EXPECT_EQ(message.envelope.sender, "<a@example.invalid>");
  EXPECT_EQ(message.envelope.recipients, (std::vector<std::string>{"<b@example.invalid>", "<c@example.invalid>"}));
  EXPECT_EQ(message.envelope.macro("i"), "4F1K2x3");
  EXPECT_EQ(message.envelope.macro("{auth_authen}"), "anna");
  EXPECT_EQ(message.envelope.macro("{tls_version}"), "");
  EXPECT_EQ(heard.sent.size(), optneg(kPostfix).size()) << "nothing but the negotiation is answered";
}

TEST(Milter, AnOldServerGetsAReplyToEachCommand) {
  Session session({});
  const auto heard = hear(session, optneg(kOld) + mail("x\r\n"));
  ASSERT_EQ(heard.messages.size(), 1U);
  EXPECT_FALSE(heard.messages[0].exact);
  EXPECT_EQ(heard.messages[0].bytes.substr(0, 8), "From:  a") << "the blank that came is kept behind the usual one";
  std::string replies;
  for (int i = 0; i < 10; ++i) replies += packet('c'); // connect, helo, mail, 2 rcpt, data, 2 header, eoh, body
  EXPECT_EQ(heard.sent.substr(optneg(kOld).size()), replies);
}

TEST(Milter, AByteAtATimeIsTheSame) {
  Session whole({});
  Session bytes({});
  const auto stream = optneg(kPostfix) + mail("one\r\n") + mail("two\r\n");
  const auto a = hear(whole, stream);
  const auto b = hear(bytes, stream, 1);
  EXPECT_EQ(a.sent, b.sent);
  ASSERT_EQ(a.messages.size(), 2U);
  ASSERT_EQ(b.messages.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(a.messages[i].bytes, b.messages[i].bytes);
    EXPECT_EQ(a.messages[i].envelope.macros, b.messages[i].envelope.macros);
  }
}

TEST(Milter, ResultsAreToldInTheirOrder) {
  Session session({.forged = 2});
  const auto field = [](const std::string& name, const std::string& value) {
    return packet('L', name + '\0' + value + '\0');
  };
  auto stream = packet('M', "<a@example.invalid>\0"s) + field("Authentication-Results", " a; none") +
                field("ARC-Authentication-Results", " i=1; a") + field("authentication-results ", "\n b; none");
  const auto heard = hear(
      session, optneg(kPostfix) + stream + packet('E') + stream + field("AUTHENTICATION-RESULTS", "c") + packet('E'));
  ASSERT_EQ(heard.messages.size(), 2U);
  const auto& results = heard.messages[0].results;
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].value, " a; none");
  EXPECT_EQ(results[1].name, "authentication-results ");
  EXPECT_EQ(results[1].value, "\n b; none");
  EXPECT_FALSE(heard.messages[0].too_large);
  EXPECT_TRUE(heard.messages[1].too_large) << "more than are kept";
}

TEST(Milter, AMessageThatIsLetGoIsHeardToItsEndAndNotKept) {
  Session session({});
  const auto whole = mail(std::string(1000, 'x'));
  const auto end = whole.find(packet('D', "Ei\0004F1K2x3\0"s));
  (void)hear(session, optneg(kPostfix) + whole.substr(0, end));
  EXPECT_GE(session.held(), 1000U);
  session.shed();
  (void)hear(session, packet('B', std::string(1000, 'y')) + packet('L', "X-Fumiban-Verdict\0 clean\0"s));
  EXPECT_LT(session.held(), 1000U);
  const auto heard = hear(session, whole.substr(end));
  ASSERT_EQ(heard.messages.size(), 1U);
  EXPECT_TRUE(heard.messages[0].shed);
  EXPECT_EQ(heard.messages[0].bytes, "");
  EXPECT_EQ(heard.messages[0].forged.size(), 1U) << "it may be delivered all the same";
  EXPECT_EQ(heard.messages[0].envelope.recipients.size(), 2U);
  const auto next = hear(session, mail("z\r\n"));
  ASSERT_EQ(next.messages.size(), 1U);
  EXPECT_FALSE(next.messages[0].shed);
  EXPECT_TRUE(next.messages[0].bytes.ends_with("z\r\n"));
}

TEST(Milter, WhatIsToldBesideAMessageIsBoundedByBytes) {
  const auto closes = [](const std::string& bytes) {
    Session session({});
    return hear(session, optneg(kPostfix) + bytes).closed;
  };
  const auto times = [](const std::string& one, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += one;
    return out;
  };
  for (const char command : {'C', 'H', 'M', 'R'}) {
    EXPECT_FALSE(closes(packet(command, std::string(4095, 'x') + '\0'))) << command;
    EXPECT_TRUE(closes(packet(command, std::string(4096, 'x') + '\0'))) << command;
  }
  EXPECT_FALSE(closes(packet('D', 'M' + std::string(60'000, '\0'))));
  EXPECT_FALSE(closes(times(packet('D', 'M' + std::string(60'000, '\0')), 5))) << "each takes the place of the last";
  EXPECT_TRUE(closes(packet('D', 'M' + std::string(70'000, '\0'))));
  EXPECT_TRUE(closes(packet('D', 'M' + std::string(40'000, '\0')) + packet('D', 'R' + std::string(40'000, '\0'))));
  const auto recipient = packet('R', "<" + std::string(4000, 'a') + ">\0"s);
  EXPECT_FALSE(closes(times(recipient, 500)));
  EXPECT_TRUE(closes(times(recipient, 600)));
  Session session({});
  const auto forged = packet('L', "X-Fumiban-" + std::string(100'000, 'a') + "\0 x\0"s);
  const auto heard = hear(session, optneg(kPostfix) + times(forged, 30) + packet('N') + packet('E'));
  ASSERT_EQ(heard.messages.size(), 1U);
  EXPECT_EQ(heard.messages[0].forged.size(), 20U);
  EXPECT_TRUE(heard.messages[0].too_large);
}

TEST(Milter, AMessageThatIsTakenBackLeavesNothing) {
  Session session({});
  const auto one = mail("secret\r\n");
  const auto half = one.substr(0, one.find("secret"));
  const auto until_body = half.substr(0, half.size() - 5);
  const auto heard = hear(session, optneg(kPostfix) + until_body + packet('A') + mail("plain\r\n"));
  ASSERT_EQ(heard.messages.size(), 1U);
  EXPECT_EQ(heard.messages[0].bytes.find("secret"), std::string::npos);
  EXPECT_EQ(heard.messages[0].envelope.recipients.size(), 2U);
}

TEST(Milter, AnotherClientOnTheSameConnectionInheritsNothing) {
  Session session({});
  const auto second = packet('C', "other\0U\0\0"s) + packet('M', "<>\0"s) + packet('R', "<b@example.invalid>\0"s) +
                      packet('N') + packet('E');
  const auto heard = hear(session, optneg(kPostfix) + mail("x\r\n") + packet('K') + second);
  ASSERT_EQ(heard.messages.size(), 2U);
  EXPECT_EQ(heard.messages[1].envelope.client_name, "other");
  EXPECT_EQ(heard.messages[1].envelope.client_address, "");
  EXPECT_EQ(heard.messages[1].envelope.helo, "");
  EXPECT_EQ(heard.messages[1].envelope.macro("{auth_authen}"), "");
  EXPECT_EQ(heard.messages[1].envelope.sender, "<>");
}

TEST(Milter, WhatIsBeyondTheLimitIsCutAndSaid) {
  Session session({.message = 60});
  const auto heard = hear(session, optneg(kPostfix) + mail(std::string(1000, 'x')));
  ASSERT_EQ(heard.messages.size(), 1U);
  EXPECT_TRUE(heard.messages[0].too_large);
  EXPECT_EQ(heard.messages[0].bytes.size(), 60U);
}

TEST(Milter, AValueNeitherBeginsAFieldNorEndsTheHeader) {
  Session session({});
  const auto heard = hear(session, optneg(kPostfix) + packet('M', "<a@b.invalid>\0"s) +
                                       packet('L', "X-One\0 a\nContent-Type: b\n\n\tc\n\0"s) +
                                       packet('L', "X-Two\0 d\0"s) + packet('N') + packet('E'));
  ASSERT_EQ(heard.messages.size(), 1U);
  EXPECT_EQ(heard.messages[0].bytes, "X-One: a\r\n Content-Type: b\r\n \r\n\tc\r\n \r\nX-Two: d\r\n\r\n");
}

TEST(Milter, FieldsThatOnlyWeWriteAreCounted) {
  const auto fields = packet('L', "X-Fumiban-Verdict\0 a\0"s) + packet('L', "x-fumiban-verdict\0 b\0"s) +
                      packet('L', "X-Other\0 c\0"s) + packet('L', "X-FUMIBAN-More\0 d\0"s);
  const auto start = optneg(kPostfix) + packet('M', "<a@b.invalid>\0"s);
  Session session({});
  auto heard = hear(session, start + fields + packet('E'));
  ASSERT_EQ(heard.messages.size(), 1U);
  EXPECT_EQ(heard.messages[0].forged,
            (Forged{{"X-Fumiban-Verdict", 1}, {"x-fumiban-verdict", 2}, {"X-FUMIBAN-More", 1}}));
  EXPECT_FALSE(heard.messages[0].too_large);

  Session tight({.forged = 2});
  heard = hear(tight, start + fields + packet('E'));
  ASSERT_EQ(heard.messages.size(), 1U);
  EXPECT_EQ(heard.messages[0].forged.size(), 2U);
  EXPECT_TRUE(heard.messages[0].too_large) << "what is not counted cannot be taken out";
}

TEST(Milter, JunkClosesTheConnection) {
  for (const auto& junk :
       {"\0\0\0\0"s, "\xFF\xFF\xFF\xFFx"s, "GET / HTTP/1.0\r\n\r\n"s, packet('Q'), packet('M', "<a>\0"s),
        packet('O', "short"), optneg({.version = 1}), optneg(kPostfix) + packet('x'), optneg(kPostfix) + packet('D'),
        optneg(kPostfix) + packet('R'), optneg(kPostfix) + packet('M', "no end")}) {
    Session session({});
    EXPECT_TRUE(hear(session, junk).closed) << testing::PrintToString(junk);
  }
}

TEST(Milter, EveryPrefixOfAConversationIsTaken) {
  const auto stream = optneg(kPostfix) + mail("Hello.\r\n");
  for (std::size_t size = 0; size < stream.size(); ++size) {
    Session session({});
    const auto heard = hear(session, std::string_view(stream).substr(0, size));
    EXPECT_FALSE(heard.closed);
    EXPECT_TRUE(heard.messages.empty());
  }
}

TEST(Milter, AnAnswerSaysOnlyWhatIsAllowed) {
  Session session({});
  (void)hear(session, optneg(kPostfix));
  Answer answer;
  answer.insert = {{"X-Fumiban-Verdict", "clean"}};
  answer.remove = {{"X-Fumiban-Verdict", 1}};
  EXPECT_EQ(session.answer(answer), packet('m', "\0\0\0\1X-Fumiban-Verdict\0\0"s) +
                                        packet('i', "\0\0\0\0X-Fumiban-Verdict\0 clean\0"s) + packet('c'));
  answer.hold = "unscanned";
  EXPECT_TRUE(session.answer(answer).ends_with(packet('q', "unscanned\0"s) + packet('c')));
  answer.fate = Answer::Fate::reject;
  answer.reply = "550 5.7.1 Refused";
  EXPECT_EQ(session.answer(answer), packet('y', "550 5.7.1 Refused\0"s));
  answer.fate = Answer::Fate::tempfail;
  answer.reply.clear();
  EXPECT_EQ(session.answer(answer), packet('t'));

  Session strict({});
  (void)hear(strict, optneg({.version = 6, .actions = 0, .protocol = 0}));
  answer = {};
  answer.insert = {{"X-Fumiban-Verdict", "clean"}};
  EXPECT_EQ(strict.answer(answer), packet('c'));
  answer.hold = "unscanned";
  EXPECT_EQ(strict.answer(answer), packet('t')) << "who cannot hold is to try again, not to deliver";
}

TEST(Milter, AChangedMessageIsToldAsFieldsAndPiecesOfABody) {
  Session session({});
  const auto heard = hear(session, optneg(kPostfix) + mail("Hello.\r\n"));
  EXPECT_EQ(heard.messages.at(0).bytes.substr(heard.messages[0].body), "Hello.\r\n");
  EXPECT_TRUE(session.may_change() && session.may_redirect());
  Answer answer;
  answer.replace = {{"Subject", 2, ""}, {"Subject", 1, " one\n two"}};
  answer.body = std::string(70000, 'x');
  answer.remove_recipients = {"<b@example.invalid>"};
  answer.add_recipients = {"<s@example.invalid>"};
  EXPECT_EQ(session.answer(answer),
            packet('m', "\0\0\0\2Subject\0\0"s) + packet('m', "\0\0\0\1Subject\0 one\n two\0"s) +
                packet('-', "<b@example.invalid>\0"s) + packet('+', "<s@example.invalid>\0"s) +
                packet('b', std::string(65535, 'x')) + packet('b', std::string(4465, 'x')) + packet('c'));
  answer = {};
  answer.body = "";
  EXPECT_EQ(session.answer(answer), packet('b') + packet('c'));

  Session old({});
  (void)hear(old, optneg(kOld));
  answer = {};
  answer.replace = {{"Subject", 1, " one"}};
  EXPECT_EQ(old.answer(answer), packet('m', "\0\0\0\1Subject\0one\0"s) + packet('c'));
}

TEST(Milter, WhatTheServerDoesNotAllowIsNotDoneByHalves) {
  for (const auto actions : {0x3FU & ~kChangeBody, 0x3FU & ~kChangeHeaders, 0x3FU & ~kAddHeaders}) {
    Session session({});
    (void)hear(session, optneg({.version = 6, .actions = actions, .protocol = 0}));
    EXPECT_FALSE(session.may_change());
    Answer answer;
    answer.body = "x";
    EXPECT_EQ(session.answer(answer), packet('t'));
  }
  for (const auto actions : {0x3FU & ~kAddRecipients, 0x3FU & ~kDeleteRecipients}) {
    Session session({});
    (void)hear(session, optneg({.version = 6, .actions = actions, .protocol = 0}));
    EXPECT_FALSE(session.may_redirect());
    Answer answer;
    answer.add_recipients = {"<s@example.invalid>"};
    EXPECT_EQ(session.answer(answer), packet('t'));
  }
}

} // namespace
} // namespace fumiban::milter
