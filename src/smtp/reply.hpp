// SPDX-License-Identifier: Apache-2.0
/// @file
/// What an SMTP server answers (RFC 5321 4.2). No I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/incoming.hpp"

namespace fumiban::smtp {

/// A code and at least one line of text.
struct Reply {
  unsigned code = 0;
  std::vector<std::string> lines;

  Reply() = default;
  Reply(unsigned reply_code, std::string text) : code(reply_code), lines{std::move(text)} {}
  /// 250 and its like.
  [[nodiscard]] bool positive() const noexcept { return code / 100 == 2; }
};

/// As it goes over the wire. Control characters become '?': a reply that was handed on cannot break out of its line.
[[nodiscard]] std::string encoded(const Reply& reply);

/// Cuts what a server says into replies. What is none ends it for good.
class ReplyReader {
public:
  /// Takes a piece of the stream.
  void take(std::string_view bytes) { waiting_.take(bytes); }
  /// The next reply; nothing if it is not there in full.
  [[nodiscard]] std::optional<Reply> next();
  /// True if nothing lies here that has not been read.
  [[nodiscard]] bool empty() const noexcept { return reply_.lines.empty() && waiting_.rest().empty(); }
  /// True once the stream was wrong.
  [[nodiscard]] bool broken() const noexcept { return broken_; }

private:
  Incoming waiting_;
  Reply reply_;
  bool broken_ = false;
};

} // namespace fumiban::smtp
