// SPDX-License-Identifier: Apache-2.0
// Signed checkpoints: https://c2sp.org/signed-note and https://c2sp.org/tlog-checkpoint.
// Reads:   one note that holds one checkpoint.
// Leaves:  extension lines, and signatures of other keys.
// Trusts:  nothing before the signature was checked.
// Costs:   linear in at most 64 KB, and one check of Ed25519.
// Damage:  is a note that is refused, with the reason.
#include "audit/checkpoint.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <span>

#include "base/base64.hpp"
#include "base/check.hpp"
#include "base/digest.hpp"

namespace fumiban::audit {
namespace {

constexpr std::string_view kPrivate = "PRIVATE+KEY+";
constexpr std::string_view kDash = "\xE2\x80\x94 ";
constexpr std::size_t kMostNote = 65'536;
constexpr char kEd25519 = 1;

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

template <class Bytes>
std::string_view text_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

template <std::size_t N>
std::array<std::uint8_t, N> array_of(std::string_view text) {
  std::array<std::uint8_t, N> out{};
  FB_CHECK(text.size() == N);
  std::copy_n(text.begin(), N, out.begin());
  return out;
}

/// The bytes, if they are written in the one way that RFC 4648 has for them.
std::optional<std::string> strict_base64(std::string_view text) {
  auto out = decode_base64(text);
  if (encode_base64(out) != text) return std::nullopt;
  return out;
}

/// Cuts what stands before `end` off; nothing if it stands nowhere.
std::optional<std::string_view> take_until(std::string_view& text, char end) {
  const auto at = text.find(end);
  if (at == std::string_view::npos) return std::nullopt;
  const auto out = text.substr(0, at);
  text.remove_prefix(at + 1);
  return out;
}

/// "name+hash+base64" of a byte that names the algorithm and 32 more.
std::optional<std::pair<std::string, std::array<std::uint8_t, 32>>> key_of(std::string_view text, std::string& hash) {
  const auto name = take_until(text, '+');
  const auto id = name ? take_until(text, '+') : std::nullopt;
  const auto bytes = id ? strict_base64(text) : std::nullopt;
  if (!bytes || !is_log_name(*name) || bytes->size() != 33 || bytes->front() != kEd25519) return std::nullopt;
  hash = *id;
  return std::pair(std::string(*name), array_of<32>(std::string_view(*bytes).substr(1)));
}

} // namespace

bool is_log_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= 200 &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < '\x7f' && c != '+'; });
}

std::array<std::uint8_t, 4> PublicKey::id() const {
  const auto digest = sha256(ByteView(std::string_view(name + "\n" + kEd25519)), ByteView(text_of(bytes)));
  return array_of<4>(text_of(digest).substr(0, 4));
}

std::string PublicKey::text() const {
  return name + "+" + hex(id()) + "+" + encode_base64(kEd25519 + std::string(text_of(bytes)));
}

std::optional<PublicKey> PublicKey::parse(std::string_view text) {
  std::string hash;
  const auto key = key_of(text, hash);
  if (!key) return std::nullopt;
  PublicKey out{key->first, key->second};
  return hex(out.id()) == hash ? std::optional(out) : std::nullopt;
}

bool PublicKey::verifies(std::string_view message, const Signature& signature) const {
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes.data(), bytes.size()));
  const Context context(EVP_MD_CTX_new());
  return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), raw(message), message.size()) == 1;
}

SigningKey::SigningKey(std::string name, const std::array<std::uint8_t, 32>& seed) : seed_(seed) {
  const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
  std::size_t size = public_key_.bytes.size();
  FB_CHECK(key && EVP_PKEY_get_raw_public_key(key.get(), public_key_.bytes.data(), &size) == 1);
  public_key_.name = std::move(name);
}

SigningKey SigningKey::make(std::string name) {
  FB_CHECK(is_log_name(name));
  std::array<std::uint8_t, 32> seed{};
  FB_CHECK(RAND_priv_bytes(seed.data(), static_cast<int>(seed.size())) == 1);
  return {std::move(name), seed};
}

std::optional<SigningKey> SigningKey::parse(std::string_view text) {
  if (!text.starts_with(kPrivate)) return std::nullopt;
  std::string hash;
  const auto key = key_of(text.substr(kPrivate.size()), hash);
  if (!key) return std::nullopt;
  SigningKey out(key->first, key->second);
  return hex(out.public_key().id()) == hash ? std::optional(out) : std::nullopt;
}

std::string SigningKey::text() const {
  return std::string(kPrivate) + public_key_.name + "+" + hex(public_key_.id()) + "+" +
         encode_base64(kEd25519 + std::string(text_of(seed_)));
}

Signature SigningKey::sign(std::string_view message) const {
  const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed_.data(), seed_.size()));
  const Context context(EVP_MD_CTX_new());
  Signature out{};
  std::size_t size = out.size();
  FB_CHECK(key && context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  FB_CHECK(EVP_DigestSign(context.get(), out.data(), &size, raw(message), message.size()) == 1 && size == out.size());
  return out;
}

std::string Checkpoint::text() const {
  return origin + "\n" + std::to_string(size) + "\n" + encode_base64(text_of(root)) + "\n";
}

std::string SignedCheckpoint::note(const PublicKey& key) const {
  return checkpoint.text() + "\n" + std::string(kDash) + key.name + " " +
         encode_base64(std::string(text_of(key.id())) + std::string(text_of(signature))) + "\n";
}

std::variant<SignedCheckpoint, NoteProblem> read_checkpoint(std::string_view note, const PublicKey& key) {
  const auto end = note.size() <= kMostNote ? note.rfind("\n\n") : std::string_view::npos;
  if (end == std::string_view::npos || !note.ends_with('\n')) return NoteProblem::form;
  const auto text = note.substr(0, end + 1);
  SignedCheckpoint out;
  auto rest = text;
  const auto origin = take_until(rest, '\n');
  const auto size = origin ? take_until(rest, '\n') : std::nullopt;
  const auto root = size ? take_until(rest, '\n') : std::nullopt;
  const auto hash = root ? strict_base64(*root) : std::nullopt;
  if (!hash || hash->size() != out.checkpoint.root.size()) return NoteProblem::form;
  out.checkpoint.origin = *origin;
  out.checkpoint.root = array_of<32>(*hash);
  const auto [digits, error] = std::from_chars(size->data(), size->data() + size->size(), out.checkpoint.size);
  if (error != std::errc() || std::to_string(out.checkpoint.size) != *size) return NoteProblem::form;
  if (out.checkpoint.origin != key.name) return NoteProblem::stranger;
  auto signatures = note.substr(end + 2);
  while (const auto line = take_until(signatures, '\n')) {
    auto told = *line;
    if (!told.starts_with(kDash)) return NoteProblem::form;
    told.remove_prefix(kDash.size());
    const auto name = take_until(told, ' ');
    const auto bytes = name ? strict_base64(told) : std::nullopt;
    if (!bytes || name->empty() || bytes->size() < 5) return NoteProblem::form;
    if (*name != key.name || bytes->substr(0, 4) != text_of(key.id())) continue;
    if (bytes->size() != 4 + out.signature.size()) return NoteProblem::form;
    out.signature = array_of<64>(std::string_view(*bytes).substr(4));
    if (key.verifies(text, out.signature)) return out;
    return NoteProblem::signature;
  }
  return NoteProblem::stranger;
}

} // namespace fumiban::audit
