// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "action/marked.hpp"
#include "action/site.hpp"
#include "gateway.hpp"
#include "spool/outbox.hpp"

namespace fumiban::gateway {

using action::Act;

std::vector<std::string> Judgement::elsewhere() const {
  std::vector<std::string> out;
  for (std::size_t i = 1; i < shares.size(); ++i)
    out.insert(out.end(), shares[i].recipients.begin(), shares[i].recipients.end());
  return out;
}

bool Gateway::treat_copy(const Job& job, const Setup& setup, Judgement& copy, Handover& copies) {
  change(job, setup, copy);
  auto& plan = copy.plan;
  if (plan.act == Act::tempfail) plan.act = Act::hold; // nobody could change it, and the others have theirs
  const auto& recipients = job.envelope.recipients;
  if (action::is_delivered(plan)) {
    const auto& message = copy.rewritten.empty() ? job.bytes : copy.rewritten;
    const auto error =
        copies.add(spool::Outbox::key_of(job.envelope.sender, recipients, job.bytes),
                   entry_for(job, copy, action::redirected(recipients, plan.delivery.redirects)),
                   plan.test ? message : action::marked(message, plan.verdict, copy.changed(), plan.authserv_ids));
    if (!error.empty()) return false;
  }
  keep(job, setup, copy);
  copy.rewritten.clear();
  return copy.failure != Failure::spool;
}

void Gateway::treat_shares(Job& job, const Setup& setup, Judgement& judgement) {
  const auto everybody = job.envelope.recipients;
  const auto strictest = judgement.plan;
  const auto shares = judgement.shares;
  const auto begin = [&](const action::Share& share, Judgement& out) {
    job.envelope.recipients = share.recipients;
    out.plan = share.plan;
    out.plan.direction = strictest.direction;
    out.plan.allowed = strictest.allowed;
    out.plan.authserv_ids = strictest.authserv_ids;
  };
  judgement.copies = std::make_shared<Handover>(sender_);

  // We send them ourselves, so that everything may be changed in them.
  const auto body = std::exchange(job.body, std::nullopt);
  const auto may_redirect = std::exchange(job.may_redirect, true);
  const auto may_change = std::exchange(job.may_change, true);
  bool good = true;
  std::vector<Judgement> treated;
  for (std::size_t i = 1; i < shares.size() && good; ++i) {
    auto& copy = treated.emplace_back(judgement);
    begin(shares[i], copy);
    good = treat_copy(job, setup, copy, *judgement.copies);
  }
  job.body = body;
  job.may_redirect = may_redirect;
  job.may_change = may_change;

  begin(shares.front(), judgement);
  if (good) {
    change(job, setup, judgement);
    keep(job, setup, judgement);
    good = judgement.failure != Failure::spool && judgement.plan.act != Act::tempfail;
  }
  if (!good) return give_up_shares(treated, everybody, strictest, job, setup, judgement);
  if (judgement.stored && stored_) stored_(judgement.kept, job, judgement);
  for (std::size_t i = 0; i < treated.size(); ++i) {
    job.envelope.recipients = shares[i + 1].recipients;
    if (treated[i].stored && stored_) stored_(treated[i].kept, job, treated[i]);
    log(job, treated[i], 0);
  }
  job.envelope.recipients = shares.front().recipients;
}

void Gateway::give_up_shares(const std::vector<Judgement>& treated, const std::vector<std::string>& everybody,
                             const action::Plan& strictest, Job& job, const Setup& setup, Judgement& judgement) {
  judgement.copies->refused();
  for (const auto& one : treated)
    if (!one.kept.empty()) (void)spool_->remove(one.kept);
  if (!judgement.kept.empty()) (void)spool_->remove(judgement.kept);
  const bool by_worker = judgement.failure == Failure::worker;
  Judgement out;
  out.verdict = std::move(judgement.verdict);
  out.report = std::move(judgement.report);
  out.failure = by_worker ? Failure::worker : Failure::spool;
  out.plan = strictest;
  out.plan.delivery = {};
  out.plan.act = by_worker ? Act::tempfail : setup.config.on_spool;
  job.envelope.recipients = everybody;
  judgement = std::move(out);
}

} // namespace fumiban::gateway
