// SPDX-License-Identifier: Apache-2.0
/// @file
/// Sends a held message on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fumiban::spool {

/// Where a mail server takes mail that is not to be looked at again.
struct Relay {
  std::string host; ///< an address
  std::string port;
};
/// "127.0.0.1:10026", "[::1]:10026"; the second member is empty where it is none.
[[nodiscard]] Relay relay_of(std::string_view text);

/// What came of it.
struct Submission {
  std::string error;    ///< empty once the server has taken it over
  bool refused = false; ///< for good: to try again is of no use
};

/// To all the recipients or to none. Blocks, a minute at most for each step. Addresses without brackets.
[[nodiscard]] Submission submit(const Relay& relay, std::string_view sender, const std::vector<std::string>& recipients,
                                std::string message);

} // namespace fumiban::spool
