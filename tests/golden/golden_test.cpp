// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "fumiban/scan.hpp"
#include "golden/golden.hpp"

namespace fumiban::test {
namespace {

TEST(Golden, EveryInputIsReadAsItsFileSays) {
  const auto all = goldens(source_root());
  ASSERT_GE(all.size(), 30U);
  for (const auto& golden : all) {
    EXPECT_EQ(golden.error, "") << golden.path;
    auto options = golden.options;
    options.keep_text = true;
    EXPECT_EQ(golden.expected, told(scan(std::as_bytes(std::span(golden.input)), options)))
        << golden.path << "\nIf the new reading is right, run golden_rewrite and review the difference.";
  }
}

} // namespace
} // namespace fumiban::test
