// SPDX-License-Identifier: Apache-2.0
#include "clamd/session.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace fumiban::clamd {
namespace {

using namespace std::string_literals;
using What = Request::What;

std::string chunk(const std::string& bytes) {
  std::string out;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>(bytes.size() >> shift);
  return out + bytes;
}

std::vector<Request> asked(Session& session, std::string_view bytes, std::size_t piece = std::string_view::npos) {
  std::vector<Request> out;
  for (std::size_t at = 0; at < bytes.size(); at += std::min(piece, bytes.size() - at)) {
    session.take(bytes.substr(at, piece));
    while (auto request = session.next()) out.push_back(std::move(*request));
  }
  return out;
}
std::vector<Request> asked(std::string_view bytes) {
  Session session({});
  return asked(session, bytes);
}

TEST(Clamd, CommandsEndWithWhatTheyBeganFor) {
  for (const auto& [bytes, end] :
       {std::pair("zPING\0"s, '\0'), {"nPING\n"s, '\n'}, {"PING\n"s, '\n'}, {"PING\r\n"s, '\n'}}) {
    const auto requests = asked(bytes);
    ASSERT_EQ(requests.size(), 1U) << bytes;
    EXPECT_EQ(requests[0].what, What::ping);
    EXPECT_EQ(Session::reply(requests[0], "PONG"), "PONG"s + end);
  }
}

TEST(Clamd, AStreamThatIsLetGoIsToldAndIsTheLast) {
  Session session({});
  session.shed();
  const auto before = asked(session, "zIDSESSION\0zPING\0zINSTREAM\0"s + chunk("one") + chunk("two").substr(0, 5));
  ASSERT_EQ(before.size(), 1U) << "there was nothing to let go";
  EXPECT_GE(session.held(), 8U);
  session.shed();
  EXPECT_EQ(session.held(), 0U);
  const auto told = session.next();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->what, What::shed);
  EXPECT_EQ(told->bytes, "");
  EXPECT_EQ(Session::reply(*told, "x"), "2: x\0"s);
  EXPECT_TRUE(session.closes(*told));
  EXPECT_TRUE(asked(session, "wo" + chunk("") + "zPING\0"s).empty());
}

TEST(Clamd, AStreamIsPutTogetherFromItsChunks) {
  const auto bytes = "zINSTREAM\0"s + chunk("one ") + chunk("two") + chunk("");
  for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::string_view::npos}) {
    Session session({});
    const auto requests = asked(session, bytes, piece);
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_EQ(requests[0].what, What::stream);
    EXPECT_EQ(requests[0].bytes, "one two");
    EXPECT_TRUE(session.closes(requests[0]));
  }
}

TEST(Clamd, ASessionNumbersWhatIsAsked) {
  Session session({});
  const auto requests = asked(session, "zIDSESSION\0zINSTREAM\0"s + chunk("a") + chunk("") + "zPING\0zEND\0"s);
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(Session::reply(requests[0], "stream: OK"), "1: stream: OK\0"s);
  EXPECT_FALSE(session.closes(requests[0]));
  EXPECT_EQ(Session::reply(requests[1], "PONG"), "2: PONG\0"s);
  EXPECT_EQ(requests[2].what, What::end);
}

TEST(Clamd, AStreamBeyondTheLimitIsSaidAndNotKept) {
  Session session({.stream = 10});
  const auto requests = asked(session, "zINSTREAM\0"s + chunk("12345") + chunk("678901") + chunk(""));
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].what, What::too_large);
  EXPECT_TRUE(requests[0].bytes.empty());
}

TEST(Clamd, ALengthThatIsALieKeepsNothing) {
  Session session({});
  EXPECT_TRUE(asked(session, "zINSTREAM\0\x05\x00\x00\x00x"s).empty()) << "80 MB are announced, a byte came";
  Session other({});
  const auto requests = asked(other, "zINSTREAM\0\xFF\xFF\xFF\xFFx"s);
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].what, What::too_large);
}

TEST(Clamd, PathsAndDescriptorsAreToldApart) {
  EXPECT_EQ(asked("nSCAN /tmp/a b\n").front().bytes, "/tmp/a b");
  EXPECT_EQ(asked("nCONTSCAN /x\n").front().what, What::path);
  EXPECT_EQ(asked("zFILDES\0"s).front().what, What::descriptor);
  EXPECT_EQ(asked("nSHUTDOWN\n").front().what, What::refused);
}

TEST(Clamd, TheByteThatADescriptorComesWithIsNoCommand) {
  const auto requests = asked("zIDSESSION\0zFILDES\0\0zPING\0"s);
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].what, What::descriptor);
  EXPECT_EQ(requests[1].what, What::ping);
}

TEST(Clamd, WhatIsNoCommandEndsTheConnection) {
  for (const auto& junk : {"GET / HTTP/1.0\r\n\r\n"s, "\n"s, "zSCAN\0"s, "nping\n"s, "z\0"s, std::string(9000, 'x')}) {
    Session session({});
    const auto requests = asked(session, junk);
    ASSERT_GE(requests.size(), 1U) << junk.substr(0, 20);
    EXPECT_EQ(requests[0].what, What::unknown);
    EXPECT_TRUE(session.closes(requests[0]));
    session.take("nPING\n");
    EXPECT_FALSE(session.next()) << "nothing is heard behind it";
  }
}

} // namespace
} // namespace fumiban::clamd
