// SPDX-License-Identifier: Apache-2.0
#include "action/marked.hpp"

#include <gtest/gtest.h>

namespace fumiban::action {
namespace {

TEST(Marked, TheVerdictStandsAboveAndForgedOnesAreTakenOut) {
  const std::string mark = "X-Fumiban-Verdict: clean\r\n";
  const auto same = [&](const std::string& message, const std::string& rest) {
    EXPECT_EQ(marked(message, "clean"), mark + rest) << message;
  };
  same("Subject: x\r\n\r\nwords\r\n", "Subject: x\r\n\r\nwords\r\n");
  same("X-Fumiban-Verdict: a\r\n b\r\n\tc\r\nSubject: x\r\nx-FUMIBAN-y : z\r\n\r\nX-Fumiban-Z: body\r\n",
       "Subject: x\r\n\r\nX-Fumiban-Z: body\r\n");
  EXPECT_EQ(marked("Subject: x\r\n\r\n", "clean", "tag"), mark + "X-Fumiban-Changed: tag\r\nSubject: x\r\n\r\n");
  same("Subject: one\r\n X-Fumiban-Verdict: folded\r\n\r\n", "Subject: one\r\n X-Fumiban-Verdict: folded\r\n\r\n");
  same("\r\nwords\r\n", "\r\nwords\r\n");
  same("", "");
  same("Subject: x\nX-Fumiban-Verdict: a\n b\n\nX-Fumiban-Z: body\n", "Subject: x\n\nX-Fumiban-Z: body\n");
  same(" goes on\r\n\r\n", "\r\n goes on\r\n\r\n");
  same("X-Fumiban-Verdict: a\r\n", "");
  same("words that are no field\r\nX-Fumiban-A: b\r\nSubject: y\r\n\r\n",
       "words that are no field\r\nSubject: y\r\n\r\n");
}

TEST(Marked, ResultsThatWeAreSaidToHaveWrittenAreTakenOut) {
  const std::string mark = "X-Fumiban-Verdict: clean\r\n";
  const std::string theirs = "Authentication-Results: mx.partner.invalid; spf=pass\r\n";
  const std::string sealed = "ARC-Authentication-Results: i=1; mx.example.invalid; spf=pass\r\n";
  const std::string message = "Authentication-Results:\r\n (x)\r\n mx.example.invalid; spf=pass\r\n" + theirs +
                              "authentication-results : MX.example.invalid 1; none\r\n" + sealed +
                              "Subject: x\r\n\r\n" + "Authentication-Results: mx.example.invalid; in the body\r\n";
  const auto body = message.substr(message.find("Subject"));
  EXPECT_EQ(marked(message, "clean", {}, {"mx.example.invalid"}), mark + theirs + sealed + body);
  EXPECT_EQ(marked(message, "clean"), mark + message);
}

} // namespace
} // namespace fumiban::action
