// SPDX-License-Identifier: Apache-2.0
/// @file
/// Which extensions of SMTP a server has. No I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/command.hpp"
#include "smtp/reply.hpp"

namespace fumiban::smtp {

/// Those that the next hop must have so that we can. PIPELINING and CHUNKING are ours alone.
struct Extensions {
  bool eight_bit = false;            ///< 8BITMIME (RFC 6152)
  bool utf8 = false;                 ///< SMTPUTF8 (RFC 6531)
  bool dsn = false;                  ///< DSN (RFC 3461)
  bool status_codes = false;         ///< ENHANCEDSTATUSCODES (RFC 2034)
  std::optional<std::uint64_t> size; ///< SIZE (RFC 1870): the most bytes of a message; 0: no bound was told
  std::vector<std::string> forward;  ///< XFORWARD: attributes, in capitals

  /// True if a parameter of MAIL or RCPT, by its name, belongs to one of them.
  [[nodiscard]] bool allows(std::string_view parameter) const;
};

/// What the reply to EHLO or LHLO names.
[[nodiscard]] Extensions extensions_of(const Reply& reply);

} // namespace fumiban::smtp
