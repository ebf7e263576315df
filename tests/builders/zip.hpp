// SPDX-License-Identifier: Apache-2.0
/// @file
/// Zip archives (PKWARE APPNOTE 6.3) as Windows, macOS and the usual Japanese archivers write them.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace fumiban::test {

/// `zip_crypto` is the traditional encryption (APPNOTE 6.1), `aes_256` is WinZip's AE-2.
enum class ZipEncryption { none, zip_crypto, aes_256 };

/// A member. `name` is written byte for byte, so convert it first.
struct ZipEntry {
  std::string name;
  std::string bytes;
  bool deflate = true;
  bool utf8_flag = false; ///< general-purpose bit 11
  ZipEncryption encryption = ZipEncryption::none;
  std::string password;
};

/// The archive. Times are fixed, salts are derived from the name, so that equal input gives equal bytes.
[[nodiscard]] std::string write_zip(std::span<const ZipEntry> entries);

/// One member and its password.
[[nodiscard]] std::string locked_zip(std::string_view name, std::string_view bytes, std::string_view password,
                                     ZipEncryption encryption = ZipEncryption::zip_crypto);

} // namespace fumiban::test
