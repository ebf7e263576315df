// SPDX-License-Identifier: Apache-2.0
// Exit codes: 0 nothing at or above the level, 1 found, 2 an error or something not read in full; 1 beats 2 beats 0.
#include <gtest/gtest.h>

#include "mails.hpp"
#include "program.hpp"

namespace fumiban::command {
namespace {

class ExitCode : public testing::Test {
protected:
  Folder folder;
  std::string clean = folder.write("clean.eml", clean_mail());
  std::string unscanned = folder.write("unscanned.eml", unscanned_mail());
  std::string suspicious = folder.write("suspicious.eml", suspicious_mail());
  std::string malicious = folder.write("malicious.eml", malicious_mail());
  std::string missing = folder.at("missing.eml");

  static int code_of(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "scan");
    return run(std::move(arguments)).code;
  }
};

TEST_F(ExitCode, TheMailsAreWhatTheyAreMeantToBe) {
  const auto all = scanned({clean, unscanned, suspicious, malicious});
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0]["verdict"], "clean");
  EXPECT_EQ(all[0]["level"], 1);
  EXPECT_EQ(all[1]["verdict"], "unscanned");
  EXPECT_EQ(all[1]["level"], 2);
  EXPECT_EQ(all[1]["complete"], false);
  EXPECT_EQ(all[2]["verdict"], "suspicious");
  EXPECT_EQ(all[2]["level"], 3);
  EXPECT_EQ(all[3]["verdict"], "malicious");
  EXPECT_EQ(all[3]["level"], 5);
}

TEST_F(ExitCode, NothingFoundIs0) { EXPECT_EQ(code_of({clean}), 0); }
TEST_F(ExitCode, SomethingFoundIs1) {
  EXPECT_EQ(code_of({suspicious}), 1);
  EXPECT_EQ(code_of({malicious}), 1);
  EXPECT_EQ(code_of({clean, malicious, clean}), 1);
}
TEST_F(ExitCode, NotReadInFullIs2) { EXPECT_EQ(code_of({unscanned}), 2); }
TEST_F(ExitCode, MissingIs2) {
  const auto ran = run({"scan", missing});
  EXPECT_EQ(ran.code, 2);
  EXPECT_TRUE(has(ran.errors, missing)) << ran.errors;
}
TEST_F(ExitCode, OneBeatsTwoBeatsNought) {
  EXPECT_EQ(code_of({clean, missing}), 2);
  EXPECT_EQ(code_of({missing, clean}), 2);
  EXPECT_EQ(code_of({clean, unscanned}), 2);
  EXPECT_EQ(code_of({missing, malicious}), 1);
  EXPECT_EQ(code_of({malicious, missing}), 1);
  EXPECT_EQ(code_of({unscanned, suspicious, missing}), 1);
}
TEST_F(ExitCode, WhatCanBeReadIsScannedWhereAnotherPathIsMissing) {
  const auto all = scanned({missing, clean, folder.at("also-missing"), malicious});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["path"], clean);
  EXPECT_EQ(all[1]["path"], malicious);
}

struct FailOnCase {
  const char* level;
  int clean, unscanned, suspicious, malicious;
  friend void PrintTo(const FailOnCase& one, std::ostream* out) { *out << "--fail-on " << one.level; }
};
class FailOn : public ExitCode, public testing::WithParamInterface<FailOnCase> {};

TEST_P(FailOn, IsMetFromTheLevelOn) {
  const auto& expected = GetParam();
  EXPECT_EQ(code_of({"--fail-on", expected.level, clean}), expected.clean);
  EXPECT_EQ(code_of({"--fail-on", expected.level, unscanned}), expected.unscanned);
  EXPECT_EQ(code_of({"--fail-on", expected.level, suspicious}), expected.suspicious);
  EXPECT_EQ(code_of({"--fail-on", expected.level, malicious}), expected.malicious);
}
INSTANTIATE_TEST_SUITE_P(Levels, FailOn,
                         testing::Values(FailOnCase{"clean", 1, 1, 1, 1}, FailOnCase{"unscanned", 0, 1, 1, 1},
                                         FailOnCase{"suspicious", 0, 2, 1, 1}, FailOnCase{"malicious", 0, 2, 0, 1},
                                         FailOnCase{"1", 1, 1, 1, 1}, FailOnCase{"2", 0, 1, 1, 1},
                                         FailOnCase{"3", 0, 2, 1, 1}, FailOnCase{"4", 0, 2, 0, 1},
                                         FailOnCase{"5", 0, 2, 0, 1}),
                         [](const auto& each) { return std::string(each.param.level); });

TEST_F(ExitCode, EveryMistakeOnTheCommandLineIs2AndSaidOnStandardError) {
  const std::vector<std::vector<std::string>> mistakes = {
      {},
      {"scan"},
      {"nonsense"},
      {"scan", "--nonsense", clean},
      {"scan", "--format", "xml", clean},
      {"scan", "--fail-on", "0", clean},
      {"scan", "--fail-on", "6", clean},
      {"scan", "--fail-on", "Malicious", clean},
      {"scan", "--fail-on", "", clean},
      {"scan", "--jobs", "0", clean},
      {"scan", "--jobs", "two", clean},
      {"scan", "--max-parts", "-1", clean},
      {"scan", "--max-parts", "many", clean},
      {"scan", "--max-parts", "99999999999999999999999", clean},
      {"scan", "--max-parts", "", clean},
      {"scan", "--policy", missing, clean},
      {"scan", "--passwords-file", missing, clean},
      {"--lang", "fr", "scan", clean},
      {"--colour", "perhaps", "scan", clean},
      {"explain"},
      {"explain", "no.such-finding"},
      {"completion", "fish"},
  };
  for (const auto& arguments : mistakes) {
    const auto ran = run(arguments);
    std::string words;
    for (const auto& word : arguments) words += " " + word;
    EXPECT_EQ(ran.code, 2) << words;
    EXPECT_FALSE(ran.errors.empty()) << words;
    EXPECT_TRUE(ran.output.empty()) << words << ": " << ran.output;
  }
}

TEST_F(ExitCode, HelpAndVersionAre0AndOnStandardOutput) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"--help"},
                                                    {"-h"},
                                                    {"--version"},
                                                    {"scan", "--help"},
                                                    {"formats", "--help"},
                                                    {"findings", "--help"},
                                                    {"explain", "--help"},
                                                    {"policy", "--help"},
                                                    {"completion", "--help"},
                                                    {"--lang", "ja", "scan", "--help"}}) {
    const auto ran = run(arguments);
    EXPECT_EQ(ran.code, 0) << arguments.back();
    EXPECT_FALSE(ran.output.empty()) << arguments.back();
    EXPECT_EQ(ran.errors, "") << arguments.back();
  }
}

/// A full disk: what was printed did not arrive, so nobody may take the answer for complete.
TEST_F(ExitCode, AFullDiskIs2) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "there is no /dev/full";
  How full;
  full.output_file = "/dev/full";
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"scan", clean},
                                                    {"scan", "--format", "json", clean},
                                                    {"scan", "--format", "jsonl", clean},
                                                    {"scan", "--explain", clean},
                                                    {"formats"},
                                                    {"formats", "--json"},
                                                    {"findings"},
                                                    {"findings", "--json"},
                                                    {"explain", "mime.ambiguous"},
                                                    {"policy"},
                                                    {"completion", "bash"},
                                                    {"--help"},
                                                    {"--version"}}) {
    std::string words;
    for (const auto& word : arguments) words += " " + word;
    const auto ran = run(arguments, full);
    EXPECT_EQ(ran.code, 2) << words;
    EXPECT_FALSE(ran.errors.empty()) << "nothing was said about it:" << words;
  }
}

/// 1 beats 2, even so.
TEST_F(ExitCode, AFullDiskIs1WhereSomethingWasFound) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "there is no /dev/full";
  How full;
  full.output_file = "/dev/full";
  EXPECT_EQ(run({"scan", malicious}, full).code, 1);
}

} // namespace
} // namespace fumiban::command
