// SPDX-License-Identifier: Apache-2.0
#include "audit/log.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "audit/power_cut.hpp"
#include "audit/store.hpp"
#include "audit/verify.hpp"

namespace fumiban::audit {
namespace {

namespace fs = std::filesystem;
using test::PowerCut;

const SigningKey& key() {
  static const auto kKey = SigningKey::make("log.invalid");
  return kKey;
}

std::string event_of(std::size_t i) {
  return "{\"n\":" + std::to_string(i) + ",\"t\":\"" + std::string(i * 37 % 300, 'x') + "\"}";
}

std::unique_ptr<Log> open_log(Files& files, const LogOptions& options, std::string* said = nullptr) {
  auto opened = Log::open(files, "log", key(), options);
  if (const auto* wrong = std::get_if<Failed>(&opened)) {
    ADD_FAILURE() << wrong->why;
    return nullptr;
  }
  auto& got = std::get<Log::Opened>(opened);
  if (said != nullptr) *said = got.said;
  return std::move(got.log);
}

std::string why(const Got<Log::Opened>& opened) {
  const auto* wrong = std::get_if<Failed>(&opened);
  return wrong == nullptr ? "" : wrong->why;
}

std::vector<std::string> read_all(Files& files, std::uint64_t from = 0, const std::string& folder = "log") {
  Events events(files, folder, key().public_key(), from);
  std::vector<std::string> out;
  while (true) {
    const auto next = events.next();
    if (std::holds_alternative<Failed>(next)) return out;
    const auto& one = std::get<std::optional<Events::One>>(next);
    if (!one) return out;
    EXPECT_EQ(one->number, from + out.size());
    out.emplace_back(one->bytes);
  }
}

constexpr LogOptions kSmall{1500, 7};

TEST(AuditLog, GivesBackWhatWasAppendedAfterItWasClosed) {
  PowerCut disk;
  {
    const auto log = open_log(disk, kSmall);
    for (std::size_t i = 0; i < 40; ++i) EXPECT_EQ(std::get<std::uint64_t>(log->append(event_of(i))), i);
    EXPECT_EQ(log->checkpoint().checkpoint.size, 40U);
    EXPECT_EQ(log->trouble(), "");
  }
  std::string said;
  const auto log = open_log(disk, kSmall, &said);
  EXPECT_EQ(said, "");
  const std::vector<std::string> texts = {event_of(40), event_of(41), ""};
  const std::vector<std::string_view> events(texts.begin(), texts.end());
  EXPECT_EQ(std::get<std::uint64_t>(log->append_all(events)), 40U);
  const auto all = read_all(disk);
  ASSERT_EQ(all.size(), 43U);
  for (std::size_t i = 0; i < 42; ++i) EXPECT_EQ(all[i], event_of(i));
  EXPECT_EQ(read_all(disk, 41).front(), event_of(41));
  EXPECT_GT(std::get<std::vector<SegmentFile>>(segments_in(disk, "log")).size(), 3U);
  EXPECT_EQ(log->publish(), "");
  const auto verified = verify(disk, "log", key().public_key(), {log->checkpoint().checkpoint});
  EXPECT_FALSE(verified.trouble);
  EXPECT_EQ(verified.events, 43U);
  EXPECT_EQ(verified.root, log->checkpoint().checkpoint.root);
  EXPECT_EQ(verified.compared, 1U);
  const auto newest = newest_checkpoint(disk, "log", key().public_key());
  EXPECT_EQ(std::get<SignedCheckpoint>(newest).checkpoint, log->checkpoint().checkpoint);
}

/// Opens a log, appends, in batches of one and of four, until something fails. What was acknowledged, in its order.
void work(Files& files, std::vector<std::string>& tried, std::vector<std::string>& acknowledged, bool go_on) {
  auto opened = Log::open(files, "log", key(), kSmall);
  if (std::holds_alternative<Failed>(opened) && go_on) opened = Log::open(files, "log", key(), kSmall);
  if (std::holds_alternative<Failed>(opened)) return;
  auto log = std::move(std::get<Log::Opened>(opened).log);
  for (std::size_t i = 0; i < 12; ++i) {
    std::vector<std::string> texts;
    for (std::size_t k = 0; k < (i % 3 == 0 ? 4U : 1U); ++k) texts.push_back(event_of(tried.size() + k));
    const std::vector<std::string_view> events(texts.begin(), texts.end());
    tried.insert(tried.end(), texts.begin(), texts.end());
    if (std::holds_alternative<std::uint64_t>(log->append_all(events))) {
      acknowledged.insert(acknowledged.end(), texts.begin(), texts.end());
    } else if (!go_on) {
      return;
    } else {
      log.reset();
      log = open_log(files, kSmall);
      if (!log) return;
    }
    if (i == 6 && !log->publish().empty() && !go_on) return;
  }
}

TEST(AuditLog, LosesNothingAcknowledgedWhereverThePowerIsCut) {
  std::size_t calls = 0;
  {
    PowerCut disk;
    std::vector<std::string> tried;
    std::vector<std::string> acknowledged;
    work(disk, tried, acknowledged, false);
    calls = disk.calls();
    EXPECT_EQ(acknowledged.size(), 24U);
  }
  ASSERT_GT(calls, 60U);
  std::size_t cut = 0;
  for (std::size_t n = 1; n <= calls; ++n)
    for (std::uint32_t seed = 0; seed < 8; ++seed) {
      PowerCut disk;
      std::vector<std::string> tried;
      std::vector<std::string> acknowledged;
      disk.fail_at(n, PowerCut::Fault::power);
      work(disk, tried, acknowledged, false);
      disk.restart(seed);
      if (seed % 3 == 0) { // and again while it is being opened
        disk.fail_at(1 + (n + seed) % 13, PowerCut::Fault::power);
        (void)Log::open(disk, "log", key(), kSmall);
        disk.restart(seed + 1000);
      }
      std::string said;
      {
        const auto log = open_log(disk, kSmall, &said);
        ASSERT_TRUE(log) << n << ' ' << seed;
        if (!said.empty()) ++cut;
        const auto kept = read_all(disk);
        ASSERT_GE(kept.size(), acknowledged.size()) << n << ' ' << seed << ' ' << said;
        ASSERT_LE(kept.size(), tried.size());
        EXPECT_TRUE(std::equal(kept.begin(), kept.end(), tried.begin())) << n << ' ' << seed;
        const auto verified = verify(disk, "log", key().public_key(), {log->checkpoint().checkpoint});
        ASSERT_FALSE(verified.trouble) << n << ' ' << seed << ' ' << name_of(verified.trouble->wrong);
        ASSERT_EQ(verified.events, kept.size());
        ASSERT_TRUE(std::holds_alternative<std::uint64_t>(log->append("after it"))) << n << ' ' << seed;
      }
      EXPECT_EQ(read_all(disk).back(), "after it");
      EXPECT_FALSE(verify(disk, "log", key().public_key()).trouble);
    }
  EXPECT_GT(cut, 20U) << "torn writes did happen";
}

TEST(AuditLog, HoldsJustWhatWasAcknowledgedWhereverACallFails) {
  std::size_t calls = 0;
  for (std::size_t n = 0; n == 0 || n <= calls; ++n) {
    PowerCut disk;
    std::vector<std::string> tried;
    std::vector<std::string> acknowledged;
    disk.fail_at(n, PowerCut::Fault::error);
    work(disk, tried, acknowledged, true);
    if (n == 0) calls = disk.calls();
    disk.fail_at(0, PowerCut::Fault::none);
    EXPECT_EQ(read_all(disk), acknowledged) << n;
    EXPECT_GE(acknowledged.size() + 4, tried.size()) << n;
    EXPECT_FALSE(verify(disk, "log", key().public_key()).trouble) << n;
    disk.restart(static_cast<std::uint32_t>(n)); // what was shown was on the disk
    const auto log = open_log(disk, kSmall);
    ASSERT_TRUE(log) << n;
    EXPECT_EQ(read_all(disk), acknowledged) << n;
  }
}

TEST(AuditLog, DoesNotTakeDamageForAnInterruptedWrite) {
  PowerCut disk;
  {
    const auto log = open_log(disk, {1U << 20U, 1000});
    for (std::size_t i = 0; i < 9; ++i) ASSERT_TRUE(std::holds_alternative<std::uint64_t>(log->append(event_of(i))));
    // Killed: nothing of it is published.
    const auto before = disk.snapshot();
    PowerCut copy;
    for (const auto* folder : {"log", "log/segments"}) (void)copy.make_folder(folder);
    auto bad = before;
    auto& segment = bad.at("log/segments/00000000000000000000.log");
    const auto at = segment.find("\"n\":4");
    segment[at + 4] = '5';
    copy.put_back(bad);
    EXPECT_NE(why(Log::open(copy, "log", key(), {})).find("event 4 is damaged"), std::string::npos)
        << why(Log::open(copy, "log", key(), {}));
    EXPECT_EQ(copy.snapshot().at("log/segments/00000000000000000000.log"), segment) << "left as it is";
    const auto verified = verify(copy, "log", key().public_key());
    ASSERT_TRUE(verified.trouble);
    EXPECT_EQ(verified.trouble->wrong, Wrong::damaged);
    EXPECT_EQ(verified.trouble->first, 4U);
  }
}

TEST(AuditLog, MakesDamagedTilesAgain) {
  PowerCut disk;
  {
    const auto log = open_log(disk, {20'000, 64});
    for (std::size_t i = 0; i < 600; ++i) ASSERT_TRUE(std::holds_alternative<std::uint64_t>(log->append(event_of(i))));
  }
  const auto sound = disk.snapshot();
  for (const auto* path : {"log/tile/0/001", "log/tile/0/002.p/88", "log/tile/1/000.p/2"}) {
    auto bad = sound;
    ASSERT_EQ(bad.count(path), 1U) << path;
    bad.at(path)[40] ^= 1;
    disk.put_back(bad);
    EXPECT_EQ(verify(disk, "log", key().public_key()).trouble->wrong, Wrong::tile) << path;
    std::string said;
    (void)open_log(disk, {20'000, 64}, &said);
    const bool needed = std::string_view(path) != "log/tile/0/001"; // opening looks at the others only
    EXPECT_EQ(said.find("tiles") != std::string::npos, needed) << path;
    if (needed) {
      EXPECT_FALSE(verify(disk, "log", key().public_key()).trouble) << path;
      EXPECT_EQ(disk.snapshot().at(path), sound.at(path));
    }
  }
}

class OnDisk : public ::testing::Test {
protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "fumiban-audit-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string folder_;
  Disk disk_;
};

TEST_F(OnDisk, ManyWritersShareWritesAndEachGetsANumberOfItsOwn) {
  auto opened = Log::open(disk_, folder_ + "/log", key(), {100'000, 500});
  ASSERT_EQ(why(opened), "");
  auto& log = *std::get<Log::Opened>(opened).log;
  constexpr std::size_t kWriters = 8;
  constexpr std::size_t kEach = 250;
  std::vector<std::vector<std::uint64_t>> numbers(kWriters);
  std::vector<std::thread> threads;
  for (std::size_t w = 0; w < kWriters; ++w)
    threads.emplace_back([&, w] {
      for (std::size_t i = 0; i < kEach; ++i) {
        const auto got = log.append(std::to_string(w) + ":" + std::to_string(i));
        numbers[w].push_back(std::get<std::uint64_t>(got));
        if (i % 100 == 50) {
          EXPECT_EQ(log.publish(), "");
        }
      }
    });
  for (auto& thread : threads) thread.join();
  const auto all = read_all(disk_, 0, folder_ + "/log");
  ASSERT_EQ(all.size(), kWriters * kEach);
  for (std::size_t w = 0; w < kWriters; ++w)
    for (std::size_t i = 0; i < kEach; ++i) EXPECT_EQ(all[numbers[w][i]], std::to_string(w) + ":" + std::to_string(i));
  EXPECT_EQ(log.publish(), "");
  EXPECT_FALSE(verify(disk_, folder_ + "/log", key().public_key(), {log.checkpoint().checkpoint}).trouble);
}

TEST_F(OnDisk, ALogIsReadAndVerifiedWhileItIsWritten) {
  auto opened = Log::open(disk_, folder_ + "/log", key(), {20'000, 30});
  auto& log = *std::get<Log::Opened>(opened).log;
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (std::size_t i = 0; i < 1500; ++i) (void)log.append(event_of(i));
    done = true;
  });
  std::size_t seen = 0;
  for (bool last = false; !last;) {
    last = done;
    const auto kept = log.checkpoint().checkpoint;
    const auto verified = verify(disk_, folder_ + "/log", key().public_key(), {kept});
    EXPECT_FALSE(verified.trouble) << name_of(verified.trouble->wrong) << ' ' << verified.trouble->path;
    EXPECT_GE(verified.events, kept.size);
    const auto all = read_all(disk_, 0, folder_ + "/log");
    EXPECT_GE(all.size(), verified.events);
    seen = all.size();
  }
  writer.join();
  EXPECT_EQ(seen, 1500U);
  EXPECT_EQ(log.trouble(), "");
}

TEST_F(OnDisk, LargeEventsAreRecorded) {
  auto opened = Log::open(disk_, folder_ + "/log", key());
  auto& log = *std::get<Log::Opened>(opened).log;
  const std::string large(10'000'000, 'a');
  EXPECT_TRUE(std::holds_alternative<std::uint64_t>(log.append(large)));
  EXPECT_TRUE(std::holds_alternative<std::uint64_t>(log.append(std::string(kMostEvent, 'b'))));
  EXPECT_TRUE(std::holds_alternative<Failed>(log.append(std::string(kMostEvent + 1, 'c'))));
  EXPECT_EQ(log.checkpoint().checkpoint.size, 2U);
  EXPECT_EQ(read_all(disk_, 0, folder_ + "/log").front(), large);
  EXPECT_FALSE(verify(disk_, folder_ + "/log", key().public_key()).trouble);
}

TEST_F(OnDisk, ASecondWriterIsTurnedAway) {
  const auto opened = Log::open(disk_, folder_ + "/log", key());
  ASSERT_EQ(why(opened), "");
  EXPECT_EQ(why(Log::open(disk_, folder_ + "/log", key())),
            folder_ + "/log/lock: another process writes this log; only one can");
}

TEST_F(OnDisk, AnotherKeyIsRefused) {
  { const auto opened = Log::open(disk_, folder_ + "/log", key()); }
  const auto said = why(Log::open(disk_, folder_ + "/log", SigningKey::make("log.invalid")));
  EXPECT_NE(said.find("this log is signed with another key, " + key().public_key().text()), std::string::npos) << said;
}

TEST_F(OnDisk, WhereTheDiskIsFullNothingIsHalfRecorded) {
  auto opened = Log::open(disk_, folder_ + "/log", key());
  auto& log = *std::get<Log::Opened>(opened).log;
  ASSERT_TRUE(std::holds_alternative<std::uint64_t>(log.append("before")));
  const auto path = segment_path(folder_ + "/log", 0);
  const auto size = fs::file_size(path);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_IGN);
  for (const rlim_t room : {0U, 1U, 9U, 20U, 130U}) {
    const rlimit little{size + room, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &little);
    const auto got = log.append("while it is full");
    setrlimit(RLIMIT_FSIZE, &before);
    ASSERT_TRUE(std::holds_alternative<Failed>(got)) << room;
    EXPECT_EQ(std::get<Failed>(got).why, path + ": File too large; nothing of it was recorded");
    EXPECT_EQ(fs::file_size(path), size) << room;
  }
  EXPECT_EQ(std::get<std::uint64_t>(log.append("after it")), 1U);
  EXPECT_EQ(read_all(disk_, 0, folder_ + "/log"), (std::vector<std::string>{"before", "after it"}));
}

TEST_F(OnDisk, TheKeyIsMadeOnceAndIsNobodyElsesToRead) {
  const auto path = folder_ + "/audit.key";
  const auto made = key_in(path, "mail.invalid/fumiban");
  struct stat info {};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  EXPECT_EQ(std::get<SigningKey>(key_in(path, "another")).text(), std::get<SigningKey>(made).text());
  chmod(path.c_str(), 0640);
  EXPECT_EQ(std::get<Failed>(key_in(path, "x")).why, path + ": others can read it: chmod 0600 " + path);
  chmod(path.c_str(), 0600);
  std::ofstream(path) << "PRIVATE+KEY+x";
  EXPECT_TRUE(std::holds_alternative<Failed>(key_in(path, "x")));
  EXPECT_TRUE(std::holds_alternative<Failed>(key_in(folder_ + "/other.key", "two words")));
  fs::create_symlink(path, folder_ + "/link.key");
  EXPECT_TRUE(std::holds_alternative<Failed>(key_in(folder_ + "/link.key", "x")));
}

} // namespace
} // namespace fumiban::audit
