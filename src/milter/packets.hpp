// SPDX-License-Identifier: Apache-2.0
/// @file
/// The milter protocol, version 6, as packets (libmilter's mfdef.h tells the letters and bits). No I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/incoming.hpp"

namespace fumiban::milter {

/// One packet from the mail server: a letter and its data.
struct Packet {
  char command = 0;
  std::string data;
};

/// Cuts a stream into packets. What is no packet ends it for good.
class PacketReader {
public:
  /// `most`: the longest packet, in bytes; Postfix and Sendmail send at most 64 KB of a body unless more was agreed.
  explicit PacketReader(std::size_t most) : most_(most) {}

  /// Takes a piece of the stream.
  void take(std::string_view bytes) { waiting_.take(bytes); }
  /// The next packet; nothing if it is not there in full.
  [[nodiscard]] std::optional<Packet> next();
  /// Bytes that it holds.
  [[nodiscard]] std::size_t held() const noexcept { return waiting_.held(); }
  /// True once the stream was wrong: a length of zero or above `most`.
  [[nodiscard]] bool broken() const noexcept { return broken_; }

private:
  std::size_t most_;
  Incoming waiting_;
  bool broken_ = false;
};

/// A packet as it goes to the mail server.
[[nodiscard]] std::string packet(char command, std::string_view data = {});

/// What each side can do, from SMFIC_OPTNEG.
struct Options {
  std::uint32_t version = 6;
  std::uint32_t actions = 0;
  std::uint32_t protocol = 0;
};
[[nodiscard]] std::optional<Options> options_of(std::string_view data);
[[nodiscard]] std::string encoded(const Options& options);

/// Bits of Options::actions: what a filter may do at the end of a message.
enum Action : std::uint32_t {
  kAddHeaders = 0x01,
  kChangeBody = 0x02,
  kAddRecipients = 0x04,
  kDeleteRecipients = 0x08,
  kChangeHeaders = 0x10,
  kQuarantine = 0x20,
};

/// Bits of Options::protocol.
enum Protocol : std::uint32_t {
  kNoReplyHeader = 0x00000080,
  kNoUnknown = 0x00000100,
  kNoReplyConnect = 0x00001000,
  kNoReplyHelo = 0x00002000,
  kNoReplyMail = 0x00004000,
  kNoReplyRecipient = 0x00008000,
  kNoReplyData = 0x00010000,
  kNoReplyEndOfHeader = 0x00040000,
  kNoReplyBody = 0x00080000,
  kLeadingSpace = 0x00100000, ///< header values come as they stand behind the colon
};

/// Strings that each end with NUL; what follows the last NUL is left out.
[[nodiscard]] std::vector<std::string> strings_of(std::string_view data);

} // namespace fumiban::milter
