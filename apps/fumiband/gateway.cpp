// SPDX-License-Identifier: Apache-2.0
#include "gateway.hpp"

#include <array>
#include <boost/asio/post.hpp>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <memory>
#include <mutex>
#include <new>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "findings/limits.hpp"

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

} // namespace

void log_line(std::string line) {
  static std::mutex mutex;
  line += '\n';
  const std::scoped_lock lock(mutex);
  (void)std::fwrite(line.data(), 1, line.size(), stdout);
  (void)std::fflush(stdout);
}

Gateway::Gateway(const Config& config, Policy policy, Wall wall, boost::asio::io_context& io)
    : config_(config),
      policy_(std::move(policy)),
      wall_(std::move(wall)),
      io_(io),
      threads_(config.workers != 0 ? config.workers : processors()),
      workers_(config.workers != 0 ? config.workers : processors()) {}

void Gateway::judge(Job job, Done done) {
  if (in_flight_.fetch_add(1) >= std::uint64_t{workers_} + config_.waiting) {
    --in_flight_;
    Judgement refused;
    refused.failed = true;
    log(job, refused, 0);
    boost::asio::post(io_, [done = std::move(done), refused = std::move(refused)] { done(refused); });
    return;
  }
  boost::asio::post(threads_, [this, job = std::move(job), done = std::move(done)]() mutable {
    const auto begin = std::chrono::steady_clock::now();
    auto judgement = std::make_shared<Judgement>(read(job));
    log(job, *judgement, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    boost::asio::post(io_, [this, done = std::move(done), judgement = std::move(judgement)] {
      done(*judgement);
      --in_flight_;
    });
  });
}

void Gateway::drain() {
  threads_.join();
  io_.restart();
  while (in_flight_ > 0 && io_.run_one() > 0) {}
  io_.run_for(std::chrono::milliseconds(200)); // the last answers are written
}

Judgement Gateway::read(const Job& job) {
  Judgement out;
  out.failed = true;
  try {
    ScanOptions options;
    options.message = job.message;
    auto result = wall_.scan(std::as_bytes(std::span(job.bytes)), options);
    auto* report = std::get_if<Report>(&result);
    if (report == nullptr) return out;
    // What was cut off was not read.
    if (job.too_large) report->findings.push_back({&limit::kBytes, 0, 0, 0, "message"});
    out.plan = action::plan(decide(*report, Circumstances{.clock = std::time(nullptr)}, policy_), config_.actions);
    out.report = std::move(*report);
    out.failed = false;
  } catch (const std::bad_alloc&) { // the failure policy decides
    out = {};
    out.failed = true;
  }
  return out;
}

void Gateway::log(const Job& job, const Judgement& judgement, double seconds) const {
  Json line = {{"time", now()},
               {"event", "message"},
               {"interface", job.interface},
               {"queue", printable(job.queue)},
               {"client", printable(job.client)},
               {"sender", printable(job.sender)},
               {"recipients", job.recipients},
               {"bytes", job.bytes.size()}};
  if (judgement.failed) {
    line["failed"] = true;
    line["act"] = name_of(config_.failure);
  } else {
    line["verdict"] = judgement.plan.verdict;
    line["act"] = name_of(judgement.plan.act);
    const auto& root = judgement.report.parts.front();
    if (root.sha256) line["sha256"] = hex(*root.sha256);
  }
  line["ms"] = static_cast<double>(static_cast<std::int64_t>(seconds * 1e6)) / 1000;
  log_line(line.dump(-1, ' ', false, Json::error_handler_t::replace));
}

} // namespace fumiban::gateway
