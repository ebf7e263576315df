// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "mail/encoded_word.hpp"
#include "mail/header.hpp"

namespace fumiban::mail {
namespace {

using namespace std::string_view_literals;

Header read(std::string_view text) { return read_header(ByteView(text), 1U << 20U); }

TEST(Header, EndsAtTheFirstEmptyLine) {
  const auto header = read("From: a\r\nSubject: b\r\n c\r\n\r\nbody");
  ASSERT_EQ(header.fields.size(), 2U);
  EXPECT_EQ(header.fields[1].name, "Subject");
  EXPECT_EQ(unfolded(header.fields[1].value), "b c");
  EXPECT_EQ(header.body_begin, 27U);
}

TEST(Header, WithoutAFieldIsBody) {
  EXPECT_EQ(read("Hello,\r\nthis is text").body_begin, 0U);
  EXPECT_TRUE(read("").fields.empty());
}

TEST(Header, KnowsMimeFieldsUnderOddNames) {
  bool odd = false;
  EXPECT_EQ(kind_of_name("CONTENT-TYPE", odd), FieldKind::content_type);
  EXPECT_FALSE(odd);
  EXPECT_EQ(kind_of_name("Content-Transfer-(x)Encoding", odd), FieldKind::transfer_encoding);
  EXPECT_TRUE(odd);
}

TEST(Header, TellsWhereElseItCouldEnd) {
  const auto header = read("A: b\r\nno field here\r\nC: d\r\n\r\nbody");
  EXPECT_TRUE(header.has_junk);
  ASSERT_EQ(header.other_ends.size(), 1U);
  EXPECT_EQ(header.other_ends[0].header_end, 6U);
}

TEST(EncodedWord, WhatIsWrittenInWordsIsRead) {
  EXPECT_EQ(encode_words("plain", 8), " plain");
  for (const auto* text : {"=?utf-8?Q?a?=", "\xE3\x81\x82", "a\xE3\x81\x82z"}) {
    std::string long_one;
    for (int i = 0; i < 60; ++i) {
      long_one += text;
      const auto words = encode_words(long_one, 8);
      std::string unfolded;
      for (std::size_t at = 0; at < words.size();) {
        const auto end = std::min(words.find("\r\n", at), words.size());
        EXPECT_LE(end - at + (at == 0 ? 8 : 0), 76U);
        EXPECT_EQ(words[at], ' ');
        unfolded += words.substr(at, end - at);
        at = end + 2;
      }
      EXPECT_EQ(decode_words(unfolded, 1000).utf8, " " + long_one);
    }
  }
}

TEST(EncodedWord, JoinsWordsThatShareACharacter) {
  EXPECT_EQ(decode_words("=?utf-8?B?6KuL5rE=?= =?utf-8?B?guabuA==?=", 10).utf8, "請求書");
  EXPECT_EQ(decode_words("a =?utf-8?Q?=E8=AB=8B?= b", 10).utf8, "a 請 b");
  EXPECT_EQ(decode_words("=?utf-8?Q?no end", 10).utf8, "=?utf-8?Q?no end");
  EXPECT_TRUE(decode_words("=?=?=?=?", 2).too_many);
}

} // namespace
} // namespace fumiban::mail
