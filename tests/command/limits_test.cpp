// SPDX-License-Identifier: Apache-2.0
// Every limit is an option, and every option really limits: what lies beyond is said to be unscanned.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>

#include "builders/pdf.hpp"
#include "builders/text.hpp"
#include "builders/zip.hpp"
#include "fumiban/options.hpp"
#include "mails.hpp"
#include "program.hpp"

namespace fumiban::command {
namespace {

std::string repeated(int count, const std::function<std::string(int)>& piece) {
  std::string out;
  for (int i = 0; i < count; ++i) out += piece(i);
  return out;
}

std::string nested_mail(int levels) {
  std::string inner = "Content-Type: text/plain\r\n\r\nHello.\r\n";
  for (int i = 0; i < levels; ++i) {
    const auto boundary = "=_level" + std::to_string(i);
    inner = "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\r\n\r\n--" + boundary + "\r\n" + inner +
            "\r\n--" + boundary + "--\r\n";
  }
  return "From: a@example.invalid\r\nMIME-Version: 1.0\r\n" + inner;
}

std::string parted_mail(int parts) {
  return mail("Content-Type: multipart/mixed; boundary=\"=_b\"\r\n",
              repeated(parts, [](int i) {
                return "--=_b\r\nContent-Type: text/plain\r\n\r\npart " + std::to_string(i) + "\r\n";
              }) + "--=_b--\r\n");
}

/// A mail that programs read in many ways.
std::string ambiguous_mail() {
  return mail("Content-Type: text/plain\r\nContent-Transfer-Encoding: x-nobody-knows\r\nContent-Type: text/html\r\n",
              "SGVsbG8gd29ybGQsIGhlbGxvIHdvcmxkLCBoZWxsbyB3b3JsZA==\r\n");
}

/// A zip archive with one member of 300,000 bytes that does not repeat itself.
std::string zip_of_noise() {
  std::string noise = "noise ";
  for (std::uint32_t x = 1; noise.size() < 300000;) {
    x = x * 1664525U + 1013904223U;
    noise += static_cast<char>('a' + (x >> 24U) % 26U);
  }
  const std::array entries = {test::ZipEntry{.name = "a.txt", .bytes = noise}};
  return test::write_zip(entries);
}

/// Three passwords, the last of which opens the archive.
std::string mail_of_words() {
  return multipart_mail(
      "Content-Type: text/plain\r\n\r\nPassword: alpha1\r\n\r\nPassword: beta22\r\n\r\nPassword: gamma3\r\n",
      "Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
          test::base64(test::locked_zip("a.txt", "Hello.", "gamma3")));
}

/// One limit: what exceeds it, and how much of it is needed.
struct Case {
  std::string option;
  std::string name; ///< of the file
  std::string bytes;
  std::uint64_t low;    ///< reached with this
  std::uint64_t enough; ///< not reached with this: just enough, where that can be counted
  friend void PrintTo(const Case& one, std::ostream* out) { *out << "--max-" << one.option; }
};

std::vector<Case> cases() {
  test::PdfText page;
  page.lines = {"Hello"};
  return {
      {"bytes", "a.eml", parted_mail(3), 100, 1000000},
      {"parts", "a.eml", parted_mail(10), 5, 12},
      {"depth", "a.eml", nested_mail(8), 4, 9},
      {"header-bytes", "a.eml", mail("X-Long: " + std::string(500, 'x') + "\r\nSubject: y\r\n", "Hello.\r\n"), 300,
       2000},
      {"parameters", "a.eml",
       mail("Content-Type: text/plain" + repeated(20, [](int i) { return "; p" + std::to_string(i) + "=v"; }) + "\r\n",
            "x\r\n"),
       10, 20},
      {"comment-depth", "a.eml",
       mail("Content-Type: text/plain; charset=us-ascii (((((((((((x)))))))))))\r\n", "x\r\n"), 5, 11},
      {"encoded-words", "a.eml",
       mail("Subject: " + repeated(20, [](int i) { return std::string(i ? "\r\n " : "") + "=?us-ascii?Q?word?="; }) +
                "\r\n",
            "x\r\n"),
       10, 20},
      {"readings", "a.eml", ambiguous_mail(), 1, 24},
      {"html-nodes", "a.eml", mail("Content-Type: text/html\r\n", repeated(100, [](int) { return "<p>x</p>\r\n"; })),
       20, 1000},
      {"pdf-objects", "a.pdf", test::pdf_file(page), 2, 100},
      {"macro-tokens", "a.bas",
       "Attribute VB_Name = \"M\"\r\n" + repeated(20, [](int i) { return "a = " + std::to_string(i) + "\r\n"; }), 20,
       1000},
      {"memory", "a.zip", zip_of_noise(), 100000, 300000},
      {"passwords", "a.eml", mail_of_words(), 1, 40},
      {"findings", "a.eml",
       multipart_mail(attachment("a.pdf.exe", "x"), attachment("b.pdf.exe", "y"), attachment("c.pdf.exe", "z")), 2,
       100},
      {"indicators", "a.eml",
       mail("Content-Type: text/plain\r\n",
            repeated(20, [](int i) { return "http://h" + std::to_string(i) + ".example.invalid/\r\n"; })),
       10, 100},
  };
}

class Limit : public testing::TestWithParam<Case> {};

TEST_P(Limit, IsReachedAndSaid) {
  const auto& one = GetParam();
  const Folder folder;
  const auto path = folder.write(one.name, one.bytes);
  const auto id = "limit." + one.option;
  const auto all = scanned({"--max-" + one.option, std::to_string(one.low), path});
  ASSERT_EQ(all.size(), 1U);
  const auto& message = all[0];
  EXPECT_TRUE(has_id(message, id)) << message["findings"];
  ASSERT_EQ(message["limits"].size(), 1U) << message["limits"];
  EXPECT_EQ(message["limits"][0]["id"], id);
  EXPECT_EQ(message["limits"][0]["allowed"], one.low);
  EXPECT_EQ(message["complete"], false);
  EXPECT_NE(message["verdict"], "clean");
  if (one.option == "parts") {
    EXPECT_LE(message["parts"].size(), one.low);
  }
  if (one.option == "findings") {
    EXPECT_LE(message["findings"].size(), one.low + 1);
  } // and that the limit was reached
  if (one.option == "indicators") {
    EXPECT_LE(message["indicators"].size(), one.low);
  }
  // Somebody who asks for nothing but findings must not take that for an all-clear.
  EXPECT_NE(run({"scan", "--fail-on", "malicious", "--max-" + one.option, std::to_string(one.low), path}).code, 0);
}

TEST_P(Limit, IsNotReachedWhereThereIsEnough) {
  const auto& one = GetParam();
  const Folder folder;
  const auto path = folder.write(one.name, one.bytes);
  for (const auto& arguments : {std::vector<std::string>{"--max-" + one.option, std::to_string(one.enough), path},
                                std::vector<std::string>{path}}) {
    const auto all = scanned(arguments);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0]["limits"].size(), 0U) << all[0]["limits"];
    EXPECT_EQ(all[0]["complete"], true) << all[0]["findings"];
  }
}

TEST_P(Limit, OfNoughtIsALimitToo) {
  const auto& one = GetParam();
  const Folder folder;
  const auto path = folder.write(one.name, one.bytes);
  const auto all = scanned({"--max-" + one.option, "0", path});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_TRUE(has_id(all[0], "limit." + one.option)) << all[0]["findings"];
  for (const auto& finding : all[0]["findings"]) EXPECT_LT(finding["part"], all[0]["parts"].size()) << finding;
  EXPECT_NE(run({"scan", "--explain", "--max-" + one.option, "0", path}).code, 0);
}

INSTANTIATE_TEST_SUITE_P(All, Limit, testing::ValuesIn(cases()), [](const auto& each) {
  auto name = each.param.option;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(Limits, EachHasAnOptionACaseAndAFinding) {
  const auto help = run({"scan", "--help"}).output;
  const auto findings = run({"findings"}).output;
  std::size_t known = 0;
  for (const auto& limit : limits()) {
    const std::string id(limit.id);
    EXPECT_TRUE(has(help, "--max-" + id.substr(6) + " ")) << id;
    EXPECT_TRUE(has(findings, id + " ")) << id;
    for (const auto& one : cases()) known += "limit." + one.option == id ? 1U : 0U;
  }
  EXPECT_EQ(known, limits().size()) << "a limit without a case above";
}

/// Counted, never timed: the same mail ends at the same place every time and with any number of jobs.
TEST(Limits, EndAtTheSamePlaceEveryTime) {
  const Folder folder;
  std::vector<std::string> arguments{"scan", "--format", "jsonl", "--max-parts", "5", "--max-bytes",
                                     "2000", "--jobs",   "1"};
  for (int i = 0; i < 20; ++i) arguments.push_back(folder.write(std::to_string(i) + ".eml", parted_mail(10 + i % 3)));
  const auto once = run(arguments);
  arguments[8] = "4";
  EXPECT_EQ(run(arguments).output, once.output);
}

} // namespace
} // namespace fumiban::command
