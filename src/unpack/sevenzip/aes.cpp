// SPDX-License-Identifier: Apache-2.0
// Decryption of 7z archives.
// Reads:  7zAES: SHA-256 and AES-256-CBC, both through OpenSSL.
// Leaves: nothing; there is no check of the password: what comes out must make sense.
// Trusts: the power only up to 22.
// Costs:  a key 2^19 times the password, some 10 ms; then about 1 GB/s.
// Damage: any bytes decrypt into some.
#include "unpack/sevenzip/aes.hpp"

#include <openssl/evp.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/raw.hpp"
#include "base/text.hpp"

namespace fumiban::sevenzip {
namespace {

/// UTF-8 that is known to be valid.
std::string to_utf16(std::string_view utf8) {
  std::string out;
  const auto put = [&](std::uint32_t unit) {
    out += static_cast<char>(unit & 0xFFU);
    out += static_cast<char>(unit >> 8U);
  };
  for (std::size_t i = 0; i < utf8.size();) {
    const auto first = static_cast<std::uint8_t>(utf8[i++]);
    const unsigned more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    auto c = more == 0 ? std::uint32_t{first} : first & (0x3FU >> more);
    for (unsigned k = 0; k < more && i < utf8.size(); ++k) c = c << 6U | (static_cast<std::uint8_t>(utf8[i++]) & 0x3FU);
    if (c < 0x10000) {
      put(c);
    } else {
      put(0xD800U + ((c - 0x10000) >> 10U));
      put(0xDC00U + ((c - 0x10000) & 0x3FFU));
    }
  }
  return out;
}

Key derive(const std::string& password, const AesProperties& aes) {
  const auto secret = aes.salt + password;
  Key key{};
  if (aes.power == AesProperties::kRawKey) {
    std::copy_n(secret.begin(), std::min(secret.size(), key.size()), key.begin());
    return key;
  }
  // Some steps at a time: they differ in the counter alone, and of that in the lowest byte, then in the next.
  const auto steps = std::uint64_t{1} << aes.power;
  const auto row = secret.size() + 8;
  const auto at_once = std::min<std::uint64_t>(steps, 256);
  std::string rows;
  for (std::uint64_t i = 0; i < at_once; ++i) {
    rows += secret;
    rows += static_cast<char>(i);
    rows.append(7, '\0');
  }
  Sha256Stream digest;
  for (std::uint64_t step = 0; step < steps; step += at_once) {
    for (std::uint64_t i = 0; step > 0 && i < at_once; ++i)
      for (unsigned k = 1; k < 4; ++k) rows[i * row + secret.size() + k] = static_cast<char>(step >> (8 * k));
    digest.add(ByteView(std::string_view(rows)));
  }
  return digest.finish();
}

class Cbc final : public Stream {
public:
  Cbc(Stream& packed, const Key& key, const std::array<std::uint8_t, 16>& vector)
      : packed_(packed), cipher_(EVP_CIPHER_CTX_new()) {
    FB_CHECK(cipher_ != nullptr &&
             EVP_DecryptInit_ex(cipher_, EVP_aes_256_cbc(), nullptr, key.data(), vector.data()) == 1 &&
             EVP_CIPHER_CTX_set_padding(cipher_, 0) == 1);
  }
  ~Cbc() override { EVP_CIPHER_CTX_free(cipher_); }

  [[nodiscard]] Result<ByteView> next() override {
    while (true) {
      const auto piece = packed_.next();
      if (!piece || piece->empty()) return piece;
      plain_.resize(piece->size() + 16);
      int made = 0;
      FB_CHECK(piece->size() < 1U << 30U && // a length is an int there; pieces have 64 to 256 KB
               EVP_DecryptUpdate(cipher_, reinterpret_cast<std::uint8_t*>(plain_.data()), &made,
                                 reinterpret_cast<const std::uint8_t*>(Raw::data(*piece)),
                                 static_cast<int>(piece->size())) == 1);
      if (made > 0) return ByteView(std::string_view(plain_).substr(0, static_cast<std::size_t>(made)));
    }
  }

private:
  Stream& packed_;
  EVP_CIPHER_CTX* cipher_;
  std::string plain_;
};

} // namespace

Result<AesProperties> read_aes(ByteView properties) {
  Reader reader(properties);
  AesProperties out;
  const auto first = FB_TRY(reader.u8());
  out.power = first & 0x3FU;
  if ((first & 0xC0U) == 0) return out;
  const auto second = FB_TRY(reader.u8());
  out.salt = FB_TRY(reader.bytes((first >> 7U & 1U) + (second >> 4U))).copy();
  const auto vector = FB_TRY(reader.bytes((first >> 6U & 1U) + (second & 0x0FU)));
  for (std::size_t i = 0; i < vector.size(); ++i) out.vector[i] = static_cast<std::uint8_t>(vector.peek(i));
  return out;
}

Result<Key> Keyring::key(std::string_view password, const AesProperties& aes, Context& context) {
  if (!is_utf8(password)) return Error{Error::Kind::unsupported, "7z passwords are Unicode", 0};
  if (aes.power > AesProperties::kMostPower && aes.power != AesProperties::kRawKey)
    return Error{Error::Kind::unsupported, "7zAES: too many steps", 0};
  auto name = std::make_tuple(std::string(password), aes.salt, aes.power);
  if (const auto known = keys_.find(name); known != keys_.end()) return known->second;
  const auto secret = to_utf16(password);
  // SHA-256 is twice as fast as most readers.
  const auto row = std::max<std::uint64_t>(16, (aes.salt.size() + secret.size() + 8) / 2);
  if (!context.pay(aes.power == AesProperties::kRawKey ? row : row << aes.power))
    return Error{Error::Kind::limit, "7zAES: not paid", 0};
  return keys_.emplace(std::move(name), derive(secret, aes)).first->second;
}

std::unique_ptr<Stream> decrypt(Stream& packed, const Key& key, const std::array<std::uint8_t, 16>& vector) {
  return std::make_unique<Cbc>(packed, key, vector);
}

} // namespace fumiban::sevenzip
