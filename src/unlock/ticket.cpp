// SPDX-License-Identifier: Apache-2.0
#include "unlock/ticket.hpp"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include <array>
#include <charconv>
#include <span>

#include "base/digest.hpp"

namespace fumiban::unlock {
namespace {

constexpr std::size_t kMacBytes = 16;

std::string mac(std::string_view text, std::string_view key) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> out{};
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), out.data(), nullptr);
  return hex(std::span(out).first(kMacBytes));
}

template <class Number>
bool read(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

} // namespace

std::string sealed(const Ticket& ticket, std::string_view key) {
  const auto text = ticket.id + "." + std::to_string(ticket.recipient) + "." + std::to_string(ticket.until);
  return text + "." + mac(text, key);
}

std::optional<Ticket> opened(std::string_view text, std::string_view key, std::int64_t now) {
  const auto third = text.rfind('.');
  if (third == std::string_view::npos) return std::nullopt;
  const auto expected = mac(text.substr(0, third), key);
  const auto told = text.substr(third + 1);
  if (told.size() != expected.size() || CRYPTO_memcmp(told.data(), expected.data(), told.size()) != 0)
    return std::nullopt;
  // From here on it is our own text.
  const auto second = text.rfind('.', third - 1);
  const auto first = second == std::string_view::npos || second == 0 ? second : text.rfind('.', second - 1);
  if (first == std::string_view::npos || second == 0) return std::nullopt;
  Ticket out;
  out.id = text.substr(0, first);
  if (!read(text.substr(first + 1, second - first - 1), out.recipient) ||
      !read(text.substr(second + 1, third - second - 1), out.until) || out.until <= now)
    return std::nullopt;
  return out;
}

} // namespace fumiban::unlock
