// SPDX-License-Identifier: Apache-2.0
#include "action/deliver.hpp"

#include <algorithm>

namespace fumiban::action {
namespace {

void unite(std::vector<std::uint32_t>& parts, const std::vector<std::uint32_t>& more) {
  parts.insert(parts.end(), more.begin(), more.end());
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
}

/// Parts with a finding that counts. A verdict names each kind of finding once, wherever it was made.
std::vector<std::uint32_t> to_blame(const Verdict& verdict, const Report& report) {
  std::set<std::string_view> ids;
  for (const auto& reason : verdict.reasons)
    if (reason.weight > 0 || reason.at_least > Outcome::clean) ids.insert(report.findings[reason.finding].spec->id);
  std::vector<std::uint32_t> out;
  for (const auto& finding : report.findings)
    if (ids.contains(finding.spec->id)) out.push_back(finding.part);
  unite(out, {});
  return out;
}

std::vector<std::uint32_t> locked(const Report& report) {
  std::vector<std::uint32_t> out;
  for (const auto& finding : report.findings)
    if (finding.spec->unread == Unread::locked) out.push_back(finding.part);
  unite(out, {});
  return out;
}

} // namespace

Changes changes_for(const Verdict& verdict, const Report& report, const Deliver& deliver) {
  Changes out;
  const auto outcome = verdict.outcome;
  if (const auto tag = deliver.tag.find(outcome); tag != deliver.tag.end()) out.tag = tag->second;
  if (deliver.banner.contains(outcome)) out.banner = outcome;
  if (deliver.disarm.contains(outcome)) out.disarm = to_blame(verdict, report);
  if (deliver.strip.contains(outcome)) out.strip = to_blame(verdict, report);
  if (deliver.notice_for_locked) out.locked = locked(report);
  out.languages = deliver.languages;
  out.contact = deliver.contact;
  return out;
}

std::vector<std::string> redirected(std::vector<std::string> recipients, const std::vector<Redirect>& redirects) {
  for (const auto& [recipient, to] : redirects) {
    std::erase(recipients, recipient);
    if (std::find(recipients.begin(), recipients.end(), to) == recipients.end()) recipients.push_back(to);
  }
  return recipients;
}

Changes united(Changes one, const Changes& other) {
  if (!other.any()) return one;
  if (!one.any()) return other;
  if (one.tag.empty()) one.tag = other.tag;
  if (!one.banner) one.banner = other.banner;
  unite(one.disarm, other.disarm);
  unite(one.strip, other.strip);
  unite(one.locked, other.locked);
  if (one.languages != other.languages) one.languages = Languages::both;
  if (one.contact.empty()) one.contact = other.contact;
  return one;
}

} // namespace fumiban::action
