// SPDX-License-Identifier: Apache-2.0
#include "audit/key_ring.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>
#include <set>

#include "audit/event.hpp"
#include "base/base64.hpp"
#include "base/check.hpp"

namespace fumiban::audit {
namespace {

constexpr std::size_t kNumber = 16;
constexpr std::size_t kTag = 16;
constexpr std::string_view kPurpose = "fumiban audit 1";
constexpr std::string_view kKeyEnding = ".key";
constexpr std::string_view kKeptEnding = ".kept";
using Secret = std::array<std::uint8_t, 32>;

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

unsigned char* raw(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Secret drawn_from(const Secret& day, std::string_view number) {
  const auto text = std::string(kPurpose) + std::string(number);
  Secret out{};
  FB_CHECK(HMAC(EVP_sha256(), day.data(), static_cast<int>(day.size()), raw(std::string_view(text)), text.size(),
                out.data(), nullptr) != nullptr);
  return out;
}

/// AES-256-GCM; the key is used once, so the nonce may be the same each time.
std::string encrypted(std::string_view plain, const Secret& key, std::string_view day) {
  static constexpr std::array<unsigned char, 12> kNonce{};
  const Cipher cipher(EVP_CIPHER_CTX_new());
  std::string out(plain.size() + kTag, '\0');
  int count = 0;
  FB_CHECK(cipher && EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.data(), kNonce.data()) == 1);
  FB_CHECK(EVP_EncryptUpdate(cipher.get(), nullptr, &count, raw(day), static_cast<int>(day.size())) == 1);
  FB_CHECK(EVP_EncryptUpdate(cipher.get(), raw(out), &count, raw(plain), static_cast<int>(plain.size())) == 1);
  FB_CHECK(EVP_EncryptFinal_ex(cipher.get(), raw(out) + count, &count) == 1);
  FB_CHECK(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTag, raw(out) + plain.size()) == 1);
  return out;
}

std::optional<std::string> decrypted(std::string_view sealed, const Secret& key, std::string_view day) {
  static constexpr std::array<unsigned char, 12> kNonce{};
  if (sealed.size() < kTag) return std::nullopt;
  const auto size = sealed.size() - kTag;
  std::string tag(sealed.substr(size));
  std::string out(size, '\0');
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int count = 0;
  FB_CHECK(cipher && EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.data(), kNonce.data()) == 1);
  FB_CHECK(EVP_DecryptUpdate(cipher.get(), nullptr, &count, raw(day), static_cast<int>(day.size())) == 1);
  FB_CHECK(EVP_DecryptUpdate(cipher.get(), raw(out), &count, raw(sealed), static_cast<int>(size)) == 1);
  FB_CHECK(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTag, raw(tag)) == 1);
  return EVP_DecryptFinal_ex(cipher.get(), raw(out) + count, &count) == 1 ? std::optional(out) : std::nullopt;
}

template <class Bytes>
std::string base64_of(const Bytes& bytes) {
  return encode_base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::optional<Secret> secret_of(std::string_view base64) {
  const auto bytes = decode_base64(base64);
  Secret out{};
  if (bytes.size() != out.size() || encode_base64(bytes) != base64) return std::nullopt;
  std::copy_n(bytes.begin(), out.size(), out.begin());
  return out;
}

bool is_day(std::string_view text) { return parse_utc(std::string(text) + "T00:00:00.000Z").has_value(); }

/// What a sealed text says of itself.
struct Sealed {
  std::string day;
  std::string number;
  std::string rest;
};
std::optional<Sealed> taken_apart(std::string_view sealed) {
  const auto dot = sealed.find('.');
  if (dot == std::string_view::npos || !is_day(sealed.substr(0, dot))) return std::nullopt;
  auto bytes = decode_base64(sealed.substr(dot + 1));
  if (bytes.size() < kNumber + kTag) return std::nullopt;
  return Sealed{std::string(sealed.substr(0, dot)), bytes.substr(0, kNumber), bytes.substr(kNumber)};
}

} // namespace

std::string DayKey::seal(std::string_view plain) const {
  std::string number(kNumber, '\0');
  FB_CHECK(plain.size() < (1U << 30U) && RAND_bytes(raw(number), static_cast<int>(number.size())) == 1);
  return day + "." + encode_base64(number + encrypted(plain, drawn_from(bytes, number), day));
}

Got<std::unique_ptr<KeyRing>> KeyRing::open(Files& files, const std::string& folder) {
  if (auto error = files.make_folder(folder); !error.empty()) return Failed{error};
  return std::unique_ptr<KeyRing>(new KeyRing(files, folder));
}

std::optional<KeyRing::Secret> KeyRing::day_key(const std::string& day) {
  if (const auto found = known_.find(day); found != known_.end()) return found->second;
  const auto text = files_.read(folder_ + "/" + day + std::string(kKeyEnding));
  const auto* got = std::get_if<std::string>(&text);
  const auto secret = got == nullptr ? std::nullopt : secret_of(std::string_view(*got).substr(0, got->find('\n')));
  if (secret) known_[day] = *secret;
  return secret;
}

std::optional<KeyRing::Secret> KeyRing::text_key(const std::string& day, std::string_view number) {
  // One that was kept first: the day may have a newer key (a clock that was put back).
  const auto text = files_.read(folder_ + "/" + day + std::string(kKeptEnding));
  if (const auto* got = std::get_if<std::string>(&text)) {
    const auto at = ("\n" + *got).find("\n" + encode_base64(number) + " ");
    if (at != std::string::npos) {
      const auto begin = at + encode_base64(number).size() + 1;
      return secret_of(std::string_view(*got).substr(begin, got->find('\n', begin) - begin));
    }
  }
  const auto secret = day_key(day);
  return secret ? std::optional(drawn_from(*secret, number)) : std::nullopt;
}

Got<DayKey> KeyRing::key_for(std::int64_t time) {
  const std::lock_guard lock(mutex_);
  DayKey out{utc(time).substr(0, 10), {}};
  if (!is_day(out.day)) return Failed{"the clock shows no day that has a key: set it"};
  if (const auto secret = day_key(out.day)) {
    out.bytes = *secret;
    return out;
  }
  const auto name = out.day + std::string(kKeyEnding);
  const auto there = files_.read(folder_ + "/" + name);
  if (!std::holds_alternative<Failed>(there) || !std::get<Failed>(there).missing)
    return Failed{folder_ + "/" + name + ": is no key, or cannot be read: put it back from a copy"};
  FB_CHECK(RAND_priv_bytes(out.bytes.data(), static_cast<int>(out.bytes.size())) == 1);
  if (auto error = replace_file(files_, folder_, name, base64_of(out.bytes) + "\n"); !error.empty())
    return Failed{error};
  known_[out.day] = out.bytes;
  return out;
}

std::optional<std::string> KeyRing::unseal(std::string_view sealed) {
  const auto apart = taken_apart(sealed);
  if (!apart) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto key = text_key(apart->day, apart->number);
  return key ? decrypted(apart->rest, *key, apart->day) : std::nullopt;
}

std::string KeyRing::forget(const std::string& day, const std::vector<std::string>& keep) {
  if (!is_day(day)) return "'" + day + "' is no day (2026-11-24)";
  const std::lock_guard lock(mutex_);
  std::set<std::string> lines;
  for (const auto& sealed : keep) {
    const auto apart = taken_apart(sealed);
    const auto key = apart && apart->day == day ? text_key(day, apart->number) : std::nullopt;
    if (key && decrypted(apart->rest, *key, day))
      lines.insert(encode_base64(apart->number) + " " + base64_of(*key) + "\n");
  }
  std::string kept;
  for (const auto& line : lines) kept += line;
  const auto has = [&](std::string_view ending) {
    return std::holds_alternative<std::string>(files_.read(folder_ + "/" + day + std::string(ending)));
  };
  // First what stays, then the key goes: a crash between the two keeps too much, and is mended by asking again.
  if (!kept.empty() || has(kKeptEnding))
    if (auto error = replace_file(files_, folder_, day + std::string(kKeptEnding), kept); !error.empty()) return error;
  known_.erase(day);
  if (!has(kKeyEnding)) return "";
  // Written over first, for disks that write in place.
  const auto path = folder_ + "/" + day + std::string(kKeyEnding);
  auto opened = files_.open(path);
  if (const auto* wrong = std::get_if<Failed>(&opened)) return wrong->why;
  auto& file = *std::get<std::unique_ptr<File>>(opened);
  auto error = file.write(0, std::string(45, '0'));
  if (error.empty()) error = file.sync();
  if (error.empty()) error = files_.remove(path);
  return error.empty() ? files_.sync_folder(folder_) : error;
}

Got<std::vector<std::string>> KeyRing::days() {
  const auto names = files_.names(folder_);
  if (const auto* wrong = std::get_if<Failed>(&names)) return *wrong;
  std::set<std::string> out;
  for (const auto& name : std::get<std::vector<std::string>>(names))
    if (const auto day = name.substr(0, name.find('.'));
        is_day(day) && (name == day + std::string(kKeyEnding) || name == day + std::string(kKeptEnding)))
      out.insert(day);
  return std::vector<std::string>(out.begin(), out.end());
}

} // namespace fumiban::audit
