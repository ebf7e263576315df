// SPDX-License-Identifier: Apache-2.0
/// @file
/// The lines of a message on their way through SMTP: where they end, and nowhere else. No I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/incoming.hpp"

namespace fumiban::smtp {

/// What follows DATA. Lines end with CRLF and with nothing else; only a line that is one dot ends it.
class DataReader {
public:
  enum class State : std::uint8_t {
    open,      ///< more is to come
    done,      ///< the line with the dot has come
    bare_line, ///< a CR or LF by itself: whoever believes that it ends a line sees another message
    hidden_dot ///< a line of a dot and NULs, which some read as the dot alone
  };
  /// What is beyond `most` bytes is not kept.
  explicit DataReader(std::size_t most) : most_(most) {}

  /// Reads on; how many bytes were its own. Once it is not open any more, it takes none.
  [[nodiscard]] std::size_t take(std::string_view bytes);
  [[nodiscard]] State state() const noexcept { return state_; }
  [[nodiscard]] bool too_large() const noexcept { return too_large_; }
  /// Lets go what came of the message, and what still comes.
  void shed() noexcept {
    too_large_ = true;
    release(message_);
  }
  /// Bytes of it that are held.
  [[nodiscard]] std::size_t held() const noexcept { return message_.size(); }
  /// The message so far, without the dots that were put in front of lines.
  [[nodiscard]] std::string& message() noexcept { return message_; }

private:
  void begin(char c);
  void end_line();
  void keep(std::string_view bytes);

  std::size_t most_;
  std::string message_;
  State state_ = State::open;
  bool too_large_ = false;
  bool after_cr_ = false;
  // The line as far as it has come.
  bool dotted_ = false; ///< begins with a dot, which is not kept
  bool empty_ = true;   ///< nothing has come, or that dot
  bool text_ = false;   ///< has something other than NULs and one dot
  bool nul_ = false;
  unsigned dots_ = 0;
};

/// The message with CRLF at the end of each line and nowhere a CR or LF by itself: LF ends a line, a stray CR becomes a
/// blank, as do NULs that stand beside a dot alone.
[[nodiscard]] std::string with_crlf(std::string_view message);

/// The same with a dot in front of each line that begins with one, and the dot that ends DATA: CRLF.CRLF stands at the
/// end and nowhere else, whatever the message is.
[[nodiscard]] std::string stuffed(std::string_view message);

} // namespace fumiban::smtp
