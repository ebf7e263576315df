// SPDX-License-Identifier: Apache-2.0
#include "base/digest.hpp"

#include <libdeflate.h>
#include <openssl/evp.h>

#include "base/raw.hpp"

namespace fumiban {
namespace {

/// The algorithm is fetched once a thread: a fetch costs more than the digest of a short mail.
struct Sha256Engine {
  EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  Sha256Engine() { FB_CHECK(algorithm != nullptr && context != nullptr); }
  Sha256Engine(const Sha256Engine&) = delete;
  Sha256Engine& operator=(const Sha256Engine&) = delete;
  ~Sha256Engine() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(algorithm);
  }
};

const Sha256Engine& engine_of_thread() {
  thread_local const Sha256Engine engine;
  return engine;
}

} // namespace

std::array<std::uint8_t, 32> sha256(ByteView bytes) { return sha256(bytes, ByteView()); }

std::array<std::uint8_t, 32> sha256(ByteView first, ByteView second) {
  const auto& engine = engine_of_thread();
  std::array<std::uint8_t, 32> out{};
  FB_CHECK(EVP_DigestInit_ex2(engine.context, engine.algorithm, nullptr) == 1);
  FB_CHECK(EVP_DigestUpdate(engine.context, Raw::data(first), first.size()) == 1);
  FB_CHECK(EVP_DigestUpdate(engine.context, Raw::data(second), second.size()) == 1);
  FB_CHECK(EVP_DigestFinal_ex(engine.context, out.data(), nullptr) == 1);
  return out;
}

Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
  FB_CHECK(context_ != nullptr && EVP_DigestInit_ex2(context_, engine_of_thread().algorithm, nullptr) == 1);
}
Sha256Stream::~Sha256Stream() { EVP_MD_CTX_free(context_); }

void Sha256Stream::add(ByteView bytes) { FB_CHECK(EVP_DigestUpdate(context_, Raw::data(bytes), bytes.size()) == 1); }

std::array<std::uint8_t, 32> Sha256Stream::finish() {
  std::array<std::uint8_t, 32> out{};
  FB_CHECK(EVP_DigestFinal_ex(context_, out.data(), nullptr) == 1);
  return out;
}

std::uint32_t crc32(ByteView bytes, std::uint32_t before) {
  return libdeflate_crc32(before, Raw::data(bytes), bytes.size());
}

std::string hex(std::span<const std::uint8_t> bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const auto byte : bytes) {
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

} // namespace fumiban
