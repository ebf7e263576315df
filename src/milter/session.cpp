// SPDX-License-Identifier: Apache-2.0
// A mail server's side of a conversation.
// Reads:  milter protocol 6 (and 2 to 5) as Postfix and Sendmail speak it.
// Leaves: what is decided: whoever uses it.
// Trusts: nothing; a packet that makes no sense closes the connection, and the mail server then does what it was told
//         to do without its filter: try again later.
// Costs:  each byte is copied once.
// Damage: as above.
#include "milter/session.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/bytes.hpp"

namespace fumiban::milter {
namespace {

constexpr std::uint32_t kWanted =
    kAddHeaders | kChangeBody | kAddRecipients | kDeleteRecipients | kChangeHeaders | kQuarantine;
constexpr std::uint32_t kSilent = kNoReplyHeader | kNoUnknown | kNoReplyConnect | kNoReplyHelo | kNoReplyMail |
                                  kNoReplyRecipient | kNoReplyData | kNoReplyEndOfHeader | kNoReplyBody;

constexpr std::size_t kEach = 64; ///< bytes that keeping one more thing takes

constexpr std::size_t kMostBody = 65535; ///< bytes of a body in one packet

std::string number(std::uint32_t value) {
  std::string out;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>(value >> shift);
  return out;
}

std::string terminated(std::string_view text) { return std::string(text.substr(0, text.find('\0'))) + '\0'; }

/// Line ends as in a message: LF becomes CRLF, with a blank behind it, so that a value neither begins a further field
/// nor ends the header. Sendmail does the same to a LF that came by itself, where it takes that.
std::string with_folds(std::string_view value) {
  std::string out;
  out.reserve(value.size() + 8);
  for (const char c : value) {
    if (out.ends_with('\n') && c != ' ' && c != '\t') out += ' ';
    if (c == '\n' && !out.ends_with('\r')) out += '\r';
    out += c;
  }
  if (out.ends_with('\n')) out += ' ';
  return out;
}

} // namespace

std::string_view Envelope::macro(std::string_view name) const {
  const auto known = macros.find(name);
  return known == macros.end() ? std::string_view() : std::string_view(known->second);
}

std::optional<Session::Event> Session::next() {
  while (auto packet = reader_.next())
    if (auto event = act(*packet)) return event;
  if (reader_.broken()) return Close{};
  return std::nullopt;
}

std::optional<Session::Event> Session::act(const Packet& packet) {
  if (!negotiated_ && packet.command != 'O') return Close{};
  auto& envelope = message_.envelope;
  const auto first = [&packet] { return packet.data.substr(0, packet.data.find('\0')); };
  constexpr std::string_view kBounded = "CHMR";
  if (packet.data.size() > limits_.command && kBounded.find(packet.command) != std::string_view::npos) return Close{};
  switch (packet.command) {
    case 'O': return negotiate(packet);
    case 'D': // macros, in front of the command that they belong to
      if (!macros(packet.data)) return Close{};
      return std::nullopt;
    case 'C': connect(packet.data); return reply(kNoReplyConnect);
    case 'H': client_.helo = first(); return reply(kNoReplyHelo);
    case 'M':
      forget("CHM");
      if (packet.data.find('\0') == std::string::npos) return Close{};
      envelope.sender = first();
      return reply(kNoReplyMail);
    case 'R':
      if (packet.data.find('\0') == std::string::npos || envelope.recipients.size() >= limits_.recipients)
        return Close{};
      envelope.recipients.push_back(first());
      if (!tell(envelope.recipients.back().size())) return Close{};
      return reply(kNoReplyRecipient);
    case 'T': return reply(kNoReplyData);
    case 'U': return reply(kNoUnknown);
    case 'L': header(packet.data); return reply(kNoReplyHeader);
    case 'N':
      keep("\r\n");
      message_.body = message_.bytes.size();
      return reply(kNoReplyEndOfHeader);
    case 'B': keep(packet.data); return reply(kNoReplyBody);
    case 'E': {
      keep(packet.data);
      for (const auto& [command, raw] : macros_) {
        const auto words = strings_of(raw);
        for (std::size_t i = 0; i + 1 < words.size(); i += 2) envelope.macros[words[i]] = words[i + 1];
      }
      message_.exact = (agreed_.protocol & kLeadingSpace) != 0;
      auto whole = std::move(message_);
      forget("CH");
      return whole;
    }
    case 'A': forget("CH"); return std::nullopt;
    case 'K': // the connection stays, for another client
      client_ = {};
      forget("");
      return std::nullopt;
    default: return Close{}; // also 'Q'
  }
}

Session::Event Session::negotiate(const Packet& packet) {
  const auto offered = options_of(packet.data);
  if (!offered || offered->version < 2) return Close{};
  agreed_.version = std::min(offered->version, 6U);
  agreed_.actions = offered->actions & kWanted;
  agreed_.protocol = offered->protocol & (kSilent | kLeadingSpace);
  negotiated_ = true;
  return Send{milter::packet('O', encoded(agreed_))};
}

std::optional<Session::Event> Session::reply(std::uint32_t silent) const {
  if ((agreed_.protocol & silent) != 0) return std::nullopt;
  return Send{packet('c')};
}

void Session::connect(std::string_view data) {
  client_ = {};
  const auto end = data.find('\0');
  client_.client_name = data.substr(0, end);
  if (end == std::string_view::npos || end + 4 > data.size()) return;
  const char family = data[end + 1];
  if (family != '4' && family != '6') return; // unknown, or a socket in the file system
  Reader port{ByteView(data.substr(end + 2))};
  client_.client_port = port.u16_big().value_or(0);
  auto address = data.substr(end + 4);
  address = address.substr(0, address.find('\0'));
  if (address.starts_with("IPv6:")) address.remove_prefix(5);
  client_.client_address = address;
}

/// False: there is no command in front of which they came, or they are too many.
bool Session::macros(std::string_view data) {
  if (data.empty()) return false;
  std::size_t all = macros_[data.front()].assign(data.substr(1)).size();
  for (const auto& [command, raw] : macros_) all += command != data.front() ? raw.size() : 0;
  return all <= limits_.macros;
}

/// False: what is kept beside the message is too much.
bool Session::tell(std::size_t bytes) {
  told_ += bytes + kEach;
  return told_ <= limits_.told;
}

void Session::header(std::string_view data) {
  const auto end = data.find('\0');
  if (end == std::string_view::npos) return;
  const auto name = data.substr(0, end);
  const auto value = data.substr(end + 1, data.find('\0', end + 1) - end - 1);
  if (starts_fold(name, limits_.ours)) {
    auto& forged = message_.forged;
    const auto same =
        std::count_if(forged.begin(), forged.end(), [&](const auto& one) { return equal_fold(one.first, name); });
    if (forged.size() < limits_.forged && tell(name.size()))
      forged.emplace_back(name, static_cast<std::uint32_t>(same) + 1);
    else message_.too_large = true;
  }
  if (equal_fold(trim(name), "authentication-results")) {
    auto& results = message_.results;
    if (results.size() < limits_.forged && tell(name.size() + value.size()))
      results.push_back({std::string(name), std::string(value)});
    else message_.too_large = true;
  }
  keep(name);
  keep((agreed_.protocol & kLeadingSpace) != 0 ? ":" : ": ");
  keep(with_folds(value));
  keep("\r\n");
}

void Session::shed() {
  message_.shed = true;
  release(message_.bytes);
}

void Session::keep(std::string_view bytes) {
  if (message_.shed) return;
  const auto room = limits_.message - std::min(limits_.message, message_.bytes.size());
  message_.too_large = message_.too_large || bytes.size() > room;
  message_.bytes += bytes.substr(0, room);
}

/// Ready for the next message of the same client; macros of the commands in `kept` stay.
void Session::forget(std::string_view kept) {
  release(message_.bytes);
  message_ = {};
  told_ = 0;
  message_.envelope = client_;
  std::erase_if(macros_, [&](const auto& known) { return kept.find(known.first) == std::string_view::npos; });
}

std::string Session::answer(const Answer& answer) const {
  std::string out;
  const auto may = [&](std::uint32_t action) { return has(action); };
  const bool changes = answer.body.has_value() || !answer.replace.empty();
  const bool redirects = !answer.remove_recipients.empty() || !answer.add_recipients.empty();
  // Whoever asks for what is not allowed has not asked may_change() before.
  if (answer.fate == Answer::Fate::accept && ((changes && !may_change()) || (redirects && !may_redirect())))
    return packet('t');
  const bool holds = !answer.hold.empty() && answer.fate == Answer::Fate::accept;
  if (holds && !may(kQuarantine)) return packet('t'); // better late than unheld
  if (answer.fate == Answer::Fate::accept) {
    if (may(kChangeHeaders))
      for (const auto& [name, place] : answer.remove) out += packet('m', number(place) + terminated(name) + '\0');
    if (may(kAddHeaders))
      for (const auto& [name, value] : answer.insert) {
        const auto blank = (agreed_.protocol & kLeadingSpace) != 0 ? " " : "";
        out += packet('i', number(0) + terminated(name) + terminated(blank + value));
      }
    for (const auto& [name, index, value] : answer.replace) {
      const bool bare = (agreed_.protocol & kLeadingSpace) == 0 && value.starts_with(' ');
      out += packet('m', number(index) + terminated(name) + terminated(std::string_view(value).substr(bare ? 1 : 0)));
    }
    for (const auto& recipient : answer.remove_recipients) out += packet('-', terminated(recipient));
    for (const auto& recipient : answer.add_recipients) out += packet('+', terminated(recipient));
    if (answer.body) {
      // An empty body is said, too.
      for (std::size_t at = 0; at == 0 || at < answer.body->size(); at += kMostBody)
        out += packet('b', std::string_view(*answer.body).substr(at, kMostBody));
    }
    if (holds) out += packet('q', terminated(answer.hold));
  }
  switch (answer.fate) {
    case Answer::Fate::accept: return out + packet('c');
    case Answer::Fate::discard: return out + packet('d');
    case Answer::Fate::reject:
      return out + (answer.reply.empty() ? packet('r') : packet('y', terminated(answer.reply)));
    case Answer::Fate::tempfail:
      return out + (answer.reply.empty() ? packet('t') : packet('y', terminated(answer.reply)));
  }
  return out;
}

} // namespace fumiban::milter
