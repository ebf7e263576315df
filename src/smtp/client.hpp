// SPDX-License-Identifier: Apache-2.0
/// @file
/// Our side towards the next hop: a client of SMTP or LMTP, one command at a time. No I/O.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "smtp/extensions.hpp"
#include "smtp/server.hpp"

namespace fumiban::smtp {

class Client {
public:
  /// Bytes to send.
  struct Send {
    std::string bytes;
  };
  /// It can be asked.
  struct Ready {
    Extensions extensions;
  };
  /// What it says to the last question; to a message over LMTP one for each recipient that it accepted, or one for all.
  struct Answer {
    std::vector<Reply> replies;
  };
  /// It is not to be asked any more; who brought a message is to try again.
  struct Lost {
    Reply reply; ///< 421 and why
  };
  using Event = std::variant<Send, Ready, Answer, Lost>;

  /// `name`: ours, in the greeting.
  Client(Protocol protocol, std::string name) : protocol_(protocol), name_(std::move(name)) {}

  /// Takes what came from the next hop.
  void take(std::string_view bytes) { replies_.take(bytes); }
  /// What is to be done next; nothing until more comes.
  [[nodiscard]] std::optional<Event> next();
  /// What it means that nothing more comes.
  [[nodiscard]] Event lost(const std::string& why);

  // Questions, once Ready has come, one after the Answer to the other: bytes to send.

  /// Begins a message; whatever was begun before and not ended is taken back.
  [[nodiscard]] std::string mail(const Forward& forward, const Path& sender);
  [[nodiscard]] std::string recipient(const Path& path);
  /// The message, for the recipients that were accepted.
  [[nodiscard]] std::string data(std::string message);
  /// A last word.
  [[nodiscard]] static std::string quit() { return "QUIT\r\n"; }

private:
  /// What the next reply answers.
  enum class Asked : std::uint8_t { greeting, hello, helo, reset, forward, mail, recipient, data, message, nothing };
  struct Command {
    Asked asked;
    std::string bytes;
  };

  std::optional<Event> hear(Reply reply);
  [[nodiscard]] Event say(Asked asked, std::string bytes);
  std::string next_command();
  [[nodiscard]] std::string with_parameters(const Path& path) const;
  [[nodiscard]] Event lost(const Reply& reply);
  void ask(Asked asked);

  Protocol protocol_;
  std::string name_;
  ReplyReader replies_;
  Extensions extensions_;
  Asked asked_ = Asked::greeting;
  std::deque<Command> commands_; ///< that follow when the last one was answered
  bool begun_ = false;           ///< there is a message to be taken back
  std::size_t accepted_ = 0;     ///< recipients
  std::string message_;
  std::vector<Reply> answers_; ///< to the message, so far
  bool out_of_step_ = false;   ///< it had said something that it was not asked
};

} // namespace fumiban::smtp
