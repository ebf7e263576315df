// SPDX-License-Identifier: Apache-2.0
/// @file
/// Mail of our own that is to be sent: it lies here until somebody has taken it, whoever dies in between.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "spool/spool.hpp"

namespace fumiban::spool {

/// A copy of a message *waits* until it is known whether whoever brought the message has heard that we have it. If so
/// it is *due*. If that never becomes known, for we died, it is sent all the same, and remembered: should the message
/// come again, whoever brought it has not heard it, and the copy is not to be sent a second time. Thread-safe.
class Outbox {
public:
  /// Below that folder; made if need be. What waited when its process died becomes due, and is remembered. `now`:
  /// seconds since 1970. For the one process that stores.
  [[nodiscard]] static std::variant<Outbox, std::string> open(const std::string& folder, std::int64_t now);

  /// What a message is known by when it comes again; the queue id, that it has then, is another one.
  [[nodiscard]] static std::string key_of(std::string_view sender, const std::vector<std::string>& recipients,
                                          std::string_view message);

  /// Keeps a message behind fsync: its id, or nothing and what failed. As Spool::store().
  struct Stored {
    std::string id;
    std::string error;
  };
  [[nodiscard]] Stored store_waiting(std::string_view key, std::string_view json, std::string_view message) const;
  /// `key` names it: stored twice, it is kept once.
  [[nodiscard]] Stored store_due(std::string_view key, std::string_view json, std::string_view message) const;

  /// What waited is due: its id from now on.
  [[nodiscard]] std::string make_due(const std::string& id) const;
  /// The same where nobody knows whether it was heard: it is remembered.
  [[nodiscard]] std::string make_due_in_doubt(const std::string& id, std::int64_t now) const;
  [[nodiscard]] bool remembers(std::string_view key) const;
  void forget(std::string_view key) const { (void)doubtful_.remove(key); }

  /// Ids of what is due.
  [[nodiscard]] std::vector<std::string> due() const;
  [[nodiscard]] std::optional<Held> read(std::string_view id) const { return waiting_.read(id); }
  /// Has been sent, or is not to be.
  [[nodiscard]] std::string remove(std::string_view id) const { return waiting_.remove(id); }

private:
  Outbox(Spool waiting, Spool doubtful) : waiting_(std::move(waiting)), doubtful_(std::move(doubtful)) {}

  Spool waiting_;  ///< "0-key-random" waits, "1-key-random" and "1-key" are due
  Spool doubtful_; ///< keys
};

} // namespace fumiban::spool
