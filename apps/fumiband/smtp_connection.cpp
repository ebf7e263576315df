// SPDX-License-Identifier: Apache-2.0
#include "smtp_connection.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/host_name.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "action/marked.hpp"
#include "base/ascii.hpp"
#include "base/incoming.hpp"

namespace fumiban::gateway {
namespace {

using action::Act;
using smtp::Reply;

std::string own_name() {
  boost::system::error_code error;
  const auto name = boost::asio::ip::host_name(error);
  return error || name.empty() ? "localhost" : name;
}

/// Address of the other end; who comes through a socket file is on this host.
std::string peer_of(const Connection::Socket& socket) {
  boost::system::error_code error;
  const auto end = socket.remote_endpoint(error);
  boost::asio::ip::tcp::endpoint address;
  const auto family = end.protocol().family();
  if (!error && family == AF_UNIX) return "127.0.0.1";
  if (error || (family != AF_INET && family != AF_INET6) || end.size() > address.capacity()) return {};
  std::memcpy(address.data(), end.data(), end.size());
  address.resize(end.size());
  return address.address().to_string();
}

smtp::Server::Options options_for(const Config& listener, std::uint64_t message, smtp::Protocol protocol,
                                  const std::string& peer) {
  smtp::Server::Options out;
  out.protocol = protocol;
  out.name = own_name();
  out.message = static_cast<std::size_t>(message);
  out.forwards = std::any_of(listener.xforward_from.begin(), listener.xforward_from.end(),
                             [&](const action::Network& network) { return network.contains(peer); });
  return out;
}

bool is_on_this_host(std::string_view address) {
  return action::Network::parse("127.0.0.0/8")->contains(address) || action::Network::parse("::1")->contains(address);
}

} // namespace

action::Envelope envelope_of(const smtp::Server::Message& message, const std::string& peer, const std::string& helo) {
  action::Envelope out;
  const auto& forward = message.sender.forward;
  if (forward.attributes.empty()) {
    // A server on this host brings everybody's mail: by its address, strangers would be our own people.
    if (!is_on_this_host(peer)) out.client_address = peer;
    out.helo = helo;
  } else { // nothing of ours is mixed with it
    const bool local = forward.get("ADDR").empty() && equal_fold(forward.get("SOURCE"), "LOCAL");
    out.client_address = local ? "127.0.0.1" : forward.get("ADDR");
    if (starts_fold(out.client_address, "IPv6:")) out.client_address.erase(0, 5);
    out.client_name = forward.get("NAME");
    out.helo = forward.get("HELO");
    out.queue = forward.get("IDENT");
  }
  out.sender = action::without_brackets(message.sender.path.address);
  for (const auto& recipient : message.recipients) out.recipients.emplace_back(action::without_brackets(recipient));
  return out;
}

std::optional<Reply> reply_to(const Judgement& judgement) {
  const auto& plan = judgement.plan;
  if (plan.test) return std::nullopt;
  switch (plan.act) {
    case Act::deliver: return std::nullopt;
    case Act::hold:
      if (judgement.stored) return Reply(250, "2.0.0 Held: " + plan.name);
      [[fallthrough]];
    case Act::reject: // too late: the sender would be written to
    case Act::tempfail: return Reply(451, "4.7.1 The message could not be examined or kept now, please try again");
    case Act::discard: return Reply(250, "2.0.0 Discarded: " + plan.name);
  }
  return std::nullopt;
}

SmtpConnection::SmtpConnection(Socket socket, Gateway& gateway, smtp::Protocol protocol,
                               std::shared_ptr<const Setup> listener)
    : Connection(std::move(socket), gateway.setup()->config.idle_seconds, gateway.account()),
      gateway_(gateway),
      listener_(std::move(listener)),
      protocol_(protocol),
      peer_(peer_of(this->socket())),
      server_(options_for(listener_->config, gateway.setup()->config.message, protocol, peer_)) {
  send(server_.greeting());
}

SmtpConnection::~SmtpConnection() {
  if (hop_) hop_->drop();
}

void SmtpConnection::take(std::string_view bytes, wall::Descriptor) {
  server_.take(bytes);
  advance();
}

void SmtpConnection::advance() {
  while (auto event = server_.next())
    if (!act(std::move(*event))) return;
  if (!holds(server_.held())) {
    server_.shed();
    (void)holds(server_.held());
    if (server_.held() > kMostLeft) {
      send(server_.farewell(Reply(421, "4.3.1 Too much mail at once, please try again")));
      return close();
    }
  }
  go_on();
}

bool SmtpConnection::act(smtp::Server::Event event) {
  using Server = smtp::Server;
  if (server_.ran_ahead()) {
    send(server_.farewell(Reply(554, "5.5.0 You did not wait for the answer")));
    event = Server::Close{};
  }
  if (auto* out = std::get_if<Server::Send>(&event)) {
    send(out->bytes);
    return true;
  }
  if (auto* who = std::get_if<Server::Hello>(&event)) hello(std::move(who->name));
  else if (auto* sender = std::get_if<Server::Sender>(&event)) {
    recipients_.clear();
    ask(hop_->client().mail(sender->forward, sender->path));
  } else if (auto* recipient = std::get_if<Server::Recipient>(&event)) {
    asked_ = std::move(recipient->path);
    ask(hop_->client().recipient(*asked_));
  } else if (auto* message = std::get_if<Server::Message>(&event)) judge(std::move(*message));
  else {
    if (hop_) hop_->leave();
    hop_.reset();
    close();
  }
  return false;
}

void SmtpConnection::hello(std::string name) {
  helo_ = std::move(name);
  if (hop_) hop_->leave();
  const auto& config = listener_->config;
  const auto protocol = config.next_hop_lmtp ? smtp::Protocol::lmtp : smtp::Protocol::smtp;
  hop_ = std::make_shared<NextHop>(socket().get_executor(), protocol, own_name(), gateway_.account());
  hop_->connect(*config.next_hop, [self = shared_from_this(), this](const auto& event) { hear(event); });
}

void SmtpConnection::ask(std::string bytes) {
  hop_->ask(std::move(bytes), [self = shared_from_this(), this](const auto& event) { hear(event); });
}

void SmtpConnection::hear(const smtp::Client::Event& event) {
  if (const auto* ready = std::get_if<smtp::Client::Ready>(&event)) {
    send(server_.welcome(ready->extensions));
    advance();
  } else if (const auto* said = std::get_if<smtp::Client::Answer>(&event)) {
    if (asked_ && said->replies.front().positive()) recipients_.push_back(std::move(*asked_));
    asked_.reset();
    if (again_ && said->replies.front().positive()) return begin_again();
    if (copies_) return delivered(said->replies);
    answer(said->replies);
  } else if (const auto* lost = std::get_if<smtp::Client::Lost>(&event)) {
    hop_->drop();
    hop_.reset();
    in_flight_.reset();
    if (copies_) copies_->refused();
    send(server_.answer({lost->reply}));
    close();
  }
}

void SmtpConnection::judge(smtp::Server::Message message) {
  if (message.too_large && !message.shed) return answer({Reply(552, "5.3.4 Message too large")});
  message_ = message.bytes;
  sender_ = message.sender;
  Job job;
  job.envelope = envelope_of(message, peer_, helo_);
  job.bytes = std::move(message.bytes);
  job.shed = message.shed;
  (void)holds(server_.held() + message_.size());
  job.interface = protocol_ == smtp::Protocol::lmtp ? "lmtp" : "smtp";
  job.takes_over = true;
  job.accepted = true;
  job.may_change = true; // the next hop has heard already who is to get it
  job.may_split = true;  // but can be told anew
  gateway_.judge(std::move(job), [self = shared_from_this(), this](const Judgement& judgement) { judged(judgement); });
}

void SmtpConnection::judged(const Judgement& judgement) {
  auto message = std::exchange(message_, {});
  const auto copies = judgement.copies;
  if (const auto reply = reply_to(judgement)) {
    if (copies) when_sent([copies] { copies->taken(); });
    return answer({*reply});
  }
  // Who does not listen any more will bring it again.
  if (!is_there()) {
    if (copies) copies->refused();
    return drop();
  }
  in_flight_ = gateway_.in_flight();
  if (!judgement.rewritten.empty()) message = judgement.rewritten;
  if (!judgement.plan.test)
    message = action::marked(message, judgement.plan.verdict, judgement.changed(), judgement.plan.authserv_ids);
  if (!copies) return ask(hop_->client().data(std::move(message)));
  copies_ = copies;
  message_ = std::move(message);
  const auto elsewhere = judgement.elsewhere();
  stay_.clear();
  for (const auto& recipient : recipients_)
    stay_.push_back(std::find(elsewhere.begin(), elsewhere.end(), action::without_brackets(recipient.address)) ==
                    elsewhere.end());
  again_ = 0;
  ask(hop_->client().mail(sender_.forward, sender_.path));
}

void SmtpConnection::begin_again() {
  auto& at = *again_;
  while (at < recipients_.size() && !stay_[at]) ++at;
  if (at < recipients_.size()) return ask(hop_->client().recipient(recipients_[at++]));
  again_.reset();
  ask(hop_->client().data(std::exchange(message_, {})));
}

void SmtpConnection::delivered(const std::vector<smtp::Reply>& replies) {
  const auto copies = std::exchange(copies_, nullptr);
  again_.reset();
  release(message_);
  const bool each = protocol_ == smtp::Protocol::lmtp;
  // Over SMTP one answer is for all: what the next hop does not take comes again for everybody.
  if (each || replies.front().positive()) when_sent([copies] { copies->taken(); });
  else copies->refused();
  std::vector<Reply> out;
  out.reserve(stay_.size());
  std::size_t next = 0;
  for (const bool stays : stay_)
    out.push_back(stays ? replies[std::min(next++, replies.size() - 1)] : Reply(250, "2.0.0 Taken by the gateway"));
  answer(each ? out : replies);
}

void SmtpConnection::answer(const std::vector<smtp::Reply>& replies) {
  in_flight_.reset();
  send(server_.answer(replies));
  advance();
}

} // namespace fumiban::gateway
