// SPDX-License-Identifier: Apache-2.0
/// @file
/// One connection of a mail server to a filter: what it tells becomes envelopes and messages, what is to be done
/// becomes packets. No I/O.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "milter/packets.hpp"

namespace fumiban::milter {

/// All that the mail server said about one message beside its bytes.
struct Envelope {
  std::string client_name;
  std::string client_address; ///< as text; empty if it is not known
  std::uint16_t client_port = 0;
  std::string helo;
  std::string sender;                                     ///< as in MAIL FROM, with its brackets
  std::vector<std::string> recipients;                    ///< as in RCPT TO, accepted or not
  std::map<std::string, std::string, std::less<>> macros; ///< "i" (queue id), "{auth_authen}", "{tls_version}" ..

  /// "" where the mail server did not tell it.
  [[nodiscard]] std::string_view macro(std::string_view name) const;
};

/// Fields of a message: names as written, and which of that name it is, from 1.
using Forged = std::vector<std::pair<std::string, std::uint32_t>>;

/// A message in full.
struct Message {
  Envelope envelope;
  std::string bytes;      ///< header and body with CRLF line ends, as they can be put together again
  bool exact = false;     ///< header values came with the blanks in front of them
  bool too_large = false; ///< what is beyond a limit was not kept
  bool shed = false;      ///< its bytes were let go: Session::shed()
  Forged forged;          ///< what only we write
  struct Field {
    std::string name;
    std::string value; ///< folds as LF and blank
  };
  std::vector<Field> results; ///< all its Authentication-Results, in their order
  std::size_t body = 0;       ///< where the body begins in `bytes`
};

/// What becomes of a message.
struct Answer {
  enum class Fate : std::uint8_t { accept, reject, tempfail, discard };
  struct Header {
    std::string name;
    std::string value; ///< folds as LF and blank
  };
  Fate fate = Fate::accept;
  std::string reply;          ///< "550 5.7.1 text": for reject and tempfail; empty: the mail server's own words
  std::string hold;           ///< why the mail server is to hold it; empty: it is not
  std::vector<Header> insert; ///< above all others, the last one first
  Forged remove;              ///< to take out, in this order
  struct Replace {
    std::string name;
    std::uint32_t index = 0; ///< which of that name, from 1; one more than there are: a further one
    std::string value;       ///< folds as LF and blank, with the blank in front; empty: it is taken out
  };
  std::vector<Replace> replace;               ///< fields, in this order
  std::optional<std::string> body;            ///< instead of the one that came
  std::vector<std::string> remove_recipients; ///< with brackets, as those that are added
  std::vector<std::string> add_recipients;
};

class Session {
public:
  struct Limits {
    std::size_t message = 64U << 20U; ///< bytes of a message that are kept
    std::size_t packet = 2U << 20U;   ///< bytes of a packet
    std::size_t command = 4096;       ///< bytes of one that names a client, a sender or a recipient
    std::size_t macros = 64U << 10U;  ///< bytes of all of them
    std::size_t told = 2U << 20U;     ///< bytes of what is kept beside the message: recipients, fields
    std::size_t recipients = 10000;
    std::size_t forged = 1000;
    std::string_view ours = "x-fumiban-"; ///< what the names begin with of fields that only we write, in small letters
  };
  /// The connection is to be closed.
  struct Close {};
  /// Bytes to send.
  struct Send {
    std::string bytes;
  };
  using Event = std::variant<Send, Message, Close>;

  explicit Session(const Limits& limits) : limits_(limits), reader_(limits.packet) {}

  /// Takes what came from the mail server.
  void take(std::string_view bytes) { reader_.take(bytes); }
  /// What is to be done next; nothing until more comes. After a Message comes answer() before anything else.
  [[nodiscard]] std::optional<Event> next();
  /// Bytes that it holds, but for a command and macros.
  [[nodiscard]] std::size_t held() const noexcept { return reader_.held() + message_.bytes.size() + told_; }
  /// Lets go what came of the bytes of the message, and what still comes of them.
  void shed();
  /// The packets that say what becomes of the message. Actions that the mail server did not allow are left out, but for
  /// holding, in place of which it is asked to try again.
  [[nodiscard]] std::string answer(const Answer& answer) const;
  /// What the mail server allows: another body and other fields; other recipients.
  [[nodiscard]] bool may_change() const noexcept { return has(kChangeBody | kChangeHeaders | kAddHeaders); }
  [[nodiscard]] bool may_redirect() const noexcept { return has(kAddRecipients | kDeleteRecipients); }
  /// Says that we are still at it, so that the mail server waits on.
  [[nodiscard]] static std::string progress() { return packet('p'); }

private:
  [[nodiscard]] bool has(std::uint32_t actions) const noexcept { return (agreed_.actions & actions) == actions; }
  std::optional<Event> act(const Packet& packet);
  Event negotiate(const Packet& packet);
  std::optional<Event> reply(std::uint32_t silent) const;
  void connect(std::string_view data);
  bool macros(std::string_view data);
  void header(std::string_view data);
  bool tell(std::size_t bytes);
  void keep(std::string_view bytes);
  void forget(std::string_view kept);

  Limits limits_;
  PacketReader reader_;
  Options agreed_;
  Envelope client_;                    ///< what outlives a message: who is connected
  std::map<char, std::string> macros_; ///< as they came, by the command that they came in front of
  Message message_;
  std::size_t told_ = 0; ///< bytes that are kept beside it
  bool negotiated_ = false;
};

} // namespace fumiban::milter
