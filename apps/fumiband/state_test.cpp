// SPDX-License-Identifier: Apache-2.0
// What outlives the daemon, and what it counts.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "killers.hpp"
#include "metrics.hpp"

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
