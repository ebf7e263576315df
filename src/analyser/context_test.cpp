// SPDX-License-Identifier: Apache-2.0
#include "analyser/context.hpp"

#include <gtest/gtest.h>

namespace fumiban {
namespace {

TEST(Context, AsksForNamesAndForNothingElse) {
  Report report;
  const ScanOptions options;
  std::vector<std::string> asked;
  const Context context(report, options, [&](const dns::Question& question) -> dns::Answer {
    asked.push_back(question.name);
    return {.lookup = dns::Lookup::answered, .rcode = 3};
  });
  EXPECT_EQ(context.ask({dns::Type::txt, "_dmarc.example.com"}).rcode, 3);
  for (const auto* name : {"", "a..example", "a b.example", "a\\.example"})
    EXPECT_EQ(context.ask({dns::Type::txt, name}).lookup, dns::Lookup::refused) << name;
  EXPECT_EQ(asked, std::vector<std::string>{"_dmarc.example.com"});
}

TEST(Context, WithoutAnybodyToAskNothingIsAsked) {
  Report report;
  const ScanOptions options;
  EXPECT_EQ(Context(report, options).ask({dns::Type::a, "example.com"}).lookup, dns::Lookup::not_asked);
}

} // namespace
} // namespace fumiban
