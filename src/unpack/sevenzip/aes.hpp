// SPDX-License-Identifier: Apache-2.0
/// @file
/// The encryption of 7z archives (7zAES, 06F10701): SHA-256 many times over the password, then AES-256-CBC.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>

#include "analyser/context.hpp"
#include "base/stream.hpp"

namespace fumiban::sevenzip {

/// Properties of the coder.
struct AesProperties {
  unsigned power = 0; ///< the key costs 2^power steps; kRawKey: none
  std::string salt;
  std::array<std::uint8_t, 16> vector{};

  static constexpr unsigned kRawKey = 0x3F;
  static constexpr unsigned kMostPower = 22; ///< 7-Zip writes 19
};

[[nodiscard]] Result<AesProperties> read_aes(ByteView properties);

using Key = std::array<std::uint8_t, 32>;

/// The keys of one archive, each made once.
class Keyring {
public:
  /// The key of `password` (UTF-8): about 10 ms and 8 MB of the budget for a power of 19. An error (`limit`) if that
  /// cannot be paid; `unsupported` if the power is above 22 or the password no UTF-8.
  [[nodiscard]] Result<Key> key(std::string_view password, const AesProperties& aes, Context& context);

private:
  std::map<std::tuple<std::string, std::string, unsigned>, Key> keys_;
};

/// Decrypts what `packed` gives; what is left of a broken last block is dropped.
[[nodiscard]] std::unique_ptr<Stream> decrypt(Stream& packed, const Key& key,
                                              const std::array<std::uint8_t, 16>& vector);

} // namespace fumiban::sevenzip
