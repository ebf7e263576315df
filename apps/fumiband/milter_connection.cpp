// SPDX-License-Identifier: Apache-2.0
#include "milter_connection.hpp"

#include <algorithm>
#include <map>

#include "base/ascii.hpp"

namespace fumiban::gateway {
namespace {

using action::Act;
using milter::Answer;

constexpr std::string_view kPrefix = "x-fumiban-"; // whoever writes such a field but we forges it

/// Our fields that came with the message, the last of each name first, so that places stay right.
std::vector<std::pair<std::string, std::uint32_t>> forged(const Report& report) {
  std::vector<std::pair<std::string, std::uint32_t>> out;
  if (report.parts.empty()) return out;
  std::map<std::string, std::uint32_t> counts;
  for (const auto& field : report.parts.front().fields) {
    if (!starts_fold(field.name, kPrefix)) continue;
    out.emplace_back(field.name, ++counts[to_lower(field.name)]);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

} // namespace

milter::Answer answer_for(const Judgement& judgement, Act failure) {
  Answer out;
  const auto act = judgement.failed ? failure : judgement.plan.act;
  const auto verdict = judgement.failed ? std::string("unscanned; unread=failure") : judgement.plan.verdict;
  out.insert = {{"X-Fumiban-Verdict", verdict}};
  out.remove = forged(judgement.report);
  switch (act) {
    case Act::deliver: break;
    case Act::hold: out.hold = "Fumiban: " + verdict; break;
    case Act::tempfail:
      out.fate = Answer::Fate::tempfail;
      out.reply = "451 4.7.1 The message could not be examined now, please try again";
      break;
    case Act::reject:
      out.fate = Answer::Fate::reject;
      out.reply = "550 5.7.1 Message refused: " + judgement.plan.name;
      break;
    case Act::discard: out.fate = Answer::Fate::discard; break;
  }
  return out;
}

MilterConnection::MilterConnection(Socket socket, Gateway& gateway)
    : Connection(std::move(socket), gateway.config().idle_seconds),
      gateway_(gateway),
      session_({.message = static_cast<std::size_t>(gateway.config().message)}) {}

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
  go_on();
}

void MilterConnection::judge(milter::Message message) {
  Job job;
  job.bytes = std::move(message.bytes);
  job.too_large = message.too_large;
  job.interface = "milter";
  job.queue = message.envelope.macro("i");
  job.client = message.envelope.client_address;
  job.sender = message.envelope.sender;
  job.recipients = message.envelope.recipients.size();
  gateway_.judge(std::move(job), [self = shared_from_this(), this](const Judgement& judgement) {
    send(session_.answer(answer_for(judgement, gateway_.config().failure)));
    advance();
  });
}

} // namespace fumiban::gateway
