// SPDX-License-Identifier: Apache-2.0
/// @file
/// The two encryptions of zip members.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "analyser/blob.hpp"
#include "base/stream.hpp"

namespace fumiban::zip {

/// Traditional encryption (APPNOTE 6.1). Checks `password` against the header of twelve bytes at `begin` whose last
/// byte must be `check`: one wrong password in 256 passes. Gives the plain bytes up to `end`; nullptr: wrong. Under a
/// microsecond.
[[nodiscard]] std::unique_ptr<Stream> open_zip_crypto(const Blob& blob, std::uint64_t begin, std::uint64_t end,
                                                      std::string_view password, std::uint8_t check);

/// WinZip's AES (winzip.com/aes_info): salt and two bytes to check, then AES in counter mode, then ten bytes of
/// HMAC-SHA1.
class AesStream : public Stream {
public:
  /// After the end: the bytes are those that were encrypted.
  [[nodiscard]] virtual bool authentic() = 0;
};

/// `strength`: 1, 2 or 3 for 128, 192 or 256 bits. nullptr: wrong password (one in 65,536 passes) or too short. About
/// 0.2 ms.
[[nodiscard]] std::unique_ptr<AesStream> open_winzip_aes(const Blob& blob, std::uint64_t begin, std::uint64_t end,
                                                         std::string_view password, int strength);

/// One block of 20 bytes of PBKDF2 with HMAC-SHA1 (RFC 8018 5.2), 1,000 iterations; `index` counts from 1. The check
/// bytes lie in the last block alone, so a wrong password costs one block instead of four.
[[nodiscard]] std::array<std::uint8_t, 20> pbkdf2_block(std::string_view password, std::string_view salt,
                                                        std::uint8_t index);

} // namespace fumiban::zip
