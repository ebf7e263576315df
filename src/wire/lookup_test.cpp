// SPDX-License-Identifier: Apache-2.0
#include "wire/lookup.hpp"

#include <gtest/gtest.h>

namespace fumiban::wire {
namespace {

using namespace std::string_literals;

ByteView view(const std::string& bytes) { return ByteView(std::string_view(bytes)); }

TEST(Lookup, QuestionsComeAcross) {
  for (const auto type : {dns::Type::a, dns::Type::aaaa, dns::Type::txt, dns::Type::mx, dns::Type::ptr}) {
    const auto bytes = encode(dns::Question{type, "_dmarc.example.com"});
    const auto again = decode_question(view(bytes));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->type, type);
    EXPECT_EQ(again->name, "_dmarc.example.com");
    for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(decode_question(view(bytes.substr(0, size))));
    EXPECT_FALSE(decode_question(view(bytes + "\0"s)));
  }
}

TEST(Lookup, QuestionsThatMayNotBeAskedAreRefused) {
  for (const auto& name : {""s, "a..b"s, "a\0b"s, "a b"s, std::string(254, 'a'), std::string(64, 'a'), "a\\."s})
    EXPECT_FALSE(decode_question(view(encode(dns::Question{dns::Type::txt, name})))) << name;
  EXPECT_FALSE(decode_question(view("\5\1a"s))); // a type that nobody asks for
  EXPECT_TRUE(decode_question(view("\4\1a"s)));
}

TEST(Lookup, AnswersComeAcross) {
  const dns::Answer answer{.lookup = dns::Lookup::answered,
                           .rcode = 0,
                           .security = dns::Security::secure,
                           .ttl = dns::kMostTtl,
                           .records = {"\3abc"s, "\0"s, "\xFF"s + std::string(255, 'x')}};
  const auto bytes = encode(answer);
  const auto again = decode_answer(view(bytes), dns::Type::txt);
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, answer);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(decode_answer(view(bytes.substr(0, size)), dns::Type::txt));
  EXPECT_FALSE(decode_answer(view(bytes), dns::Type::a));
  EXPECT_FALSE(decode_answer(view(bytes + "x"), dns::Type::txt));
}

TEST(Lookup, AnswersThatCannotBeAreRefused) {
  const auto taken = [](const dns::Answer& answer) {
    return decode_answer(view(encode(answer)), dns::Type::a).has_value();
  };
  EXPECT_TRUE(taken({.lookup = dns::Lookup::answered, .records = {"\xC0\0\2\1"s}}));
  EXPECT_FALSE(taken({.lookup = dns::Lookup::timed_out, .records = {"\xC0\0\2\1"s}}));
  EXPECT_FALSE(taken({.lookup = dns::Lookup::answered, .records = {"\xC0\0\2"s}}));
  EXPECT_FALSE(taken(
      {.lookup = dns::Lookup::answered, .records = std::vector<std::string>(dns::kMostRecords + 1, "\xC0\0\2\1"s)}));
}

TEST(Lookup, TheLongestOfBothHaveRoom) {
  std::string name;
  while (name.size() < dns::kMostName - 1) name += "a.";
  name += 'a';
  EXPECT_LE(encode(dns::Question{dns::Type::ptr, name}).size(), kMostQuestion);
  dns::Answer most{.lookup = dns::Lookup::answered, .rcode = 4095, .security = dns::Security::secure};
  most.ttl = dns::kMostTtl;
  most.records.assign(dns::kMostRecords, "\xFE"s + std::string(254, 'x') + "\0"s); // 256 bytes
  ASSERT_TRUE(dns::is_sound(most, dns::Type::txt));
  EXPECT_LE(encode(most).size(), kMostAnswer);
}

TEST(Lookup, PacketsComeAcross) {
  const auto asked = encode(Asked{~std::uint64_t{0}, 5000, {dns::Type::mx, "example.com"}});
  const auto again = decode_asked(view(asked));
  ASSERT_TRUE(again);
  EXPECT_EQ(encode(*again), asked);
  const auto told = encode(Told{7, "abc"});
  const auto heard = decode_told(view(told));
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->id, 7U);
  EXPECT_EQ(heard->answer, "abc");
  for (std::size_t size = 0; size < told.size(); ++size) EXPECT_FALSE(decode_told(view(told.substr(0, size))));
}

} // namespace
} // namespace fumiban::wire
