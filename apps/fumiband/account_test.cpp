// SPDX-License-Identifier: Apache-2.0
#include "account.hpp"

#include <gtest/gtest.h>

namespace fumiban::gateway {
namespace {

TEST(Account, AllTogetherHoldSoManyBytes) {
  const auto account = std::make_shared<Account>();
  account->bound(100);
  Account::Share one(account);
  EXPECT_TRUE(one.set(60));
  {
    Account::Share two(account);
    EXPECT_TRUE(two.set(40));
    EXPECT_FALSE(two.set(41));
    EXPECT_EQ(account->held(), 101U) << "it is there until it is let go";
    EXPECT_FALSE(one.set(61));
    EXPECT_TRUE(one.set(60)) << "whoever takes less is not to blame";
    EXPECT_TRUE(two.set(0));
    EXPECT_TRUE(two.set(40));
  }
  EXPECT_EQ(account->held(), 60U);
  account->bound(50);
  EXPECT_FALSE(one.set(61));
}

} // namespace
} // namespace fumiban::gateway
