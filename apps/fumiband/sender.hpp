// SPDX-License-Identifier: Apache-2.0
/// @file
/// Sends what lies in the outbox: copies for recipients who get something else than others, and notices.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "spool/outbox.hpp"
#include "spool/spool.hpp"

namespace fumiban::gateway {

/// Thread-safe. Waits for mail servers on threads of its own; what they do not take now is tried again, after five
/// seconds and then more rarely, up to five minutes. What they refuse for good is held.
class Sender {
public:
  /// "127.0.0.1:10026" for notices or copies, as it is set now; empty: nowhere.
  using Relay = std::function<std::string(bool notice)>;

  Sender(spool::Outbox outbox, spool::Spool held) : outbox_(std::move(outbox)), held_(std::move(held)) {}
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;
  ~Sender() { stop(); }

  /// Begins, with what was left over.
  void start(Relay relay);
  /// Lets what is being sent come to its end; the rest stays in the outbox.
  void stop();
  /// That is due in the outbox.
  void send(const std::string& id);
  /// A notice to one recipient, kept behind fsync; what failed, or empty. `about`: the held message.
  [[nodiscard]] std::string send_notice(const std::string& about, const std::string& recipient,
                                        std::string_view message);
  [[nodiscard]] const spool::Outbox& outbox() const noexcept { return outbox_; }
  /// How many are due.
  [[nodiscard]] std::size_t count() const;

private:
  using Clock = std::chrono::steady_clock;
  struct Due {
    std::string id;
    unsigned tries = 0;
  };

  void run();
  /// False: to be tried again.
  bool send_one(const std::string& id);

  spool::Outbox outbox_;
  spool::Spool held_;
  Relay relay_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::multimap<Clock::time_point, Due> due_;
  std::size_t busy_ = 0;
  bool stops_ = false;
  std::vector<std::thread> threads_;
};

/// Copies of one message in the outbox, until it is known whether whoever brought the message has heard our answer.
class Handover {
public:
  explicit Handover(std::shared_ptr<Sender> sender) : sender_(std::move(sender)) {}
  Handover(const Handover&) = delete;
  Handover& operator=(const Handover&) = delete;
  /// Nobody knows: they are sent, and not a second time should the message come again.
  ~Handover();

  /// Stores a copy, but for one that was sent when the message came before. What failed, or empty.
  [[nodiscard]] std::string add(std::string_view key, std::string_view json, std::string_view message);
  /// It was heard: they are sent.
  void taken();
  /// It was not taken from whoever brought it, who will bring it again: there are no copies.
  void refused();

private:
  std::shared_ptr<Sender> sender_;
  std::vector<std::string> ids_;
  std::vector<std::string> known_; ///< keys of what was sent already
};

} // namespace fumiban::gateway
