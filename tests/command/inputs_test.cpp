// SPDX-License-Identifier: Apache-2.0
// What `fumiban scan PATH...` takes: messages, mailboxes, folders, bare files, standard input.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "mails.hpp"
#include "program.hpp"

namespace fumiban::command {
namespace {

std::string without_returns(std::string text) {
  std::erase(text, '\r');
  return text;
}

std::string mailbox(std::initializer_list<std::string> mails) {
  std::string out;
  for (const auto& one : mails)
    out += "From sender@example.invalid Mon Jan  2 03:04:05 2023\n" + without_returns(one) + "\n";
  return out;
}

std::vector<std::string> paths_of(const std::vector<nlohmann::json>& messages) {
  std::vector<std::string> out;
  for (const auto& one : messages) out.push_back(one.at("path").get<std::string>());
  return out;
}

TEST(Inputs, Message) {
  const Folder folder;
  const auto path = folder.write("a.eml", clean_mail("Good morning"));
  const auto all = scanned({path});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["path"], path);
  EXPECT_EQ(all[0]["subject"], "Good morning");
  EXPECT_EQ(all[0]["message_id"], "<1@example.invalid>");
  EXPECT_EQ(all[0]["verdict"], "clean");
}

TEST(Inputs, BareAttachment) {
  const Folder folder;
  const auto path = folder.write("invoice.pdf.exe", "MZ and words");
  const auto all = scanned({path});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["message_id"], nullptr);
  EXPECT_EQ(all[0]["parts"].size(), 1U);
  EXPECT_EQ(all[0]["parts"][0]["name"], "invoice.pdf.exe");
  EXPECT_TRUE(has_id(all[0], "name.double-extension"));
}

TEST(Inputs, MailboxHasOneLineAMessage) {
  const Folder folder;
  const auto path =
      folder.write("inbox", mailbox({clean_mail("one"), malicious_mail(), clean_mail("three"), unscanned_mail()}));
  const auto all = scanned({path});
  EXPECT_EQ(paths_of(all), (std::vector<std::string>{path + "#1", path + "#2", path + "#3", path + "#4"}));
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0]["subject"], "one");
  EXPECT_EQ(all[1]["verdict"], "malicious");
  EXPECT_EQ(all[2]["subject"], "three");
  EXPECT_EQ(all[2]["verdict"], "clean");
  EXPECT_EQ(all[3]["verdict"], "unscanned");
}

TEST(Inputs, MailboxWithReturnsAndWithoutALastLineEnd) {
  const Folder folder;
  auto text = "From a@example.invalid Mon Jan  2 03:04:05 2023\r\n" + clean_mail("one") + "\r\n" +
              "From b@example.invalid Mon Jan  2 03:04:05 2023\r\n" + clean_mail("two");
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  const auto all = scanned({folder.write("box.mbox", text)});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["subject"], "one");
  EXPECT_EQ(all[1]["subject"], "two");
}

TEST(Inputs, MailboxIsCutOnlyAtEnvelopeLines) {
  const Folder folder;
  const auto body =
      "Dear all,\r\n\r\nFrom Monday on we meet at noon.\r\n\r\n>From sender@example.invalid Mon Jan  2 03:04:05 "
      "2023\r\n\r\nBye\r\n";
  const auto one = mail("Subject: words\r\nContent-Type: text/plain\r\n", body);
  const auto all = scanned({folder.write("box", mailbox({one, clean_mail("two")}))});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["subject"], "words");
  EXPECT_EQ(all[1]["subject"], "two");
}

TEST(Inputs, MailboxOfOneMessage) {
  const Folder folder;
  const auto all = scanned({folder.write("box", mailbox({malicious_mail()}))});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["subject"], "Test");
  EXPECT_EQ(all[0]["verdict"], "malicious");
}

TEST(Inputs, MaildirReadsMailAndNothingThatStandsBeside) {
  const Folder folder;
  for (const char* name : {"tmp", "new", "cur"}) std::filesystem::create_directories(folder.path() / "Maildir" / name);
  const auto first = folder.write("Maildir/cur/1672628645.M1P1.host,S=300,W=310:2,S", clean_mail("seen"));
  const auto second = folder.write("Maildir/new/1672628646.M2P2.host", clean_mail("new"));
  folder.write("Maildir/tmp/1672628647.M3P3.host", clean_mail("half written"));
  folder.write("Maildir/dovecot.index", std::string("\x07\x03\0\0\xff\xfe", 6));
  folder.write("Maildir/dovecot.index.log", std::string("\x01\x03\0\0\xff\xfe", 6));
  folder.write("Maildir/dovecot.index.cache", std::string("\x01\x04\0\0\xff\xfe", 6));
  folder.write("Maildir/dovecot-uidlist", "3 V1 N2\n1 :1672628645.M1P1.host\n");
  folder.write("Maildir/dovecot-uidvalidity", "");
  folder.write("Maildir/subscriptions", "Sent\n");
  for (const char* name : {"tmp", "new", "cur"})
    std::filesystem::create_directories(folder.path() / "Maildir/.Sent" / name);
  const auto third = folder.write("Maildir/.Sent/cur/1672628648.M4P4.host:2,S", clean_mail("sent"));
  folder.write("Maildir/.Sent/dovecot-uidlist", "3 V1 N1\n");
  const auto all = scanned({folder.at("Maildir")});
  auto paths = paths_of(all);
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> expected{first, second, third};
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(paths, expected);
  for (const auto& one : all) EXPECT_EQ(one["message_id"], "<1@example.invalid>") << one["path"];
}

TEST(Inputs, OneFolderOfAMaildirIsReadAsMailToo) {
  const Folder folder;
  for (const char* name : {"tmp", "new", "cur"}) std::filesystem::create_directories(folder.path() / "Maildir" / name);
  folder.write("Maildir/cur/1672628645.M1P1.host:2,S", malicious_mail());
  const auto all = scanned({folder.at("Maildir/cur")});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["subject"], "Test");
  EXPECT_EQ(all[0]["verdict"], "malicious");
}

TEST(Inputs, FoldersAreReadToTheBottomInOrder) {
  const Folder folder;
  std::vector<std::string> expected;
  for (const char* name : {"a.eml", "b/1.eml", "b/2/deep.eml", "b/2/deeper/still/x.eml"})
    expected.push_back(folder.write(name, clean_mail()));
  folder.write("c.eml", clean_mail());
  const auto all = scanned({folder.path().string()});
  auto paths = paths_of(all);
  EXPECT_EQ(paths.size(), 5U);
  for (const auto& one : expected) EXPECT_NE(std::find(paths.begin(), paths.end(), one), paths.end()) << one;
  EXPECT_EQ(paths_of(scanned({folder.path().string()})), paths) << "another order the second time";
}

TEST(Inputs, AnEmptyFolderIsNothing) {
  const Folder folder;
  const auto ran = run({"scan", "--format", "jsonl", folder.path().string()});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.output, "");
  const auto document = nlohmann::json::parse(run({"scan", "--format", "json", folder.path().string()}).output);
  EXPECT_EQ(document["messages"].size(), 0U);
}

TEST(Inputs, AnEmptyFileIsScanned) {
  const Folder folder;
  for (const char* name : {"empty.eml", "empty.pdf", "empty"}) {
    const auto all = scanned({folder.write(name, "")});
    ASSERT_EQ(all.size(), 1U) << name;
    EXPECT_EQ(all[0]["parts"][0]["size"], 0) << name;
  }
}

TEST(Inputs, StandardInput) {
  How how;
  how.input = malicious_mail();
  const auto all = scanned({"-"}, how);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["path"], "-");
  EXPECT_EQ(all[0]["subject"], "Test");
  EXPECT_EQ(all[0]["verdict"], "malicious");
}

TEST(Inputs, StandardInputFromAFile) {
  const Folder folder;
  How how;
  how.input_file = folder.write("a.eml", malicious_mail() + std::string(200000, '\n'));
  const auto all = scanned({"-"}, how);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["verdict"], "malicious");
}

TEST(Inputs, StandardInputMayBeAMailboxOrABareFile) {
  How how;
  how.input = mailbox({clean_mail("one"), clean_mail("two")});
  EXPECT_EQ(paths_of(scanned({"-"}, how)), (std::vector<std::string>{"-#1", "-#2"}));
  how.input = "%PDF-1.4\n%%EOF\n";
  const auto all = scanned({"-"}, how);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["parts"][0]["type"], "pdf");
}

TEST(Inputs, StandardInputBesideOtherPaths) {
  const Folder folder;
  How how;
  how.input = clean_mail("from a pipe");
  const auto path = folder.write("a.eml", clean_mail("from a file"));
  const auto all = scanned({path, "-"}, how);
  EXPECT_EQ(paths_of(all), (std::vector<std::string>{path, "-"}));
}

/// `fumiban scan <(zcat mail.gz)`: read, or refused; never "clean" without a look.
TEST(Inputs, APipeByNameIsReadOrRefused) {
  const Folder folder;
  folder.write("bad.eml", malicious_mail());
  How how;
  how.folder = folder.path().string();
  how.environment.push_back("FUMIBAN_BIN=" + given("FUMIBAN_BIN"));
  const auto ran = run_other("bash", {"-c", "\"$FUMIBAN_BIN\" scan --format jsonl <(sleep 0.3; cat bad.eml)"}, how);
  EXPECT_NE(ran.code, 0) << ran.output;
  if (!ran.output.empty()) {
    EXPECT_TRUE(has(ran.output, "\"verdict\":\"malicious\"")) << ran.output;
  }
  const auto quick = run_other("bash", {"-c", "\"$FUMIBAN_BIN\" scan --format jsonl <(cat bad.eml) < /dev/null"}, how);
  EXPECT_NE(quick.code, 0) << quick.output;
}

TEST(Inputs, MissingPathsAndLinksThatTurnInCircles) {
  const Folder folder;
  std::filesystem::create_symlink("loop", folder.path() / "loop");
  std::filesystem::create_symlink("gone", folder.path() / "dangling");
  for (const char* name : {"missing", "loop", "dangling", "a/b/c"}) {
    const auto ran = run({"scan", folder.at(name)});
    EXPECT_EQ(ran.code, 2) << name;
    EXPECT_TRUE(has(ran.errors, folder.at(name))) << ran.errors;
  }
}

TEST(Inputs, ALinkBackToItsFolderIsNotFollowedForEver) {
  const Folder folder;
  folder.write("mail/a.eml", clean_mail());
  std::filesystem::create_directory_symlink(".", folder.path() / "mail/here");
  std::filesystem::create_directory_symlink("..", folder.path() / "mail/up");
  const auto ran = run({"scan", "--format", "jsonl", folder.at("mail")});
  EXPECT_EQ(ran.code, 0) << ran.errors;
  EXPECT_EQ(json_lines(ran.output).size(), 1U);
}

/// A folder with a link that leads nowhere holds something that could not be read.
TEST(Inputs, ABrokenLinkInAFolderIsNotPassedOverInSilence) {
  const Folder folder;
  folder.write("mail/a.eml", clean_mail());
  std::filesystem::create_symlink("gone", folder.path() / "mail/dangling.eml");
  const auto ran = run({"scan", folder.at("mail")});
  EXPECT_EQ(ran.code, 2);
  EXPECT_TRUE(has(ran.errors, "dangling.eml")) << ran.errors;
}

TEST(Inputs, ALinkToAFileIsFollowed) {
  const Folder folder;
  folder.write("elsewhere/bad.eml", malicious_mail());
  std::filesystem::create_directories(folder.path() / "mail");
  std::filesystem::create_symlink("../elsewhere/bad.eml", folder.path() / "mail/link.eml");
  EXPECT_EQ(run({"scan", folder.at("mail")}).code, 1);
  EXPECT_EQ(run({"scan", folder.at("mail/link.eml")}).code, 1);
}

TEST(Inputs, NamesThatBeginWithADash) {
  const Folder folder;
  folder.write("--explain.eml", clean_mail());
  How how;
  how.folder = folder.path().string();
  const auto all = scanned({"--", "--explain.eml"}, how);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["path"], "--explain.eml");
}

TEST(Inputs, ThePathMayComeBeforeOptions) {
  const Folder folder;
  const auto path = folder.write("a.eml", clean_mail());
  const auto ran = run({"scan", path, "--format", "jsonl", "--jobs", "2"});
  EXPECT_EQ(ran.code, 0) << ran.errors;
  EXPECT_EQ(json_lines(ran.output).size(), 1U);
}

class ManyFiles : public testing::Test {
protected:
  void SetUp() override {
    for (int i = 0; i < 300; ++i) {
      const auto number = std::to_string(1000 + i);
      const auto text = i % 7 == 0 ? malicious_mail() : i % 11 == 0 ? unscanned_mail() : clean_mail("mail " + number);
      // Long ones first: whoever finishes first must not be told first.
      expected.push_back(folder.write("mail" + number + ".eml", text + std::string(i % 10 == 0 ? 300000 : 10, '\n')));
    }
  }
  Folder folder;
  std::vector<std::string> expected;
};

TEST_F(ManyFiles, KeepTheirOrder) { EXPECT_EQ(paths_of(scanned({"--jobs", "4", folder.path().string()})), expected); }

TEST_F(ManyFiles, AreToldTheSameByOneJobAndByFour) {
  for (const char* format : {"json", "jsonl"}) {
    const auto one = run({"scan", "--jobs", "1", "--format", format, folder.path().string()});
    const auto four = run({"scan", "--jobs", "4", "--format", format, folder.path().string()});
    const auto usual = run({"scan", "--format", format, folder.path().string()});
    EXPECT_EQ(one.code, 1);
    EXPECT_TRUE(one.output == four.output) << format;
    EXPECT_TRUE(one.output == usual.output) << format;
    EXPECT_EQ(one.code, four.code);
  }
  // In the table only the last line, which tells the time, may differ.
  auto one = lines_of(run({"scan", "--jobs", "1", "--explain", folder.path().string()}).output);
  auto four = lines_of(run({"scan", "--jobs", "4", "--explain", folder.path().string()}).output);
  ASSERT_GT(one.size(), 300U);
  one.pop_back();
  four.pop_back();
  EXPECT_TRUE(one == four);
}

TEST_F(ManyFiles, MayBeMoreJobsThanFiles) {
  EXPECT_EQ(paths_of(scanned({"--jobs", "64", expected[0], expected[1], expected[2]})).size(), 3U);
}

} // namespace
} // namespace fumiban::command
