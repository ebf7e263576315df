// SPDX-License-Identifier: Apache-2.0
#include "gateway.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <mutex>
#include <new>
#include <nlohmann/json.hpp>
#include <thread>

#include "action/site.hpp"
#include "base/ascii.hpp"
#include "base/digest.hpp"
#include "base/incoming.hpp"
#include "base/text.hpp"
#include "findings/limits.hpp"
#include "findings/wall.hpp"
#include "spool/envelope.hpp"
#include "wall/unread.hpp"

namespace fumiban::gateway {
namespace {

using Json = nlohmann::ordered_json;

std::string now() {
  const auto time = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&time, &utc);
  std::array<char, 32> out{};
  return {out.data(), std::strftime(out.data(), out.size(), "%FT%TZ", &utc)};
}

unsigned processors() { return std::max(1U, std::thread::hardware_concurrency()); }
unsigned workers(const Config& config) { return config.workers != 0 ? config.workers : processors(); }

/// Bytes of messages that may be held at once.
std::uint64_t most_held(const Config& config) {
  constexpr std::uint64_t kMessages = 16; // of the largest size
  return kMessages * std::max(config.message, std::uint64_t{256} << 10U);
}

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string label(std::string_view name, std::string_view value) {
  return std::string(name) + "=\"" + std::string(value) + "\"";
}

Json plan_redirects(const Judgement& judgement) {
  auto out = Json::array();
  for (const auto& [recipient, to] : judgement.plan.delivery.redirects)
    out.push_back({{"recipient", printable(recipient)}, {"to", printable(to)}});
  return out;
}

Json changes_told(const Judgement& judgement) {
  auto out = Json::array();
  for (const auto& changed : judgement.edits.changed) {
    Json one = {{"what", name_of(changed.what)}};
    if (!changed.detail.empty()) one["detail"] = changed.detail;
    if (changed.part > 0 && changed.part < judgement.report.parts.size()) {
      const auto& part = judgement.report.parts[changed.part];
      if (!part.name.empty()) one["name"] = printable(part.name);
      if (part.sha256) one["sha256"] = hex(*part.sha256);
    }
    out.push_back(std::move(one));
  }
  return out;
}

/// What is told of a message wherever it is told: in the log and beside what is held.
Json told(const Job& job, const Judgement& judgement) {
  const auto& envelope = job.envelope;
  auto recipients = Json::array();
  for (const auto& recipient : envelope.recipients) recipients.push_back(printable(recipient));
  Json out = {{"time", now()},
              {"interface", job.interface},
              {"queue", printable(envelope.queue)},
              {"client", printable(envelope.client_address)},
              {"helo", printable(envelope.helo)},
              {"user", printable(envelope.user)},
              {"tls", printable(envelope.tls)},
              {"sender", printable(envelope.sender)},
              {"recipients", std::move(recipients)},
              {"direction", judgement.plan.direction},
              {"bytes", job.bytes.size()}};
  if (judgement.failure != Failure::none) out["failure"] = name_of(judgement.failure);
  out["verdict"] = judgement.plan.verdict;
  out["act"] = name_of(judgement.plan.act);
  if (judgement.plan.test) out["test"] = true;
  if (judgement.copies != nullptr) out["split"] = true;
  if (!judgement.plan.allowed.empty()) out["allowed"] = judgement.plan.allowed;
  if (auto redirects = plan_redirects(judgement); !redirects.empty()) out["redirected"] = std::move(redirects);
  if (!judgement.edits.changed.empty()) out["changed"] = changes_told(judgement);
  if (judgement.edits.obstacle != Obstacle::none) out["unchanged"] = name_of(judgement.edits.obstacle);
  if (!judgement.report.parts.empty() && judgement.report.parts.front().sha256)
    out["sha256"] = hex(*judgement.report.parts.front().sha256);
  return out;
}

} // namespace

std::string_view name_of(Failure failure) noexcept {
  static constexpr std::array<std::string_view, 4> kNames = {"none", "overload", "worker", "spool"};
  return kNames[static_cast<std::size_t>(failure)];
}

void log_event(std::string_view event, const Json& told) {
  static std::mutex mutex;
  Json line = {{"time", now()}, {"event", event}};
  line.update(told);
  const auto text = dump(line) + "\n";
  const std::scoped_lock lock(mutex);
  (void)std::fwrite(text.data(), 1, text.size(), stdout);
  (void)std::fflush(stdout);
}

action::Plan plan_after(Failure failure, const Config& config) {
  action::Plan out;
  out.act = failure == Failure::overload ? config.on_overload
            : failure == Failure::worker ? config.on_worker
                                         : config.on_spool;
  out.verdict = "unscanned; unread=" + std::string(name_of(failure));
  out.name = "Unscanned." + std::string(name_of(failure));
  out.test = config.site.test;
  return out;
}

std::string entry_for(const Job& job, const Judgement& judgement, const std::vector<std::string>& recipients) {
  auto json = told(job, judgement);
  const auto about = about_of(judgement.report);
  json["from"] = about.sender;
  json["subject"] = about.subject;
  json["locked"] = about.files;
  // For whoever sends the message on.
  json["forged-ids"] = judgement.plan.authserv_ids;
  json["envelope"] = spool::json_of({job.envelope.sender, recipients});
  return dump(json);
}

unlock::About about_of(const Report& report) {
  unlock::About out;
  const auto field = [&](std::string_view name) {
    const auto* found = report.parts.empty() ? nullptr : report.field(name);
    return found == nullptr ? std::string() : printable(trim(found->decoded));
  };
  out.sender = field("From");
  out.subject = field("Subject");
  for (const auto& finding : report.findings) {
    const auto& name = report.parts[finding.part].name;
    if (finding.spec->unread == Unread::locked &&
        std::find(out.files.begin(), out.files.end(), name) == out.files.end())
      out.files.push_back(name);
  }
  return out;
}

Gateway::Gateway(std::shared_ptr<const Setup> setup, Wall wall, std::optional<spool::Spool> spool,
                 boost::asio::io_context& io)
    : setup_(std::move(setup)),
      wall_(std::make_shared<Wall>(std::move(wall))),
      spool_(std::move(spool)),
      killers_(setup_->config.state.empty() ? "" : setup_->config.state + "/killers"),
      io_(io),
      threads_(workers(setup_->config)),
      room_(std::uint64_t{workers(setup_->config)} + setup_->config.waiting) {
  account_->bound(most_held(setup_->config));
  metrics_.set("fumiban_wall_degraded", setup_->config.degraded ? 1 : 0);
}

std::shared_ptr<const Setup> Gateway::setup() const {
  const std::scoped_lock lock(mutex_);
  return setup_;
}

void Gateway::replace(std::shared_ptr<const Setup> setup) {
  account_->bound(most_held(setup->config));
  const std::scoped_lock lock(mutex_);
  setup_ = std::move(setup);
}

std::string Gateway::metrics_text() {
  metrics_.set("fumiban_due", sender_ ? static_cast<double>(sender_->count()) : 0);
  metrics_.set("fumiban_held_bytes", static_cast<double>(account_->held()));
  metrics_.set("fumiban_in_flight", static_cast<double>(in_flight_));
  metrics_.set("fumiban_refused_opens", static_cast<double>(refusals()));
  return metrics_.text();
}

void Gateway::judge(Job job, Done done) {
  auto share = std::make_shared<Account::Share>(account_);
  if (job.shed || !share->set(job.bytes.size())) return turn_away(job, std::move(done));
  if (in_flight_.fetch_add(1) >= room_) {
    --in_flight_;
    return turn_away(job, std::move(done));
  }
  boost::asio::post(threads_, [this, job = std::move(job), done = std::move(done), share = std::move(share)]() mutable {
    const auto begin = std::chrono::steady_clock::now();
    if (job.started) boost::asio::post(io_, job.started);
    const auto setup = this->setup();
    auto judgement = std::make_shared<Judgement>(read(job, *setup));
    judgement->plan.authserv_ids = action::forged_ids(job.envelope, setup->config.site);
    if (judgement->shares.empty()) {
      change(job, *setup, *judgement);
      keep(job, *setup, *judgement);
      if (judgement->stored && stored_) stored_(judgement->kept, job, *judgement);
    } else {
      treat_shares(job, *setup, *judgement);
    }
    log(job, *judgement, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    (void)share->set(judgement->rewritten.size());
    release(job.bytes);
    boost::asio::post(io_, [this, done = std::move(done), judgement = std::move(judgement), share = std::move(share)] {
      done(*judgement);
      --in_flight_;
    });
  });
}

void Gateway::aside(std::function<void()> work, std::function<void()> done) {
  boost::asio::post(threads_, [this, work = std::move(work), done = std::move(done), busy = in_flight()]() mutable {
    work();
    boost::asio::post(io_, [done = std::move(done), busy = std::move(busy)] { done(); });
  });
}

std::shared_ptr<void> Gateway::in_flight() {
  ++in_flight_;
  return {this, [](Gateway* self) { --self->in_flight_; }};
}

void Gateway::probe(std::function<void(Failure)> done) {
  if (!has_room()) return done(Failure::overload);
  boost::asio::post(threads_, [this, done = std::move(done)]() mutable {
    auto failure = Failure::none;
    if (spool_ && !can_store()) failure = Failure::spool;
    else if (!std::holds_alternative<Report>(wall()->scan({}, {}))) failure = Failure::worker;
    boost::asio::post(io_, [done = std::move(done), failure] { done(failure); });
  });
}

bool Gateway::can_store() {
  const auto opened = spool::Spool::open(setup()->config.state + "/held");
  const auto* folder = std::get_if<spool::Spool>(&opened);
  if (folder == nullptr) return false;
  const std::scoped_lock lock(tried_mutex_);
  const auto clock = std::chrono::steady_clock::now();
  if (!tried_ || clock - *tried_ >= std::chrono::seconds(1)) { // whoever asks all the time is no load on the disk
    tried_ = clock;
    took_it_ = folder->try_out().empty();
  }
  return took_it_;
}

void Gateway::turn_away(const Job& job, Done done) {
  Judgement refused;
  refused.failure = Failure::overload;
  const auto setup = this->setup();
  refused.plan = plan_after(refused.failure, setup->config);
  refused.plan.authserv_ids = action::forged_ids(job.envelope, setup->config.site);
  // What was let go cannot be handed on.
  if (job.shed && job.accepted) {
    refused.plan.act = action::Act::tempfail;
    refused.plan.test = false;
  }
  // Held by the mail server if at all: a disk that is written to is no way out of too much work.
  log(job, refused, 0);
  boost::asio::post(io_, [done = std::move(done), refused = std::move(refused)] { done(refused); });
}

void Gateway::drain() {
  room_ = 0;
  threads_.join();
  io_.restart();
  while (in_flight_ > 0 && io_.run_one() > 0) {}
  io_.run_for(std::chrono::milliseconds(200)); // the last answers are written
}

std::shared_ptr<Wall> Gateway::wall() const {
  const std::scoped_lock lock(wall_mutex_);
  return wall_;
}

std::uint64_t Gateway::refusals() const {
  const std::scoped_lock lock(wall_mutex_);
  return refusals_before_ + wall_->refusals();
}

std::shared_ptr<Wall> Gateway::wall_after(const std::shared_ptr<Wall>& ended) {
  const std::scoped_lock lock(wall_mutex_);
  if (wall_ != ended) return wall_;
  auto started = Wall::start(ended->options());
  const auto* wrong = std::get_if<WallError>(&started);
  log_event("wall", {{"ended", "wall.gone"}, {"started", wrong == nullptr ? "again" : wrong->id}});
  if (wrong != nullptr) return nullptr;
  refusals_before_ += ended->refusals();
  wall_ = std::make_shared<Wall>(std::get<Wall>(std::move(started)));
  return wall_;
}

ScanOptions options_for(const Job& job) {
  ScanOptions options;
  options.message = job.message;
  options.passwords = job.passwords;
  options.name = job.name;
  return options;
}

std::optional<Report> Gateway::scan(const Job& job) {
  const auto bytes = std::as_bytes(std::span(job.bytes));
  const auto options = options_for(job);
  if (!killers_.empty()) {
    if (const auto digest = sha256(ByteView(bytes)); killers_.contains(digest))
      return wall::unread(ByteView(bytes), options, wall::kCrashed, "as before");
  }
  const auto before = wall();
  auto result = before->scan(bytes, options);
  if (const auto* error = std::get_if<WallError>(&result); error != nullptr && error->id == "wall.gone")
    if (const auto after = wall_after(before)) result = after->scan(bytes, options);
  auto* report = std::get_if<Report>(&result);
  if (report == nullptr) return std::nullopt;
  for (const auto& finding : report->findings) {
    if (finding.spec->id != wall::kCrashed.id && finding.spec->id != wall::kTimedOut.id) continue;
    metrics_.add("fumiban_worker_deaths", label("finding", finding.spec->id));
    killers_.add(sha256(ByteView(bytes)), finding.evidence);
  }
  // What was cut off was not read.
  if (job.too_large) report->findings.push_back({&limit::kBytes, 0, 0, 0, "message"});
  return std::move(*report);
}

Judgement Gateway::read(const Job& job, const Setup& setup) {
  Judgement out;
  try {
    if (auto report = scan(job)) {
      const auto& site = setup.config.site;
      const auto clock = std::time(nullptr);
      const auto direction = action::direction_of(job.envelope, site);
      const auto allowed = action::without_allowed(*report, job.envelope, site, clock);
      const auto& counts = allowed ? allowed->report : *report;
      out.verdict = decide(counts, Circumstances{.clock = clock, .direction = std::string(direction)}, setup.policy);
      out.plan = action::plan_for(out.verdict, job.envelope, direction, site);
      if (job.accepted && out.plan.act == action::Act::reject) out.plan.act = action::Act::hold;
      if (out.plan.act == action::Act::deliver)
        out.plan.delivery = action::delivery_for(out.verdict, counts, job.envelope, direction, site);
      if (job.takes_over && job.may_split && !job.too_large && sender_ && !setup.config.split.empty())
        out.shares = action::shares_of(out.verdict, counts, job.envelope, direction, site);
      if (allowed) out.plan.allowed = allowed->reasons;
      out.plan.direction = direction;
      out.report = std::move(*report);
      return out;
    }
  } catch (const std::bad_alloc&) { // the failure policy decides
    out = {};
  }
  out.failure = Failure::worker;
  out.plan = plan_after(out.failure, setup.config);
  return out;
}

void Gateway::keep(const Job& job, const Setup& setup, Judgement& judgement) const {
  const bool held = judgement.plan.act == action::Act::hold;
  // What is taken out of a message is not lost.
  const bool reduced = !judgement.rewritten.empty() && judgement.plan.delivery.changes.take_out();
  if (!job.takes_over || !spool_ || judgement.plan.test || !(held || reduced)) return;
  if (job.too_large) return; // what is beyond the limit is with the mail server alone
  // The same message to the same people under the same queue id is the mail server's second try: held once.
  auto seed = job.envelope.queue + '\n';
  for (const auto& recipient : job.envelope.recipients) seed += recipient + '\n';
  seed += job.bytes;
  const auto id = hex(sha256(ByteView(std::string_view(seed)))).substr(0, 32);
  if (spool_->store(id, entry_for(job, judgement, job.envelope.recipients), job.bytes).empty()) {
    judgement.stored = held;
    judgement.kept = id;
    return;
  }
  judgement.failure = Failure::spool;
  judgement.plan.act = setup.config.on_spool;
}

void Gateway::log(const Job& job, const Judgement& judgement, double seconds) {
  const auto& plan = judgement.plan;
  auto line = told(job, judgement);
  line["ms"] = static_cast<double>(static_cast<std::int64_t>(seconds * 1e6)) / 1000;
  log_event("message", line);
  if (judgement.failure != Failure::none) metrics_.add("fumiban_failures", label("reason", name_of(judgement.failure)));
  const auto verdict =
      judgement.report.parts.empty() ? name_of(Outcome::unscanned) : name_of(judgement.verdict.outcome);
  metrics_.add("fumiban_messages", label("interface", job.interface) + "," + label("verdict", verdict) + "," +
                                       label("act", plan.test ? "test" : action::name_of(plan.act)));
  metrics_.add("fumiban_bytes", "", static_cast<double>(job.bytes.size()));
  metrics_.took(seconds);
}

} // namespace fumiban::gateway
