// SPDX-License-Identifier: Apache-2.0
/// @file
/// The word in the link by which a recipient comes to a held message, without an account: nobody else can make one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fumiban::unlock {

struct Ticket {
  std::string id;              ///< of the message in the spool
  std::uint32_t recipient = 0; ///< which of its recipients, from 0
  std::int64_t until = 0;      ///< seconds since 1970-01-01 UTC
  bool operator==(const Ticket&) const = default;
};

/// "id.recipient.until.mac", of letters, digits, "-" and "."; the mac is HMAC-SHA256 under `key`, cut to 128 bits
/// (RFC 2104 5).
[[nodiscard]] std::string sealed(const Ticket& ticket, std::string_view key);
/// Nothing where it was not made with that key, or its time is over. Compares in constant time.
[[nodiscard]] std::optional<Ticket> opened(std::string_view text, std::string_view key, std::int64_t now);

} // namespace fumiban::unlock
