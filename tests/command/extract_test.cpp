// SPDX-License-Identifier: Apache-2.0
// --extract DIR: every part as <sha256>.bin, so that nothing in it can act or overwrite.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/digest.hpp"
#include "mails.hpp"
#include "program.hpp"

namespace fumiban::command {
namespace {

unsigned mode_of(const std::filesystem::path& path) {
  struct stat status {};
  EXPECT_EQ(lstat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777U;
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

std::string digest_of(const std::string& bytes) {
  return hex(sha256(ByteView({reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()})));
}

class Extract : public testing::Test {
protected:
  Folder folder;
  std::string bad = folder.write(
      "bad.eml", multipart_mail("Content-Type: text/plain\r\n\r\nHello.\r\n", attachment("../../etc/passwd", "first"),
                                attachment("/tmp/absolute.exe", "MZ second"), attachment("twin.txt", "first")));
  std::string target = folder.at("parts");

  Ran extract(const std::string& where, std::vector<std::string> further = {}) {
    std::vector<std::string> arguments{"scan", "--extract", where, bad};
    arguments.insert(arguments.end(), further.begin(), further.end());
    return run(arguments);
  }
  /// Every file but the manifest has the name of its digest and the modes that were promised.
  static void expect_sound(const std::filesystem::path& where) {
    EXPECT_EQ(mode_of(where), 0700U);
    for (const auto& file : files_in(where)) {
      EXPECT_EQ(mode_of(file), 0400U) << file;
      if (file.filename() == "manifest.jsonl") continue;
      EXPECT_EQ(file.filename().string(), digest_of(read_file(file)) + ".bin");
    }
  }
};

TEST_F(Extract, WritesEveryPartUnderItsDigest) {
  EXPECT_EQ(extract(target).code, 1);
  expect_sound(target);
  std::set<std::string> contents;
  for (const auto& file : files_in(target))
    if (file.filename() != "manifest.jsonl") contents.insert(read_file(file));
  EXPECT_TRUE(contents.contains("first"));
  EXPECT_TRUE(contents.contains("MZ second"));
  EXPECT_TRUE(contents.contains(read_file(bad))) << "the message itself is a part";
  EXPECT_EQ(contents.size(), 4U); // message, text, two attachments; the twin has the same digest
}

TEST_F(Extract, TheManifestTellsWhichIsWhich) {
  EXPECT_EQ(extract(target).code, 1);
  std::map<std::string, std::string> names;
  for (const auto& line : json_lines(read_file(target + "/manifest.jsonl"))) {
    EXPECT_TRUE(std::filesystem::exists(target + "/" + line["file"].get<std::string>()));
    EXPECT_EQ(line["path"], bad);
    names[line["name"]] = line["file"];
  }
  ASSERT_TRUE(names.contains("../../etc/passwd"));
  ASSERT_TRUE(names.contains("twin.txt"));
  EXPECT_EQ(names["twin.txt"], names["../../etc/passwd"]);
  EXPECT_EQ(read_file(target + "/" + names["/tmp/absolute.exe"]), "MZ second");
}

TEST_F(Extract, NothingIsWrittenElsewhere) {
  const auto before = files_in(folder.path());
  EXPECT_EQ(extract(target).code, 1);
  for (const auto& file : files_in(folder.path()))
    if (!file.string().starts_with(target)) {
      EXPECT_NE(std::find(before.begin(), before.end(), file), before.end()) << file;
    }
}

TEST_F(Extract, TheModeDoesNotDependOnUmask) {
  const auto old = umask(0);
  EXPECT_EQ(extract(target).code, 1);
  umask(old);
  expect_sound(target);
}

TEST_F(Extract, TakesAnEmptyFolderAndClosesIt) {
  std::filesystem::create_directory(target);
  std::filesystem::permissions(target, std::filesystem::perms::all);
  EXPECT_EQ(extract(target).code, 1);
  expect_sound(target);
}

TEST_F(Extract, RefusesAFolderThatIsNotEmpty) {
  folder.write("parts/mine", "x");
  const auto ran = extract(target);
  EXPECT_EQ(ran.code, 2);
  EXPECT_TRUE(has(ran.errors, target)) << ran.errors;
  EXPECT_EQ(files_in(target).size(), 1U);
}

TEST_F(Extract, RefusesASecondTime) {
  EXPECT_EQ(extract(target).code, 1);
  const auto before = files_in(target);
  EXPECT_EQ(extract(target).code, 2);
  EXPECT_EQ(files_in(target), before);
}

TEST_F(Extract, RefusesLinks) {
  std::filesystem::create_directory(folder.at("real"));
  std::filesystem::create_directory_symlink("real", folder.at("link"));
  std::filesystem::create_symlink("nowhere", folder.at("dangling"));
  std::filesystem::create_symlink("loop", folder.at("loop"));
  for (const char* name : {"link", "dangling", "loop", "link/", "link//", "link/."}) {
    const auto ran = extract(folder.at(name));
    EXPECT_EQ(ran.code, 2) << name;
    EXPECT_FALSE(ran.errors.empty()) << name;
    EXPECT_EQ(ran.output, "") << name;
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.at("real"))) << "written through a link";
}

TEST_F(Extract, RefusesFilesAndPlacesThatCannotBe) {
  const auto file = folder.write("file", "mine");
  for (const auto& where :
       {file, file + "/below", folder.at("no/such/parent"), std::string("/dev/null"), std::string("/proc/nothing")})
    EXPECT_EQ(extract(where).code, 2) << where;
  EXPECT_EQ(read_file(file), "mine");
}

TEST_F(Extract, AcceptsASlashAtTheEndOfAnOrdinaryFolder) {
  EXPECT_EQ(extract(target + "/").code, 1);
  expect_sound(target);
}

/// What a limit left unread is not written as something else.
TEST_F(Extract, NeverWritesBytesUnderAForeignDigest) {
  for (const int allowed : {1, 100, 500, 700, 900, 1000, 1100, 1200, 1300, 1500, 2000, 3000}) {
    const auto where = folder.at("limited" + std::to_string(allowed));
    EXPECT_GE(extract(where, {"--max-bytes", std::to_string(allowed)}).code, 1) << allowed;
    expect_sound(where);
    if (HasFailure()) {
      ADD_FAILURE() << "with --max-bytes " << allowed;
      break;
    }
  }
}

TEST_F(Extract, IsTheSameWithManyJobs) {
  std::vector<std::string> arguments{"scan", "--jobs", "4", "--extract", target};
  for (int i = 0; i < 40; ++i)
    arguments.push_back(folder.write(std::to_string(i) + ".eml", clean_mail(std::to_string(i))));
  EXPECT_EQ(run(arguments).code, 0);
  expect_sound(target);
  EXPECT_EQ(files_in(target).size(), 42U); // forty messages, their one text, the manifest
  arguments[2] = "1";
  arguments[4] = folder.at("again");
  EXPECT_EQ(run(arguments).code, 0);
  EXPECT_EQ(read_file(target + "/manifest.jsonl"), read_file(folder.at("again/manifest.jsonl")));
}

TEST_F(Extract, NamesInTheManifestAreJson) {
  const auto path = folder.write("odd.eml", multipart_mail(attachment("a\x1b[31m\xff\xfe.txt", "third")));
  EXPECT_GE(run({"scan", "--extract", target, path}).code, 0);
  const auto manifest = read_file(target + "/manifest.jsonl");
  EXPECT_FALSE(has(manifest, "\x1b"));
  EXPECT_EQ(json_lines(manifest).size(), 2U);
}

} // namespace
} // namespace fumiban::command
