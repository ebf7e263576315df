// SPDX-License-Identifier: Apache-2.0
// What outlives the daemon, and what it counts.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "killers.hpp"
#include "metrics.hpp"
#include "spool.hpp"

namespace fumiban::gateway {
namespace {

namespace fs = std::filesystem;

class State : public ::testing::Test {
protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "fumiban-state-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string folder_;
};

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

std::size_t files_in(const std::string& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST_F(State, TheSpoolKeepsAMessageOnceWithWhatIsToldOfIt) {
  const auto opened = Spool::open(folder_ + "/held");
  const auto& spool = std::get<Spool>(opened);
  EXPECT_EQ(spool.store("a1", "{}", "From: x\r\n\r\nbody\0more"), "");
  EXPECT_EQ(content(folder_ + "/held/a1.held"), "{}\nFrom: x\r\n\r\nbody");
  EXPECT_EQ(spool.store("a1", "{\"other\":1}", "other"), "") << "the mail server's second try";
  EXPECT_EQ(content(folder_ + "/held/a1.held"), "{}\nFrom: x\r\n\r\nbody");
  EXPECT_EQ(files_in(folder_ + "/held"), 1U);
  struct stat info {};
  ASSERT_EQ(stat((folder_ + "/held/a1.held").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(State, AWriteThatFailsAtAnyByteLeavesNothing) {
  const auto opened = Spool::open(folder_ + "/held");
  const auto& spool = std::get<Spool>(opened);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_IGN);
  const std::string json = "{\"a\":1}";
  const std::string message = "From: x\r\n\r\nb";
  for (rlim_t room = 0; room < json.size() + 1 + message.size(); ++room) {
    const rlimit little{room, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &little);
    const auto error = spool.store("a", json, message);
    setrlimit(RLIMIT_FSIZE, &before);
    EXPECT_NE(error, "") << room;
    EXPECT_EQ(files_in(folder_ + "/held"), 0U) << room;
  }
  EXPECT_EQ(spool.store("a", json, message), "");
}

TEST_F(State, ASpoolThatOthersCouldReadIsRefused) {
  fs::create_directory(folder_ + "/open");
  chmod((folder_ + "/open").c_str(), 0755);
  EXPECT_EQ(std::get<std::string>(Spool::open(folder_ + "/open")),
            folder_ + "/open: others can read it: chmod o= " + folder_ + "/open");
  std::ofstream(folder_ + "/file") << "x";
  EXPECT_EQ(std::get<std::string>(Spool::open(folder_ + "/file")), folder_ + "/file: is no folder");
  EXPECT_TRUE(std::holds_alternative<std::string>(Spool::open(folder_ + "/none/held")));
}

TEST_F(State, KillersAreRememberedAcrossAnEnd) {
  const Sha256 digest{1, 2, 3};
  {
    Killers killers(folder_ + "/killers");
    EXPECT_TRUE(killers.empty());
    killers.add(digest, "SIGSEGV\n");
    killers.add(digest, "SIGSEGV");
    EXPECT_TRUE(killers.contains(digest));
  }
  EXPECT_EQ(content(folder_ + "/killers").find("SIGSEGV\n"), std::string::npos) << "no line of others' making";
  const Killers again(folder_ + "/killers");
  EXPECT_TRUE(again.contains(digest));
  EXPECT_FALSE(again.contains(Sha256{9}));
  std::ofstream(folder_ + "/killers", std::ios::app) << "cut";
  EXPECT_TRUE(Killers(folder_ + "/killers").contains(digest));
}

TEST(Metrics, AreOpenMetricsText) {
  Metrics metrics;
  metrics.add("fumiban_messages", R"(interface="milter",verdict="clean",act="deliver")");
  metrics.add("fumiban_messages", R"(interface="milter",verdict="clean",act="deliver")", 2);
  metrics.set("fumiban_in_flight", 4);
  metrics.took(0.002);
  metrics.took(100);
  const auto text = metrics.text();
  for (const auto* line :
       {"# TYPE fumiban_messages counter\n",
        "fumiban_messages_total{interface=\"milter\",verdict=\"clean\",act=\"deliver\"} 3\n", "fumiban_in_flight 4\n",
        "fumiban_seconds_bucket{le=\"0.001\"} 0\n", "fumiban_seconds_bucket{le=\"0.003\"} 1\n",
        "fumiban_seconds_bucket{le=\"30\"} 1\n", "fumiban_seconds_bucket{le=\"+Inf\"} 2\n", "fumiban_seconds_count 2\n",
        "fumiban_seconds_sum 100.002\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  EXPECT_TRUE(text.ends_with("# EOF\n"));
}

} // namespace
} // namespace fumiban::gateway
