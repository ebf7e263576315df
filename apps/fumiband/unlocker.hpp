// SPDX-License-Identifier: Apache-2.0
/// @file
/// Recipients of locked attachments: they are told that a message is held, and their password opens it.
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "gateway.hpp"
#include "spool/spool.hpp"
#include "spool/submit.hpp"
#include "unlock/page.hpp"

namespace fumiban::gateway {

/// What to show.
struct Shown {
  unlock::State state = unlock::State::gone;
  unlock::About about;
  unsigned tries = 0; ///< that are left
};

/// Thread-safe. Waits for mail servers on a thread of its own.
class Unlocker {
public:
  using Done = std::function<void(const Shown&)>;

  /// `key`: what tickets are made with.
  Unlocker(Gateway& gateway, spool::Spool spool, std::shared_ptr<Sender> sender, std::string key);

  /// Tells those recipients of a held message that are ours, if all that is wrong with it is that it is locked.
  void tell(const std::string& id, const Job& job, const Judgement& judgement);
  /// True if we gave that ticket out and its time is not over. Costs an HMAC.
  [[nodiscard]] bool knows(std::string_view ticket) const;
  /// What the page shows before anybody types.
  [[nodiscard]] Shown look(std::string_view ticket);
  /// Tries a password; calls `done` on any thread. What is opened and delivered by its verdict goes to all its
  /// recipients.
  void open(std::string_view ticket, std::string password, Done done);
  /// Waits for mail that is on its way.
  void drain() { threads_.join(); }

private:
  static constexpr unsigned kTries = 10; ///< of a message, until the daemon starts anew

  struct Entry {
    std::string id;
    Job job;
    unlock::About about;
  };
  std::optional<Entry> read(std::string_view ticket);
  void judged(const std::shared_ptr<Entry>& entry, const Judgement& judgement, const Done& done);
  /// False: somebody is at it, or has tried too often.
  bool begin(const std::string& id);
  /// `tried`: the password was looked at.
  void end(const std::string& id, bool tried);
  unsigned left(const std::string& id);

  Gateway& gateway_;
  spool::Spool spool_;
  std::shared_ptr<Sender> sender_; ///< of notices
  std::string key_;
  std::mutex mutex_;
  std::map<std::string, unsigned> tries_;
  std::set<std::string> busy_;
  boost::asio::thread_pool threads_{1};
};

/// The key of tickets in that file, made (0600) if it is not there; empty, and `error` says why, where that fails.
[[nodiscard]] std::string read_key(const std::string& path, std::string& error);

} // namespace fumiban::gateway
