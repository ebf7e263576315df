// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <ctime>
#include <new>

#include "action/site.hpp"
#include "gateway.hpp"

namespace fumiban::gateway {
namespace {

/// True if the edits leave header and body where they are for whoever brought the message.
bool keep_apart(const Edits& edits, std::size_t body) {
  return std::all_of(edits.edits.begin(), edits.edits.end(), [&](const Edit& edit) {
    return edit.field.empty() ? edit.offset >= body : edit.offset + edit.length <= body;
  });
}

} // namespace

std::string Judgement::changed() const {
  std::array<std::size_t, kChanges> counts{};
  for (const auto& one : edits.changed) ++counts[static_cast<std::size_t>(one.what)];
  std::string out;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    out += (out.empty() ? "" : ", ") + std::string(name_of(static_cast<Change>(i)));
    if (counts[i] > 1) out += "=" + std::to_string(counts[i]);
  }
  if (!plan.delivery.redirects.empty()) out += out.empty() ? "redirect" : ", redirect";
  return out;
}

void Gateway::change(const Job& job, const Setup& setup, Judgement& judgement) {
  auto& plan = judgement.plan;
  if (!(job.takes_over || job.may_change) || plan.test || plan.act != action::Act::deliver) {
    plan.delivery = {};
    return;
  }
  std::optional<Obstacle> obstacle;
  if (!plan.delivery.redirects.empty() && !job.may_redirect) obstacle = Obstacle::denied;
  if (!obstacle && plan.delivery.changes.any()) {
    try {
      obstacle = rewrite(job, setup, judgement);
    } catch (const std::bad_alloc&) {
      obstacle = Obstacle::size;
    }
  }
  if (!obstacle) return;
  judgement.edits = {.edits = {}, .changed = {}, .obstacle = *obstacle};
  judgement.rewritten.clear();
  plan.delivery = {};
  // Never on its way as it is: what the failure policy may deliver is a message that nobody could read.
  plan.act = judgement.failure == Failure::worker && setup.config.on_worker == action::Act::tempfail
                 ? action::Act::tempfail
                 : action::Act::hold;
}

std::optional<Obstacle> Gateway::rewrite(const Job& job, const Setup& setup, Judgement& judgement) {
  const auto& changes = judgement.plan.delivery.changes;
  if (!job.may_change) return Obstacle::denied;
  if (job.too_large) return Obstacle::size;
  const auto options = options_for(job);
  auto result = wall()->rewrite(std::as_bytes(std::span(job.bytes)), options, changes);
  auto* edits = std::get_if<Edits>(&result);
  if (edits == nullptr) {
    judgement.failure = Failure::worker;
    return Obstacle::crashed;
  }
  if (edits->obstacle != Obstacle::none) return edits->obstacle;
  if (job.body && !keep_apart(*edits, *job.body)) return Obstacle::range;
  judgement.edits = std::move(*edits);
  judgement.rewritten = applied(job.bytes, judgement.edits);
  if (!changes.take_out()) return std::nullopt;

  // What is left is judged once more, by the same measure.
  auto again = wall()->scan(std::as_bytes(std::span(judgement.rewritten)), options);
  const auto* report = std::get_if<Report>(&again);
  if (report == nullptr) {
    judgement.failure = Failure::worker;
    return Obstacle::crashed;
  }
  const auto clock = std::time(nullptr);
  const auto allowed = action::without_allowed(*report, job.envelope, setup.config.site, clock);
  const auto verdict =
      decide(allowed ? allowed->report : *report,
             Circumstances{.clock = clock, .direction = std::string(judgement.plan.direction)}, setup.policy);
  const auto has = [](const Verdict& of, Unread why) {
    return std::find(of.unread.begin(), of.unread.end(), why) != of.unread.end();
  };
  const bool still_locked = !changes.locked.empty() && has(verdict, Unread::locked);
  // Also where that would be delivered as it came: it is not what was there before.
  const bool less_read = std::any_of(verdict.unread.begin(), verdict.unread.end(),
                                     [&](Unread why) { return !has(judgement.verdict, why); });
  const auto plan = action::plan_for(verdict, job.envelope, judgement.plan.direction, setup.config.site);
  if (verdict.outcome == Outcome::malicious || still_locked || less_read || plan.act != action::Act::deliver)
    return Obstacle::remains;
  return std::nullopt;
}

} // namespace fumiban::gateway
