// SPDX-License-Identifier: Apache-2.0
#include "dns/dns.hpp"

#include <gtest/gtest.h>

namespace fumiban::dns {
namespace {

using namespace std::string_literals;

TEST(Dns, KnowsWhichNamesMayBeAskedFor) {
  const std::string label(63, 'a');
  const auto longest = label + "." + label + "." + label + "." + std::string(61, 'b');
  ASSERT_EQ(longest.size(), kMostName);
  for (const std::string& name : {"a"s, "_dmarc.example.com"s, "s1._domainkey.example.com"s, "xn--wgv71a.example"s,
                                  "1.2.0.192.in-addr.arpa"s, "a+b=c@d.example"s, label, longest})
    EXPECT_TRUE(is_name(name)) << name;
  for (const std::string& name :
       {""s, "."s, "example.com."s, ".example.com"s, "a..b"s, label + "a", longest + "b", "a\0b.example"s, "a\0"s,
        "a b.example"s, "a\tb"s, "a\n.example"s, "a\\046b.example"s, "\x7F"s, "\xE6\x96\x87.example"s})
    EXPECT_FALSE(is_name(name)) << name;
}

TEST(Dns, KnowsTheFormOfRecords) {
  struct Case {
    Type type;
    std::string bytes;
    bool good;
  };
  const auto label = "\x3F"s + std::string(63, 'a');
  const Case cases[] = {
      {Type::a, "\xC0\0\2\1"s, true},
      {Type::a, "\xC0\0\2"s, false},
      {Type::a, "\xC0\0\2\1\1"s, false},
      {Type::aaaa, std::string(16, '\1'), true},
      {Type::aaaa, std::string(4, '\1'), false},
      {Type::txt, "\0"s, true},
      {Type::txt, "\3abc\0\1d"s, true},
      {Type::txt, "\xFF"s + std::string(255, 'x'), true},
      {Type::txt, ""s, false},
      {Type::txt, "\3ab"s, false},
      {Type::txt, "\3abc\1"s, false},
      {Type::mx, "\0\x0A\4mail\7example\0"s, true},
      {Type::mx, "\0\0\0"s, true}, // nobody takes mail (RFC 7505)
      {Type::mx, "\0\0"s, false},
      {Type::mx, "\0\x0A\4mail"s, false},
      {Type::mx, "\0\x0A\4mail\xC0\x0C"s, false},
      {Type::ptr, "\4mail\7example\0"s, true},
      {Type::ptr, "\4mail\0\7example\0"s, false},
      {Type::ptr, "\4mail\7example\0x"s, false},
      {Type::ptr, "\xC0\0"s, false},
      {Type::ptr, "\x40"s + std::string(64, 'a') + "\0"s, false},
      {Type::ptr, label + label + label + "\x3D"s + std::string(61, 'a') + "\0"s, true}, // 255
      {Type::ptr, label + label + label + "\x3E"s + std::string(62, 'a') + "\0"s, false},
  };
  for (const auto& one : cases)
    EXPECT_EQ(is_record(one.type, one.bytes), one.good) << testing::PrintToString(one.bytes);
}

TEST(Dns, KnowsWhatCannotBeAnAnswer) {
  const Answer good{.lookup = Lookup::answered, .security = Security::secure, .ttl = 60, .records = {"\xC0\0\2\1"s}};
  EXPECT_TRUE(is_sound(good, Type::a));
  EXPECT_FALSE(is_sound(good, Type::aaaa));
  EXPECT_TRUE(is_sound({.lookup = Lookup::answered, .rcode = 3}, Type::a));
  EXPECT_TRUE(is_sound({.lookup = Lookup::answered, .rcode = 2, .security = Security::bogus}, Type::a));
  EXPECT_TRUE(is_sound({}, Type::a));
  EXPECT_TRUE(is_sound({.lookup = Lookup::timed_out}, Type::a));
  const auto changed = [&](auto change) {
    auto answer = good;
    change(answer);
    return is_sound(answer, Type::a);
  };
  EXPECT_FALSE(changed([](Answer& a) { a.lookup = Lookup::failed; }));
  EXPECT_FALSE(changed([](Answer& a) { a.rcode = 4096; }));
  EXPECT_FALSE(changed([](Answer& a) { a.security = Security::bogus; }));
  EXPECT_FALSE(is_sound({.lookup = Lookup::answered, .security = Security::bogus}, Type::a));
  EXPECT_FALSE(changed([](Answer& a) { a.ttl = kMostTtl + 1; }));
  EXPECT_TRUE(changed([](Answer& a) { a.records.resize(kMostRecords, a.records[0]); }));
  EXPECT_FALSE(changed([](Answer& a) { a.records.resize(kMostRecords + 1, a.records[0]); }));
  Answer texts{.lookup = Lookup::answered};
  const auto text = "\xFF"s + std::string(255, 'x');
  std::string longest;
  while (longest.size() + text.size() <= kMostBytes / 2) longest += text;
  texts.records = {longest, longest};
  EXPECT_TRUE(is_sound(texts, Type::txt));
  texts.records.push_back("\0"s);
  EXPECT_FALSE(is_sound(texts, Type::txt));
}

} // namespace
} // namespace fumiban::dns
