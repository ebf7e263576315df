// SPDX-License-Identifier: Apache-2.0
// What verification finds: whoever changes the folder, with or without the key, against a checkpoint that was taken
// away before.
#include "audit/verify.hpp"

#include <gtest/gtest.h>

#include <random>

#include "audit/log.hpp"
#include "audit/power_cut.hpp"
#include "audit/segment.hpp"
#include "audit/store.hpp"

namespace fumiban::audit {
namespace {

using test::PowerCut;

constexpr LogOptions kOptions{3000, 1U << 30U}; // published when closed
constexpr std::size_t kEvents = 300;

const SigningKey& key() {
  static const auto kKey = SigningKey::make("log.invalid");
  return kKey;
}

std::string event_of(std::size_t i) {
  return "{\"n\":" + std::to_string(i) + ",\"t\":\"" + std::string(i % 7, 'x') + "\"}";
}

/// Batches of 1 to 5 events.
void fill(PowerCut& disk, std::size_t from, std::size_t until, const SigningKey& by, const std::string& odd = "") {
  auto opened = Log::open(disk, "log", by, kOptions);
  ASSERT_TRUE(std::holds_alternative<Log::Opened>(opened)) << std::get<Failed>(opened).why;
  auto& log = *std::get<Log::Opened>(opened).log;
  while (from < until) {
    std::vector<std::string> texts;
    for (std::size_t k = 0; k <= from % 5 && from + k < until; ++k)
      texts.push_back(from + k == 120 && !odd.empty() ? odd : event_of(from + k));
    const std::vector<std::string_view> events(texts.begin(), texts.end());
    ASSERT_TRUE(std::holds_alternative<std::uint64_t>(log.append_all(events)));
    from += events.size();
  }
}

class Tampered : public ::testing::Test {
protected:
  void SetUp() override {
    fill(disk_, 0, 200, key());
    earlier_ = disk_.snapshot();
    fill(disk_, 200, kEvents, key());
    sound_ = disk_.snapshot();
    outside_ = std::get<SignedCheckpoint>(newest_checkpoint(disk_, "log", key().public_key())).checkpoint;
    const auto verified = verify(disk_, "log", key().public_key(), {outside_});
    ASSERT_FALSE(verified.trouble) << name_of(verified.trouble->wrong);
    ASSERT_EQ(verified.events, kEvents);
    ASSERT_EQ(verified.compared, 1U);
  }
  Verification verified(const PowerCut::Snapshot& files, bool with_outside = true) {
    disk_.put_back(files);
    return verify(disk_, "log", key().public_key(), with_outside ? std::vector{outside_} : std::vector<Checkpoint>());
  }
  /// The segment that holds an event, and where its frame lies.
  struct Place {
    std::string path;
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  Place place_of(std::uint64_t number) {
    for (const auto& [path, bytes] : sound_) {
      if (path.find("/segments/") == std::string::npos) continue;
      auto at_number = std::stoull(path.substr(path.size() - 24, 20));
      for (std::size_t at = kSegmentHead.size(); at < bytes.size();) {
        const auto frame = read_frame(bytes, at).value();
        if (frame.kind == Frame::Kind::event && at_number++ == number) return {path, at, frame.end};
        at = frame.end;
      }
    }
    return {};
  }
  PowerCut disk_;
  PowerCut::Snapshot sound_;
  PowerCut::Snapshot earlier_;
  Checkpoint outside_;
};

/// Which event the byte belongs to, or the next one, where it belongs to a checkpoint or the head.
std::uint64_t event_at(const std::string& path, const std::string& bytes, std::size_t byte) {
  auto number = std::stoull(path.substr(path.size() - 24, 20));
  for (std::size_t at = kSegmentHead.size(); at < bytes.size();) {
    const auto frame = read_frame(bytes, at).value();
    if (byte < frame.end) return number;
    if (frame.kind == Frame::Kind::event) ++number;
    at = frame.end;
  }
  return number;
}

TEST_F(Tampered, AnyFlippedBitIsFoundAndItsEventNamed) {
  std::size_t flips = 0;
  for (const auto& [path, bytes] : sound_) {
    if (path == "log/lock" || path == "log/audit.pub") continue; // verified with a key that was given
    const bool segment = path.find("/segments/") != std::string::npos;
    for (std::size_t byte = 0; byte < bytes.size(); byte += segment ? 13 : 29) {
      auto bad = sound_;
      bad.at(path)[byte] = static_cast<char>(bytes[byte] ^ 1 << byte % 8);
      const auto found = verified(bad, flips % 2 == 0);
      ASSERT_TRUE(found.trouble) << path << ' ' << byte;
      ASSERT_EQ(found.trouble->path, path) << byte;
      if (segment) {
        const auto number = std::min<std::uint64_t>(event_at(path, bytes, byte), kEvents - 1);
        ASSERT_EQ(found.trouble->wrong, Wrong::damaged) << path << ' ' << byte;
        ASSERT_EQ(found.trouble->first, number) << path << ' ' << byte;
      } else {
        ASSERT_EQ(found.trouble->wrong, path == "log/checkpoint" ? Wrong::checkpoint : Wrong::tile) << path;
      }
      ++flips;
    }
  }
  EXPECT_GT(flips, 2000U);
}

TEST_F(Tampered, AnyFlippedBitOfAnEventIsFoundWithItsChecksumMended) {
  for (std::uint64_t number = 0; number < kEvents; ++number) {
    const auto place = place_of(number);
    auto event = sound_.at(place.path).substr(place.begin + Frame::kHead, place.end - place.begin - Frame::kHead);
    event[number % event.size()] = static_cast<char>(event[number % event.size()] ^ 1 << number % 7);
    auto bad = sound_;
    bad.at(place.path).replace(place.begin, place.end - place.begin, frame_head(Frame::Kind::event, event) + event);
    for (const bool with_outside : {true, false}) {
      const auto found = verified(bad, with_outside);
      ASSERT_TRUE(found.trouble) << number;
      EXPECT_EQ(found.trouble->wrong, Wrong::changed) << number;
      EXPECT_EQ(found.trouble->first, number);
    }
    // And in the tile too: then it is one of its batch.
    if (number % 17 != 0) continue;
    auto& tile = bad.at(number < 256 ? "log/tile/0/000" : "log/tile/0/001.p/44");
    const auto leaf = leaf_hash(event);
    std::copy(leaf.begin(), leaf.end(), tile.begin() + static_cast<std::ptrdiff_t>(number % 256 * 32));
    const auto found = verified(bad);
    ASSERT_TRUE(found.trouble) << number;
    EXPECT_EQ(found.trouble->wrong, Wrong::among) << number;
    EXPECT_LE(found.trouble->first, number);
    EXPECT_GE(found.trouble->last, number);
    EXPECT_LT(found.trouble->last - found.trouble->first, 5U);
  }
}

TEST_F(Tampered, EventsThatAreRemovedSwappedOrAddedAreNamed) {
  std::mt19937 random(7);
  for (std::uint64_t number = 0; number < kEvents; ++number) {
    const auto place = place_of(number);
    const auto& bytes = sound_.at(place.path);
    const auto frame = bytes.substr(place.begin, place.end - place.begin);
    auto removed = sound_;
    removed.at(place.path).erase(place.begin, frame.size());
    const auto found = verified(removed, number % 2 == 0);
    ASSERT_TRUE(found.trouble) << number;
    EXPECT_EQ(found.trouble->first, number);
    EXPECT_TRUE(found.trouble->wrong == Wrong::changed || found.trouble->wrong == Wrong::missing ||
                found.trouble->wrong == Wrong::cut)
        << name_of(found.trouble->wrong);

    const std::string event = "added";
    auto added = sound_;
    added.at(place.path).insert(place.begin, frame_head(Frame::Kind::event, event) + event);
    const auto more = verified(added, number % 2 == 0);
    ASSERT_TRUE(more.trouble) << number;
    EXPECT_EQ(more.trouble->first, number);

    // Within one file, and with any other.
    const auto other = place_of(random() % kEvents);
    if (other.begin == place.begin && other.path == place.path) continue;
    auto swapped = sound_;
    const auto other_frame = sound_.at(other.path).substr(other.begin, other.end - other.begin);
    if (other.path == place.path) {
      const auto& [low, high] = place.begin < other.begin ? std::pair(place, other) : std::pair(other, place);
      auto& text = swapped.at(place.path);
      const auto low_frame = bytes.substr(low.begin, low.end - low.begin);
      text.replace(high.begin, high.end - high.begin, low_frame);
      text.replace(low.begin, low.end - low.begin, bytes.substr(high.begin, high.end - high.begin));
    } else {
      swapped.at(place.path).replace(place.begin, frame.size(), other_frame);
      swapped.at(other.path).replace(other.begin, other_frame.size(), frame);
    }
    const auto two = verified(swapped);
    ASSERT_TRUE(two.trouble) << number;
    EXPECT_EQ(two.trouble->wrong, Wrong::changed);
    EXPECT_LE(two.trouble->first, number);
  }
}

TEST_F(Tampered, ATailThatIsCutIsNamedWhereverItIsCut) {
  const auto last = std::prev(std::find_if(sound_.begin(), sound_.end(), [](const auto& file) {
                      return file.first.find("/segments/") == std::string::npos && file.first > "log/segments";
                    }))->first;
  const auto& bytes = sound_.at(last);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    auto bad = sound_;
    bad.at(last).resize(size);
    const auto found = verified(bad, size % 2 == 0);
    ASSERT_TRUE(found.trouble) << size;
    EXPECT_EQ(found.trouble->first, std::min<std::uint64_t>(event_at(last, bytes, size), kEvents - 1)) << size;
    EXPECT_TRUE(found.trouble->wrong == Wrong::cut || found.trouble->wrong == Wrong::damaged);
  }
}

TEST_F(Tampered, MissingSegmentsAreNamed) {
  std::vector<std::string> segments;
  for (const auto& [path, bytes] : sound_)
    if (path.find("/segments/") != std::string::npos) segments.push_back(path);
  ASSERT_GT(segments.size(), 4U);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    auto bad = sound_;
    bad.erase(segments[i]);
    const auto found = verified(bad, i % 2 == 0);
    ASSERT_TRUE(found.trouble) << segments[i];
    EXPECT_EQ(found.trouble->first, std::stoull(segments[i].substr(segments[i].size() - 24, 20)));
    EXPECT_EQ(found.trouble->wrong, i + 1 < segments.size() ? Wrong::missing : Wrong::cut);
    auto swapped = sound_;
    std::swap(swapped.at(segments[i]), swapped.at(segments[(i + 1) % segments.size()]));
    EXPECT_TRUE(verified(swapped).trouble) << segments[i];
  }
}

TEST_F(Tampered, ARollbackOfEverythingIsSeenOnlyFromOutside) {
  EXPECT_FALSE(verified(earlier_, false).trouble);
  const auto found = verified(earlier_);
  ASSERT_TRUE(found.trouble);
  EXPECT_EQ(found.trouble->wrong, Wrong::cut);
  EXPECT_EQ(found.trouble->first, 200U);
  EXPECT_EQ(found.trouble->last, kEvents - 1);
  EXPECT_EQ(found.compared, 0U);
}

TEST_F(Tampered, AHistoryWrittenAnewIsSeen) {
  // By somebody who has the key: only from outside.
  PowerCut forged;
  fill(forged, 0, kEvents, key(), "{\"n\":120,\"forged\":true}");
  EXPECT_FALSE(verified(forged.snapshot(), false).trouble);
  const auto found = verified(forged.snapshot());
  ASSERT_TRUE(found.trouble);
  EXPECT_EQ(found.trouble->wrong, Wrong::outside);
  EXPECT_EQ(found.trouble->first, 0U);
  EXPECT_EQ(found.trouble->last, kEvents - 1);
  // With more checkpoints outside, the place is narrower.
  disk_.put_back(earlier_);
  const auto early = std::get<SignedCheckpoint>(newest_checkpoint(disk_, "log", key().public_key())).checkpoint;
  disk_.put_back(forged.snapshot());
  EXPECT_EQ(verify(disk_, "log", key().public_key(), {outside_, early}).trouble->last, 199U);

  // By somebody who has not: the signatures are not right.
  PowerCut stranger;
  fill(stranger, 0, kEvents, SigningKey::make("log.invalid"));
  const auto strange = verified(stranger.snapshot(), false);
  ASSERT_TRUE(strange.trouble);
  EXPECT_EQ(strange.trouble->wrong, Wrong::unsigned_);
  EXPECT_EQ(strange.trouble->first, 0U);
}

TEST_F(Tampered, WhatIsBeingWrittenIsNoTrouble) {
  auto more = sound_;
  const auto place = place_of(kEvents - 1);
  const std::string event = "on its way";
  more.at(place.path) += frame_head(Frame::Kind::event, event) + event + "E12";
  const auto found = verified(more);
  EXPECT_FALSE(found.trouble);
  EXPECT_EQ(found.unfinished, event.size() + Frame::kHead + 3);
  EXPECT_EQ(found.events, kEvents);
}

TEST(Verification, OfAnEmptyLogFindsNothing) {
  PowerCut disk;
  fill(disk, 0, 0, key());
  const auto found = verify(disk, "log", key().public_key());
  EXPECT_FALSE(found.trouble);
  EXPECT_EQ(found.root, empty_root());
  EXPECT_EQ(verify(disk, "nowhere", key().public_key()).trouble->wrong, Wrong::unreadable);
}

} // namespace
} // namespace fumiban::audit
