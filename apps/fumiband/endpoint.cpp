// SPDX-License-Identifier: Apache-2.0
#include "endpoint.hpp"

#include <charconv>
#include <tuple>

#include "action/network.hpp"

namespace fumiban::gateway {
namespace {

using action::Network;

bool is_address(std::string_view text) { return text.find('/') == std::string_view::npos && Network::parse(text); }

} // namespace

std::string Endpoint::read(std::string_view text, Endpoint& out) {
  if (text.starts_with("unix:/")) {
    out.unix_socket = true;
    out.path = text.substr(5);
    return out.path.size() < 100 ? "" : "the path of a socket has at most 99 characters";
  }
  for (const std::string_view theirs : {"inet:", "inet6:"})
    if (text.starts_with(theirs))
      return "write it without \"" + std::string(theirs) + "\", which is for the mail server: \"127.0.0.1:8890\"";
  const auto colon = text.rfind(':');
  unsigned port = 0;
  const auto digits = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
    return "write \"unix:/path\" or \"address:port\", as in \"127.0.0.1:8890\"";
  if (port == 0 || port > 65535) return "write a port from 1 to 65535, as in \"127.0.0.1:8890\"";
  auto host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "localhost") return "write the address for the name: \"127.0.0.1:" + std::string(digits) + "\"";
  if (!is_address(host))
    return "\"" + std::string(host) + "\" is no address: write one, as in \"127.0.0.1:" + std::string(digits) + "\"";
  out.host = host;
  out.port = static_cast<std::uint16_t>(port);
  return "";
}

std::string Endpoint::text() const {
  if (unix_socket) return "unix:" + path;
  const bool sixth = host.find(':') != std::string::npos;
  return (sixth ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

bool Endpoint::is_near() const {
  return unix_socket || Network::parse("127.0.0.0/8")->contains(host) || Network::parse("::1")->contains(host);
}

bool Endpoint::covers(const Endpoint& other) const {
  if (unix_socket || other.unix_socket) return unix_socket == other.unix_socket && path == other.path;
  if (port != other.port) return false;
  const auto own = Network::parse(host);
  const bool fourth = other.host.find(':') == std::string::npos;
  return (own && own->contains(other.host)) || host == "::" || (host == "0.0.0.0" && fourth);
}

bool Endpoint::operator==(const Endpoint& other) const {
  return std::tie(unix_socket, path, host, port) == std::tie(other.unix_socket, other.path, other.host, other.port);
}

} // namespace fumiban::gateway
