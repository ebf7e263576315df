// SPDX-License-Identifier: Apache-2.0
/// @file
/// A range of addresses as people write it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fumiban::action {

/// "192.0.2.0/24", "2001:db8::/32", or one address. An IPv4 address and its IPv6 form (::ffff:192.0.2.1) are the same.
class Network {
public:
  /// Nothing where it is none, or where bits behind the prefix are set.
  [[nodiscard]] static std::optional<Network> parse(std::string_view text);
  /// False too for what is no address. "IPv6:2001:db8::1" is read as an address literal (RFC 5321 4.1.3).
  [[nodiscard]] bool contains(std::string_view address) const;
  bool operator==(const Network&) const = default;

private:
  using Bytes = std::array<std::uint8_t, 16>;
  static std::optional<Bytes> address(std::string_view text);

  Bytes bytes_{};
  unsigned prefix_ = 128;
};

} // namespace fumiban::action
