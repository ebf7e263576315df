// SPDX-License-Identifier: Apache-2.0
// A server of SMTP and LMTP.
// Reads:  RFC 5321 (EHLO, HELO, MAIL, RCPT, DATA, RSET, NOOP, VRFY, QUIT), RFC 2033 (LHLO), 1870 (SIZE), 2920
//         (PIPELINING), 3030 (BDAT), 6152, 6531, 3461 and Postfix's XFORWARD.
// Leaves: who may send what to whom, and whether an address is one: the next hop answers that. TLS and AUTH.
// Trusts: nothing; what another program may understand otherwise (a CR or LF by itself, a control character in a
//         command) ends the conversation, since what follows may be somebody else's words.
// Costs:  each byte is copied twice; a command that has not come in full is looked through again with each piece.
// Damage: as above.
#include "smtp/server.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "base/check.hpp"

namespace fumiban::smtp {
namespace {

/// Parameters that MAIL and RCPT may have.
constexpr std::string_view kOfMail = "SIZE BODY SMTPUTF8 RET ENVID";
constexpr std::string_view kOfRcpt = "NOTIFY ORCPT";

constexpr std::size_t kEach = 64; ///< bytes that keeping one more address takes

bool is_one_of(std::string_view name, std::string_view known) {
  const auto words = words_of(known);
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return equal_fold(word, name); });
}

} // namespace

Server::Server(Options options) : options_(std::move(options)), lines_(options_.message) {}

std::string Server::greeting() const {
  return encoded(Reply(220, options_.name + (options_.protocol == Protocol::lmtp ? " LMTP" : " ESMTP")));
}

std::optional<Server::Event> Server::next() {
  if (closes_) {
    if (reading_ == Reading::nothing) return std::nullopt;
    reading_ = Reading::nothing;
    return Close{};
  }
  while (asked_ == Asked::nothing) {
    std::optional<Event> event;
    const auto before = waiting_.rest().size();
    if (reading_ == Reading::commands) event = read_command();
    else if (reading_ == Reading::lines) event = read_lines();
    else event = read_chunk();
    if (event) return event;
    if (waiting_.rest().size() == before) break;
  }
  return std::nullopt;
}

std::optional<Server::Event> Server::read_command() {
  const auto rest = waiting_.rest();
  const auto feed = rest.substr(0, options_.line).find('\n');
  if (feed == std::string_view::npos) {
    if (rest.size() < options_.line) return std::nullopt;
    return end(500, "5.5.2 Line too long");
  }
  if (feed == 0 || rest[feed - 1] != '\r') return end(500, "5.5.2 A line ends with CRLF");
  const std::string line(rest.substr(0, feed - 1));
  waiting_.drop(feed + 1);
  const auto command = command_of(line);
  if (!command) return end(500, "5.5.2 Control character in a command");
  const bool counts = command->verb != "RCPT" && command->verb != "BDAT";
  if (counts && ++commands_ > options_.commands) return end(421, "4.7.0 Too many commands");
  return act(*command);
}

std::optional<Server::Event> Server::act(const Command& command) {
  const auto& verb = command.verb;
  if (verb == "EHLO" || verb == "HELO" || verb == "LHLO") return hello(command);
  if (verb == "QUIT") return end(221, "2.0.0 Bye");
  if (verb == "NOOP") return say(250, "2.0.0 Ok");
  if (verb == "RSET") {
    forget();
    return say(250, "2.0.0 Ok");
  }
  if (verb == "VRFY") return say(252, "2.0.0 The next hop knows");
  if (verb == "MAIL") return mail(command.rest);
  if (verb == "RCPT") return rcpt(command.rest);
  if (verb == "DATA") return data(command.rest);
  if (verb == "BDAT") return bdat(command.rest);
  if (verb == "XFORWARD") return xforward(command.rest);
  // Before a greeting it is no mail server: a browser, say, that was made to post commands.
  if (!known_) return end(500, "5.5.2 Not a command");
  return say(500, "5.5.2 Not a command");
}

Server::Event Server::hello(const Command& command) {
  const bool fits = (command.verb == "LHLO") == (options_.protocol == Protocol::lmtp);
  if (!fits) return say(500, "5.5.1 This is the other protocol");
  if (command.rest.empty()) return say(501, "5.5.4 Who are you?");
  forget();
  ran_ahead_ = !waiting_.rest().empty();
  extended_ = command.verb != "HELO";
  asked_ = Asked::hello;
  return Hello{std::string(command.rest)};
}

std::string Server::welcome(const Extensions& next_hop) {
  asked_ = Asked::nothing;
  known_ = true;
  extensions_ = {};
  if (!extended_) return encoded(Reply(250, options_.name));
  extensions_ = next_hop;
  auto& size = extensions_.size;
  size = size.value_or(0) == 0 ? options_.message : std::min<std::uint64_t>(*size, options_.message);
  Reply out(250, options_.name);
  out.lines.insert(out.lines.end(), {"PIPELINING", "CHUNKING", "SIZE " + std::to_string(*size)});
  if (extensions_.eight_bit) out.lines.emplace_back("8BITMIME");
  if (extensions_.utf8) out.lines.emplace_back("SMTPUTF8");
  if (extensions_.dsn) out.lines.emplace_back("DSN");
  if (extensions_.status_codes) out.lines.emplace_back("ENHANCEDSTATUSCODES");
  if (options_.forwards) out.lines.push_back("XFORWARD " + std::string(kForwardAttributes));
  return encoded(out);
}

std::optional<Reply> Server::wrong_parameter(const Path& path, std::string_view known) const {
  for (const auto& parameter : path.parameters) {
    const auto name = name_of(parameter);
    if (!is_one_of(name, known) || !extensions_.allows(name))
      return Reply(555, "5.5.4 Parameter not known: " + std::string(name));
  }
  const auto body = path.parameter("BODY");
  if (body && !is_one_of(*body, "7BIT 8BITMIME")) return Reply(501, "5.5.4 BODY is 7BIT or 8BITMIME");
  const auto size = path.parameter("SIZE");
  if (size && !number_of(*size)) return Reply(501, "5.5.4 SIZE is a number");
  if (size && *number_of(*size) > options_.message) return Reply(552, "5.3.4 Message too large");
  return std::nullopt;
}

Server::Event Server::mail(std::string_view text) {
  if (!known_) return say(503, "5.5.1 Say hello first");
  if (sender_) return say(503, "5.5.1 One message at a time");
  auto path = path_of(text, "FROM:");
  if (!path) return say(501, "5.5.4 MAIL FROM:<address>");
  if (auto wrong = wrong_parameter(*path, kOfMail)) return Send{encoded(*wrong)};
  asked_ = Asked::sender;
  sender_ = Sender{forward_, std::move(*path)};
  return *sender_;
}

Server::Event Server::rcpt(std::string_view text) {
  if (!sender_ || chunked_) return say(503, "5.5.1 MAIL comes first");
  if (tried_ >= options_.recipients || told_ > options_.told) return say(452, "4.5.3 Too many recipients");
  auto path = path_of(text, "TO:");
  if (!path || path->address == "<>") return say(501, "5.5.4 RCPT TO:<address>");
  if (auto wrong = wrong_parameter(*path, kOfRcpt)) return Send{encoded(*wrong)};
  asked_ = Asked::recipient;
  address_ = path->address;
  return Recipient{std::move(*path)};
}

Server::Event Server::data(std::string_view text) {
  if (!text.empty()) return say(501, "5.5.4 DATA");
  if (recipients_.empty() || chunked_) return say(503, "5.5.1 No valid recipients");
  lines_ = DataReader(options_.message);
  reading_ = Reading::lines;
  ran_ahead_ = !waiting_.rest().empty();
  return say(354, "End with a line that is a dot");
}

std::optional<Server::Event> Server::read_lines() {
  waiting_.drop(lines_.take(waiting_.rest()));
  switch (lines_.state()) {
    case DataReader::State::open: break;
    case DataReader::State::done: return whole(std::move(lines_.message()), lines_.too_large());
    case DataReader::State::bare_line: return end(550, "5.5.2 A CR or LF by itself: lines end with CRLF");
    case DataReader::State::hidden_dot: return end(550, "5.5.2 A dot among NULs");
  }
  return std::nullopt;
}

std::optional<Server::Event> Server::bdat(std::string_view text) {
  const auto words = words_of(text);
  const auto size = words.empty() ? std::nullopt : number_of(words.front());
  last_ = words.size() == 2 && equal_fold(words[1], "LAST");
  if (!size || words.size() > 2 || (words.size() == 2 && !last_))
    return end(501, "5.5.4 BDAT size, or BDAT size LAST"); // where it ends, nobody knows
  chunk_ = *size;
  refused_ = recipients_.empty() ? std::optional<Reply>(Reply(503, "5.5.1 No valid recipients")) : std::nullopt;
  chunked_ = chunked_ || !refused_;
  reading_ = Reading::chunk;
  return std::nullopt;
}

std::optional<Server::Event> Server::read_chunk() {
  const auto here = waiting_.rest().substr(0, chunk_);
  if (!refused_) {
    too_large_ = too_large_ || here.size() > options_.message - chunks_.size();
    if (too_large_) release(chunks_); // it is not going anywhere
    else chunks_ += here;
  }
  chunk_ -= here.size();
  waiting_.drop(here.size());
  if (chunk_ > 0) return std::nullopt;
  reading_ = Reading::commands;
  if (refused_) return Send{encoded(*std::exchange(refused_, std::nullopt))};
  if (last_) {
    auto message = with_crlf(chunks_);
    release(chunks_);
    return whole(std::move(message), too_large_);
  }
  return too_large_ ? no_room() : say(250, "2.0.0 Ok");
}

Server::Event Server::xforward(std::string_view text) {
  if (!options_.forwards || !extended_) return say(550, "5.7.0 Not from you");
  if (sender_) return say(503, "5.5.1 Not within a message");
  if (!forward_.take(text)) return say(501, "5.5.4 XFORWARD attribute=value");
  return say(250, "2.0.0 Ok");
}

std::size_t Server::held() const noexcept { return waiting_.held() + lines_.held() + chunks_.size() + told_; }

void Server::shed() {
  if (reading_ != Reading::lines && !chunked_) return; // there is no message yet
  shed_ = too_large_ = true;
  lines_.shed();
  release(chunks_);
}

Server::Event Server::no_room() const {
  return shed_ ? say(452, "4.3.1 Too much mail at once, please try again") : say(552, "5.3.4 Message too large");
}

Server::Event Server::whole(std::string bytes, bool too_large) {
  reading_ = Reading::commands;
  asked_ = Asked::message;
  commands_ = 0;
  return Message{std::move(bytes), too_large, shed_, *sender_, recipients_};
}

std::string Server::answer(const std::vector<Reply>& replies) {
  FB_CHECK(!replies.empty());
  const auto asked = std::exchange(asked_, Asked::nothing);
  const bool positive = replies.front().positive();
  if (asked == Asked::sender && !positive) sender_.reset();
  if (asked == Asked::recipient) {
    ++tried_;
    if (positive) {
      told_ += address_.size() + kEach;
      recipients_.push_back(std::move(address_));
    }
  }
  if (asked != Asked::message || options_.protocol == Protocol::smtp) {
    if (asked == Asked::message) forget();
    return encoded(replies.front());
  }
  std::string out;
  for (std::size_t i = 0; i < recipients_.size(); ++i) out += encoded(replies[std::min(i, replies.size() - 1)]);
  forget();
  return out;
}

std::string Server::farewell(const Reply& reply) {
  closes_ = true;
  reading_ = Reading::nothing;
  return encoded(reply);
}

Server::Event Server::end(unsigned code, std::string text) {
  closes_ = true;
  return say(code, std::move(text));
}

/// Ready for the next message.
void Server::forget() {
  forward_ = {};
  sender_.reset();
  recipients_.clear();
  tried_ = told_ = 0;
  chunked_ = too_large_ = shed_ = false;
  release(chunks_);
}

} // namespace fumiban::smtp
