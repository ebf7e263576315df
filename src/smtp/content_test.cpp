// SPDX-License-Identifier: Apache-2.0
#include "smtp/content.hpp"

#include <gtest/gtest.h>

namespace fumiban::smtp {
namespace {

using namespace std::string_literals;
using State = DataReader::State;

struct Read {
  State state;
  std::string message;
  std::size_t used;
};

Read read(std::string_view bytes, std::size_t piece = std::string_view::npos) {
  DataReader reader(10'000);
  std::size_t used = 0;
  while (used < bytes.size()) {
    const auto took = reader.take(bytes.substr(used, piece));
    used += took;
    if (reader.state() != State::open) break;
  }
  return {reader.state(), reader.message(), used};
}

TEST(Content, LinesEndWithCrlfAndTheMessageWithADot) {
  const auto got = read("Subject: x\r\n\r\n..dot\r\n...\r\n.x\r\n\r\n.\r\nQUIT\r\n");
  EXPECT_EQ(got.state, State::done);
  EXPECT_EQ(got.message, "Subject: x\r\n\r\n.dot\r\n..\r\nx\r\n\r\n");
  EXPECT_EQ(got.used, std::string_view("Subject: x\r\n\r\n..dot\r\n...\r\n.x\r\n\r\n.\r\n").size());
  EXPECT_EQ(read(".\r\n").message, "");
  EXPECT_EQ(read(".\r\n").state, State::done);
}

/// What some programs take for the end of a message, or for the end of a line in front of it. After each stand the
/// words of somebody else.
const std::vector<std::string> kFalseEnds = {"\n.\n"s,         "\n.\r"s,           "\r.\n"s,       "\r.\r"s,
                                             "\n.\r\n"s,       "\r.\r\n"s,         "\r\n.\n"s,     "\r\n.\r"s,
                                             "\r\n\0.\r\n"s,   "\r\n.\0\r\n"s,     "\r\n.\r\r\n"s, "\r\r\n.\r\n"s,
                                             "\r\r\n.\r\r\n"s, "\r\n\0.\0\0\r\n"s, "\n\n.\r\n"s,   "\r\n.\r\0\r\n"s};

TEST(Content, NoFalseEndOfAMessageIsTakenForOne) {
  for (const auto& end : kFalseEnds) {
    const auto bytes = "words" + end + "MAIL FROM:<admin@example.invalid>\r\n.\r\n";
    for (const std::size_t piece : {std::string_view::npos, std::size_t{1}, std::size_t{2}, std::size_t{3}}) {
      const auto got = read(bytes, piece);
      EXPECT_TRUE(got.state == State::bare_line || got.state == State::hidden_dot) << testing::PrintToString(end);
      EXPECT_LE(got.used, 5 + end.size() + 1) << testing::PrintToString(end);
    }
  }
}

TEST(Content, NulsAndLongLinesAreContent) {
  const auto got = read("\0\r\na\0.\r\n"s + "\xE3\x81\x82" + std::string(5000, 'x') + "\r\n.\r\n");
  EXPECT_EQ(got.state, State::done);
  EXPECT_EQ(got.message, "\0\r\na\0.\r\n"s + "\xE3\x81\x82" + std::string(5000, 'x') + "\r\n");
}

TEST(Content, WhatIsTooLargeIsReadToItsEndAndNotKept) {
  DataReader reader(10);
  const std::string_view bytes = "0123456789abcdef\r\n.\r\nQUIT\r\n";
  EXPECT_EQ(reader.take(bytes), bytes.size() - 6);
  EXPECT_EQ(reader.state(), State::done);
  EXPECT_TRUE(reader.too_large());
  EXPECT_EQ(reader.message(), "");
}

TEST(Content, WhatWeSendEndsOnce) {
  EXPECT_EQ(stuffed(".\r\n..\r\nx\r\n"), "..\r\n...\r\nx\r\n.\r\n");
  EXPECT_EQ(stuffed("no end"), "no end\r\n.\r\n");
  EXPECT_EQ(stuffed(""), ".\r\n");
  for (const auto& end : kFalseEnds) {
    const auto sent = stuffed("words" + end + "MAIL FROM:<admin@example.invalid>\r\n");
    std::string without_nuls;
    for (const char c : sent)
      if (c != '\0') without_nuls += c;
    for (const auto& bytes : {sent, without_nuls}) {
      EXPECT_EQ(bytes.find("\r\n.\r\n"), bytes.size() - 5) << testing::PrintToString(end);
      for (std::size_t i = 0; i < bytes.size(); ++i) {
        EXPECT_EQ(bytes[i] == '\n', i > 0 && bytes[i - 1] == '\r') << testing::PrintToString(end);
      }
      EXPECT_NE(bytes.back(), '\r');
    }
  }
}

TEST(Content, LineEndsOfChunksAreMended) {
  EXPECT_EQ(with_crlf("a\nb\r\nc\rd\r\r\ne"), "a\r\nb\r\nc d \r\ne\r\n");
  EXPECT_EQ(with_crlf(".\r\n"), ".\r\n");
  EXPECT_EQ(with_crlf("\0.\r\n"s), " .\r\n");
}

} // namespace
} // namespace fumiban::smtp
