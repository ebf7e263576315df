// SPDX-License-Identifier: Apache-2.0
// Decryption of zip members.
// Reads:  APPNOTE 6.1 (ZipCrypto), WinZip AE-1 and AE-2.
// Leaves: PKWARE's strong encryption: nobody mails it.
// Trusts: nothing; a password that passes the short check is confirmed by what comes out.
// Costs:  ZipCrypto about 0.2 GB/s; AES 1,000 rounds of HMAC a password.
// Damage: what is too short opens with no password.
#define OPENSSL_SUPPRESS_DEPRECATED // SHA1_Transform: EVP cannot start from a saved state without an allocation a round
#include "unpack/zip/crypt.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "base/raw.hpp"
#include "unpack/methods/methods.hpp"

namespace fumiban::zip {
namespace {

constexpr auto kCrcTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    auto value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1U) ^ ((value & 1U) != 0 ? 0xEDB88320U : 0U);
    table[i] = value;
  }
  return table;
}();

class Keys {
public:
  explicit Keys(std::string_view password) {
    for (const char c : password) update(static_cast<std::uint8_t>(c));
  }
  std::uint8_t decrypt(std::uint8_t byte) noexcept {
    const auto word = static_cast<std::uint16_t>(keys_[2] | 2U);
    const auto plain = static_cast<std::uint8_t>(byte ^ static_cast<std::uint8_t>((word * (word ^ 1U)) >> 8U));
    update(plain);
    return plain;
  }

private:
  void update(std::uint8_t byte) noexcept {
    keys_[0] = kCrcTable[(keys_[0] ^ byte) & 255U] ^ (keys_[0] >> 8U);
    keys_[1] = (keys_[1] + (keys_[0] & 255U)) * 134775813U + 1U;
    keys_[2] = kCrcTable[(keys_[2] ^ (keys_[1] >> 24U)) & 255U] ^ (keys_[2] >> 8U);
  }
  std::array<std::uint32_t, 3> keys_ = {0x12345678U, 0x23456789U, 0x34567890U};
};

class ZipCrypto final : public Stream {
public:
  ZipCrypto(const Blob& blob, std::uint64_t begin, std::uint64_t end, const Keys& keys)
      : packed_(blob, begin, end), keys_(keys) {}
  Result<ByteView> next() override {
    auto piece = packed_.next();
    if (!piece) return piece;
    plain_.assign(piece->text());
    for (char& c : plain_) c = static_cast<char>(keys_.decrypt(static_cast<std::uint8_t>(c)));
    return ByteView(std::string_view(plain_));
  }

private:
  methods::Piece packed_;
  Keys keys_;
  std::string plain_;
};

/// HMAC-SHA1 whose two first blocks are done once.
struct Hmac {
  SHA_CTX inner{};
  SHA_CTX outer{};
  explicit Hmac(std::string_view key) {
    std::array<std::uint8_t, SHA_CBLOCK> block{};
    if (key.size() > block.size()) SHA1(reinterpret_cast<const std::uint8_t*>(key.data()), key.size(), block.data());
    else std::copy(key.begin(), key.end(), block.begin());
    for (auto& byte : block) byte ^= 0x36U;
    SHA1_Init(&inner);
    SHA1_Update(&inner, block.data(), block.size());
    for (auto& byte : block) byte ^= 0x36U ^ 0x5cU;
    SHA1_Init(&outer);
    SHA1_Update(&outer, block.data(), block.size());
  }
  [[nodiscard]] std::array<std::uint8_t, 20> finish(SHA_CTX begun) const {
    std::array<std::uint8_t, 20> digest{};
    SHA1_Final(digest.data(), &begun);
    auto last = outer;
    SHA1_Update(&last, digest.data(), digest.size());
    SHA1_Final(digest.data(), &last);
    return digest;
  }
  [[nodiscard]] std::array<std::uint8_t, 20> of(const void* bytes, std::size_t size) const {
    auto begun = inner;
    SHA1_Update(&begun, bytes, size);
    return finish(begun);
  }
};

class WinZipAes final : public AesStream {
public:
  WinZipAes(const Blob& blob, std::uint64_t begin, std::uint64_t end, std::string_view keys, std::size_t length)
      : packed_(blob, begin, end - kCode),
        blob_(blob),
        code_at_(end - kCode),
        hmac_(keys.substr(length, length)),
        begun_(hmac_.inner),
        cipher_(EVP_CIPHER_CTX_new()) {
    const auto* algorithm = length == 16 ? EVP_aes_128_ecb() : length == 24 ? EVP_aes_192_ecb() : EVP_aes_256_ecb();
    FB_CHECK(cipher_ != nullptr &&
             EVP_EncryptInit_ex(cipher_, algorithm, nullptr, reinterpret_cast<const std::uint8_t*>(keys.data()),
                                nullptr) == 1);
  }
  ~WinZipAes() override { EVP_CIPHER_CTX_free(cipher_); }

  Result<ByteView> next() override {
    auto piece = packed_.next();
    if (!piece || piece->empty()) {
      ended_ = piece.has_value();
      return piece;
    }
    SHA1_Update(&begun_, Raw::data(*piece), piece->size());
    plain_.assign(piece->text());
    const auto blocks = (plain_.size() + used_ + 15) / 16;
    // The counter counts from one, lowest byte first: unlike CTR as libraries have it.
    std::vector<std::uint8_t> stream(blocks * 16);
    for (std::size_t i = 0; i < blocks; ++i) {
      const auto number = counter_ + i;
      for (std::size_t byte = 0; byte < 8; ++byte)
        stream[i * 16 + byte] = static_cast<std::uint8_t>(number >> (8 * byte));
    }
    int made = 0;
    FB_CHECK(EVP_EncryptUpdate(cipher_, stream.data(), &made, stream.data(), static_cast<int>(stream.size())) == 1);
    for (std::size_t i = 0; i < plain_.size(); ++i)
      plain_[i] = static_cast<char>(static_cast<std::uint8_t>(plain_[i]) ^ stream[used_ + i]);
    const auto reached = used_ + plain_.size();
    counter_ += reached / 16;
    used_ = reached % 16;
    return ByteView(std::string_view(plain_));
  }
  bool authentic() override {
    while (!ended_) { // what the decompressor had no need for
      const auto rest = next();
      if (!rest) return false;
      if (rest->empty()) break;
    }
    const auto code = blob_.read(code_at_, kCode);
    const auto computed = hmac_.finish(begun_);
    return code && std::memcmp(Raw::data(code->whole()), computed.data(), kCode) == 0;
  }

  static constexpr std::uint64_t kCode = 10;

private:
  methods::Piece packed_;
  Blob blob_;
  std::uint64_t code_at_;
  Hmac hmac_;
  SHA_CTX begun_;
  EVP_CIPHER_CTX* cipher_;
  std::uint64_t counter_ = 1;
  std::size_t used_ = 0; ///< bytes of the block `counter_` that were used already
  bool ended_ = false;
  std::string plain_;
};

} // namespace

std::unique_ptr<Stream> open_zip_crypto(const Blob& blob, std::uint64_t begin, std::uint64_t end,
                                        std::string_view password, std::uint8_t check) {
  static constexpr std::uint64_t kHeader = 12;
  const auto header = blob.read(begin, kHeader);
  if (!header || end < begin + kHeader) return nullptr;
  Keys keys(password);
  std::uint8_t last = 0;
  for (const char c : header->whole().text()) last = keys.decrypt(static_cast<std::uint8_t>(c));
  if (last != check) return nullptr;
  return std::make_unique<ZipCrypto>(blob, begin + kHeader, end, keys);
}

std::array<std::uint8_t, 20> pbkdf2_block(std::string_view password, std::string_view salt, std::uint8_t index) {
  static constexpr int kIterations = 1000;
  const Hmac hmac(password);
  std::string first(salt);
  first.append({'\0', '\0', '\0', static_cast<char>(index)});
  auto round = hmac.of(first.data(), first.size());
  auto out = round;
  for (int i = 1; i < kIterations; ++i) {
    round = hmac.of(round.data(), round.size());
    for (std::size_t byte = 0; byte < out.size(); ++byte) out[byte] ^= round[byte];
  }
  return out;
}

std::unique_ptr<AesStream> open_winzip_aes(const Blob& blob, std::uint64_t begin, std::uint64_t end,
                                           std::string_view password, int strength) {
  if (strength < 1 || strength > 3) return nullptr;
  const auto length = static_cast<std::size_t>(strength) * 8 + 8; // of a key
  const auto salt_length = length / 2;
  const auto head = blob.read(begin, salt_length + 2);
  if (!head || end < begin + salt_length + 2 + WinZipAes::kCode) return nullptr;
  const auto salt = head->whole().clamped(0, salt_length).text();
  const auto check = head->whole().clamped(salt_length).text();
  const auto block_of_check = static_cast<std::uint8_t>(2 * length / 20 + 1);
  const auto last = pbkdf2_block(password, salt, block_of_check);
  const auto at = 2 * length % 20;
  if (static_cast<std::uint8_t>(check[0]) != last[at] || static_cast<std::uint8_t>(check[1]) != last[at + 1])
    return nullptr;
  std::string keys;
  for (std::uint8_t index = 1; index <= block_of_check; ++index) {
    const auto block = pbkdf2_block(password, salt, index);
    keys.append(block.begin(), block.end());
  }
  return std::make_unique<WinZipAes>(blob, begin + salt_length + 2, end, keys, length);
}

} // namespace fumiban::zip
