// SPDX-License-Identifier: Apache-2.0
#include "action/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace fumiban::action {

std::optional<Network::Bytes> Network::address(std::string_view text) {
  if (text.starts_with("IPv6:")) text.remove_prefix(5);
  const std::string name(text);
  Bytes out{};
  if (inet_pton(AF_INET6, name.c_str(), out.data()) == 1) return out;
  out = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (inet_pton(AF_INET, name.c_str(), out.data() + 12) == 1) return out;
  return std::nullopt;
}

std::optional<Network> Network::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto bytes = address(text.substr(0, slash));
  if (!bytes) return std::nullopt;
  Network out;
  out.bytes_ = *bytes;
  if (slash == std::string_view::npos) return out;
  const auto digits = text.substr(slash + 1);
  const unsigned before = text.find(':') == std::string_view::npos ? 96 : 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.prefix_);
  if (error != std::errc() || end != digits.data() + digits.size() || out.prefix_ > 128 - before) return std::nullopt;
  out.prefix_ += before;
  for (unsigned bit = out.prefix_; bit < 128; ++bit)
    if ((unsigned{out.bytes_[bit / 8]} >> (7 - bit % 8) & 1U) != 0) return std::nullopt;
  return out;
}

bool Network::contains(std::string_view text) const {
  const auto other = address(text);
  if (!other) return false;
  const auto whole = bytes_.begin() + prefix_ / 8;
  if (!std::equal(bytes_.begin(), whole, other->begin())) return false;
  const auto rest = prefix_ % 8;
  return rest == 0 || (bytes_[prefix_ / 8] ^ (*other)[prefix_ / 8]) >> (8 - rest) == 0;
}

} // namespace fumiban::action
