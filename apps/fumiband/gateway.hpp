// SPDX-License-Identifier: Apache-2.0
/// @file
/// The middle of the daemon: messages in, plans out, whoever brings them.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "account.hpp"
#include "action/envelope.hpp"
#include "action/plan.hpp"
#include "action/site.hpp"
#include "config.hpp"
#include "fumiban/verdict.hpp"
#include "fumiban/wall.hpp"
#include "killers.hpp"
#include "metrics.hpp"
#include "sender.hpp"
#include "spool/spool.hpp"
#include "unlock/page.hpp"

namespace fumiban::gateway {

/// A message, or a file that somebody asks about.
struct Job {
  std::string bytes;
  bool message = true;
  std::string name;          ///< of a file, as its owner calls it
  bool too_large = false;    ///< what is beyond the limit is not here
  bool shed = false;         ///< its bytes were let go since too many are held: there is overload
  std::string interface;     ///< "milter", "clamd" .., for the log
  bool takes_over = false;   ///< we are asked what becomes of it: what is held goes to the spool
  bool accepted = false;     ///< by somebody who would have to tell the sender if it were rejected: it is held instead
  bool may_change = false;   ///< whoever brought it takes it back changed
  bool may_redirect = false; ///< and lets us say who gets it
  bool may_split = false;    ///< and goes on with some of the recipients alone
  std::optional<std::size_t> body; ///< where its body begins, if header and body are changed apart
  action::Envelope envelope;
  std::vector<std::string> passwords; ///< that somebody knows beside those in the message
  std::function<void()> started = {}; ///< called on the io_context once it is being read
};

/// Why nobody could read a message, or keep it.
enum class Failure : std::uint8_t { none, overload, worker, spool };
[[nodiscard]] std::string_view name_of(Failure failure) noexcept;

struct Judgement {
  Failure failure = Failure::none;
  action::Plan plan;                 ///< what is to be done, also after a failure
  bool stored = false;               ///< it lies in the spool; whoever brought it needs to keep it no longer
  std::string kept;                  ///< as what it lies there; also if it is delivered, and not all of it
  std::vector<action::Share> shares; ///< where recipients do not get the same; the first one is what `plan` is of
  std::shared_ptr<Handover> copies;  ///< what the other shares get from us; to be told whether this was heard
  Verdict verdict;
  Report report;         ///< has no parts after a failure
  Edits edits;           ///< how it is changed before it is delivered; with an obstacle it is not, and not delivered
  std::string rewritten; ///< what it is then; empty: as it came

  /// Recipients who are not to get what `plan` says: they get theirs from us, or nothing.
  [[nodiscard]] std::vector<std::string> elsewhere() const;
  /// What was changed, for people and their programs: "tag, banner=2, redirect"; empty if nothing was.
  [[nodiscard]] std::string changed() const;
};

/// All that a reload replaces.
struct Setup {
  Config config;
  Policy policy;
};

/// Reads messages behind the wall on threads of its own and judges them.
class Gateway {
public:
  using Done = std::function<void(const Judgement&)>;

  /// `spool`: where held messages go; nothing: they stay with the mail server.
  Gateway(std::shared_ptr<const Setup> setup, Wall wall, std::optional<spool::Spool> spool,
          boost::asio::io_context& io);

  /// Calls `done` on the io_context. Where too many wait already, at once, by the failure policy.
  void judge(Job job, Done done);
  /// Says that too many wait, or too much, by the failure policy.
  void turn_away(const Job& job, Done done);
  /// Tells, on the io_context, why mail could not be read or kept now: tries a worker, and to write into the spool.
  void probe(std::function<void(Failure)> done);
  /// While it lives, a message is in flight: it is being handed on.
  [[nodiscard]] std::shared_ptr<void> in_flight();
  /// Waits until nothing is in flight. What still comes is turned away.
  void drain();
  /// Called with each message that was put into the spool, on the thread that judged it. Before the first message.
  using Stored = std::function<void(const std::string& id, const Job&, const Judgement&)>;
  void on_stored(Stored stored) { stored_ = std::move(stored); }
  /// Where recipients do not get the same, these send the copies. Before the first message; without, all get the same.
  void split_by(std::shared_ptr<Sender> sender) { sender_ = std::move(sender); }
  /// From the next message on. Listeners, workers and folders stay as they are.
  void replace(std::shared_ptr<const Setup> setup);
  [[nodiscard]] std::shared_ptr<const Setup> setup() const;
  /// What all that hold bytes of messages count in.
  [[nodiscard]] const std::shared_ptr<Account>& account() const noexcept { return account_; }
  [[nodiscard]] Metrics& metrics() noexcept { return metrics_; }
  /// The metrics with what is known only at that moment, as OpenMetrics text.
  [[nodiscard]] std::string metrics_text();
  /// True if a further message would be read, not turned away.
  [[nodiscard]] bool has_room() const noexcept { return in_flight_ < room_; }
  /// What readers say, as long as the returned object lives.
  [[nodiscard]] std::shared_ptr<const Wall> findings() const { return wall(); }
  /// Does `work` where it may wait, then `done` on the io_context.
  void aside(std::function<void()> work, std::function<void()> done);

private:
  Judgement read(const Job& job, const Setup& setup);
  std::optional<Report> scan(const Job& job);
  [[nodiscard]] std::shared_ptr<Wall> wall() const;
  [[nodiscard]] std::uint64_t refusals() const;
  /// Another one than `ended`, whose workers have lost their parent; nothing where none can be started.
  std::shared_ptr<Wall> wall_after(const std::shared_ptr<Wall>& ended);
  /// Works out the changes that the plan asks for; where they cannot be made, the message is held.
  void change(const Job& job, const Setup& setup, Judgement& judgement);
  std::optional<Obstacle> rewrite(const Job& job, const Setup& setup, Judgement& judgement);
  /// True if the spool can be written to: tried at most once a second.
  bool can_store();
  void keep(const Job& job, const Setup& setup, Judgement& judgement) const;
  /// The same for each share by itself.
  void treat_shares(Job& job, const Setup& setup, Judgement& judgement);
  /// What a share gets that does not stay with whoever brought the message. False: it could not be stored.
  bool treat_copy(const Job& job, const Setup& setup, Judgement& copy, Handover& copies);
  /// Leaves nothing of what was stored, and has the failure policy decide for all.
  void give_up_shares(const std::vector<Judgement>& treated, const std::vector<std::string>& everybody,
                      const action::Plan& strictest, Job& job, const Setup& setup, Judgement& judgement);
  void log(const Job& job, const Judgement& judgement, double seconds);

  mutable std::mutex mutex_;
  std::shared_ptr<const Setup> setup_;
  mutable std::mutex wall_mutex_;
  std::shared_ptr<Wall> wall_;
  std::uint64_t refusals_before_ = 0; ///< of walls that have ended
  std::optional<spool::Spool> spool_;
  std::mutex tried_mutex_;
  std::optional<std::chrono::steady_clock::time_point> tried_; ///< when the spool was written to as a trial
  bool took_it_ = false;                                       ///< that time
  Stored stored_;
  std::shared_ptr<Sender> sender_;
  Killers killers_;
  std::shared_ptr<Account> account_ = std::make_shared<Account>();
  Metrics metrics_;
  boost::asio::io_context& io_;
  boost::asio::thread_pool threads_;
  std::atomic<std::uint64_t> room_;
  std::atomic<std::uint64_t> in_flight_ = 0;
};

/// What is written beside a message that we keep, to be sent to `recipients`: a line of JSON.
[[nodiscard]] std::string entry_for(const Job& job, const Judgement& judgement,
                                    const std::vector<std::string>& recipients);

/// What is told of a held message to its recipients.
[[nodiscard]] unlock::About about_of(const Report& report);

/// How it is read, every time.
[[nodiscard]] ScanOptions options_for(const Job& job);

/// What is to be done with a message that nobody could read, or keep.
[[nodiscard]] action::Plan plan_after(Failure failure, const Config& config);

/// One line of JSON on standard output: the time, the event, and what is told of it.
void log_event(std::string_view event, const nlohmann::ordered_json& told);

} // namespace fumiban::gateway
