// SPDX-License-Identifier: Apache-2.0
// fumiban audit: a log that a program wrote, looked at as a person would.
#include <gtest/gtest.h>

#include "audit/event.hpp"
#include "audit/log.hpp"
#include "program.hpp"

namespace fumiban::command {
namespace {

class AuditCommand : public testing::Test {
protected:
  void SetUp() override {
    audit::Event event;
    event.time = 1'795'562'229'123;
    event.action = "hold";
    event.personal.subject = "賞与\x1b[31m支払届";
    append({audit::to_record(event), "no event of ours", R"({"n":2})"});
  }
  void append(const std::vector<std::string>& events) {
    auto opened = audit::Log::open(disk_, log, key_);
    ASSERT_TRUE(std::holds_alternative<audit::Log::Opened>(opened)) << std::get<audit::Failed>(opened).why;
    for (const auto& event : events)
      ASSERT_TRUE(std::holds_alternative<std::uint64_t>(std::get<audit::Log::Opened>(opened).log->append(event)));
  }
  Folder folder;
  std::string log = folder.at("log");

private:
  audit::Disk disk_;
  audit::SigningKey key_ = audit::SigningKey::make("log.invalid");
};

TEST_F(AuditCommand, VerifiesAndSaysWhatItCannotKnow) {
  const auto ran = run({"audit", "verify", log});
  EXPECT_EQ(ran.code, 0) << ran.errors;
  EXPECT_TRUE(has(ran.output, "3 events hold together; root ")) << ran.output;
  EXPECT_TRUE(has(ran.output, "nothing shows whether the whole folder was put back")) << ran.output;
  EXPECT_TRUE(has(ran.output, "The key was taken from the folder itself")) << ran.output;
  EXPECT_TRUE(has(run({"audit", "verify", log}, {.environment = {"LC_ALL=ja_JP.UTF-8"}}).output, "3 件のイベント"));
  const auto key = run({"audit", "key", log}).output;
  const auto kept = folder.write("kept", run({"audit", "checkpoint", log}).output);
  const auto sure = run({"audit", "verify", log, "--checkpoint", kept, "--key", key.substr(0, key.size() - 1)});
  EXPECT_EQ(sure.code, 0) << sure.errors;
  EXPECT_TRUE(has(sure.output, "1 of 1 checkpoints that were given fit.")) << sure.output;
  EXPECT_FALSE(has(sure.output, "folder"));
  const auto json = nlohmann::json::parse(
      run({"audit", "verify", "--json", "--checkpoint", kept, "--key", folder.write("key", key), log}).output);
  EXPECT_EQ(json["sound"], true);
  EXPECT_EQ(json["events"], 3);
  EXPECT_EQ(json["checkpoints_compared"], 1);
  EXPECT_TRUE(json["trouble"].is_null());
}

TEST_F(AuditCommand, NamesWhatWasChangedAndWhatWasRolledBack) {
  std::filesystem::copy(log, folder.at("earlier"), std::filesystem::copy_options::recursive);
  append({"later"});
  const auto kept = folder.write("kept", run({"audit", "checkpoint", log}).output);
  EXPECT_EQ(run({"audit", "verify", folder.at("earlier")}).code, 0);
  const auto back = run({"audit", "verify", folder.at("earlier"), "--checkpoint", kept});
  EXPECT_EQ(back.code, 1);
  EXPECT_TRUE(has(back.output, "The log is cut off: events from 3 on are missing, up to 3 at least.")) << back.output;

  const auto segment = log + "/segments/00000000000000000000.log";
  auto bytes = read_file(segment);
  bytes[bytes.find("no event of ours")] = 'N';
  folder.write("log/segments/00000000000000000000.log", bytes);
  const auto ran = run({"audit", "verify", log});
  EXPECT_EQ(ran.code, 1);
  EXPECT_TRUE(ran.output.starts_with("Event 1 is damaged: ")) << ran.output;
  const auto json = nlohmann::json::parse(run({"audit", "verify", "--json", log}).output);
  EXPECT_EQ(json["sound"], false);
  EXPECT_EQ(json["trouble"]["what"], "damaged");
  EXPECT_EQ(json["trouble"]["first"], 1);
  EXPECT_EQ(json["trouble"]["path"], segment);
}

TEST_F(AuditCommand, ShowsEvents) {
  const auto ran = run({"audit", "show", log, "0", "1"});
  EXPECT_EQ(ran.code, 0) << ran.errors;
  EXPECT_TRUE(has(ran.output,
                  "0  2026-11-25 08:17:09 JST\n  time  2026-11-24T23:17:09.123Z\n  event  message\n  action  hold\n"))
      << ran.output;
  EXPECT_TRUE(has(ran.output, "    subject  賞与\\x1b[31m支払届\n1\n  no event of ours\n")) << ran.output;
  EXPECT_EQ(run({"audit", "show", "--json", log, "2"}).output, "{\"n\":2}\n");
  const auto none = run({"audit", "show", log, "3"});
  EXPECT_EQ(none.code, 2);
  EXPECT_TRUE(has(none.errors, "there is no event 3")) << none.errors;
}

TEST_F(AuditCommand, TheDocumentsProgramComesToTheSameRoot) {
  auto text = read_file(std::filesystem::path(given("FUMIBAN_SOURCE")) / "docs/audit.md");
  text.erase(0, text.find("```python\n") + 10);
  text.resize(text.find("```"));
  for (auto at = text.find("DIR"); at != std::string::npos; at = text.find("DIR", at + log.size()))
    text.replace(at, 3, log);
  const auto ran = run_other("python3", {"-c", text});
  EXPECT_EQ(ran.code, 0) << ran.errors;
  EXPECT_EQ(ran.output, lines_of(read_file(log + "/checkpoint")).at(2) + "\n");
}

TEST_F(AuditCommand, SaysWhatItCannotRead) {
  const auto nowhere = run({"audit", "verify", folder.at("nowhere")});
  EXPECT_EQ(nowhere.code, 2);
  EXPECT_TRUE(has(nowhere.errors, "audit.pub: No such file or directory. Name the folder of an audit log"))
      << nowhere.errors;
  const auto no_note = run({"audit", "verify", log, "--checkpoint", folder.write("x", "x")});
  EXPECT_EQ(no_note.code, 2);
  EXPECT_TRUE(has(no_note.errors, "is no checkpoint")) << no_note.errors;
  const auto other = audit::SigningKey::make("other.invalid");
  audit::SignedCheckpoint strange{{"other.invalid", 1, {}}, {}};
  const auto stranger =
      run({"audit", "verify", log, "--checkpoint", folder.write("y", strange.note(other.public_key()))});
  EXPECT_EQ(stranger.code, 2);
  EXPECT_TRUE(has(stranger.errors, "of another log")) << stranger.errors;
  EXPECT_EQ(run({"audit", "verify", log, "--key", "x"}).code, 2);
  EXPECT_EQ(run({"audit", "verify", log, "--key", other.public_key().text()}).code, 1) << "signed by somebody else";
  EXPECT_EQ(run({"audit"}).code, 2);
}

} // namespace
} // namespace fumiban::command
