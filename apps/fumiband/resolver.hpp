// SPDX-License-Identifier: Apache-2.0
/// @file
/// Names resolved by a process that can do nothing else; the daemon's side of it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "config.hpp"
#include "fumiban/dns.hpp"
#include "wall/descriptor.hpp"

namespace fumiban::gateway {

/// Starts fumiban-resolver, and starts it anew when it ends: what it was asked then has failed.
class Resolver {
public:
  /// The second alternative: why there is none.
  [[nodiscard]] static std::variant<std::unique_ptr<Resolver>, std::string> start(const Dns& settings);
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;
  ~Resolver();

  /// From any thread, which waits: at most so long, or as the settings say, and a second. A process that keeps no
  /// deadline, or tells what cannot be, is ended.
  [[nodiscard]] dns::Answer ask(const dns::Question& question, std::chrono::milliseconds most);
  /// Called with what came of each question, on the thread that asked. Before the first one.
  void on_answer(std::function<void(const dns::Answer&)> told) { told_ = std::move(told); }

private:
  using Clock = std::chrono::steady_clock;
  struct Waiting {
    dns::Type type;
    std::optional<dns::Answer> answer;
  };

  explicit Resolver(const Dns& settings);
  [[nodiscard]] dns::Answer ask_process(const dns::Question& question, std::chrono::milliseconds most);
  std::string begin();
  void listen();
  bool take(const std::string& packet);
  void bury();

  std::string program_;
  std::vector<std::string> arguments_;
  std::chrono::milliseconds timeout_;
  std::function<void(const dns::Answer&)> told_;
  std::mutex mutex_;
  std::condition_variable news_;
  wall::Descriptor socket_; ///< replaced by the thread that listens alone
  pid_t pid_ = 0;           ///< 0: there is none
  std::uint64_t begun_ = 0; ///< processes
  std::uint64_t last_id_ = 0;
  std::map<std::uint64_t, Waiting*> waiting_;
  bool stop_ = false;
  std::thread thread_;
};

} // namespace fumiban::gateway
