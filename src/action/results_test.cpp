// SPDX-License-Identifier: Apache-2.0
#include "action/results.hpp"

#include <gtest/gtest.h>

namespace fumiban::action {
namespace {

using namespace std::string_literals;

const std::vector<std::string> kOurs = {"other.example.invalid", "mx.example.invalid"};

TEST(Results, OursAreThoseThatSomeProgramReadsAsOurs) {
  for (const auto& value : {" mx.example.invalid; spf=pass"s,
                            "mx.example.invalid;"s,
                            " MX.Example.INVALID 1; none"s,
                            " mx.example.invalid"s,
                            "\r\n\tmx.example.invalid\r\n ; dkim=pass"s,
                            " (a (nested \\) one) comment)mx.example.invalid; none"s,
                            "\n ()\n (;)mx.example.invalid(;)99(x); none"s,
                            " \"mx.example.invalid\"; none"s,
                            " \"mx.\\example.invalid\"1; none"s,
                            " mx.\"example\".invalid; none"s,
                            " \"mx.example\r\n .invalid\"; none"s,
                            " mx . example.(x)invalid ; none"s,
                            " mx.example.invalid .evil.invalid; none"s,
                            " mx.example.invalid.; none"s,
                            " mx.example.invalid. 1; none"s,
                            " mx.example.invalid/1; none"s,
                            " mx.example.invalid=x; none"s,
                            " =?utf-8?q?mx=2Eexample.invalid?=; none"s,
                            " mx.=?utf-8?q?example?=.invalid; none"s,
                            "\0 mx.example.invalid\0; none"s,
                            " mx.example.invalid (never ends"s,
                            " \"mx.example.invalid"s,
                            " other.example.invalid; none"s})
    EXPECT_TRUE(is_by(value, kOurs)) << value;
}

TEST(Results, OthersStay) {
  for (const auto& value :
       {" mx.partner.invalid; spf=pass"s, ""s, ";"s, " ; mx.example.invalid"s, "("s, "(mx.example.invalid"s,
        " mx.example.invalid2; none"s, " xmx.example.invalid; none"s, " mx; none"s,
        " evil.invalid mx.example.invalid; none"s, " evil.invalid; x=mx.example.invalid"s,
        " evil.invalid; x==?utf-8?q?a?="s, " (mx.example.invalid) evil.invalid; none"s, "\\"s, "\""s,
        " evil.mx.example.invalid; none"s, " ."s})
    EXPECT_FALSE(is_by(value, kOurs)) << value;
  EXPECT_FALSE(is_by(" =?utf-8?q?a?=;", {}));
  EXPECT_FALSE(is_by(" ;", {""}));
}

TEST(Results, TheFieldIsKnownByItsNameAlone) {
  for (const auto* name : {"Authentication-Results", "AUTHENTICATION-results", "Authentication-Results \t"})
    EXPECT_TRUE(is_results(name)) << name;
  for (const auto* name :
       {"ARC-Authentication-Results", "Authentication-Results-Original", "Authentication Results", ""})
    EXPECT_FALSE(is_results(name)) << name;
}

} // namespace
} // namespace fumiban::action
