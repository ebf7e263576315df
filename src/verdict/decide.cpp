// SPDX-License-Identifier: Apache-2.0
// Report + circumstances + policy -> verdict. Pure. Every step can only raise: a further finding never makes it milder.
#include <algorithm>
#include <array>
#include <set>

#include "fumiban/verdict.hpp"

namespace fumiban {
namespace {

/// The rule for a finding: by id and evidence, by id, else by severity.
Reason reason_for(const Finding& finding, std::uint32_t index, const Policy& policy) {
  Reason reason;
  reason.finding = index;
  const std::string id(finding.spec->id);
  const auto narrow = policy.rules.find(id + ":" + finding.evidence);
  const auto exact = narrow == policy.rules.end() ? policy.rules.find(id) : narrow;
  if (exact != policy.rules.end()) {
    reason.rule = exact->first;
    reason.weight = exact->second.weight;
    reason.at_least = exact->second.at_least;
    return reason;
  }
  const std::string_view severity = name_of(finding.spec->severity);
  reason.rule = "severity." + std::string(severity);
  const auto weight = policy.by_severity.find(severity);
  if (weight != policy.by_severity.end()) reason.weight = weight->second;
  return reason;
}

int level_of(Outcome outcome, double score, const Policy& policy) {
  switch (outcome) {
    case Outcome::clean: return score >= policy.noted ? 2 : 1;
    case Outcome::unscanned: return score >= policy.noted ? 3 : 2;
    case Outcome::suspicious: return score >= policy.grave ? 4 : 3;
    case Outcome::malicious: return 5;
  }
  return 5;
}

} // namespace

std::string_view name_of(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::clean: return "clean";
    case Outcome::unscanned: return "unscanned";
    case Outcome::suspicious: return "suspicious";
    case Outcome::malicious: return "malicious";
  }
  return "";
}

Verdict decide(const Report& report, const Circumstances&, const Policy& policy) {
  Verdict verdict;
  verdict.policy = policy.name;
  std::set<Unread> unread;
  std::set<std::string> counted;
  std::vector<Reason> weightless;
  for (std::uint32_t i = 0; i < report.findings.size(); ++i) {
    const auto& finding = report.findings[i];
    auto reason = reason_for(finding, i, policy);
    if (!counted.insert(reason.rule + " " + std::string(finding.spec->id)).second) reason.weight = 0;
    verdict.score += reason.weight;
    verdict.outcome = std::max(verdict.outcome, reason.at_least);
    if (finding.spec->unread != Unread::no) {
      unread.insert(finding.spec->unread);
      verdict.outcome = std::max(verdict.outcome, Outcome::unscanned);
      reason.at_least = std::max(reason.at_least, Outcome::unscanned);
    }
    if (reason.weight > 0 || reason.at_least != Outcome::clean) verdict.reasons.push_back(std::move(reason));
  }
  if (verdict.score >= policy.suspicious) verdict.outcome = std::max(verdict.outcome, Outcome::suspicious);
  if (verdict.score >= policy.malicious) verdict.outcome = Outcome::malicious;
  verdict.level = level_of(verdict.outcome, verdict.score, policy);
  verdict.unread.assign(unread.begin(), unread.end());
  std::stable_sort(verdict.reasons.begin(), verdict.reasons.end(), [](const auto& a, const auto& b) {
    return std::pair(a.at_least, a.weight) > std::pair(b.at_least, b.weight);
  });
  return verdict;
}

} // namespace fumiban
