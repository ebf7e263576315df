// SPDX-License-Identifier: Apache-2.0
#include "audit/key_ring.hpp"

#include <gtest/gtest.h>

#include "audit/power_cut.hpp"

namespace fumiban::audit {
namespace {

using test::PowerCut;
constexpr std::int64_t kNoon = 1'795'521'600'000; // 2026-11-24T12:00Z
constexpr std::int64_t kDay = 86'400'000;

struct Ring {
  PowerCut disk;
  std::unique_ptr<KeyRing> ring;
  Ring() { reopen(); }
  void reopen() { ring = std::move(std::get<std::unique_ptr<KeyRing>>(KeyRing::open(disk, "keys"))); }
  std::string sealed(std::int64_t time, std::string_view plain) {
    return std::get<DayKey>(ring->key_for(time)).seal(plain);
  }
};

TEST(KeyRing, OpensWhatItSealedAlsoAfterAPowerCut) {
  Ring it;
  const auto one = it.sealed(kNoon, "one");
  const auto again = it.sealed(kNoon, "one");
  const auto none = it.sealed(kNoon + kDay, "");
  EXPECT_NE(one, again);
  EXPECT_TRUE(one.starts_with("2026-11-24.")) << one;
  it.disk.restart(1);
  it.reopen();
  EXPECT_EQ(it.ring->unseal(one), "one");
  EXPECT_EQ(it.ring->unseal(again), "one");
  EXPECT_EQ(it.ring->unseal(none), "");
  EXPECT_EQ(std::get<std::vector<std::string>>(it.ring->days()),
            (std::vector<std::string>{"2026-11-24", "2026-11-25"}));
}

TEST(KeyRing, OpensNothingThatWasChanged) {
  Ring it;
  const auto sealed = it.sealed(kNoon, "what tells of people");
  (void)it.sealed(kNoon + kDay, "");
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    auto bad = sealed;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ 1 << bit % 8);
    const auto opened = it.ring->unseal(bad);
    EXPECT_FALSE(opened && *opened != "what tells of people") << bit;
  }
  auto other_day = sealed;
  other_day.replace(0, 10, "2026-11-25");
  EXPECT_FALSE(it.ring->unseal(other_day));
  for (const auto* wrong : {"", ".", "2026-11-24.", "2026-11-24.AAAA", "../../x.AAAA"})
    EXPECT_FALSE(it.ring->unseal(wrong)) << wrong;
}

TEST(KeyRing, ForgetsADayAndKeepsTheOthers) {
  Ring it;
  const auto gone = it.sealed(kNoon, "gone");
  const auto stays = it.sealed(kNoon + kDay, "stays");
  EXPECT_EQ(it.ring->forget("2026-11-24"), "");
  EXPECT_FALSE(it.ring->unseal(gone));
  it.reopen();
  EXPECT_FALSE(it.ring->unseal(gone));
  EXPECT_EQ(it.ring->unseal(stays), "stays");
  // A clock that was put back begins a new key, and that opens nothing old.
  const auto later = it.sealed(kNoon, "later");
  EXPECT_EQ(it.ring->unseal(later), "later");
  EXPECT_FALSE(it.ring->unseal(gone));
  EXPECT_NE(it.ring->forget("2026-11-99"), "");
  EXPECT_NE(it.ring->forget("../x"), "");
}

TEST(KeyRing, ForgetsADayButForWhatIsUnderAHold) {
  Ring it;
  const auto held = it.sealed(kNoon, "held");
  const auto gone = it.sealed(kNoon, "gone");
  const auto one_more = it.sealed(kNoon, "one more");
  EXPECT_EQ(it.ring->forget("2026-11-24", {held, one_more}), "");
  it.reopen();
  EXPECT_EQ(it.ring->unseal(held), "held");
  EXPECT_EQ(it.ring->unseal(one_more), "one more");
  EXPECT_FALSE(it.ring->unseal(gone));
  EXPECT_EQ(it.ring->forget("2026-11-24", {held}), "");
  EXPECT_EQ(it.ring->unseal(held), "held");
  EXPECT_FALSE(it.ring->unseal(one_more));
  EXPECT_EQ(it.ring->forget("2026-11-24"), "");
  EXPECT_FALSE(it.ring->unseal(held));
}

TEST(KeyRing, NeverLosesWhatIsToBeKeptWhereverThePowerIsCut) {
  for (std::size_t n = 1; n < 20; ++n)
    for (std::uint32_t seed = 0; seed < 8; ++seed) {
      Ring it;
      const auto held = it.sealed(kNoon, "held");
      const auto gone = it.sealed(kNoon, "gone");
      it.disk.fail_at(n, PowerCut::Fault::power);
      const auto error = it.ring->forget("2026-11-24", {held});
      it.disk.restart(seed);
      it.reopen();
      EXPECT_EQ(it.ring->unseal(held), "held") << n << ' ' << seed;
      EXPECT_FALSE(error.empty() && it.ring->unseal(gone)) << n << ' ' << seed;
      EXPECT_EQ(it.ring->forget("2026-11-24", {held}), "");
      EXPECT_EQ(it.ring->unseal(held), "held");
      EXPECT_FALSE(it.ring->unseal(gone));
    }
}

} // namespace
} // namespace fumiban::audit
