// SPDX-License-Identifier: Apache-2.0
// Laws of the proxy: what comes in pieces is what comes at once; a message that is sent is the message that is read;
// and whatever the message is, its end stands once.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "golden/golden.hpp"
#include "laws/laws.hpp"
#include "laws/smtp_talk.hpp"
#include "smtp/content.hpp"

namespace fumiban::test {
namespace {

using smtp::Protocol;

std::vector<std::string> conversations() {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(source_root() + "/fuzz/seeds/smtp")) {
    std::ifstream file(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    out.push_back(text.str());
  }
  return out;
}

/// Each conversation, and what mutations make of it.
void for_all(const std::function<void(const std::string&)>& holds) {
  const auto seeds = conversations();
  ASSERT_GE(seeds.size(), 4U);
  std::mt19937_64 random(20261124);
  for (const auto& seed : seeds) {
    holds(seed);
    for (unsigned i = 0; i < mutations(); ++i) holds(mutated(seed, random));
  }
}

TEST(SmtpLaws, WhatComesInPiecesIsWhatComesAtOnce) {
  std::mt19937_64 random(1);
  const Piece some = [&](std::string_view) { return 1 + random() % 40; };
  for_all([&](const std::string& bytes) {
    for (const auto protocol : {Protocol::smtp, Protocol::lmtp}) {
      const auto whole = said_to_server(bytes, protocol, all);
      ASSERT_EQ(said_to_server(bytes, protocol, one_byte), whole) << testing::PrintToString(bytes);
      ASSERT_EQ(said_to_server(bytes, protocol, some), whole) << testing::PrintToString(bytes);
      // A next hop answers question by question: its lines come one by one, in pieces or not.
      ASSERT_EQ(said_to_client(bytes, protocol, one_byte), said_to_client(bytes, protocol, one_line))
          << testing::PrintToString(bytes);
    }
  });
}

TEST(SmtpLaws, WhatIsSaidOfARecipientStaysInItsLine) {
  for_all([&](const std::string& bytes) {
    for (const auto protocol : {Protocol::smtp, Protocol::lmtp}) {
      const auto said = said_to_client(bytes, protocol, one_line);
      for (std::size_t at = said.find('\n'); at != std::string::npos; at = said.find('\n', at + 1))
        ASSERT_TRUE(at > 0 && said[at - 1] == '\r') << testing::PrintToString(said);
    }
  });
}

const auto kLineBytes = rc::gen::container<std::string>(rc::gen::weightedOneOf<char>(
    {{4, rc::gen::elementOf(std::string("\r\n.\0", 4))}, {1, rc::gen::arbitrary<char>()}}));

TEST(SmtpLaws, AMessageThatIsSentIsTheMessageThatIsRead) {
  EXPECT_TRUE(rc::check("round trip", [] {
    const auto message = *kLineBytes;
    const auto piece = static_cast<std::size_t>(*rc::gen::inRange(1, 9));
    const auto sent = smtp::stuffed(message);
    smtp::DataReader reader(1U << 20U);
    std::size_t used = 0;
    while (used < sent.size() && reader.state() == smtp::DataReader::State::open)
      used += reader.take(std::string_view(sent).substr(used, piece));
    RC_ASSERT(reader.state() == smtp::DataReader::State::done);
    RC_ASSERT(used == sent.size());
    RC_ASSERT(reader.message() == smtp::with_crlf(message));
    RC_ASSERT(smtp::with_crlf(reader.message()) == reader.message());
  }));
}

TEST(SmtpLaws, WhateverIsSentEndsOnceAlsoForWhoSkipsNuls) {
  EXPECT_TRUE(rc::check("one end", [] {
    const auto sent = "\r\n" + smtp::stuffed(*kLineBytes);
    auto skipped = sent;
    std::erase(skipped, '\0');
    for (const auto& bytes : {sent, skipped}) {
      for (std::size_t i = 0; i < bytes.size(); ++i) {
        RC_ASSERT(bytes[i] != '\n' || (i > 0 && bytes[i - 1] == '\r'));
        RC_ASSERT(bytes[i] != '\r' || (i + 1 < bytes.size() && bytes[i + 1] == '\n'));
      }
      RC_ASSERT(bytes.find("\r\n.\r\n") == bytes.size() - 5);
    }
  }));
}

/// Lines as RFC 5321 has them, read by somebody who knows nothing of hostile ones.
std::string naive_message(const std::string& bytes) {
  std::string out;
  for (std::size_t at = 0;;) {
    const auto end = bytes.find("\r\n", at);
    auto line = bytes.substr(at, end - at);
    if (line == ".") return out;
    if (line.starts_with('.')) line.erase(0, 1);
    out += line + "\r\n";
    at = end + 2;
  }
}

TEST(SmtpLaws, ReadingAgreesWithTheSpecificationOnWhatIsWritten) {
  EXPECT_TRUE(rc::check("against the naive reader", [] {
    const auto lines = *rc::gen::container<std::vector<std::string>>(
        rc::gen::container<std::string>(rc::gen::elementOf(std::string(".ab \0", 5))));
    std::string bytes;
    for (const auto& line : lines) bytes += line + "\r\n";
    bytes += ".\r\n";
    smtp::DataReader reader(1U << 20U);
    (void)reader.take(bytes);
    RC_PRE(reader.state() != smtp::DataReader::State::hidden_dot);
    RC_ASSERT(reader.state() == smtp::DataReader::State::done);
    RC_ASSERT(reader.message() == naive_message(bytes));
  }));
}

} // namespace
} // namespace fumiban::test
