// SPDX-License-Identifier: Apache-2.0
/// @file
/// Where somebody is listened to, or asked: a socket file or a port.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fumiban::gateway {

/// A path ("unix:/run/fumiban/milter.sock") or an address ("127.0.0.1:8890", "[::1]:8890").
struct Endpoint {
  bool unix_socket = false;
  std::string path;
  std::string host; ///< an address
  std::uint16_t port = 0;
  std::string place; ///< where that is written, "/etc/fumiban/fumiban.toml:8:10: "

  /// Reads it into `out`, but for the place: what is wrong with it and what to write instead, or empty.
  [[nodiscard]] static std::string read(std::string_view text, Endpoint& out);
  /// As it is written.
  [[nodiscard]] std::string text() const;
  /// True if this host alone can reach it.
  [[nodiscard]] bool is_near() const;
  /// True if who listens here gets what is sent there: 0.0.0.0 is every IPv4 address, :: every address.
  [[nodiscard]] bool covers(const Endpoint& other) const;
  /// The same place, wherever it is written.
  bool operator==(const Endpoint& other) const;
};

} // namespace fumiban::gateway
