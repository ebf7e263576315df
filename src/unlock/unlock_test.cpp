// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/base64.hpp"
#include "mail/encoded_word.hpp"
#include "unlock/page.hpp"
#include "unlock/ticket.hpp"

namespace fumiban::unlock {
namespace {

constexpr std::string_view kKey = "0123456789abcdef0123456789abcdef";
const Ticket kTicket{.id = "00ff-a", .recipient = 3, .until = 1000};

TEST(Ticket, OpensWhatItSealedUntilItsTimeIsOver) {
  const auto text = sealed(kTicket, kKey);
  EXPECT_EQ(opened(text, kKey, 999), kTicket);
  EXPECT_FALSE(opened(text, kKey, 1000));
  EXPECT_FALSE(opened(text, "another key", 999));
}

TEST(Ticket, AnyOtherTextIsNone) {
  const auto text = sealed(kTicket, kKey);
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto changed = text;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_FALSE(opened(changed, kKey, 1)) << changed;
    EXPECT_FALSE(opened(text.substr(0, i), kKey, 1)) << i;
  }
  EXPECT_FALSE(opened(text + "0", kKey, 1));
  EXPECT_FALSE(opened("", kKey, 1));
  EXPECT_FALSE(opened("...", kKey, 1));
}

About hostile() {
  return {.sender = "\"><script>alert(1)</script>\r\nBcc: x@y.invalid",
          .subject = "http://evil.invalid/ " + std::string(5000, 'x'),
          .files = {"a.zip<img src=x>\x1b[31m"}};
}

TEST(Page, WhatAStrangerWroteIsShownAndDoesNothing) {
  for (const auto language : {Language::ja, Language::en}) {
    const auto html = page(State::ask, hostile(), 5, language);
    EXPECT_EQ(html.find("<script"), std::string::npos);
    EXPECT_EQ(html.find("<img"), std::string::npos);
    EXPECT_EQ(html.find("http://"), std::string::npos);
    EXPECT_EQ(html.find('\x1b'), std::string::npos);
    EXPECT_NE(html.find("<form method=\"post\""), std::string::npos);
    EXPECT_LT(html.size(), 6000U);
  }
}

TEST(Page, HasAFieldOnlyWhereAWordHelps) {
  for (const auto state : {State::ask, State::wrong, State::sent, State::kept, State::gone, State::later}) {
    const bool asks = state == State::ask || state == State::wrong;
    for (const auto language : {Language::ja, Language::en}) {
      const auto html = page(state, {}, 7, language);
      EXPECT_EQ(html.find("<form") != std::string::npos, asks);
      EXPECT_EQ(html.find("unlock."), std::string::npos) << "a text that is missing";
      EXPECT_EQ(html.find('{', html.find("</style>")), std::string::npos) << "a value that is missing";
    }
  }
  EXPECT_NE(page(State::wrong, {}, 7, Language::ja).find("あと 7 回"), std::string::npos);
}

TEST(Notice, IsAMailOfAsciiLinesInBothLanguages) {
  const auto mail =
      notice(hostile(), "fumiban@example.invalid", "taro@example.invalid", "Tue, 24 Nov 2026 10:00:00 +0900",
             "1@example.invalid", "https://mail.example.invalid/held/x", 30);
  std::size_t at = 0;
  while (at < mail.size()) {
    const auto end = mail.find("\r\n", at);
    ASSERT_NE(end, std::string::npos);
    const auto line = std::string_view(mail).substr(at, end - at);
    EXPECT_LE(line.size(), 76U) << line;
    for (const char c : line) EXPECT_TRUE(c >= ' ' && c <= '~') << line;
    at = end + 2;
  }
  EXPECT_EQ(mail.find("Bcc"), std::string::npos);
  const auto body = decode_base64(mail.substr(mail.find("\r\n\r\n")));
  EXPECT_NE(body.find("https://mail.example.invalid/held/x?lang=ja\n"), std::string::npos);
  EXPECT_NE(body.find("https://mail.example.invalid/held/x?lang=en\n"), std::string::npos);
  EXPECT_EQ(body.find("http://evil"), std::string::npos);
  EXPECT_EQ(body.find("\nBcc"), std::string::npos);
  const auto subject = mail.find("Subject:") + 8;
  const auto words = mail.substr(subject, mail.find("\r\nDate:") - subject);
  std::string unfolded;
  for (const char c : words)
    if (c != '\r' && c != '\n') unfolded += c;
  const auto decoded = mail::decode_words(unfolded, 100).utf8;
  EXPECT_NE(decoded.find("保留しています / [Fumiban]"), std::string::npos) << decoded;
}

} // namespace
} // namespace fumiban::unlock
