// SPDX-License-Identifier: Apache-2.0
/// @file
/// The middle of the daemon: messages in, plans out, whoever brings them.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstdint>
#include <functional>
#include <string>

#include "action/plan.hpp"
#include "config.hpp"
#include "fumiban/verdict.hpp"
#include "fumiban/wall.hpp"

namespace fumiban::gateway {

/// A message, or a file that somebody asks about.
struct Job {
  std::string bytes;
  bool message = true;
  bool too_large = false; ///< what is beyond the limit is not here
  /// For the log.
  std::string interface;
  std::string queue;
  std::string client;
  std::string sender;
  std::size_t recipients = 0;
};

struct Judgement {
  bool failed = false; ///< nobody could read it: the failure policy decides
  action::Plan plan;
  Report report;
};

/// Reads messages behind the wall on threads of its own and judges them.
class Gateway {
public:
  using Done = std::function<void(const Judgement&)>;

  Gateway(const Config& config, Policy policy, Wall wall, boost::asio::io_context& io);

  /// Calls `done` on the io_context. Where too many wait already, at once, and the judgement has failed.
  void judge(Job job, Done done);
  /// Waits until nothing is in flight.
  void drain();
  [[nodiscard]] const Config& config() const noexcept { return config_; }

private:
  Judgement read(const Job& job);
  void log(const Job& job, const Judgement& judgement, double seconds) const;

  Config config_;
  Policy policy_;
  Wall wall_;
  boost::asio::io_context& io_;
  boost::asio::thread_pool threads_;
  unsigned workers_;
  std::atomic<std::uint64_t> in_flight_ = 0;
};

/// One line of JSON on standard output.
void log_line(std::string line);

} // namespace fumiban::gateway
