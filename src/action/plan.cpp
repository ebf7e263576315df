// SPDX-License-Identifier: Apache-2.0
#include "action/plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace fumiban::action {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"deliver", "hold", "tempfail", "reject", "discard"};
constexpr std::size_t kMostRules = 8;

std::string capital(std::string_view word) {
  std::string out(word);
  if (!out.empty() && out.front() >= 'a' && out.front() <= 'z') out.front() = static_cast<char>(out.front() - 32);
  return out;
}

} // namespace

std::string_view name_of(Act act) noexcept { return kNames[static_cast<std::size_t>(act)]; }

std::optional<Act> act_named(std::string_view name) noexcept {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Act>(found - kNames.begin());
}

Plan plan(const Verdict& verdict, const Actions& actions) {
  Plan out;
  const auto raise = [&](const auto& acts, const auto& why) {
    if (const auto found = acts.find(why); found != acts.end()) out.act = std::max(out.act, found->second);
  };
  raise(actions.by_outcome, verdict.outcome);
  for (const auto reason : verdict.unread) raise(actions.by_unread, reason);

  out.verdict = std::string(fumiban::name_of(verdict.outcome)) + "; level=" + std::to_string(verdict.level) +
                "; score=" + std::to_string(std::lround(std::min(verdict.score, 1e6)));
  const auto list = [&](std::string_view name, std::vector<std::string_view> words) {
    if (words.empty()) return;
    out.verdict += "; " + std::string(name) + "=";
    for (std::size_t i = 0; i < words.size(); ++i) out.verdict += (i == 0 ? "" : ",") + std::string(words[i]);
  };
  std::vector<std::string_view> unread;
  unread.reserve(verdict.unread.size());
  for (const auto reason : verdict.unread) unread.push_back(fumiban::name_of(reason));
  list("unread", unread);
  std::vector<std::string_view> rules;
  for (const auto& reason : verdict.reasons)
    if (rules.size() < kMostRules && std::find(rules.begin(), rules.end(), reason.rule) == rules.end())
      rules.push_back(reason.rule);
  list("rules", rules);

  // Who knows the name alone is not to take for a mere suspicion, or for end-to-end encryption, what asks for more.
  if (verdict.outcome == Outcome::unscanned || (verdict.outcome == Outcome::suspicious && !unread.empty())) {
    const auto act_for = [&](Unread reason) {
      const auto found = actions.by_unread.find(reason);
      return found == actions.by_unread.end() ? Act::deliver : found->second;
    };
    const auto gravest = std::max_element(verdict.unread.begin(), verdict.unread.end(),
                                          [&](Unread one, Unread other) { return act_for(one) < act_for(other); });
    out.name = "Unscanned." + std::string(gravest == verdict.unread.end() ? "unknown" : fumiban::name_of(*gravest));
  } else if (verdict.outcome != Outcome::clean)
    out.name = capital(fumiban::name_of(verdict.outcome)) + (rules.empty() ? "" : "." + std::string(rules.front()));
  return out;
}

Plan stricter(Plan one, Plan other) {
  if (one.test != other.test) return one.test ? std::move(other) : std::move(one);
  return other.act > one.act ? std::move(other) : std::move(one);
}

} // namespace fumiban::action
