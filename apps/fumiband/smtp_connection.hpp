// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "connection.hpp"
#include "gateway.hpp"
#include "next_hop.hpp"
#include "smtp/server.hpp"

namespace fumiban::gateway {

/// A mail server that brings mail, and the next hop that it goes on to. Nothing is accepted but what the next hop has
/// accepted, or what lies in the spool: so nothing is lost when we are, and nobody but the two servers keeps a queue.
class SmtpConnection final : public Connection {
public:
  /// `listener`: by which the listener was opened; it says where the next hop is and who may forward.
  SmtpConnection(Socket socket, Gateway& gateway, smtp::Protocol protocol, std::shared_ptr<const Setup> listener);
  SmtpConnection(const SmtpConnection&) = delete;
  SmtpConnection& operator=(const SmtpConnection&) = delete;
  ~SmtpConnection() override;

private:
  void take(std::string_view bytes, wall::Descriptor descriptor) override;
  /// Acts on what has come, until it is to be waited.
  void advance();
  /// Acts on one event. False: it is to be waited.
  bool act(smtp::Server::Event event);
  void hello(std::string name);
  void judge(smtp::Server::Message message);
  void judged(const Judgement& judgement);
  /// Begins anew at the next hop for those recipients who stay, one step for each answer.
  void begin_again();
  /// What the next hop says to the message: said to who brought it, for all recipients.
  void delivered(const std::vector<smtp::Reply>& replies);
  void ask(std::string bytes);
  void hear(const smtp::Client::Event& event);
  void answer(const std::vector<smtp::Reply>& replies);

  Gateway& gateway_;
  std::shared_ptr<const Setup> listener_;
  smtp::Protocol protocol_;
  std::string peer_; ///< address of who is connected
  smtp::Server server_;
  std::shared_ptr<NextHop> hop_;
  std::string helo_;
  smtp::Server::Sender sender_;
  std::vector<smtp::Path> recipients_; ///< whom the next hop has accepted
  std::optional<smtp::Path> asked_;    ///< about whom it is asked
  std::string message_;                ///< while it is being judged, and while it waits for recipients
  std::vector<bool> stay_;             ///< which recipients get it by the next hop, if not all do
  std::optional<std::size_t> again_;   ///< the next one to be asked about a second time
  std::shared_ptr<Handover> copies_;   ///< for the others
  std::shared_ptr<void> in_flight_;    ///< while it is handed on
};

/// Who the message is from and for: the client as XFORWARD tells it, else `peer`; unknown where that is this host.
[[nodiscard]] action::Envelope envelope_of(const smtp::Server::Message& message, const std::string& peer,
                                           const std::string& helo);

/// What who brings a message is told at once; nothing: it is handed on.
[[nodiscard]] std::optional<smtp::Reply> reply_to(const Judgement& judgement);

} // namespace fumiban::gateway
