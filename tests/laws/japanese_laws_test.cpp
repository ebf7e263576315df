// SPDX-License-Identifier: Apache-2.0
// The tables of Japanese charsets against ICU's own converters.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <unicode/ucnv.h>

#include <functional>
#include <string>
#include <vector>

#include "base/japanese.hpp"

namespace fumiban::test {
namespace {

std::string by_icu(const char* name, std::string_view bytes) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter* source = ucnv_open(name, &status);
  UConverter* target = ucnv_open("UTF-8", &status);
  std::string out(bytes.size() * 6 + 64, '\0');
  char* to = out.data();
  const char* from = bytes.data();
  std::vector<UChar> pivot(1024);
  UChar* pivot_source = pivot.data();
  UChar* pivot_target = pivot.data();
  ucnv_convertEx(target, source, &to, out.data() + out.size(), &from, from + bytes.size(), pivot.data(), &pivot_source,
                 &pivot_target, pivot.data() + pivot.size(), 1, 1, &status);
  EXPECT_TRUE(U_SUCCESS(status)) << u_errorName(status);
  out.resize(static_cast<std::size_t>(to - out.data()));
  ucnv_close(source);
  ucnv_close(target);
  return out;
}

struct Charset {
  const char* icu;
  bool (*fast)(std::string_view, std::string&);
  /// Each can be read wherever the piece before it ends.
  std::vector<std::string> whole;
  /// What only some neighbours make readable.
  std::vector<std::string> torn;
};

/// Text of the charset's pieces; every second one with torn ones and stray bytes. (With those in all of them hardly a
/// text would be left that the tables read.)
std::string text_of(const Charset& charset) {
  const std::size_t torn = *rc::gen::inRange<std::size_t>(0, 2);
  const auto words = *rc::gen::container<std::vector<std::string>>(rc::gen::weightedOneOf<std::string>(
      {{20, rc::gen::elementOf(charset.whole)},
       {4 * torn, rc::gen::elementOf(charset.torn)},
       {2 * torn, rc::gen::container<std::string>(2, rc::gen::inRange<char>(0x21, 0x7F))},
       {torn, rc::gen::container<std::string>(1, rc::gen::arbitrary<char>())}}));
  std::string out;
  for (const auto& word : words) out += word;
  return out;
}

TEST(JapaneseLaws, WhatTheTablesReadIcuReadsTheSame) {
  const std::vector<Charset> charsets = {
      {"x-windows-50221",
       &japanese::from_iso2022jp,
       {"\x1b$BF|K\\\x1b(B", "\x1b$@-!\x7c\x71\x1b(B", "\x1b$BF|\x1b(J1\\~\x1b(B", "\x1b(I1\x1b(B", "1", "\\", "~",
        "\r\n", "\t"},
       {"\x1b$B", "\x1b$@", "\x1b(B", "\x1b(J", "\x1b(I", "F|", "K\\", "-!", "\x7c\x71"}},
      {"windows-31j",
       &japanese::from_cp932,
       {"\x93\xfa", "\x96\x7b", "\x87\x40", "\xfa\x40", "\xb1", "\x81\x60", "\x81\x5c", "\x5c", "\r\n", "\x83\x5c"},
       {"\x93", "\x81", "\xfa"}},
  };
  for (const auto& charset : charsets) {
    int read = 0;
    EXPECT_TRUE(rc::check(charset.icu, [&] {
      const auto bytes = text_of(charset);
      std::string out = "before";
      if (!charset.fast(bytes, out)) {
        RC_ASSERT(out == "before");
        return;
      }
      read += bytes.size() > 4 ? 1 : 0;
      RC_ASSERT(out == "before" + by_icu(charset.icu, bytes));
    }));

    EXPECT_GT(read, 10) << charset.icu;
  }
}

TEST(JapaneseLaws, EveryPairIsWhatIcuSays) {
  int known = 0;
  for (int first = 0x21; first < 0x100; ++first)
    for (int second = 0x21; second < 0x100; ++second) {
      const std::string pair = {static_cast<char>(first), static_cast<char>(second)};
      std::string out;
      if (japanese::from_cp932(pair, out)) {
        ASSERT_EQ(out, by_icu("windows-31j", pair)) << first << ' ' << second;
        ++known;
      }
      if (first > 0x7E || second > 0x7E) continue;
      const auto escaped = "\x1b$B" + pair + "\x1b(B";
      out.clear();
      if (!japanese::from_iso2022jp(escaped, out)) continue;
      ASSERT_EQ(out, by_icu("x-windows-50221", escaped)) << first << ' ' << second;
      const std::string euc = {static_cast<char>(first | 0x80), static_cast<char>(second | 0x80)};
      std::string from_euc;
      // Rows that CP932 lacks are the only ones in which the two may differ.
      if (japanese::from_euc(euc, from_euc)) {
        ASSERT_EQ(from_euc, out) << first << " " << second;
      }
      ++known;
    }
  EXPECT_GT(known, 14000);
}

} // namespace
} // namespace fumiban::test
