// SPDX-License-Identifier: Apache-2.0
/// @file
/// Who may ask what: everything that is decided about a request before its body is read.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/problem.hpp"
#include "http/rate.hpp"
#include "http/request.hpp"

namespace fumiban::http {

enum class Route : std::uint8_t { scan, rspamd, version, openapi, schema, health, ready, metrics };
enum class Scope : std::uint8_t { none, scan, metrics };
[[nodiscard]] std::string_view name_of(Scope scope) noexcept;

struct RouteSpec {
  std::string_view method;
  std::string_view path;
  Route route;
  Scope scope; ///< what a token must be for, where there are tokens
};
/// All routes; docs/openapi.json has the same ones.
[[nodiscard]] std::span<const RouteSpec> routes() noexcept;

/// A token as the configuration keeps it.
struct Token {
  std::string name;
  std::string sha256;              ///< of the token, in hexadecimal digits
  std::vector<std::string> scopes; ///< "scan", "metrics"
};

struct Settings {
  std::vector<std::string> names; ///< of this machine, as clients call it, in small letters
  std::vector<Token> tokens;      ///< empty: who can connect may ask, unless Request::locked
  std::uint32_t rate = 0;         ///< requests a minute of one token or address; 0: as many as it likes
  std::string certificate;        ///< a PEM file with its chain
  std::string key;
  std::string rspamd_hold = "soft reject"; ///< or "quarantine": what clients of rspamd are told of what is held
};

struct Admitted {
  Route route = Route::health;
  std::string name;      ///< of the file, as the client calls it
  bool message = false;  ///< it says that it is a message
  bool progress = false; ///< it wants to be told how it goes
};

/// `now` in seconds, for the rate.
[[nodiscard]] std::variant<Admitted, Problem> admit(const Request& request, const Settings& settings, Rate& rate,
                                                    double now);

} // namespace fumiban::http
