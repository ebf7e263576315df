// SPDX-License-Identifier: Apache-2.0
/// @file
/// All that comes of what somebody says to the sessions of SMTP, as text: what laws and the fuzzer compare.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>

#include "smtp/client.hpp"
#include "smtp/server.hpp"

namespace fumiban::test {

/// How long the next piece is that is fed, of what is left.
using Piece = std::function<std::size_t(std::string_view rest)>;

inline std::size_t all(std::string_view rest) { return rest.size(); }
inline std::size_t one_byte(std::string_view) { return 1; }
inline std::size_t one_line(std::string_view rest) { return std::min(rest.size(), rest.find('\n')) + 1; }

/// The next hop says yes to all but recipients with "no" in them.
inline std::string said_to_server(std::string_view bytes, smtp::Protocol protocol, const Piece& piece) {
  using smtp::Server;
  std::string out;
  Server server({.protocol = protocol, .forwards = true, .message = 4000, .recipients = 20, .commands = 50});
  const smtp::Extensions all_of_them{true, true, true, true, 0, {}};
  while (!bytes.empty()) {
    const auto size = std::min(bytes.size(), piece(bytes));
    server.take(bytes.substr(0, size));
    bytes.remove_prefix(size);
    while (auto event = server.next()) {
      if (auto* send = std::get_if<Server::Send>(&*event)) {
        out += send->bytes;
      } else if (std::holds_alternative<Server::Close>(*event)) {
        return out + "(closed)";
      } else if (auto* hello = std::get_if<Server::Hello>(&*event)) {
        out += "(hello " + hello->name + ")" + server.welcome(all_of_them);
      } else if (auto* sender = std::get_if<Server::Sender>(&*event)) {
        out += "(sender " + sender->path.address + sender->forward.get("HELO") + ")";
        out += server.answer({smtp::Reply(250, "sender")});
      } else if (auto* recipient = std::get_if<Server::Recipient>(&*event)) {
        const bool no = recipient->path.address.find("no") != std::string::npos;
        out +=
            "(recipient " + recipient->path.address + ")" + server.answer({smtp::Reply(no ? 550 : 250, "recipient")});
      } else if (auto* message = std::get_if<Server::Message>(&*event)) {
        out += "(message " + message->bytes + (message->too_large ? " too large)" : ")");
        out += server.answer({smtp::Reply(250, "one"), smtp::Reply(452, "more")});
      }
    }
  }
  return out;
}

/// What a next hop that says `bytes` is asked, and what its answers are taken for: two messages for two recipients.
inline std::string said_to_client(std::string_view bytes, smtp::Protocol protocol, const Piece& piece) {
  using smtp::Client;
  std::string out;
  unsigned step = 0;
  Client client(protocol, "us");
  const auto ask = [&] {
    smtp::Forward forward;
    (void)forward.take("HELO=x ADDR=192.0.2.1");
    switch (step++ % 4) {
      case 0: out += client.mail(forward, {"<a@x>", {"SIZE=3", "BODY=8BITMIME"}}); break;
      case 1:
      case 2: out += client.recipient({"<b@x>", {}}); break;
      default: out += client.data("x\r\n.\r\n");
    }
  };
  while (!bytes.empty() && step < 12) {
    const auto size = std::min(bytes.size(), piece(bytes));
    client.take(bytes.substr(0, size));
    bytes.remove_prefix(size);
    while (auto event = client.next()) {
      if (auto* send = std::get_if<Client::Send>(&*event)) {
        out += send->bytes;
      } else if (std::holds_alternative<Client::Ready>(*event)) {
        out += "(ready)";
        ask();
      } else if (auto* answer = std::get_if<Client::Answer>(&*event)) {
        for (const auto& reply : answer->replies) out += "(" + encoded(reply) + ")";
        ask();
      } else if (auto* lost = std::get_if<Client::Lost>(&*event)) {
        return out + "(lost " + encoded(lost->reply) + ")";
      }
    }
  }
  return out;
}

} // namespace fumiban::test
