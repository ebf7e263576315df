// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/base64.hpp"
#include "base/budget.hpp"
#include "base/bytes.hpp"
#include "base/digest.hpp"
#include "base/inflate.hpp"
#include "base/text.hpp"

namespace fumiban {
namespace {

using namespace std::string_view_literals;

TEST(ResultDeathTest, LookingAtTheWrongSideStopsTheProgram) {
  const Result<int> good = 1;
  const Result<int> bad = Error{Error::Kind::truncated, "past the end", 7};
  EXPECT_EQ(*good, 1);
  EXPECT_EQ(bad.error().where, 7U);
  EXPECT_DEATH((void)bad.value(), "broken invariant");
  EXPECT_DEATH((void)good.error(), "broken invariant");
}

Result<int> sum_of_two(Reader& reader) {
  const int first = FB_TRY(reader.u8());
  const int second = FB_TRY(reader.u8());
  return first + second;
}

TEST(Result, TryHandsTheErrorOn) {
  Reader enough(ByteView("\x01\x02"sv));
  Reader short_of_one(ByteView("\x01"sv));
  EXPECT_EQ(sum_of_two(enough).value(), 3);
  EXPECT_EQ(sum_of_two(short_of_one).error().kind, Error::Kind::truncated);
}

TEST(ByteView, NeverReachesPastItsEnd) {
  const ByteView view("abc"sv);
  EXPECT_FALSE(view.at(3));
  EXPECT_FALSE(view.slice(2, 2));
  EXPECT_FALSE(view.slice(ByteView::npos, 2));
  EXPECT_FALSE(view.slice(1, ByteView::npos));
  EXPECT_EQ(view.clamped(1, 99).text(), "bc");
  EXPECT_EQ(view.clamped(9, 3).size(), 0U);
  EXPECT_EQ(view.peek(3), -1);
  EXPECT_EQ(view.find("c"), 2U);
  EXPECT_EQ(view.find("c", 9), ByteView::npos);
}

TEST(Reader, ReadsBothOrdersAndStaysAfterAnError) {
  Reader reader(ByteView("\x01\x02\x03\x04\x05"sv));
  EXPECT_EQ(reader.u16().value(), 0x0201);
  EXPECT_EQ(reader.u16_big().value(), 0x0304);
  EXPECT_FALSE(reader.u32());
  EXPECT_EQ(reader.position(), 4U);
  EXPECT_EQ(reader.u8().value(), 5);
  EXPECT_FALSE(reader.seek(6));
}

TEST(Budget, RefusesEverythingAfterTheFirstRefusal) {
  Budget budget(10);
  EXPECT_TRUE(budget.spend(4));
  EXPECT_FALSE(budget.spend(7));
  EXPECT_FALSE(budget.spend(1));
  EXPECT_EQ(budget.spent(), 4U);
  EXPECT_EQ(budget.left(), 0U);
}

TEST(Digest, KnowsTheStandardsExample) {
  EXPECT_EQ(hex(sha256(ByteView("abc"sv))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256(ByteView())), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Base64, WhatIsEncodedIsDecoded) {
  EXPECT_EQ(encode_base64(""), "");
  EXPECT_EQ(encode_base64("M"), "TQ==");
  EXPECT_EQ(encode_base64("Man"), "TWFu");
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    const auto lines = encode_base64_lines(bytes);
    EXPECT_EQ(decode_base64(lines), bytes);
    for (std::size_t at = 0; at < lines.size();) {
      const auto end = lines.find("\r\n", at);
      ASSERT_NE(end, std::string::npos);
      EXPECT_LE(end - at, 76U);
      at = end + 2;
    }
    bytes += static_cast<char>(i * 7);
  }
}

TEST(Base64, ReadsPaddingInTheMiddleInEachWay) {
  Base64Oddities odd;
  EXPECT_EQ(decode_base64("QQ==QkI=", Padding::stops, &odd), "A");
  EXPECT_TRUE(odd.after_end);
  EXPECT_EQ(decode_base64("QQ==QkI=", Padding::restarts), "ABB");
  EXPECT_EQ(decode_base64("QU\r\n.JD", Padding::stops, &odd), "ABC");
  EXPECT_TRUE(odd.junk);
}

TEST(Inflate, StopsWhenItMayNotPay) {
  const std::string packed = "\x78\x9c\x4b\x4c\x4a\x06\x00\x02\x4d\x01\x27";
  EXPECT_EQ(inflate_zlib(ByteView(std::string_view(packed).substr(0, 8)), [](std::uint64_t) { return true; }).complete,
            false);
  EXPECT_TRUE(inflate_zlib(ByteView(packed), [](std::uint64_t) { return false; }).refused);
}

TEST(Text, ReadsJapaneseAsItOccurs) {
  EXPECT_EQ(to_utf8("\x1b$B-!-j\x1b(I12\x1b(B", "iso-2022-jp").utf8, "①㈱ｱｲ");
  EXPECT_EQ(to_utf8("\x87\x40\xfa\xb1\x81\x60", "shift_jis").utf8, "①﨑～");
  EXPECT_EQ(to_utf8("\xad\xa1\x8e\xb1\xc0\xd0", "euc-jp").utf8, "①ｱ石");
  EXPECT_EQ(to_utf8("\x90\xbf\x8b\x81\x8f\x91", "").utf8, "請求書");
  EXPECT_TRUE(to_utf8("\x90\xbf\x8b\x81\x8f\x91", "us-ascii").guessed);
  EXPECT_EQ(to_utf8("Forma\xe7\xe3o", "").utf8, "Formação");
  EXPECT_EQ(to_utf8("\xff", "../../etc/passwd").utf8, "ÿ");
}

TEST(Text, FoldsForComparison) {
  EXPECT_EQ(folded("ＰＤＦ．ＥＸＥ"), "pdf.exe");
  EXPECT_EQ(folded("a\u202Eb"), "ab");
  EXPECT_EQ(folded("㈱ｱ"), "(株)ア");
}

TEST(Text, ShowsNothingThatATerminalActsOn) {
  EXPECT_EQ(printable("a\x1b[31mb\xff"), "a\\x1b[31mb\\xff");
  EXPECT_EQ(printable("請\u202E求"), "請\\xe2\\x80\\xae求");
  EXPECT_EQ(printable("請求書", 4), "請");
  EXPECT_EQ(columns("請求a"), 5U);
  EXPECT_EQ(fitted("請求書送付", 6), "請求…");
}

TEST(Text, IsWrittenInTheCharsetThatIsAskedForOrNotAtAll) {
  EXPECT_EQ(from_utf8("日本 a\r\n語", "ISO-2022-JP"), "\x1b$BF|K\\\x1b(B a\r\n\x1b$B8l\x1b(B");
  EXPECT_EQ(from_utf8("日本", "Shift_JIS"), "\x93\xfa\x96\x7b");
  EXPECT_EQ(from_utf8("日本", "euc-jp"), "\xc6\xfc\xcb\xdc");
  EXPECT_EQ(from_utf8("日本", "utf-8"), "日本");
  EXPECT_EQ(from_utf8("caf\xc3\xa9", "iso-8859-1"), "caf\xe9");
  EXPECT_EQ(from_utf8("plain", ""), "plain");
  EXPECT_EQ(from_utf8("日本", ""), std::nullopt);
  EXPECT_EQ(from_utf8("日本", "us-ascii"), std::nullopt);
  EXPECT_EQ(from_utf8("日本", "iso-8859-1"), std::nullopt);
  EXPECT_EQ(from_utf8("\xF0\x9F\x98\x80", "iso-2022-jp"), std::nullopt);
  EXPECT_EQ(from_utf8("\xF0\x9F\x98\x80", "shift_jis"), std::nullopt);
  for (const auto* label : {"utf-16", "utf-7", "utf-32le", "hz-gb-2312", "iso-2022-kr", "no-such-charset"})
    EXPECT_EQ(from_utf8("plain", label), std::nullopt) << label;
}

} // namespace
} // namespace fumiban
