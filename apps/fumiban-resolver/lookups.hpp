// SPDX-License-Identifier: Apache-2.0
/// @file
/// Names being resolved by libunbound, each with its deadline.
#pragma once

#include <unbound.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dns/dns.hpp"

namespace fumiban::resolver {

using Clock = std::chrono::steady_clock;

/// Whom to ask.
struct Settings {
  std::string trust_anchor;         ///< a file of DS or DNSKEY records; empty: nobody validates
  std::vector<std::string> servers; ///< "192.0.2.1" or "192.0.2.1@5353"; none: those of /etc/resolv.conf
};

class Lookups {
public:
  using Done = std::function<void(std::uint64_t id, const dns::Answer&)>;
  explicit Lookups(Done done) : done_(std::move(done)) {}
  Lookups(const Lookups&) = delete;
  Lookups& operator=(const Lookups&) = delete;

  /// Reads every file that is read. What is wrong, or empty.
  [[nodiscard]] std::string configure(const Settings& settings);
  /// Begins the thread that asks. False: it cannot be.
  [[nodiscard]] bool begin();

  /// Becomes readable when process() has something to do.
  [[nodiscard]] int descriptor() const { return ub_fd(context_.get()); }
  void process() { (void)ub_process(context_.get()); }
  /// Calls `done` for each that nobody waits for any more. How long there is until the next one.
  std::optional<Clock::duration> expire();
  /// Calls `done` once, perhaps at once.
  void ask(std::uint64_t id, const dns::Question& question, Clock::time_point deadline);

private:
  struct Query {
    Lookups* owner = nullptr;
    std::uint64_t id = 0;
    dns::Type type = dns::Type::txt;
    std::optional<Clock::time_point> deadline; ///< nothing: answered already, that time is up
  };
  struct Delete {
    void operator()(ub_ctx* context) const { ub_ctx_delete(context); }
  };
  static void on_answer(void* query, int error, ub_result* result);
  [[nodiscard]] dns::Answer answer_of(const ub_result& result, dns::Type type) const;

  Done done_;
  bool validates_ = false;
  std::map<std::uint64_t, Query> queries_;
  std::set<std::pair<Clock::time_point, std::uint64_t>> deadlines_;
  std::unique_ptr<ub_ctx, Delete> context_; ///< the first to go: it may answer until then
};

} // namespace fumiban::resolver
