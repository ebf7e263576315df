// SPDX-License-Identifier: Apache-2.0
// Input that is made to cost: it ends within limits, is unscanned, and the limit is named.
#include <gtest/gtest.h>

#include <functional>

#include "fumiban/verdict.hpp"
#include "laws/laws.hpp"

namespace fumiban::test {
namespace {

std::string repeated(std::string_view piece, std::size_t count) {
  std::string out;
  out.reserve(piece.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += piece;
  return out;
}

const std::string kHead = "From: a@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n";

void expect_limit(const std::string& mail, std::string_view limit) {
  ScanOptions options;
  options.message = true;
  const auto report = scan_text(mail, options);
  ASSERT_EQ(malformed(report), "");
  bool named = false;
  for (const auto& reached : report.limits) named = named || reached.id == limit;
  EXPECT_TRUE(named) << limit << " is not named";
  const auto verdict = decide(report, Circumstances{}, Policy::standard());
  EXPECT_GE(verdict.outcome, Outcome::unscanned);
  EXPECT_EQ(report.completeness(), Completeness::partial);
}

TEST(Hostile, TenThousandParts) {
  expect_limit(kHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + repeated("--b\r\n\r\ntext\r\n", 10000) +
                   "--b--\r\n",
               "limit.parts");
}

TEST(Hostile, AThousandMultipartsInOneAnother) {
  auto mail = kHead + "Content-Type: multipart/mixed; boundary=b0\r\n\r\n";
  for (int i = 0; i < 1000; ++i)
    mail += "--b" + std::to_string(i) + "\r\nContent-Type: multipart/mixed; boundary=b" + std::to_string(i + 1) +
            "\r\n\r\n";
  expect_limit(mail, "limit.depth");
}

TEST(Hostile, AThousandMessagesInOneAnother) {
  expect_limit(repeated("Content-Type: message/rfc822\r\n\r\n", 1000) + "text\r\n", "limit.depth");
}

TEST(Hostile, AHeaderOfAHundredMegabytes) {
  expect_limit(kHead + "X: " + repeated("0123456789abcdef", 100'000'000 / 16) + "\r\n\r\ntext\r\n",
               "limit.header-bytes");
  expect_limit(repeated("X-Field: value\r\n", 100'000'000 / 16) + "\r\ntext\r\n", "limit.header-bytes");
}

TEST(Hostile, AMillionParameters) {
  expect_limit(kHead + "Content-Type: text/plain" + repeated("; a=b", 1'000'000) + "\r\n\r\ntext\r\n",
               "limit.parameters");
}

TEST(Hostile, FortyKilobytesOfOpenBrackets) {
  expect_limit(kHead + "Content-Type: text/plain " + repeated("(", 40'000) + "\r\n\r\ntext\r\n", "limit.comment-depth");
}

TEST(Hostile, EightThousandBeginningsOfWords) {
  expect_limit("Subject: " + repeated("=?", 8000) + "\r\n" + kHead + "\r\ntext\r\n", "limit.encoded-words");
  expect_limit(kHead + "Content-Type: multipart/mixed; boundary=\"" + repeated("=?", 8000) + "\"\r\n\r\ntext\r\n",
               "limit.encoded-words");
  expect_limit(kHead + "Content-Disposition: attachment; filename=\"" + repeated("=?utf-8?B?QQ==?=", 8000) +
                   "\"\r\n\r\ntext\r\n",
               "limit.encoded-words");
}

TEST(Hostile, AMessageThatCostsMoreThanItMay) {
  ScanOptions options;
  options.message = true;
  options.limits.bytes = 1'000'000;
  const auto report = scan_text(kHead + "\r\n" + repeated("0123456789abcde\n", 100'000), options);
  EXPECT_EQ(report.limits.size(), 1U);
  EXPECT_EQ(report.completeness(), Completeness::partial);
}

} // namespace
} // namespace fumiban::test
