// SPDX-License-Identifier: Apache-2.0
#include "http_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <cstring>
#include <exception>
#include <optional>

namespace fumiban::gateway {
namespace {

/// The other side's address; empty on a unix socket; nothing where it has gone.
std::optional<std::string> address_of(const Connection::Socket& socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return std::nullopt;
  std::array<char, INET6_ADDRSTRLEN> out{};
  sockaddr_storage address{};
  std::memcpy(&address, endpoint.data(), std::min(endpoint.size(), sizeof address));
  if (address.ss_family == AF_INET)
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(&address)->sin_addr, out.data(), out.size());
  if (address.ss_family == AF_INET6)
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(&address)->sin6_addr, out.data(), out.size());
  return std::string(out.data());
}

} // namespace

std::string HttpServer::read_tls(const http::Settings& settings, boost::asio::ssl::context& out) {
  boost::system::error_code error;
  SSL_CTX_set_min_proto_version(out.native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(out.native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  out.use_certificate_chain_file(settings.certificate, error);
  if (error) return settings.certificate + ": no certificate in PEM: " + error.message();
  out.use_private_key_file(settings.key, boost::asio::ssl::context::pem, error);
  return error ? settings.key + ": not the key of that certificate in PEM: " + error.message() : "";
}

void HttpServer::accept(Connection::Socket socket, std::shared_ptr<void> place, Door door, bool tls) {
  const auto executor = socket.get_executor();
  auto peer = address_of(socket);
  if (!peer) return;
  const int on = 1;
  if (!peer->empty()) (void)setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  PlainStream stream(std::move(socket));
  boost::asio::co_spawn(executor,
                        tls ? converse(TlsStream(std::move(stream), tls_), std::move(*peer), door, house_)
                            : converse(std::move(stream), std::move(*peer), door, house_),
                        [place = std::move(place)](const std::exception_ptr&) {});
}

} // namespace fumiban::gateway
