// SPDX-License-Identifier: Apache-2.0
#include "documents/ovba/compression.hpp"

#include <gtest/gtest.h>

#include "builders/little_endian.hpp"
#include "builders/ovba.hpp"

namespace fumiban::ovba {
namespace {

using test::le16;

constexpr std::size_t kMost = 4U << 20U;

Decompressed unpacked(std::string_view bytes, std::size_t most = kMost) {
  return decompressed(ByteView(bytes), 0, most);
}

/// Text of more than one chunk, of which some repeats.
std::string long_text() {
  std::string out;
  for (int i = 0; i < 900; ++i) out += "Line " + std::to_string(i * 7919 % 1000) + " of the module\r\n";
  return out;
}

/// One letter and one token that repeats it to 4,096: six bytes.
std::string bomb_chunk() { return le16(0xB003) + '\2' + 'a' + le16(0x0FFF); }

TEST(OvbaCompression, WhatWasPackedComesOutAgain) {
  for (const auto& text :
       {std::string(), std::string("a"), std::string(4096, 'x'), std::string(4097, 'x'), long_text()}) {
    const auto out = unpacked(test::ovba_compressed(text));
    EXPECT_EQ(out.bytes, text);
    EXPECT_TRUE(out.begun && out.complete && !out.odd && !out.cut) << text.size();
  }
}

TEST(OvbaCompression, AStoredChunkIsTakenAsItIs) {
  const auto text = long_text().substr(0, 4096);
  const auto out = unpacked("\1" + le16(0x3FFF) + text + le16(0xB001) + std::string("\0b", 2));
  EXPECT_EQ(out.bytes, text + "b");
  EXPECT_TRUE(out.complete && !out.odd);
}

TEST(OvbaCompression, WrongSignatureBitsAreNotedAndNotMinded) {
  auto packed = test::ovba_compressed("Sub AutoOpen()");
  packed[2] = static_cast<char>(packed[2] & ~0x70);
  const auto out = unpacked(packed);
  EXPECT_EQ(out.bytes, "Sub AutoOpen()");
  EXPECT_TRUE(out.odd && out.complete);
}

TEST(OvbaCompression, OfATruncatedContainerThereIsItsBeginning) {
  const auto text = long_text();
  const auto packed = test::ovba_compressed(text);
  for (std::size_t size = 0; size < packed.size(); ++size) {
    const auto out = unpacked(std::string_view(packed).substr(0, size));
    ASSERT_TRUE(text.starts_with(out.bytes)) << size;
    ASSERT_EQ(out.begun, size > 0) << size;
    ASSERT_LT(out.bytes.size(), text.size()) << size;
  }
  EXPECT_FALSE(unpacked(std::string_view(packed).substr(0, packed.size() - 1)).complete);
}

TEST(OvbaCompression, ATokenBeforeTheBeginningEndsTheContainerAndKeepsWhatWas) {
  const auto good = test::ovba_compressed("good");
  for (const auto& chunk : {le16(0xB002) + '\1' + le16(0x0000),          // nothing is made yet
                            le16(0xB003) + '\2' + 'a' + le16(0xF000)}) { // 16 back, of 1
    const auto out = unpacked(good + chunk + le16(0xB001) + std::string("\0z", 2));
    EXPECT_TRUE(out.bytes.starts_with("good")) << out.bytes;
    EXPECT_EQ(out.bytes.find('z'), std::string::npos);
    EXPECT_FALSE(out.complete);
  }
}

TEST(OvbaCompression, AChunkNeverMakesMoreThan4096Bytes) {
  EXPECT_EQ(unpacked("\1" + bomb_chunk()).bytes, std::string(4096, 'a'));
  std::string many = "\1";
  for (int i = 0; i < 100; ++i) many += bomb_chunk();
  EXPECT_EQ(unpacked(many).bytes.size(), 409600U);
  const auto cut = unpacked(many, 10000);
  EXPECT_TRUE(cut.cut);
  EXPECT_LE(cut.bytes.size(), 10000U + 4096U);
}

TEST(OvbaCompression, WithoutTheFirstByteThereIsNoContainer) {
  EXPECT_FALSE(unpacked("").begun);
  EXPECT_FALSE(unpacked("\2" + bomb_chunk()).begun);
  EXPECT_FALSE(decompressed(ByteView(std::string_view("\1")), 5, kMost).begun);
}

} // namespace
} // namespace fumiban::ovba
