// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the daemon is told: one TOML file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "action/plan.hpp"

namespace fumiban::gateway {

/// Where somebody is listened to: a path ("unix:/run/fumiban/milter.sock") or an address ("127.0.0.1:8890").
struct Endpoint {
  bool unix_socket = false;
  std::string path;
  std::string host;
  std::uint16_t port = 0;
};

struct Config {
  std::vector<Endpoint> milter;
  std::vector<Endpoint> clamd;
  unsigned workers = 0;             ///< messages that are read at once; 0: one a processor
  std::uint32_t waiting = 200;      ///< messages that may wait for a worker; beyond, the other side is to try again
  std::uint32_t connections = 1000; ///< at once
  std::uint64_t message = 64U << 20U;
  std::uint32_t idle_seconds = 600; ///< of a connection on which nothing comes
  std::string policy;               ///< a file, read over the standard policy
  action::Actions actions;
  action::Act failure = action::Act::tempfail; ///< when no worker can be had: tempfail or hold
  bool clamd_errors = false; ///< what is unscanned is answered to clamd's clients by ERROR instead of FOUND
};

/// The second alternative names file, line, column and what is wrong with the text.
[[nodiscard]] std::variant<Config, std::string> parse_config(std::string_view toml, std::string_view file_name);

} // namespace fumiban::gateway
