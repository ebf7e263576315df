// SPDX-License-Identifier: Apache-2.0
/// @file
/// A request of HTTP (RFC 9110, 9112) behind its parser, and what is answered. No I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "messages/messages.hpp"

namespace fumiban::http {

/// Header fields, or a query: names and values in their order.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// The request line and the header.
struct Request {
  std::string method;
  std::string target;    ///< as it came: "/v1/scan?name=a.doc"
  unsigned version = 11; ///< 10 or 11; anything else is refused
  Fields fields;
  std::string peer;    ///< the client's address; empty on a unix socket
  bool locked = false; ///< it came where nobody is let in without a token

  /// The first field of that name, whatever its case; empty if there is none.
  [[nodiscard]] std::string_view field(std::string_view name) const noexcept;
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const noexcept;
};

struct Target {
  std::string path; ///< as it came: what is escaped is no route of ours
  Fields query;     ///< decoded; of an item without "=" the value is empty
};
/// Nothing where it is no path: "http://host/", "*".
[[nodiscard]] std::optional<Target> split(std::string_view target);

/// What Accept-Language (RFC 9110 12.5.4) asks for, of the two that there are; English if it does not care.
[[nodiscard]] Language language_of(std::string_view accept_language);

struct Answer {
  unsigned status = 200;
  std::string type = "application/json";
  std::string body;
  Fields fields; ///< further ones
};

} // namespace fumiban::http
