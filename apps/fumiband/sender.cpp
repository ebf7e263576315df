// SPDX-License-Identifier: Apache-2.0
#include "sender.hpp"

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>
#include <utility>

#include "gateway.hpp"
#include "spool/envelope.hpp"
#include "spool/submit.hpp"

namespace fumiban::gateway {
namespace {

using Json = nlohmann::ordered_json;

constexpr unsigned kThreads = 4;
constexpr std::chrono::seconds kFirst(5);
constexpr std::chrono::seconds kLast(300);
constexpr unsigned kDoublings = 6; // of the first, which are more than the last

} // namespace

void Sender::start(Relay relay) {
  relay_ = std::move(relay);
  for (auto& id : outbox_.due()) due_.emplace(Clock::now(), Due{std::move(id)});
  for (unsigned i = 0; i < kThreads; ++i) threads_.emplace_back([this] { run(); });
}

void Sender::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stops_ = true;
  }
  wake_.notify_all();
  for (auto& thread : std::exchange(threads_, {})) thread.join();
}

void Sender::send(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  due_.emplace(Clock::now(), Due{id});
  wake_.notify_one();
}

std::string Sender::send_notice(const std::string& about, const std::string& recipient, std::string_view message) {
  const Json told = {
      {"notice", true}, {"id", about}, {"recipient", recipient}, {"envelope", spool::json_of({"", {recipient}})}};
  auto stored = outbox_.store_due(spool::Outbox::key_of(about, {recipient}, {}),
                                  told.dump(-1, ' ', false, Json::error_handler_t::replace), message);
  if (stored.error.empty()) send(stored.id);
  return stored.error;
}

std::size_t Sender::count() const {
  const std::scoped_lock lock(mutex_);
  return due_.size() + busy_;
}

void Sender::run() {
  std::unique_lock lock(mutex_);
  while (!stops_) {
    if (due_.empty() || due_.begin()->first > Clock::now()) {
      if (due_.empty()) wake_.wait(lock);
      else wake_.wait_until(lock, Clock::time_point(due_.begin()->first));
      continue;
    }
    auto one = std::move(due_.extract(due_.begin()).mapped());
    ++busy_;
    lock.unlock();
    const bool done = send_one(one.id);
    lock.lock();
    --busy_;
    if (done) continue;
    const auto pause = std::min(kLast, kFirst * (1U << std::min(one.tries++, kDoublings)));
    due_.emplace(Clock::now() + pause, std::move(one));
  }
}

bool Sender::send_one(const std::string& id) {
  auto entry = outbox_.read(id);
  const auto told = entry ? Json::parse(entry->json, nullptr, false) : Json();
  if (!told.is_object()) return true; // somebody has taken it away, or written into it: it stays where it is
  const bool notice = told.contains("notice");
  const auto relay = relay_(notice);
  const auto envelope = spool::envelope_of(told);
  auto sent = relay.empty()
                  ? spool::Submission{"no server takes it: write " + std::string(notice ? "relay" : "split")}
                  : spool::submit(spool::relay_of(relay), envelope.sender, envelope.recipients, entry->message);
  Json line = notice ? Json{{"id", spool::text_of(told, "id")}, {"recipient", spool::text_of(told, "recipient")}}
                     : Json{{"queue", spool::text_of(told, "queue")}, {"recipients", told.value("recipients", Json())}};
  const bool refused = sent.refused;
  if (refused && !notice) {
    // For a person to see to. The copy that was to be sent lies there, not what came.
    const auto kept = held_.store(id, entry->json, entry->message);
    line["held"] = id;
    if (!kept.empty()) sent = {sent.error + "; " + kept, false};
  }
  const bool done = sent.error.empty() || sent.refused;
  if (!sent.error.empty()) line["error"] = sent.error;
  if (done)
    if (const auto error = outbox_.remove(id); !error.empty()) line["left"] = error;
  log_event(notice ? "notice" : "copy", line);
  return done;
}

Handover::~Handover() {
  for (const auto& id : ids_) sender_->send(sender_->outbox().make_due_in_doubt(id, std::time(nullptr)));
}

std::string Handover::add(std::string_view key, std::string_view json, std::string_view message) {
  if (sender_->outbox().remembers(key)) {
    known_.emplace_back(key);
    return "";
  }
  auto stored = sender_->outbox().store_waiting(key, json, message);
  if (stored.error.empty()) ids_.push_back(std::move(stored.id));
  return stored.error;
}

void Handover::taken() {
  for (const auto& id : std::exchange(ids_, {})) sender_->send(sender_->outbox().make_due(id));
  for (const auto& key : std::exchange(known_, {})) sender_->outbox().forget(key);
}

void Handover::refused() {
  for (const auto& id : std::exchange(ids_, {})) (void)sender_->outbox().remove(id);
  known_.clear();
}

} // namespace fumiban::gateway
