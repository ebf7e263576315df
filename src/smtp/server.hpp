// SPDX-License-Identifier: Apache-2.0
/// @file
/// Our side towards who brings mail: a server of SMTP (RFC 5321) or LMTP (RFC 2033) that asks about everything that it
/// cannot know itself. No I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/incoming.hpp"
#include "smtp/content.hpp"
#include "smtp/extensions.hpp"

namespace fumiban::smtp {

enum class Protocol : std::uint8_t { smtp, lmtp };

class Server {
public:
  struct Options {
    Protocol protocol = Protocol::smtp;
    std::string name = "localhost";   ///< ours, in greeting and replies
    bool forwards = false;            ///< XFORWARD is taken from this client
    std::size_t message = 64U << 20U; ///< bytes of a message
    std::size_t line = 4096;          ///< bytes of a command
    std::size_t recipients = 10000;   ///< of a message
    std::size_t told = 2U << 20U;     ///< bytes of their addresses
    std::size_t commands = 1000;      ///< other than RCPT and BDAT, until a message is through
  };

  /// Bytes to send.
  struct Send {
    std::string bytes;
  };
  /// The connection is to be closed.
  struct Close {};
  // What is asked; each is to be answered before anything else comes.
  struct Hello {
    std::string name;
  };
  struct Sender {
    Forward forward;
    Path path;
  };
  struct Recipient {
    Path path;
  };
  /// A message in full, with CRLF line ends.
  struct Message {
    std::string bytes;
    bool too_large = false; ///< it is not here
    bool shed = false;      ///< it is not here because it was let go: Server::shed()
    Sender sender;
    std::vector<std::string> recipients; ///< those that were answered positively
  };
  using Event = std::variant<Send, Close, Hello, Sender, Recipient, Message>;

  explicit Server(Options options);

  /// The first thing to send.
  [[nodiscard]] std::string greeting() const;
  /// Takes what came from the client.
  void take(std::string_view bytes) { waiting_.take(bytes); }
  /// What is to be done next; nothing until more comes.
  [[nodiscard]] std::optional<Event> next();
  /// True if the client did not wait for the answer to its hello or to DATA, behind which it has to (RFC 2920 3.1):
  /// what came behind may be somebody else's words. When what came came decides, so it is for the owner to ask.
  [[nodiscard]] bool ran_ahead() const noexcept { return ran_ahead_; }

  /// Bytes that it holds.
  [[nodiscard]] std::size_t held() const noexcept;
  /// Lets go what came of the message, and what still comes of it.
  void shed();

  /// The answer to Hello: what the next hop can do, we can.
  [[nodiscard]] std::string welcome(const Extensions& next_hop);
  /// The answer to Sender, Recipient and Message. To an LMTP message: one for each recipient that was accepted, in
  /// their order; the last one counts for those behind it.
  [[nodiscard]] std::string answer(const std::vector<Reply>& replies);
  /// A last word; what follows is not listened to.
  [[nodiscard]] std::string farewell(const Reply& reply);

private:
  enum class Reading : std::uint8_t { commands, lines, chunk, nothing };
  enum class Asked : std::uint8_t { nothing, hello, sender, recipient, message };

  std::optional<Event> read_command();
  std::optional<Event> read_lines();
  std::optional<Event> read_chunk();
  std::optional<Event> act(const Command& command);
  Event hello(const Command& command);
  Event mail(std::string_view text);
  Event rcpt(std::string_view text);
  Event data(std::string_view text);
  std::optional<Event> bdat(std::string_view text);
  Event xforward(std::string_view text);
  Event whole(std::string bytes, bool too_large);
  Event no_room() const;
  [[nodiscard]] std::optional<Reply> wrong_parameter(const Path& path, std::string_view known) const;
  static Event say(unsigned code, std::string text) { return Send{encoded(Reply(code, std::move(text)))}; }
  Event end(unsigned code, std::string text);
  void forget();

  Options options_;
  Incoming waiting_;
  Reading reading_ = Reading::commands;
  Asked asked_ = Asked::nothing;
  bool closes_ = false; ///< once what was to be sent is sent
  bool ran_ahead_ = false;
  std::size_t commands_ = 0;

  bool known_ = false; ///< said EHLO, LHLO or HELO
  bool extended_ = false;
  Extensions extensions_;

  // The transaction.
  Forward forward_;
  std::optional<Sender> sender_;        ///< once it was accepted
  std::vector<std::string> recipients_; ///< that were accepted
  std::string address_;                 ///< of the recipient that is asked about
  std::size_t tried_ = 0;               ///< recipients
  std::size_t told_ = 0;                ///< bytes that they take
  bool shed_ = false;                   ///< the message is let go
  DataReader lines_;
  std::string chunks_;
  std::uint64_t chunk_ = 0;      ///< bytes of it that are still to come
  bool last_ = false;            ///< it is the last one
  bool chunked_ = false;         ///< there was one
  bool too_large_ = false;       ///< of the chunks
  std::optional<Reply> refused_; ///< what the chunk is answered with, whatever it is
};

} // namespace fumiban::smtp
