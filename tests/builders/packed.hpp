// SPDX-License-Identifier: Apache-2.0
/// @file
/// The compression methods of archives, as their own libraries write them; Deflate64 by hand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fumiban::test {

/// RFC 1951 without a wrapper. `level` 0 to 9.
[[nodiscard]] std::string raw_deflate(std::string_view bytes, int level = 9);
/// RFC 1950.
[[nodiscard]] std::string zlib(std::string_view bytes, int level = 9);
/// RFC 1952.
[[nodiscard]] std::string gzip(std::string_view bytes, std::string_view name = {});
[[nodiscard]] std::string bzip2(std::string_view bytes);
[[nodiscard]] std::string zstd(std::string_view bytes);
[[nodiscard]] std::string xz(std::string_view bytes);
/// LZMA as zip wants it (APPNOTE 5.8.8): version, size of the properties, properties, stream with an end mark. The zip
/// header has bit 1 to say that there is one; a reader that counts bytes never comes to it.
[[nodiscard]] std::string zip_lzma(std::string_view bytes);

/// Deflate64 (APPNOTE 4.4.5, method 9): blocks by hand.
class Deflate64Writer {
public:
  /// A stored block, at most 65,535 bytes.
  void stored(std::string_view bytes);
  /// Begins a block with the fixed codes.
  void begin_block();
  void literals(std::string_view bytes);
  /// A match of 3 to 65,538 bytes, `distance` 1 to 65,536.
  void match(std::uint32_t length, std::uint32_t distance);
  void end_block();
  /// All of it, with an empty last block.
  [[nodiscard]] std::string finish();

private:
  void bits(std::uint32_t value, int count); ///< lowest first
  void code(std::uint32_t value, int count); ///< highest first
  void symbol(unsigned value);               ///< in the fixed literal and length code
  void align();

  std::string out_;
  std::uint32_t held_ = 0;
  int held_bits_ = 0;
};

} // namespace fumiban::test
