// SPDX-License-Identifier: Apache-2.0
// On a terminal: colour, progress, and nothing from a mail that could act on it.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "mails.hpp"
#include "program.hpp"

namespace fumiban::command {
namespace {

const How kTerminal = [] {
  How how;
  how.output_is_terminal = true;
  how.errors_are_terminal = true;
  how.environment = {"LC_ALL=C.UTF-8", "TERM=xterm-256color"};
  return how;
}();

bool coloured(const Ran& ran) { return has(ran.output, "\x1b["); }

class Colour : public testing::Test {
protected:
  Folder folder;
  std::string bad = folder.write("bad.eml", malicious_mail());
};

TEST_F(Colour, OnlyOnATerminal) {
  EXPECT_TRUE(coloured(run({"scan", bad}, kTerminal)));
  EXPECT_TRUE(coloured(run({"scan", "--explain", bad}, kTerminal)));
  How pipe;
  pipe.environment = kTerminal.environment;
  EXPECT_FALSE(coloured(run({"scan", bad}, pipe)));
  EXPECT_FALSE(coloured(run({"scan", "--explain", bad}, pipe)));
  auto only_errors = pipe;
  only_errors.errors_are_terminal = true;
  EXPECT_FALSE(coloured(run({"scan", bad}, only_errors)));
}
TEST_F(Colour, NotWhereTheTerminalOrThePersonDoesNotWantIt) {
  auto how = kTerminal;
  how.environment = {"LC_ALL=C.UTF-8", "TERM=dumb"};
  EXPECT_FALSE(coloured(run({"scan", bad}, how)));
  how.environment = {"LC_ALL=C.UTF-8"};
  EXPECT_FALSE(coloured(run({"scan", bad}, how)));
  how.environment = {"LC_ALL=C.UTF-8", "TERM=xterm", "NO_COLOR=1"};
  EXPECT_FALSE(coloured(run({"scan", bad}, how)));
  EXPECT_FALSE(coloured(run({"--colour", "never", "scan", bad}, kTerminal)));
  EXPECT_FALSE(coloured(run({"scan", "--color=never", bad}, kTerminal)));
}
TEST_F(Colour, EverywhereWhenAskedFor) {
  EXPECT_TRUE(coloured(run({"--colour", "always", "scan", bad})));
  EXPECT_TRUE(coloured(run({"--color", "always", "scan", bad})));
}
TEST_F(Colour, NeverInJson) {
  for (const char* format : {"json", "jsonl"})
    EXPECT_FALSE(coloured(run({"--colour", "always", "scan", "--format", format, bad}, kTerminal)));
}
TEST_F(Colour, EveryColourIsTakenBack) {
  const auto output = run({"scan", "--explain", bad}, kTerminal).output;
  EXPECT_FALSE(output.substr(output.rfind("\x1b[")).find("\x1b[0m") != 0) << "the last sequence is no reset";
}

/// Mail to scan that takes a while: one large file by many names.
class Progress : public testing::Test {
protected:
  void SetUp() override {
    const auto first = folder.write("all/0000.eml", clean_mail() + std::string(std::size_t{4} << 20, 'x'));
    folder.write("few/0000.eml", "");
    for (int i = 1; i <= 8; ++i)
      std::filesystem::create_hard_link(first, folder.path() / "few" / (std::to_string(i) + ".eml"));
    // What one more file takes, not what a program takes to begin; the quickest of three, since a busy machine is not
    // busy all the time.
    const auto took = [&](const std::string& what) {
      const auto begin = std::chrono::steady_clock::now();
      EXPECT_GE(run({"scan", "--jobs", "1", what}).code, 0);
      return std::chrono::steady_clock::now() - begin;
    };
    auto one = std::chrono::nanoseconds::max();
    for (int i = 0; i < 3; ++i) {
      const std::chrono::nanoseconds single = took(first);
      one = std::min(one, (took(folder.at("few")) - single) / 8);
    }
    const auto count = std::clamp<std::int64_t>(
        std::chrono::milliseconds(3500) / std::max<std::chrono::nanoseconds>(one, std::chrono::milliseconds(1)), 60,
        3000);
    for (std::int64_t i = 1; i < count; ++i)
      std::filesystem::create_hard_link(first, folder.path() / "all" / (std::to_string(10000 + i) + ".eml"));
  }
  Folder folder;
};

TEST_F(Progress, IsToldOnStandardErrorWhereThatIsATerminal) {
  How how;
  how.environment = kTerminal.environment;
  how.errors_are_terminal = true;
  const auto ran = run({"scan", "--jobs", "1", "--format", "jsonl", folder.at("all")}, how);
  EXPECT_EQ(ran.code, 0);
  EXPECT_FALSE(has(ran.output, "/s"));
  EXPECT_TRUE(has(ran.errors, "#")) << "no bar";
  EXPECT_TRUE(has(ran.errors, "/s")) << "no rate";
  EXPECT_TRUE(has(ran.errors, " left")) << "no time left";
  EXPECT_TRUE(ran.errors.ends_with("\r\x1b[K")) << "the line stays when the work is done";
  EXPECT_EQ(json_lines(ran.output).size(),
            static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder.at("all")), {})));
}

TEST_F(Progress, IsNotToldIntoPipesAndFiles) {
  How how;
  how.environment = kTerminal.environment;
  how.output_is_terminal = true;
  const auto ran = run({"scan", "--jobs", "1", folder.at("all")}, how);
  EXPECT_EQ(ran.errors, "");
}

TEST(ShortWork, ShowsNoProgress) {
  const Folder folder;
  How how;
  how.environment = kTerminal.environment;
  how.errors_are_terminal = true;
  EXPECT_EQ(run({"scan", folder.write("a.eml", clean_mail())}, how).errors, "");
}

/// Fails where `text` holds a byte that a terminal obeys: control characters, 8-bit controls, direction marks.
/// `ours`: the colours that the program itself writes are allowed. `data`: JSON, where direction marks are data.
void expect_tame(const Ran& ran, const std::string& what, bool ours, bool data = false) {
  for (const auto* text : {&ran.output, &ran.errors}) {
    std::string rest = *text;
    if (ours) {
      for (const char* code : {"0", "1", "2", "32", "33", "36", "31", "1;31"}) {
        const auto sequence = "\x1b[" + std::string(code) + "m";
        for (auto at = rest.find(sequence); at != std::string::npos; at = rest.find(sequence, at))
          rest.erase(at, sequence.size());
      }
    }
    for (std::size_t i = 0; i < rest.size(); ++i) {
      const auto byte = static_cast<unsigned char>(rest[i]);
      const auto next = i + 1 < rest.size() ? static_cast<unsigned char>(rest[i + 1]) : 0;
      const auto third = i + 2 < rest.size() ? static_cast<unsigned char>(rest[i + 2]) : 0;
      const bool control = (byte < 0x20 && byte != '\n') || byte == 0x7F;
      const bool control8 = byte == 0xC2 && next >= 0x80 && next < 0xA0;
      const bool direction =
          !data && byte == 0xE2 &&
          ((next == 0x80 && third >= 0xAA && third <= 0xAE) || (next == 0x81 && third >= 0xA6 && third <= 0xA9));
      EXPECT_FALSE(control || control8 || direction)
          << what << ": byte " << i << " of " << (text == &ran.output ? "output" : "errors") << ": "
          << nlohmann::json(rest.substr(i > 40 ? i - 40 : 0, 80))
                 .dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
      if (control || control8 || direction) break;
    }
    EXPECT_NO_THROW(static_cast<void>(nlohmann::json(rest).dump())) << what << ": not UTF-8";
  }
}

const std::vector<std::string> kNasty = {
    "\x1b]0;title\x07",
    "\x1b[2J\x1b[31m",
    "\xc2\x9b"
    "31m",
    "\x9b"
    "31m",
    "a\x7f\x08\x08z",
    "\xe2\x80\xae"
    "gnp.exe",
    "line\nfeed",
    "re\rturn",
    "\xff\xfe\x80",
    "tab\ttab",
};

void expect_tame_everywhere(const std::vector<std::string>& paths, const std::string& what) {
  for (const std::vector<std::string>& options : {std::vector<std::string>{},
                                                  {"--explain"},
                                                  {"--format", "json"},
                                                  {"--format", "jsonl"},
                                                  {"--lang", "ja", "--explain"}}) {
    auto arguments = options;
    arguments.insert(arguments.begin(), "scan");
    arguments.insert(arguments.end(), paths.begin(), paths.end());
    const auto name = what + " " + (options.empty() ? "table" : options.back());
    const bool data = options.size() == 2 && options.front() == "--format";
    expect_tame(run(arguments), name + " into a pipe", false, data);
    expect_tame(run(arguments, kTerminal), name + " on a terminal", true, data);
  }
}

TEST(Nasty, FileNamesDoNotReachTheTerminalRaw) {
  const Folder folder;
  std::vector<std::string> paths;
  for (const auto& nasty : kNasty) paths.push_back(folder.write("a" + nasty + ".eml", malicious_mail()));
  expect_tame_everywhere(paths, "file names");
  EXPECT_EQ(scanned({folder.path().string()}).size(), kNasty.size());
}

TEST(Nasty, NamesOfMissingFilesDoNotReachTheTerminalRaw) {
  const Folder folder;
  for (const auto& nasty : kNasty) {
    const auto ran = run({"scan", folder.at("missing" + nasty)}, kTerminal);
    EXPECT_EQ(ran.code, 2);
    EXPECT_TRUE(has(ran.errors, "missing"));
    expect_tame(ran, "missing file", true);
  }
}

TEST(Nasty, ArgumentsDoNotReachTheTerminalRaw) {
  const Folder folder;
  const auto mail = folder.write("a.eml", clean_mail());
  const auto file = folder.write("file", "x");
  for (const auto& nasty : kNasty) {
    if (has(nasty, "\n")) continue; // a line end in an own argument does no harm
    expect_tame(run({"explain", "x" + nasty}, kTerminal), "explain", true);
    expect_tame(run({"scan", "--fail-on", "x" + nasty, mail}, kTerminal), "--fail-on", true);
    expect_tame(run({"scan", "--format", "x" + nasty, mail}, kTerminal), "--format", true);
    expect_tame(run({"scan", "--" + nasty, mail}, kTerminal), "unknown option", true);
    expect_tame(run({"scan", "--policy", folder.at("x" + nasty), mail}, kTerminal), "--policy", true);
    expect_tame(run({"scan", "--policy", folder.write("policy" + nasty, "[nonsense"), mail}, kTerminal),
                "policy with a mistake", true);
    expect_tame(run({"scan", "--extract", folder.write("extract" + nasty, "x"), mail}, kTerminal), "--extract", true);
  }
}

TEST(Nasty, FieldsOfMailDoNotReachTheTerminalRaw) {
  const Folder folder;
  std::vector<std::string> paths;
  int number = 0;
  for (const auto& nasty : kNasty) {
    if (has(nasty, "\n")) continue;
    const auto raw =
        "Subject: a " + nasty + "\r\nMessage-ID: <" + nasty + "@example.invalid>\r\nContent-Type: text/plain\r\n";
    paths.push_back(folder.write("raw" + std::to_string(number) + ".eml", mail(raw, "Hello.\r\n")));
    paths.push_back(folder.write("name" + std::to_string(number) + ".eml",
                                 multipart_mail(attachment("a" + nasty + ".pdf.exe", "MZ and words"))));
    paths.push_back(folder.write("type" + std::to_string(number) + ".eml",
                                 mail("Content-Type: application/x" + nasty + "; name=a\r\n", "\x01\x02\x9f\xfe")));
    paths.push_back(folder.write("link" + std::to_string(number) + ".eml",
                                 mail("Content-Type: text/html; charset=utf-8\r\n",
                                      "<a href=\"http://example.invalid/" + nasty + "\">x</a>\r\n")));
    paths.push_back(folder.write("link2-" + std::to_string(number) + ".eml",
                                 mail("Content-Type: text/html; charset=utf-8\r\n",
                                      "<a href=\"http://example.invalid/&#27;[31m&#x9b;31m&#x202e;x\">x</a>\r\n")));
    ++number;
  }
  // The same, encoded, so that every transport lets it through: "\x1b[31m", U+009B, U+202E.
  paths.push_back(
      folder.write("words.eml", mail("Subject: =?utf-8?Q?=1B=5B31m_=C2=9B31m_=E2=80=AEx_=0D=0AY?=\r\nFrom: "
                                     "=?utf-8?Q?=1B]0;x=07?= <x@example.invalid>\r\nContent-Type: text/plain\r\n",
                                     "x\r\n")));
  paths.push_back(folder.write(
      "words2.eml", multipart_mail("Content-Type: application/octet-stream\r\nContent-Disposition: attachment;\r\n "
                                   "filename*=utf-8''%1B%5B31m%C2%9B%E2%80%AEx.exe\r\n\r\nMZ")));
  expect_tame_everywhere(paths, "fields");
}

} // namespace
} // namespace fumiban::command
