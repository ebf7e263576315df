// SPDX-License-Identifier: Apache-2.0
#include "connection.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>

#include "base/incoming.hpp"

namespace fumiban::gateway {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

constexpr std::size_t kPiece = std::size_t{256} << 10U;
constexpr std::uint32_t kLinger = 5; // seconds

Connection::Connection(Socket socket, std::uint32_t idle_seconds, std::shared_ptr<Account> account)
    : socket_(std::move(socket)),
      idle_(socket_.get_executor()),
      idle_seconds_(idle_seconds),
      share_(std::move(account)) {}

bool Connection::holds(std::size_t bytes) {
  held_ = bytes;
  return share_.set(held_ + out_.size() + writing_.size());
}

void Connection::start() {
  // Answers are small and awaited: without this, TCP waits for more of them.
  const int on = 1;
  (void)setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  go_on();
}

void Connection::wait_at_most(std::uint32_t seconds) {
  idle_.expires_after(std::chrono::seconds(seconds));
  idle_.async_wait([weak = weak_from_this()](const ErrorCode& error) {
    const auto self = weak.lock();
    ErrorCode ignored;
    if (!error && self) self->socket_.close(ignored);
  });
}

void Connection::wait_for_bytes() {
  wait_at_most(idle_seconds_);
  socket_.async_wait(Socket::wait_read, [self = shared_from_this()](const ErrorCode& error) {
    self->idle_.cancel();
    if (error) return self->fail();
    errno = 0;
    auto came = wall::receive(self->socket_.native_handle(), kPiece, false);
    if (!came && errno == EAGAIN) return self->wait_for_bytes(); // woken for bytes that were read already
    if (!came) return self->fail();
    self->take(came->bytes, std::move(came->descriptor));
  });
}

void Connection::go_on() {
  if (out_.empty()) wait_for_bytes();
  else flush();
}

void Connection::close() {
  closing_ = true;
  if (!out_.empty()) return flush();
  ErrorCode error;
  socket_.shutdown(Socket::shutdown_send, error);
  if (error) return drop();
  wait_at_most(kLinger);
  linger();
}

/// Throws away what still comes: to close before it has come would take the last answer back.
void Connection::linger() {
  socket_.async_wait(Socket::wait_read, [self = shared_from_this()](const ErrorCode& error) {
    errno = 0;
    if (!error && (wall::receive(self->socket_.native_handle(), kPiece, false) || errno == EAGAIN)) self->linger();
    else self->drop();
  });
}

void Connection::drop() {
  closing_ = true;
  ErrorCode ignored;
  socket_.close(ignored);
  idle_.cancel();
}

void Connection::fail() {
  const bool was_closing = closing_;
  drop();
  if (!was_closing) gone();
}

bool Connection::is_there() {
  char byte = 0;
  const auto got = socket_.is_open() ? recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) : 0;
  return got > 0 || (got < 0 && errno == EAGAIN);
}

void Connection::flush() {
  writing_ = std::exchange(out_, {});
  (void)holds(held_); // it is on its way, whether there is room or not
  wait_at_most(idle_seconds_);
  asio::async_write(socket_, asio::buffer(writing_), [self = shared_from_this()](const ErrorCode& error, std::size_t) {
    self->idle_.cancel();
    if (error) return self->fail();
    release(self->writing_);
    (void)self->holds(self->held_);
    if (self->out_.empty())
      for (const auto& done : std::exchange(self->sent_, {})) done();
    if (self->closing_) self->close();
    else self->go_on();
  });
}

struct Listener::State : std::enable_shared_from_this<State> {
  State(asio::io_context& io, Accept on_accept) : acceptor(io), retry(io), accept(std::move(on_accept)) {}

  asio::basic_socket_acceptor<asio::generic::stream_protocol> acceptor;
  asio::steady_timer retry;
  Accept accept;
  std::string path; ///< of a socket file, to be removed

  void wait() {
    acceptor.async_accept([self = shared_from_this()](const ErrorCode& error, Connection::Socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (!error) {
        self->accept(std::move(socket));
        self->wait();
        return;
      }
      // No descriptors left: they come back.
      self->retry.expires_after(std::chrono::milliseconds(100));
      self->retry.async_wait([self](const ErrorCode& stopped) {
        if (!stopped) self->wait();
      });
    });
  }
};

namespace {

using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;

/// True if somebody listens at that socket file.
bool is_served(asio::io_context& io, const asio::local::stream_protocol::endpoint& endpoint) {
  ErrorCode error;
  asio::local::stream_protocol::socket probe(io);
  probe.connect(endpoint, error);
  return !error;
}

std::string listen_at(asio::io_context& io, const Endpoint& endpoint, Acceptor& acceptor) {
  ErrorCode error;
  const auto bind = [&](const auto& where) {
    const asio::generic::stream_protocol::endpoint place(where);
    acceptor.open(place.protocol(), error);
    if (!error) acceptor.set_option(Acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(place, error);
    if (!error) acceptor.listen(Acceptor::max_listen_connections, error);
  };
  if (endpoint.unix_socket) {
    const asio::local::stream_protocol::endpoint where(endpoint.path);
    struct stat info {};
    if (lstat(endpoint.path.c_str(), &info) == 0) {
      if (!S_ISSOCK(info.st_mode)) return endpoint.path + ": there is something that is no socket";
      if (is_served(io, where)) return endpoint.path + ": another program listens there";
      unlink(endpoint.path.c_str());
    }
    const auto before = umask(0117); // owner and group: the mail server belongs to the group
    bind(where);
    umask(before);
    return error ? endpoint.path + ": " + error.message() : "";
  }
  const auto address = asio::ip::make_address(endpoint.host, error);
  if (!error) bind(asio::ip::tcp::endpoint(address, endpoint.port));
  return error ? endpoint.host + ":" + std::to_string(endpoint.port) + ": " + error.message() : "";
}

} // namespace

Listener::Listener(asio::io_context& io, const Endpoint& endpoint, Accept accept, std::string& error)
    : state_(std::make_shared<State>(io, std::move(accept))) {
  error = listen_at(io, endpoint, state_->acceptor);
  if (!error.empty()) error = endpoint.place + error;
  if (!error.empty()) return;
  if (endpoint.unix_socket) state_->path = endpoint.path;
  state_->wait();
}
Listener::Listener(Listener&&) noexcept = default;
Listener& Listener::operator=(Listener&&) noexcept = default;
Listener::~Listener() {
  if (!state_) return;
  ErrorCode ignored;
  state_->acceptor.close(ignored);
  state_->retry.cancel();
  if (!state_->path.empty()) unlink(state_->path.c_str());
}

} // namespace fumiban::gateway
