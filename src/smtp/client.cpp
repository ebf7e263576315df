// SPDX-License-Identifier: Apache-2.0
// A client of SMTP and LMTP.
// Reads:  replies (RFC 5321 4.2), extensions, one reply a recipient behind an LMTP message (RFC 2033 4.2).
// Leaves: PIPELINING: the next hop is near, and each reply decides what comes next.
// Trusts: the next hop to know its recipients; not its bytes.
// Costs:  each byte of a message is looked at once and copied once.
// Damage: what is no reply, or one too many, loses the next hop: who brought the message is to try again.
#include "smtp/client.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "smtp/content.hpp"

namespace fumiban::smtp {
namespace {

constexpr std::size_t kLongestForward = 512; // bytes of a command, XFORWARD_README
constexpr const char* kNonsense = "what it says makes no sense";

} // namespace

std::optional<Client::Event> Client::next() {
  while (asked_ != Asked::nothing) {
    auto reply = out_of_step_ ? std::nullopt : replies_.next();
    if (out_of_step_ || replies_.broken()) return lost(kNonsense);
    if (!reply) break;
    if (auto event = hear(std::move(*reply))) return event;
  }
  return std::nullopt;
}

std::optional<Client::Event> Client::hear(Reply reply) {
  if (reply.code == 421) return lost(reply); // it leaves, whatever it was asked
  if (reply.code / 100 == 3 && asked_ != Asked::data) return lost(kNonsense);
  switch (asked_) {
    case Asked::greeting:
      if (!reply.positive()) return lost(reply);
      return say(Asked::hello, (protocol_ == Protocol::lmtp ? "LHLO " : "EHLO ") + name_ + "\r\n");
    case Asked::hello:
      if (reply.code / 100 == 5 && protocol_ == Protocol::smtp) return say(Asked::helo, "HELO " + name_ + "\r\n");
      if (!reply.positive()) return lost(reply);
      asked_ = Asked::nothing;
      extensions_ = extensions_of(reply);
      return Ready{extensions_};
    case Asked::helo:
      if (!reply.positive()) return lost(reply);
      asked_ = Asked::nothing;
      return Ready{};
    case Asked::reset:
      if (!reply.positive()) return lost(reply);
      begun_ = false;
      return Send{next_command()};
    case Asked::forward: return Send{next_command()}; // refused: then it does not know
    case Asked::mail: begun_ = reply.positive(); break;
    case Asked::recipient: accepted_ += reply.positive() ? 1U : 0U; break;
    case Asked::data:
      if (reply.positive()) return lost(kNonsense);
      if (reply.code / 100 != 3) break;
      return say(Asked::message, stuffed(std::exchange(message_, {})));
    case Asked::message: {
      answers_.push_back(std::move(reply));
      if (protocol_ == Protocol::lmtp && answers_.size() < accepted_) return std::nullopt;
      begun_ = false;
      asked_ = Asked::nothing;
      return Answer{std::exchange(answers_, {})};
    }
    case Asked::nothing: return std::nullopt;
  }
  asked_ = Asked::nothing;
  return Answer{{std::move(reply)}};
}

std::string Client::mail(const Forward& forward, const Path& sender) {
  FB_CHECK(asked_ == Asked::nothing);
  accepted_ = 0;
  if (begun_) commands_.push_back({Asked::reset, "RSET\r\n"});
  std::string line;
  const auto end_line = [&] {
    if (!line.empty()) commands_.push_back({Asked::forward, "XFORWARD" + std::exchange(line, {}) + "\r\n"});
  };
  for (const auto& [name, value] : forward.attributes) {
    if (std::find(extensions_.forward.begin(), extensions_.forward.end(), name) == extensions_.forward.end()) continue;
    const auto word = " " + name + "=" + value;
    if (line.size() + word.size() + 10 > kLongestForward) end_line();
    line += word;
  }
  end_line();
  commands_.push_back({Asked::mail, "MAIL FROM:" + with_parameters(sender)});
  return next_command();
}

std::string Client::recipient(const Path& path) {
  FB_CHECK(asked_ == Asked::nothing);
  ask(Asked::recipient);
  return "RCPT TO:" + with_parameters(path);
}

std::string Client::data(std::string message) {
  FB_CHECK(asked_ == Asked::nothing);
  ask(Asked::data);
  message_ = std::move(message);
  return "DATA\r\n";
}

Client::Event Client::say(Asked asked, std::string bytes) {
  ask(asked);
  return Send{std::move(bytes)};
}

std::string Client::next_command() {
  FB_CHECK(!commands_.empty());
  auto command = std::move(commands_.front());
  commands_.pop_front();
  ask(command.asked);
  return std::move(command.bytes);
}

std::string Client::with_parameters(const Path& path) const {
  auto out = path.address;
  for (const auto& parameter : path.parameters)
    if (extensions_.allows(name_of(parameter))) out += " " + parameter;
  return out + "\r\n";
}

Client::Event Client::lost(const Reply& reply) { return lost(std::to_string(reply.code) + " " + reply.lines.front()); }

Client::Event Client::lost(const std::string& why) {
  Reply reply(421, "4.4.2 The next hop is lost: " + why);
  // Recipients of an LMTP message that it has answered for are not asked for again.
  const bool some = std::exchange(asked_, Asked::nothing) == Asked::message && !answers_.empty();
  out_of_step_ = true;
  if (!some) return Lost{std::move(reply)};
  answers_.push_back(std::move(reply));
  return Answer{std::exchange(answers_, {})};
}

void Client::ask(Asked asked) {
  out_of_step_ = out_of_step_ || !replies_.empty();
  asked_ = asked;
}

} // namespace fumiban::smtp
