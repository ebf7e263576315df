// SPDX-License-Identifier: Apache-2.0
#include "action/site.hpp"

#include <algorithm>
#include <map>

#include "base/ascii.hpp"
#include "base/digest.hpp"

namespace fumiban::action {
namespace {

bool contains(const std::vector<Network>& networks, std::string_view address) {
  return std::any_of(networks.begin(), networks.end(), [&](const Network& one) { return one.contains(address); });
}

/// True if `list` is empty, or names the address or its domain.
bool names(const std::vector<std::string>& list, std::string_view address) {
  if (list.empty()) return true;
  const auto small = to_lower(address);
  return std::find(list.begin(), list.end(), small) != list.end() || is_within(domain_of(address), list);
}

const Group* group_of(std::string_view recipient, const Envelope& envelope, std::string_view direction,
                      const Site& site) {
  const auto fits = [&](const Group& group) {
    return names(group.recipients, recipient) && names(group.senders, envelope.sender) &&
           (group.directions.empty() ||
            std::find(group.directions.begin(), group.directions.end(), direction) != group.directions.end());
  };
  const auto found = std::find_if(site.groups.begin(), site.groups.end(), fits);
  return found == site.groups.end() ? nullptr : &*found;
}

/// For each part whether it, or one that it is in, has such a digest.
std::vector<bool> parts_with(const std::vector<std::string>& digests, const Report& report) {
  std::vector<bool> out(report.parts.size(), digests.empty());
  if (digests.empty()) return out;
  for (std::size_t i = 0; i < report.parts.size(); ++i) {
    const auto& part = report.parts[i];
    out[i] = (part.parent < i && out[part.parent]) ||
             (part.sha256 && std::find(digests.begin(), digests.end(), hex(*part.sha256)) != digests.end());
  }
  return out;
}

/// True if recipients of both get the same.
bool alike(const Share& one, const Share& other) {
  if (one.plan.test || other.plan.test) return one.plan.test == other.plan.test && one.plan.act == other.plan.act;
  const auto& to = one.plan.delivery.redirects;
  const auto& other_to = other.plan.delivery.redirects;
  return one.plan.act == other.plan.act && one.plan.delivery.changes == other.plan.delivery.changes &&
         to.empty() == other_to.empty() && (to.empty() || to.front().second == other_to.front().second);
}

} // namespace

bool is_within(std::string_view domain, const std::vector<std::string>& domains) {
  return std::any_of(domains.begin(), domains.end(), [&](std::string_view one) {
    return domain == one ||
           (domain.size() > one.size() && domain.ends_with(one) && domain[domain.size() - one.size() - 1] == '.');
  });
}

std::string domain_of(std::string_view address) {
  const auto at = address.rfind('@');
  return at == std::string_view::npos ? "" : to_lower(address.substr(at + 1));
}

std::string_view without_brackets(std::string_view path) noexcept {
  const auto open = path.find('<');
  if (open == std::string_view::npos) return path;
  const auto close = path.find('>', open);
  return path.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
}

std::string_view direction_of(const Envelope& envelope, const Site& site) {
  if (site.domains.empty()) return "unknown";
  const bool from_us = !envelope.user.empty() || contains(site.networks, envelope.client_address);
  const auto ours = std::count_if(envelope.recipients.begin(), envelope.recipients.end(),
                                  [&](const auto& recipient) { return is_within(domain_of(recipient), site.domains); });
  const bool all = ours == static_cast<std::ptrdiff_t>(envelope.recipients.size());
  if (from_us) return all ? "internal" : "outbound";
  return ours > 0 ? "inbound" : "unknown";
}

std::vector<std::string> forged_ids(const Envelope& envelope, const Site& site) {
  const bool may = envelope.user.empty() && contains(site.networks, envelope.client_address);
  return may ? std::vector<std::string>() : site.authserv_ids;
}

Plan plan_for(const Verdict& verdict, const Envelope& envelope, std::string_view direction, const Site& site) {
  Plan out = plan(verdict, site.actions);
  if (site.test) {
    out.test = true;
    return out;
  }
  // Without recipients (somebody asks about a file) it is what applies to all.
  for (std::size_t i = 0; i < envelope.recipients.size(); ++i) {
    const auto* group = group_of(envelope.recipients[i], envelope, direction, site);
    auto one = plan(verdict, group != nullptr ? group->actions : site.actions);
    one.test = group != nullptr && group->test;
    if (i == 0) out = std::move(one);
    else out = stricter(std::move(out), std::move(one));
  }
  return out;
}

Delivery delivery_for(const Verdict& verdict, const Report& report, const Envelope& envelope,
                      std::string_view direction, const Site& site) {
  Delivery out;
  if (site.test) return out;
  for (const auto& recipient : envelope.recipients) {
    const auto* group = group_of(recipient, envelope, direction, site);
    if (group != nullptr && group->test) continue;
    const auto& deliver = group != nullptr ? group->deliver : site.deliver;
    if (std::find(deliver.directions.begin(), deliver.directions.end(), direction) == deliver.directions.end())
      continue;
    // Whoever gets it instead is to see it as it came.
    if (const auto to = deliver.redirect.find(verdict.outcome); to != deliver.redirect.end())
      out.redirects.emplace_back(recipient, to->second);
    else out.changes = united(std::move(out.changes), changes_for(verdict, report, deliver));
  }
  return out;
}

std::vector<Share> shares_of(const Verdict& verdict, const Report& report, const Envelope& envelope,
                             std::string_view direction, const Site& site) {
  if (site.test) return {};
  std::vector<Share> out;
  std::map<const Group*, std::size_t> known; // the shares of groups that were met
  auto one = envelope;
  for (const auto& recipient : envelope.recipients) {
    const auto* group = group_of(recipient, envelope, direction, site);
    auto [at, is_new] = known.try_emplace(group, out.size());
    if (is_new) {
      one.recipients = {recipient};
      Share share{plan_for(verdict, one, direction, site), {}};
      if (share.plan.act == Act::deliver) share.plan.delivery = delivery_for(verdict, report, one, direction, site);
      const auto same = std::find_if(out.begin(), out.end(), [&](const Share& other) { return alike(share, other); });
      at->second = static_cast<std::size_t>(same - out.begin());
      if (same == out.end()) out.push_back(std::move(share));
    }
    auto& share = out[at->second];
    auto& redirects = share.plan.delivery.redirects;
    if (!redirects.empty() && redirects.front().first != recipient)
      redirects.emplace_back(recipient, redirects.front().second);
    share.recipients.push_back(recipient);
  }
  if (out.size() < 2) return {};
  for (auto& share : out)
    if (share.plan.act == Act::tempfail || share.plan.act == Act::reject) share.plan.act = Act::hold;
  std::stable_partition(out.begin(), out.end(), [](const Share& share) { return is_delivered(share.plan); });
  return out;
}

std::optional<Allowed> without_allowed(const Report& report, const Envelope& envelope, const Site& site,
                                       std::int64_t clock) {
  std::optional<Allowed> out;
  for (const auto& allowance : site.allowances) {
    if (clock >= allowance.until || !names(allowance.senders, envelope.sender) ||
        (!allowance.clients.empty() && !contains(allowance.clients, envelope.client_address)))
      continue;
    const auto within = parts_with(allowance.sha256, report);
    const auto is_allowed = [&](const Finding& finding) {
      return finding.spec->unread == Unread::no && finding.part < within.size() && within[finding.part] &&
             std::find(allowance.findings.begin(), allowance.findings.end(), finding.spec->id) !=
                 allowance.findings.end();
    };
    if (std::none_of(report.findings.begin(), report.findings.end(), is_allowed)) continue;
    if (!out) out = {report, {}};
    std::erase_if(out->report.findings, is_allowed);
    out->reasons.push_back(allowance.reason);
  }
  return out;
}

} // namespace fumiban::action
