// SPDX-License-Identifier: Apache-2.0
/// @file
/// What all blocks of a 7z header are written in: numbers, counts, bits, digests.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"

namespace fumiban::sevenzip {

/// Property IDs.
enum Property : std::uint8_t {
  kEnd = 0x00,
  kHeader = 0x01,
  kArchiveProperties = 0x02,
  kAdditionalStreamsInfo = 0x03,
  kMainStreamsInfo = 0x04,
  kFilesInfo = 0x05,
  kPackInfo = 0x06,
  kUnpackInfo = 0x07,
  kSubStreamsInfo = 0x08,
  kSize = 0x09,
  kCrc = 0x0A,
  kFolder = 0x0B,
  kUnpackSize = 0x0C,
  kNumUnpackStream = 0x0D,
  kEmptyStream = 0x0E,
  kEmptyFile = 0x0F,
  kAnti = 0x10,
  kNames = 0x11,
  kEncodedHeader = 0x17,
};

/// What is broken in the bytes; what is sound and not read.
[[nodiscard]] inline Error damaged(const char* what) { return Error{Error::Kind::malformed, what, 0}; }
[[nodiscard]] inline Error unread(const char* what) { return Error{Error::Kind::unsupported, what, 0}; }

/// Reads forward through a header.
class HeaderReader {
public:
  explicit HeaderReader(ByteView header) : reader_(header) {}

  [[nodiscard]] std::size_t position() const noexcept { return reader_.position(); }
  [[nodiscard]] Result<std::uint8_t> byte() noexcept { return reader_.u8(); }
  [[nodiscard]] Result<ByteView> bytes(std::uint64_t size) {
    if (size > reader_.remaining()) return damaged("the header ends early");
    return reader_.bytes(static_cast<std::size_t>(size));
  }
  /// NUMBER: the leading ones of the first byte count the bytes that follow, the rest of it are the highest bits.
  [[nodiscard]] Result<std::uint64_t> number() {
    const auto first = FB_TRY(reader_.u8());
    std::uint64_t value = 0;
    unsigned mask = 0x80;
    for (unsigned i = 0; i < 8; ++i, mask >>= 1U) {
      if ((first & mask) == 0) return value | std::uint64_t{first & (mask - 1)} << (8 * i);
      value |= std::uint64_t{FB_TRY(reader_.u8())} << (8 * i);
    }
    return value;
  }
  /// A number of things of which each takes at least one byte of what is left, `spare` of them none.
  [[nodiscard]] Result<std::uint32_t> count(std::uint64_t spare = 0) {
    const auto value = FB_TRY(number());
    if (value > reader_.remaining() + spare) return damaged("a count that the header cannot hold");
    return static_cast<std::uint32_t>(value);
  }
  [[nodiscard]] Result<void> expect(std::uint8_t id) {
    if (FB_TRY(number()) != id) return damaged("a block of the header is missing");
    return {};
  }
  /// Bit `i` of a row of bits, the highest of each byte first; false past its end.
  [[nodiscard]] static bool bit(ByteView row, std::size_t i) noexcept {
    return i / 8 < row.size() && (static_cast<unsigned>(row.peek(i / 8)) >> (7 - i % 8) & 1U) != 0;
  }
  /// Digests: of each of `count` things the CRC-32, where there is one.
  template <class Take>
  [[nodiscard]] Result<void> digests(std::size_t count, Take take) {
    const bool all = FB_TRY(reader_.u8()) != 0;
    const auto defined = FB_TRY(bytes(all ? 0 : (count + 7) / 8));
    for (std::size_t i = 0; i < count; ++i)
      if (all || bit(defined, i)) take(i, FB_TRY(reader_.u32()));
    return {};
  }

private:
  Reader reader_;
};

} // namespace fumiban::sevenzip
