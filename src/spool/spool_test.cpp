// SPDX-License-Identifier: Apache-2.0
#include "spool/spool.hpp"
#include "spool/envelope.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace fumiban::spool {
namespace {

namespace fs = std::filesystem;

class InAFolder : public ::testing::Test {
protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "fumiban-spool-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string folder_;
};

std::size_t files_in(const std::string& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST_F(InAFolder, TheSpoolKeepsAMessageOnceWithWhatIsToldOfIt) {
  const auto opened = Spool::open(folder_ + "/held");
  const auto& spool = std::get<Spool>(opened);
  const std::string message("From: x\r\n\r\nbo\0dy\n", 17);
  EXPECT_EQ(spool.store("a1", "{}", message), "");
  EXPECT_EQ(spool.store("a1", R"({"other":1})", "other"), "") << "the mail server's second try";
  EXPECT_EQ(files_in(folder_ + "/held"), 1U);
  EXPECT_EQ(spool.ids(), std::vector<std::string>{"a1"});
  const auto held = spool.read("a1");
  ASSERT_TRUE(held);
  EXPECT_EQ(held->json, "{}");
  EXPECT_EQ(held->message, message);
  struct stat info {};
  ASSERT_EQ(stat((folder_ + "/held/a1.held").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  EXPECT_EQ(spool.remove("a1"), "");
  EXPECT_NE(spool.remove("a1"), "");
  EXPECT_FALSE(spool.read("a1"));
  EXPECT_TRUE(spool.ids().empty());
}

TEST(SpoolEnvelope, AddressesOfAnyBytesComeBackAsTheyWere) {
  std::string all;
  for (int byte = 1; byte < 256; ++byte) all += static_cast<char>(byte);
  for (const auto& address :
       {all, std::string("\xe9@example.invalid"), std::string("\"a\\xe9\"@example.invalid"), std::string("\xe8\x8a@x"),
        std::string("\xed\xa0\x80@x"), std::string("花子@example.invalid")}) {
    const nlohmann::ordered_json told = {{"envelope", json_of({address, {address, "b@example.invalid"}})}};
    const auto read = envelope_of(nlohmann::ordered_json::parse(told.dump())); // which is strict about UTF-8
    EXPECT_EQ(read.sender, address);
    EXPECT_EQ(read.recipients, (std::vector<std::string>{address, "b@example.invalid"}));
  }
  EXPECT_EQ(json_of({"花子@x", {}})["sender"], "花子@x") << "what can be read stays readable";
  EXPECT_EQ(envelope_of({{"envelope", {{"sender", "a\\b\\x"}}}}).sender, "a\\b\\x") << "as it was written before";
}

TEST_F(InAFolder, WhatWasLeftHalfWrittenIsTakenOut) {
  const auto opened = Spool::open(folder_ + "/held");
  const auto& spool = std::get<Spool>(opened);
  ASSERT_EQ(spool.store("a", "{}", "x"), "");
  std::ofstream(folder_ + "/held/b.held.17-1") << "{}";
  spool.tidy();
  EXPECT_EQ(files_in(folder_ + "/held"), 1U);
  EXPECT_TRUE(spool.read("a"));
}

TEST_F(InAFolder, WhatIsNoIdNamesNoFile) {
  const auto opened = Spool::open(folder_ + "/held");
  const auto& spool = std::get<Spool>(opened);
  std::ofstream(folder_ + "/secret.held") << "{}\nx";
  for (const auto* id : {"../secret", "", ".", "a/../../secret", "A", "a b"}) {
    EXPECT_FALSE(spool.read(id)) << id;
    EXPECT_NE(spool.store(id, "{}", "x"), "") << id;
    EXPECT_NE(spool.remove(id), "") << id;
  }
  EXPECT_TRUE(fs::exists(folder_ + "/secret.held"));
  EXPECT_EQ(files_in(folder_ + "/held"), 0U);
}

TEST_F(InAFolder, AWriteThatFailsAtAnyByteLeavesNothing) {
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
    const auto tried = spool.try_out();
    setrlimit(RLIMIT_FSIZE, &before);
    EXPECT_NE(error, "") << room;
    EXPECT_NE(tried, "") << room;
    EXPECT_EQ(files_in(folder_ + "/held"), 0U) << room;
  }
  EXPECT_EQ(spool.try_out(), "");
  EXPECT_EQ(files_in(folder_ + "/held"), 0U);
  EXPECT_EQ(spool.store("a", json, message), "");
}

TEST_F(InAFolder, ASpoolThatOthersCouldReadIsRefused) {
  fs::create_directory(folder_ + "/open");
  chmod((folder_ + "/open").c_str(), 0755);
  EXPECT_EQ(std::get<std::string>(Spool::open(folder_ + "/open")),
            folder_ + "/open: others can read it: chmod o= " + folder_ + "/open");
  std::ofstream(folder_ + "/file") << "x";
  EXPECT_EQ(std::get<std::string>(Spool::open(folder_ + "/file")), folder_ + "/file: is no folder");
  EXPECT_TRUE(std::holds_alternative<std::string>(Spool::open(folder_ + "/none/held")));
}

} // namespace
} // namespace fumiban::spool
