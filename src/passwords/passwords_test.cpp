// SPDX-License-Identifier: Apache-2.0
// Sources, order, names and hostile input; the wordings are in wordings_test.cpp.
#include "passwords/passwords.hpp"
#include "unpack/measured.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

namespace fumiban::passwords {
namespace {

constexpr Day kDay{.year = 2024, .month = 1, .day = 15};

std::vector<std::string> words(std::initializer_list<Text> texts, std::size_t most = 40) {
  std::vector<std::string> out;
  for (const auto& candidate : candidates(std::span(texts.begin(), texts.size()), most, kDay))
    out.push_back(candidate.word);
  return out;
}
std::vector<std::string> in_body(std::string_view body) { return words({{.utf8 = body, .source = Source::text}}); }
std::vector<std::string> in_name(std::string_view name) { return words({{.utf8 = name, .source = Source::name}}); }
std::size_t place(const std::vector<std::string>& all, std::string_view word) {
  return static_cast<std::size_t>(std::find(all.begin(), all.end(), word) - all.begin());
}
bool has(const std::vector<std::string>& all, std::string_view word) { return place(all, word) < all.size(); }

TEST(Passwords, AreNotFoundInOrdinaryText) {
  EXPECT_TRUE(in_body("").empty());
  EXPECT_TRUE(
      in_body("お世話になっております。\n株式会社山田の田中です。\n見積書 AB-1234 をお送りします。\nTEL 03-1234-5678")
          .empty());
  EXPECT_TRUE(in_body("Hi,\nplease see invoice 4471 of 2024-01-15 attached.\nRegards\nJohn Smith 555-0101").empty());
  EXPECT_TRUE(in_body("パスポートの写し AB1234567 を送付します。").empty());
  EXPECT_TRUE(in_body("The compass: north. The docket: 1155. Opw=77, passport A1234567, PWA-2.").empty());
  EXPECT_TRUE(in_body("This bypasses the gate 17. The infected machine is off.").empty());
}

TEST(Passwords, StandInNamesOnlyBesideAWordForThem) {
  EXPECT_TRUE(in_name("見積書_20240115.zip").empty());
  EXPECT_TRUE(in_name("invoice 4471.zip").empty());
  constexpr std::array<std::array<std::string_view, 2>, 16> kNames{{
      {"資料_PWKum4mon.zip", "Kum4mon"},
      {"passKum4mon.zip", "Kum4mon"},
      {"pass_1234.zip", "1234"},
      {"pass1234.zip", "1234"},
      {"見積書_pw1234.zip", "1234"},
      {"見積書_PW_ab12.zip", "ab12"},
      {"請求書（パスワード：7788）.zip", "7788"},
      {"請求書(pass-7788).zip", "7788"},
      {"請求書 パス7788.zip", "7788"},
      {"zip password is kk99.zip", "kk99"},
      {"invoice [pwd=kk99].7z", "kk99"},
      {"INVOICE.PASSWORD.kk99.rar", "kk99"},
      {"1234_pass.zip", "1234"},
      {"資料_解凍ＰＷ９９８８.zip", "9988"},
      {"Zip-pass hello.zip", "hello"},
      {"doc-passcode-0042.zip", "0042"},
  }};
  for (const auto& [name, password] : kNames) EXPECT_LT(place(in_name(name), password), 3U) << name;
}

TEST(Passwords, AreTheNameIfTheTextSaysSo) {
  for (const std::string_view body : {"パスワードはファイル名です。", "The password is the file name.", "PW: filename",
                                      "パスワード：拡張子を除いたファイル名"}) {
    const auto found =
        words({{.utf8 = body, .source = Source::text}, {.utf8 = "報告 2024.zip", .source = Source::name}});
    EXPECT_LT(place(found, "報告 2024"), 5U) << body;
    EXPECT_TRUE(has(found, "報告 2024.zip")) << body;
  }
  for (const std::string_view name : {"資料_sakura.zip", "見積書(sakura).zip", "sakura-見積書.zip"})
    EXPECT_LT(place(words({{.utf8 = "パスワードはファイル名に入れてあります。", .source = Source::text},
                           {.utf8 = name, .source = Source::name}}),
                    "sakura"),
              8U)
        << name;
  EXPECT_LT(place(words({{.utf8 = "パスワードは送り状の番号です", .source = Source::text},
                         {.utf8 = "form_9912.zip", .source = Source::name}}),
                  "9912"),
            5U);
}

TEST(Passwords, AreFoundInTheSubject) {
  const std::initializer_list<Text> texts = {{.utf8 = "RE: 見積書 (pass: 4471)", .source = Source::subject, .part = 3}};
  const auto found = candidates(std::span(texts.begin(), texts.size()), 5);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].word, "4471");
  EXPECT_EQ(found[0].source, Source::subject);
  EXPECT_EQ(found[0].part, 3U);
  EXPECT_EQ(words({{.utf8 = "【PW:ab12】資料送付", .source = Source::subject}}).at(0), "ab12");
  EXPECT_LT(place(words({{.utf8 = "資料 ab12", .source = Source::subject},
                         {.utf8 = "パスワードは件名に記載しています。", .source = Source::text}}),
                  "ab12"),
            5U);
}

TEST(Passwords, StandAloneInTheBodyIfTheSubjectSpeaksOfThem) {
  EXPECT_LT(place(words({{.utf8 = "パスワードのお知らせ", .source = Source::subject},
                         {.utf8 = "田中様\n\nお世話になっております。\n\n4471\n\n山田", .source = Source::text}}),
                  "4471"),
            3U);
  EXPECT_LT(place(words({{.utf8 = "Password for the file", .source = Source::subject},
                         {.utf8 = "Hi,\n\nKz9-t\n\nBest regards", .source = Source::html}}),
                  "Kz9-t"),
            5U);
}

TEST(Passwords, ComeBestFirst) {
  const auto found =
      words({{.utf8 = "Password: first1\n\nThe password (second2) was changed.\n\nA password, and next to it third3\n",
              .source = Source::text},
             {.utf8 = "pw_fourth4.zip", .source = Source::name}});
  EXPECT_EQ(place(found, "first1"), 0U);
  EXPECT_LT(place(found, "second2"), place(found, "third3"));
  EXPECT_LT(place(found, "third3"), place(found, "fourth4"));
  EXPECT_TRUE(has(found, "fourth4"));
}

TEST(Passwords, AreUniqueAndNoMoreThanAsked) {
  const std::string_view body = "Password: abc123\nパスワード：abc123\nPW abc123 x1 x2 x3 x4 x5 x6";
  auto found = words({{.utf8 = body, .source = Source::text}, {.utf8 = body, .source = Source::html}});
  EXPECT_EQ(found.at(0), "abc123");
  std::sort(found.begin(), found.end());
  EXPECT_EQ(std::adjacent_find(found.begin(), found.end()), found.end());
  EXPECT_EQ(words({{.utf8 = body, .source = Source::text}}, 3).size(), 3U);
  EXPECT_TRUE(words({{.utf8 = body, .source = Source::text}}, 0).empty());
}

TEST(Passwords, AreGivenAsWrittenToo) {
  const auto found = in_body("パスワード：ＡＢｃ＠１");
  EXPECT_EQ(found.at(0), "ABc@1");
  EXPECT_EQ(found.at(1), "ＡＢｃ＠１");
  EXPECT_TRUE(has(in_body("Password: ab\u200Bc1"), "abc1"));
  EXPECT_TRUE(has(in_body("パス\u00ADワー\u2060ド：a\u034Fb\u180Ec1"), "abc1"));
  EXPECT_TRUE(has(in_body("パスワード：KZT9（小文字で入力）"), "kzt9"));
}

TEST(Passwords, AreNotCrowdedOutByTalkAboutOthers) {
  const auto found = in_body(
      "パスワードは別途お送りします。\nログインパスワードの変更はこちら: https://example.jp/a?b=1\n"
      "Your password expires in 30 days. Forgot your password? Password reset: call 555-0101.\n"
      "Never share your password with anyone at help@example.jp, ext 7711.\n\n"
      "さて、資料をお送りします。\n解凍パスワードは下記です。\n\n  Xk29ab\n\n山田太郎 TEL 03-1234-5678");
  EXPECT_LT(place(found, "Xk29ab"), 3U);
}

TEST(Passwords, AreNeverDatesWithoutADay) {
  const Text text{.utf8 = "パスワードは本日の日付です", .source = Source::text};
  for (const auto& candidate : candidates(std::span(&text, 1), 40))
    EXPECT_EQ(candidate.word.find("2024"), std::string::npos);
  for (const auto& candidate : candidates(std::span(&text, 1), 40, Day{.year = 99999, .month = -1, .day = 400}))
    EXPECT_EQ(candidate.word.find("999"), std::string::npos);
}

TEST(Passwords, AreInfectedOnlyIfTheTextSaysSo) {
  EXPECT_FALSE(has(in_body("Password: abc123"), "infected"));
  EXPECT_TRUE(
      has(in_body("The sample is in an archive with the usual password.\nIt is called 'infected'."), "infected"));
}

TEST(Passwords, AreFoundBehindAThousandOthers) {
  std::string body;
  for (int i = 0; i < 100; ++i) body += "Please read our password policy " + std::to_string(i) + " on the site.\n";
  body += "Password: zz99xx\n";
  EXPECT_EQ(in_body(body).at(0), "zz99xx");
}

TEST(Passwords, CostLittleOnHostileText) {
  constexpr std::size_t kSize = std::size_t{4} << 20U;
  for (const std::string_view unit : {"パスワード:",
                                      "password ",
                                      "password:",
                                      "「",
                                      "(((((",
                                      "((a b",
                                      "パ ",
                                      "p",
                                      "pass",
                                      "pasworrd ",
                                      "パスワード\n\n",
                                      "-",
                                      "\n",
                                      " ",
                                      ">",
                                      "＞",
                                      "ﾊﾟ",
                                      "\xE3\x83",
                                      "\xFF",
                                      "が\u3099",
                                      "pass word\t\n",
                                      "a.b@c ",
                                      "0-",
                                      "password invoice number 12 ",
                                      "パスワード電話下4桁03-1234-5678 ",
                                      "password is today's date\n",
                                      "code:",
                                      "桁1",
                                      "'\"`",
                                      "password:abc(((((((((((((((((((((((((((((((((((((((( ",
                                      "infecte",
                                      "パスワード\t",
                                      "パスワード  ",
                                      "パスワード|a|\n",
                                      "PW,PW,PW\n",
                                      "zipPW=",
                                      "PWa1",
                                      "Password: a b c ",
                                      "pw: a-b-c-d-e-f-",
                                      "パスワード 今日の日付＋ab1 "}) {
    std::string body;
    while (body.size() < kSize) body += unit;
    const auto begin = test::processor_seconds();
    const auto found = in_body(body);
    const auto took = test::processor_seconds() - begin;
    EXPECT_LE(found.size(), 40U);
    // An ordinary machine needs a tenth; instrumented builds need more.
    EXPECT_LT(took, test::allowed_seconds(3)) << unit.substr(0, 20);
    (void)in_name(body);
    (void)words({{.utf8 = body, .source = Source::subject}});
  }
}

TEST(Passwords, MayEndTheTextAnywhere) {
  const std::string_view whole = "ファイル  パスワード  \nzipPW= 「a」, PW\t|  \n\t pass【x】 and 'b' to open, PWa12  ";
  for (std::size_t end = 0; end <= whole.size(); ++end) {
    EXPECT_LE(in_body(whole.substr(0, end)).size(), 40U);
    EXPECT_LE(in_name(whole.substr(0, end)).size(), 40U);
  }
}

TEST(Passwords, AreShortAndOnOneLine) {
  const auto found =
      in_body("Password: " + std::string(65, 'x') + "\nパスワード：" + std::string(5000, 'y') + " 「a\nb」");
  for (const auto& word : found) {
    EXPECT_LE(word.size(), 192U);
    EXPECT_EQ(word.find('\n'), std::string::npos);
  }
  EXPECT_TRUE(has(in_body("Password: " + std::string(64, 'x')), std::string(64, 'x')));
}

} // namespace
} // namespace fumiban::passwords
