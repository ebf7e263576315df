// SPDX-License-Identifier: Apache-2.0
#include "spool/submit.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "smtp/client.hpp"
#include "wall/descriptor.hpp"

namespace fumiban::spool {
namespace {

using smtp::Client;

wall::Descriptor connected(const Relay& relay) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV; // no name is looked up
  addrinfo* found = nullptr;
  if (getaddrinfo(relay.host.c_str(), relay.port.c_str(), &hints, &found) != 0) return {};
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  wall::Descriptor socket(::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval minute{60, 0};
  for (const int side : {SO_RCVTIMEO, SO_SNDTIMEO})
    (void)setsockopt(socket.get(), SOL_SOCKET, side, &minute, sizeof minute);
  if (!socket.is_open() || ::connect(socket.get(), found->ai_addr, found->ai_addrlen) != 0) return {};
  return socket;
}

/// A conversation that is waited for.
class Conversation {
public:
  explicit Conversation(wall::Descriptor socket) : socket_(std::move(socket)) {}

  Client& client() { return client_; }
  bool send(std::string_view bytes) { return wall::send_all(socket_.get(), bytes); }
  /// What comes of the last question: Ready, Answer or Lost.
  Client::Event hear() {
    for (;;) {
      while (auto event = client_.next()) {
        const auto* bytes = std::get_if<Client::Send>(&*event);
        if (bytes == nullptr) return std::move(*event);
        if (!send(bytes->bytes)) return client_.lost("the connection broke off");
      }
      const auto came = wall::receive(socket_.get(), 4096);
      if (!came) return client_.lost("it said nothing more");
      client_.take(came->bytes);
    }
  }
  /// What is wrong with the answer to a question, or empty.
  std::string ask(std::string_view question) {
    if (!send(question)) return "the connection broke off";
    const auto event = hear();
    const auto* answer = std::get_if<Client::Answer>(&event);
    const auto* lost = std::get_if<Client::Lost>(&event);
    if (answer == nullptr) return lost != nullptr ? text(lost->reply) : "it is out of step";
    for (const auto& reply : answer->replies)
      if (!reply.positive()) return text(reply);
    return "";
  }

private:
  static std::string text(const smtp::Reply& reply) {
    return std::to_string(reply.code) + " " + (reply.lines.empty() ? "" : reply.lines.back());
  }

  wall::Descriptor socket_;
  Client client_{smtp::Protocol::smtp, "localhost"};
};

} // namespace

Relay relay_of(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || has_any(text.substr(colon + 1), [](char c) { return !is_digit(c); }))
    return {};
  auto host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return {std::string(host), std::string(text.substr(colon + 1))};
}

Submission submit(const Relay& relay, std::string_view sender, const std::vector<std::string>& recipients,
                  std::string message) {
  const auto where = relay.host + ":" + relay.port + ": ";
  // What stands behind a line's end would be a command of its own.
  const auto is_command = [](std::string_view address) { return has_any(address, is_control); };
  if (is_command(sender) || std::any_of(recipients.begin(), recipients.end(), is_command))
    return {where + "not asked: an address holds control characters", true};
  auto socket = connected(relay);
  if (!socket.is_open()) return {where + "nobody takes mail there"};
  Conversation conversation(std::move(socket));
  const auto ready = conversation.hear();
  if (const auto* lost = std::get_if<Client::Lost>(&ready))
    return {where + (lost->reply.lines.empty() ? "nobody takes mail there" : lost->reply.lines.back())};
  const auto bracketed = [](std::string_view address) { return "<" + std::string(address) + ">"; };
  smtp::Path from{bracketed(sender), {}};
  const auto* hello = std::get_if<Client::Ready>(&ready);
  const auto eight = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  if (hello != nullptr && hello->extensions.eight_bit && has_any(message, eight))
    from.parameters.emplace_back("BODY=8BITMIME");
  // An address may be of other 8-bit bytes, which servers take from whoever does not promise UTF-8.
  auto all = std::string(sender);
  for (const auto& recipient : recipients) all += recipient;
  if (has_any(all, eight) && is_utf8(all)) from.parameters.emplace_back("SMTPUTF8");
  auto& client = conversation.client();
  auto error = conversation.ask(client.mail({}, from));
  for (const auto& recipient : recipients)
    if (error.empty()) error = conversation.ask(client.recipient({bracketed(recipient), {}}));
  if (error.empty()) error = conversation.ask(client.data(std::move(message)));
  (void)conversation.send(Client::quit());
  if (error.empty()) return {};
  return {where + error, error.starts_with('5')}; // a reply of its code
}

} // namespace fumiban::spool
