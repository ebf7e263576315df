// SPDX-License-Identifier: Apache-2.0
#include "milter_connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <chrono>

#include "action/marked.hpp"
#include "action/results.hpp"
#include "base/ascii.hpp"

namespace fumiban::gateway {
namespace {

using action::Act;
using milter::Answer;
using Clock = std::chrono::steady_clock;

/// The changes as the mail server makes them. `body`: where it began in the message as it came.
void put_changes(const Judgement& judgement, std::size_t body, Answer& out) {
  for (const auto& [recipient, to] : judgement.plan.delivery.redirects) {
    out.remove_recipients.push_back("<" + recipient + ">");
    const auto added = "<" + to + ">";
    if (std::find(out.add_recipients.begin(), out.add_recipients.end(), added) == out.add_recipients.end())
      out.add_recipients.push_back(added);
  }
  if (auto changed = judgement.changed(); !changed.empty())
    out.insert.push_back({std::string(action::kChangedField), std::move(changed)});
  if (judgement.rewritten.empty()) return;
  auto begins = static_cast<std::ptrdiff_t>(body);
  bool same_body = true;
  for (const auto& edit : judgement.edits.edits) {
    if (edit.field.empty()) {
      same_body = false;
      continue;
    }
    begins += static_cast<std::ptrdiff_t>(edit.bytes.size()) - static_cast<std::ptrdiff_t>(edit.length);
    // Behind the name and the colon, without the last line end; folds as LF.
    std::string value = edit.bytes.empty() ? "" : edit.bytes.substr(edit.field.size() + 1);
    std::erase(value, '\r');
    if (value.ends_with('\n')) value.pop_back();
    out.replace.push_back({edit.field, edit.index, std::move(value)});
  }
  // The last of a name first, so that places stay right.
  std::reverse(out.replace.begin(), out.replace.end());
  if (!same_body) out.body = judgement.rewritten.substr(static_cast<std::size_t>(begins));
}

} // namespace

milter::Answer answer_for(const Judgement& judgement, const milter::Forged& forged, std::size_t body) {
  Answer out;
  const auto& plan = judgement.plan;
  for (const auto& recipient : judgement.elsewhere()) out.remove_recipients.push_back("<" + recipient + ">");
  if (plan.test) return out;
  out.insert = {{std::string(action::kVerdictField), plan.verdict}};
  out.remove.assign(forged.rbegin(), forged.rend()); // the last of a name first, so that places stay right
  switch (plan.act) {
    case Act::deliver: put_changes(judgement, body, out); break;
    case Act::hold:
      if (judgement.stored) out.fate = Answer::Fate::discard;
      else out.hold = "Fumiban: " + plan.verdict;
      break;
    case Act::tempfail:
      out.fate = Answer::Fate::tempfail;
      out.reply = "451 4.7.1 The message could not be examined now, please try again";
      break;
    case Act::reject:
      out.fate = Answer::Fate::reject;
      out.reply = "550 5.7.1 Message refused: " + plan.name;
      break;
    case Act::discard: out.fate = Answer::Fate::discard; break;
  }
  return out;
}

MilterConnection::MilterConnection(Socket socket, Gateway& gateway)
    : Connection(std::move(socket), gateway.setup()->config.idle_seconds, gateway.account()),
      gateway_(gateway),
      session_({.message = static_cast<std::size_t>(gateway.setup()->config.message)}),
      progress_(this->socket().get_executor()) {}

void MilterConnection::take(std::string_view bytes, wall::Descriptor) {
  session_.take(bytes);
  advance();
}

void MilterConnection::advance() {
  while (auto event = session_.next()) {
    if (auto* out = std::get_if<milter::Session::Send>(&*event)) {
      send(out->bytes);
    } else if (auto* message = std::get_if<milter::Message>(&*event)) {
      judge(std::move(*message));
      return;
    } else {
      close();
      return;
    }
  }
  if (!holds(session_.held())) {
    session_.shed();
    (void)holds(session_.held());
    if (session_.held() > kMostLeft) return close(); // the mail server tries again
  }
  go_on();
}

void MilterConnection::judge(milter::Message message) {
  Job job;
  job.bytes = std::move(message.bytes);
  job.too_large = message.too_large;
  job.shed = message.shed;
  job.interface = "milter";
  job.takes_over = true;
  job.may_change = session_.may_change();
  job.may_redirect = job.may_split = session_.may_redirect();
  job.body = message.body;
  auto& told = message.envelope;
  auto& envelope = job.envelope;
  envelope.queue = told.macro("i");
  envelope.user = told.macro("{auth_authen}");
  envelope.tls = told.macro("{tls_version}");
  envelope.client_address = std::move(told.client_address);
  envelope.client_name = std::move(told.client_name);
  envelope.helo = std::move(told.helo);
  envelope.sender = action::without_brackets(told.sender);
  for (const auto& recipient : told.recipients) envelope.recipients.emplace_back(action::without_brackets(recipient));
  (void)holds(session_.held());
  gateway_.judge(std::move(job),
                 [self = shared_from_this(), this, forged = std::move(message.forged),
                  results = std::move(message.results), body = message.body](const Judgement& judgement) {
                   progress_.expires_at(Clock::time_point::max());
                   if (judgement.copies && !is_there())
                     judgement.copies->refused(); // who brought the message will bring it again
                   else if (judgement.copies) when_sent([copies = judgement.copies] { copies->taken(); });
                   auto removed = forged;
                   for (std::uint32_t i = 0; i < results.size(); ++i)
                     if (action::is_by(results[i].value, judgement.plan.authserv_ids))
                       removed.emplace_back(results[i].name, i + 1);
                   send(session_.answer(answer_for(judgement, removed, body)));
                   advance();
                 });
  keep_waiting();
}

void MilterConnection::keep_waiting() {
  progress_.expires_after(std::chrono::seconds(10));
  progress_.async_wait([weak = weak_from_this(), this](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (error || !self || progress_.expiry() == Clock::time_point::max()) return; // it was answered
    // Nothing else is on its way while we are asked, so that five bytes find room.
    const auto packet = milter::Session::progress();
    (void)::send(socket().native_handle(), packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    keep_waiting();
  });
}

} // namespace fumiban::gateway
