// SPDX-License-Identifier: Apache-2.0
// A filter that takes every message and does nothing with it: what our milter costs beside this is what it does.
// Usage: empty_milter PORT
#include <cstdio>
#include <cstdlib>

#include "connection.hpp"
#include "milter/session.hpp"

namespace {

using namespace fumiban;

class EmptyConnection final : public gateway::Connection {
public:
  explicit EmptyConnection(Socket socket)
      : Connection(std::move(socket), 600, std::make_shared<gateway::Account>()), session_({}) {}

private:
  void take(std::string_view bytes, wall::Descriptor) override {
    session_.take(bytes);
    while (auto event = session_.next()) {
      if (auto* out = std::get_if<milter::Session::Send>(&*event)) send(out->bytes);
      else if (std::holds_alternative<milter::Message>(*event)) send(session_.answer({}));
      else return close();
    }
    go_on();
  }

  milter::Session session_;
};

} // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 64;
  boost::asio::io_context io(1);
  std::string error;
  const gateway::Listener listener(
      io, {.path = {}, .host = "127.0.0.1", .port = static_cast<std::uint16_t>(std::atoi(argv[1]))},
      [](gateway::Connection::Socket socket) { std::make_shared<EmptyConnection>(std::move(socket))->start(); }, error);
  if (!error.empty()) {
    std::fprintf(stderr, "%s\n", error.c_str());
    return 69;
  }
  io.run();
  return 0;
}
