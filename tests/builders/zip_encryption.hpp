// SPDX-License-Identifier: Apache-2.0
/// @file
/// The two encryptions of zip members. For tests: salts are not random.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fumiban::test {

/// Traditional encryption (APPNOTE 6.1): twelve bytes of header, the last of them `check`, then the bytes.
[[nodiscard]] std::string zip_crypto(std::string_view bytes, std::string_view password, std::uint8_t check,
                                     std::string_view seed);

/// WinZip's AES-256: salt, two bytes to check the password, the bytes, ten bytes of authentication code.
[[nodiscard]] std::string winzip_aes_256(std::string_view bytes, std::string_view password, std::string_view seed);

} // namespace fumiban::test
