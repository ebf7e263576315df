// SPDX-License-Identifier: Apache-2.0
// Laws 9 and 10: what the builders encode is decoded, and slow naive decoders agree with the fast ones.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "builders/text.hpp"
#include "laws/laws.hpp"
#include "mail/encoded_word.hpp"
#include "mime/encodings.hpp"

namespace fumiban::test {
namespace {

/// Base64 a bit at a time, as RFC 4648 says it.
std::string naive_base64(std::string_view text) {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<bool> bits;
  for (const char c : text) {
    if (c == '=') break;
    const auto value = alphabet.find(c);
    if (value == std::string::npos) continue;
    for (int bit = 5; bit >= 0; --bit) bits.push_back((value >> static_cast<unsigned>(bit) & 1U) != 0);
  }
  std::string out;
  for (std::size_t i = 0; i + 8 <= bits.size(); i += 8) {
    unsigned byte = 0;
    for (std::size_t k = 0; k < 8; ++k) byte = byte << 1U | (bits[i + k] ? 1U : 0U);
    out += static_cast<char>(byte);
  }
  return out;
}

bool holds(const std::function<void()>& property, const std::string& name) { return rc::check(name, property); }

TEST(CodecLaws, Base64RoundTrips) {
  EXPECT_TRUE(holds(
      [] {
        const auto bytes = *rc::gen::arbitrary<std::string>();
        const auto width = *rc::gen::inRange(4, 100);
        RC_ASSERT(decode_base64(base64(bytes, static_cast<std::size_t>(width) / 4 * 4)) == bytes);
      },
      "base64 round trip"));
}

TEST(CodecLaws, FastBase64AgreesWithTheNaiveOne) {
  EXPECT_TRUE(holds(
      [] {
        const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ABCDwxyz0189+/=\r\n .-#")));
        RC_ASSERT(decode_base64(text, Padding::stops) == naive_base64(text));
      },
      "base64 against the naive decoder"));
}

TEST(CodecLaws, QuotedPrintableRoundTrips) {
  EXPECT_TRUE(holds(
      [] {
        const auto bytes =
            *rc::gen::container<std::string>(rc::gen::elementOf(std::string("abc=\t !\x7f\xe8\xab\x8b.")));
        bool illegal = false;
        RC_ASSERT(mime::decode_quoted_printable(quoted_printable(bytes), mime::IllegalEquals::kept, illegal) == bytes);
        RC_ASSERT(!illegal);
      },
      "quoted-printable round trip"));
}

TEST(CodecLaws, EncodedWordsNeverGrowTheirInputWithoutBound) {
  EXPECT_TRUE(holds(
      [] {
        const auto text =
            *rc::gen::container<std::string>(rc::gen::elementOf(std::string("=?utf-8BQ_ =?=\x1b$(B\xe3\x81\x82")));
        const auto decoded = mail::decode_words(text, 4096);
        RC_ASSERT(is_utf8(decoded.utf8));
        RC_ASSERT(decoded.utf8.size() <= 3 * text.size() + 3);
      },
      "encoded words"));
}

TEST(CodecLaws, AnyBytesUnderAnyLabelBecomeUtf8) {
  EXPECT_TRUE(holds(
      [] {
        const auto bytes = *rc::gen::arbitrary<std::string>();
        const auto label = *rc::gen::elementOf(
            std::vector<std::string>{"", "utf-8", "iso-2022-jp", "shift_jis", "euc-jp", "us-ascii", "utf-16", "utf-7",
                                     "gb2312", "big5", "ks_c_5601-1987", "windows-1252", "../../x", "nonsense"});
        RC_ASSERT(is_utf8(to_utf8(bytes, label).utf8));
        RC_ASSERT(is_utf8(folded(to_utf8(bytes, label).utf8)));
        RC_ASSERT(is_utf8(printable(bytes)));
      },
      "charsets"));
}

} // namespace
} // namespace fumiban::test
