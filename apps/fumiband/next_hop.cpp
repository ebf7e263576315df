// SPDX-License-Identifier: Apache-2.0
#include "next_hop.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <utility>

namespace fumiban::gateway {
namespace {

namespace asio = boost::asio;

// Longer than whoever brings mail waits for an answer (10 minutes, RFC 5321 4.5.3.2.6): it is not for us to give a
// message up that the next hop is about to accept.
constexpr std::uint32_t kPatience = 900;
constexpr std::uint32_t kConnecting = 30;

asio::generic::stream_protocol::endpoint place(const Endpoint& endpoint) {
  if (endpoint.unix_socket) return asio::local::stream_protocol::endpoint(endpoint.path);
  boost::system::error_code ignored; // the configuration was checked
  return asio::ip::tcp::endpoint(asio::ip::make_address(endpoint.host, ignored), endpoint.port);
}

} // namespace

NextHop::NextHop(const asio::any_io_executor& executor, smtp::Protocol protocol, std::string name,
                 std::shared_ptr<Account> account)
    : Connection(Socket(executor), kPatience, std::move(account)), client_(protocol, std::move(name)) {}

void NextHop::connect(const Endpoint& endpoint, Heard heard) {
  heard_ = std::move(heard);
  wait_at_most(kConnecting);
  const auto self = std::static_pointer_cast<NextHop>(shared_from_this());
  socket().async_connect(place(endpoint), [self](const boost::system::error_code& error) {
    if (error) self->tell(self->client_.lost(error.message()));
    else self->start();
  });
}

void NextHop::ask(std::string bytes, Heard heard) {
  heard_ = std::move(heard);
  send_large(std::move(bytes));
  advance();
}

void NextHop::leave() {
  send(smtp::Client::quit());
  close();
}

void NextHop::take(std::string_view bytes, wall::Descriptor) {
  client_.take(bytes);
  advance();
}

void NextHop::gone() { tell(client_.lost("it closed the connection, or said nothing")); }

void NextHop::advance() {
  while (auto event = client_.next()) {
    if (auto* out = std::get_if<smtp::Client::Send>(&*event)) send_large(std::move(out->bytes));
    else return tell(*event);
  }
  go_on();
}

void NextHop::tell(const smtp::Client::Event& event) {
  if (auto heard = std::exchange(heard_, nullptr)) heard(event);
}

} // namespace fumiban::gateway
