// SPDX-License-Identifier: Apache-2.0
/// @file
/// Sockets: who is listened to, and one conversation.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "account.hpp"
#include "config.hpp"
#include "wall/descriptor.hpp"

namespace fumiban::gateway {

/// One conversation. Reads, hands on what came, writes in order. While the owner thinks, it does not read.
class Connection : public std::enable_shared_from_this<Connection> {
public:
  using Socket = boost::asio::generic::stream_protocol::socket;

  Connection(Socket socket, std::uint32_t idle_seconds, std::shared_ptr<Account> account);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;

  /// Begins; it lives until it is closed from either side.
  void start();
  /// Closes once all that was sent is on its way, and the other side has heard it.
  void close();
  /// Closes at once.
  void drop();

protected:
  /// What came, perhaps with a descriptor beside it. To be answered by go_on(), now or later.
  virtual void take(std::string_view bytes, wall::Descriptor descriptor) = 0;
  /// The other side closed, or did not say or take anything for too long, and so did we.
  virtual void gone() {}
  /// Reads on, once all that was sent is on its way.
  void go_on();
  void send(std::string_view bytes) { out_ += bytes; }
  /// The same without a copy, where nothing else waits.
  void send_large(std::string bytes) { out_ = out_.empty() ? std::move(bytes) : out_ + bytes; }
  /// Once all that was sent so far is on its way; not at all if that never is.
  void when_sent(std::function<void()> done) { sent_.push_back(std::move(done)); }
  /// Says how many bytes of this conversation the owner holds; what is sent counts by itself. False: that is more than
  /// before, and all conversations together hold too much, so that the message is to be let go.
  [[nodiscard]] bool holds(std::size_t bytes);
  /// Bytes that may stay of a conversation whose message was let go.
  static constexpr std::size_t kMostLeft = std::size_t{64} << 10U;
  /// False if the other side has closed, and will not hear what we would answer.
  [[nodiscard]] bool is_there();
  [[nodiscard]] Socket& socket() noexcept { return socket_; }
  /// From now on it is waited so long for the other side.
  void wait_at_most(std::uint32_t seconds);

private:
  void wait_for_bytes();
  void flush();
  void linger();
  void fail();

  Socket socket_;
  boost::asio::steady_timer idle_;
  std::uint32_t idle_seconds_;
  std::string out_;
  std::string writing_;
  std::vector<std::function<void()>> sent_;
  Account::Share share_;
  std::size_t held_ = 0; ///< by the owner
  bool closing_ = false;
};

/// Listens at `endpoint` and calls `accept` with each connection, on one io_context. A socket file that nobody listens
/// at is replaced. The error in plain words, or empty.
class Listener {
public:
  using Accept = std::function<void(Connection::Socket)>;
  Listener(boost::asio::io_context& io, const Endpoint& endpoint, Accept accept, std::string& error);
  Listener(Listener&&) noexcept;
  Listener& operator=(Listener&&) noexcept;
  ~Listener();

private:
  struct State;
  std::shared_ptr<State> state_;
};

} // namespace fumiban::gateway
