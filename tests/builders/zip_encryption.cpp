// SPDX-License-Identifier: Apache-2.0
#include "zip_encryption.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

namespace fumiban::test {
namespace {

using Byte = unsigned char;

const Byte* bytes_of(std::string_view text) { return reinterpret_cast<const Byte*>(text.data()); }

/// Bytes that look random and are the same for the same seed.
std::array<Byte, SHA256_DIGEST_LENGTH> noise_of(std::string_view seed) {
  std::array<Byte, SHA256_DIGEST_LENGTH> out{};
  SHA256(bytes_of(seed), seed.size(), out.data());
  return out;
}

/// The three keys of the traditional cipher.
class ZipCryptoKeys {
public:
  explicit ZipCryptoKeys(std::string_view password) {
    for (const char c : password) update(static_cast<Byte>(c));
  }
  char encrypt(Byte plain) {
    const std::uint32_t wide = (key2_ | 2U) & 0xFFFFU;
    const Byte pad = static_cast<Byte>((wide * (wide ^ 1U)) >> 8);
    update(plain);
    return static_cast<char>(plain ^ pad);
  }

private:
  static std::uint32_t crc_step(std::uint32_t crc, std::uint32_t byte) {
    return static_cast<std::uint32_t>(get_crc_table()[(crc ^ byte) & 0xFFU]) ^ crc >> 8;
  }
  void update(Byte plain) {
    key0_ = crc_step(key0_, plain);
    key1_ = (key1_ + (key0_ & 0xFFU)) * 134775813U + 1U;
    key2_ = crc_step(key2_, key1_ >> 24);
  }
  std::uint32_t key0_ = 0x12345678U;
  std::uint32_t key1_ = 0x23456789U;
  std::uint32_t key2_ = 0x34567890U;
};

struct CloseCipher {
  void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
};

/// AES-256 in counter mode, the counter little-endian and starting at 1, as WinZip has it and OpenSSL has not.
std::string aes_counter_mode(std::string_view bytes, const Byte* key) {
  const std::unique_ptr<EVP_CIPHER_CTX, CloseCipher> context(EVP_CIPHER_CTX_new());
  if (!context || EVP_EncryptInit_ex(context.get(), EVP_aes_256_ecb(), nullptr, key, nullptr) != 1) {
    throw std::runtime_error("AES could not start");
  }
  std::string out(bytes);
  std::array<Byte, 16> counter{};
  std::array<Byte, 32> pad{};
  for (std::size_t at = 0; at < out.size(); at += counter.size()) {
    for (Byte& digit : counter) {
      if (++digit != 0) break;
    }
    int written = 0;
    if (EVP_EncryptUpdate(context.get(), pad.data(), &written, counter.data(), 16) != 1) {
      throw std::runtime_error("AES failed");
    }
    for (std::size_t i = 0; i < counter.size() && at + i < out.size(); ++i) {
      out[at + i] = static_cast<char>(static_cast<Byte>(out[at + i]) ^ pad[i]);
    }
  }
  return out;
}

} // namespace

std::string zip_crypto(std::string_view bytes, std::string_view password, std::uint8_t check, std::string_view seed) {
  ZipCryptoKeys keys(password);
  const auto noise = noise_of(seed);
  std::string out;
  out.reserve(bytes.size() + 12);
  for (std::size_t i = 0; i < 11; ++i) out.push_back(keys.encrypt(noise[i]));
  out.push_back(keys.encrypt(check));
  for (const char c : bytes) out.push_back(keys.encrypt(static_cast<Byte>(c)));
  return out;
}

std::string winzip_aes_256(std::string_view bytes, std::string_view password, std::string_view seed) {
  constexpr int kSaltSize = 16;
  constexpr int kIterations = 1000;
  const auto salt = noise_of(seed);
  std::array<Byte, 32 + 32 + 2> keys{};
  const int status = PKCS5_PBKDF2_HMAC_SHA1(password.data(), static_cast<int>(password.size()), salt.data(), kSaltSize,
                                            kIterations, static_cast<int>(keys.size()), keys.data());
  if (status != 1) throw std::runtime_error("PBKDF2 failed");
  const std::string encrypted = aes_counter_mode(bytes, keys.data());
  std::array<Byte, 20> code{};
  unsigned code_size = 0;
  HMAC(EVP_sha1(), keys.data() + 32, 32, bytes_of(encrypted), encrypted.size(), code.data(), &code_size);
  std::string out(reinterpret_cast<const char*>(salt.data()), kSaltSize);
  out.append(reinterpret_cast<const char*>(keys.data()) + 64, 2);
  out += encrypted;
  out.append(reinterpret_cast<const char*>(code.data()), 10);
  return out;
}

} // namespace fumiban::test
