// SPDX-License-Identifier: Apache-2.0
/// @file
/// The protocol of clamd (clamd(8)), so that whatever speaks to clamd can ask us. No I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/incoming.hpp"

namespace fumiban::clamd {

/// What a client wants.
struct Request {
  enum class What : std::uint8_t {
    ping,
    version,
    commands,   ///< VERSIONCOMMANDS
    stats,      ///< STATS
    stream,     ///< INSTREAM: `bytes` is the file
    too_large,  ///< INSTREAM beyond the limit; the connection is to be closed after the reply
    shed,       ///< INSTREAM that was let go: shed(); the connection is to be closed after the reply
    descriptor, ///< FILDES: a descriptor comes beside the next byte
    path,       ///< SCAN and its like: `bytes` is the path
    refused,    ///< a command that we do not carry out: RELOAD, SHUTDOWN
    unknown,    ///< no command; the connection is to be closed after the reply
    end,        ///< the connection is to be closed
  };
  What what = What::unknown;
  std::string bytes;
  std::uint64_t number = 0; ///< in a session (IDSESSION), from 1; 0: there is none
  char terminator = '\n';
};

class Session {
public:
  struct Limits {
    std::size_t stream = 100U << 20U; ///< bytes of one INSTREAM
    std::size_t command = 8192;       ///< bytes of one command with its path
  };
  explicit Session(const Limits& limits) : limits_(limits) {}

  /// Takes what came from the client.
  void take(std::string_view bytes) { waiting_.take(bytes); }
  /// The next thing that it wants; nothing until more comes.
  [[nodiscard]] std::optional<Request> next();
  /// Bytes that it holds.
  [[nodiscard]] std::size_t held() const noexcept { return waiting_.held() + (stream_ ? stream_->bytes.size() : 0); }
  /// Lets go a file that is on its way, which next() then tells.
  void shed();
  /// `text` as the reply to `request`.
  [[nodiscard]] static std::string reply(const Request& request, std::string_view text);
  /// True if the connection is to be closed behind the reply to `request`: without IDSESSION one command is all.
  [[nodiscard]] bool closes(const Request& request) const noexcept;

private:
  std::optional<Request> read_stream();
  std::optional<Request> read_command();
  std::optional<std::string> line(char end);

  Limits limits_;
  Incoming waiting_;
  std::optional<Request> stream_;
  bool skips_a_byte_ = false; ///< the one that a descriptor comes with
  bool in_session_ = false;
  bool ended_ = false;
  std::uint64_t last_number_ = 0;
};

/// A name as replies carry it: "Fumiban.Unscanned.locked FOUND".
[[nodiscard]] std::string found(std::string_view what);

} // namespace fumiban::clamd
