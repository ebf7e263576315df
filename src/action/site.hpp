// SPDX-License-Identifier: Apache-2.0
/// @file
/// What an organisation says of itself: whose mail is ours, who gets which treatment, what is let through and until
/// when. Pure data, and the pure questions that are asked of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "action/envelope.hpp"
#include "action/network.hpp"
#include "action/plan.hpp"

namespace fumiban::action {

/// People who are treated alike. What a group does not name applies to all.
struct Group {
  std::string name;
  std::vector<std::string> recipients; ///< "taro@example.invalid", "example.invalid", in small letters; empty: all
  std::vector<std::string> senders;
  std::vector<std::string> directions; ///< "inbound", "outbound", "internal", "unknown"; empty: all
  Actions actions;                     ///< those of everybody, with the group's own over them
  Deliver deliver;                     ///< the same
  bool test = false;                   ///< decide and log, change nothing
};

/// Findings that are of no account in some mail, until a day, for a reason.
struct Allowance {
  std::vector<std::string> findings; ///< ids
  std::vector<Network> clients;      ///< from one of these; empty: from anywhere
  std::vector<std::string> senders;  ///< as in Group
  std::vector<std::string> sha256;   ///< in a part with one of these digests (hex), or what is inside it; empty: in any
  std::int64_t until = 0;            ///< seconds since 1970-01-01 UTC
  std::string reason;
};

struct Site {
  std::vector<Network> networks;         ///< of clients whose mail is ours
  std::vector<std::string> domains;      ///< of our people, in small letters; those below them too
  std::vector<std::string> authserv_ids; ///< that servers of ours write into Authentication-Results
  Actions actions;
  Deliver deliver;
  bool test = false;
  std::vector<Group> groups; ///< the first one that fits a recipient counts
  std::vector<Allowance> allowances;
};

/// True if the domain (in small letters) is one of `domains` or below one.
[[nodiscard]] bool is_within(std::string_view domain, const std::vector<std::string>& domains);

/// "inbound", "outbound" (one recipient outside is enough), "internal", or "unknown": no domains are named, or
/// strangers write to strangers.
[[nodiscard]] std::string_view direction_of(const Envelope& envelope, const Site& site);

/// The authserv-ids that are forged where they stand in such a message: ours, but for what comes from a host of ours,
/// which may have written them. Who logs in is a person, and writes none.
[[nodiscard]] std::vector<std::string> forged_ids(const Envelope& envelope, const Site& site);

/// What becomes of the message: the strictest of what the groups of its recipients ask for. Where none is in test mode
/// or not all are, it is acted on.
[[nodiscard]] Plan plan_for(const Verdict& verdict, const Envelope& envelope, std::string_view direction,
                            const Site& site);

/// How it is delivered: the changes that any recipient's group asks for who gets it, and who does not get it. `verdict`
/// rests on `report`.
[[nodiscard]] Delivery delivery_for(const Verdict& verdict, const Report& report, const Envelope& envelope,
                                    std::string_view direction, const Site& site);

/// Recipients of one message who get the same.
struct Share {
  Plan plan; ///< with how it is delivered
  std::vector<std::string> recipients;
};
/// Its recipients in shares, where the groups of its recipients ask for different things; nothing where all get the
/// same. Shares that are delivered stand in front. What would answer for the whole message (tempfail, reject) is hold:
/// it keeps a share back, and neither makes the others come again nor writes to a sender.
[[nodiscard]] std::vector<Share> shares_of(const Verdict& verdict, const Report& report, const Envelope& envelope,
                                           std::string_view direction, const Site& site);

/// The report without the findings that allowances make of no account at that time; nothing where that are none.
struct Allowed {
  Report report;
  std::vector<std::string> reasons; ///< of the allowances that applied
};
[[nodiscard]] std::optional<Allowed> without_allowed(const Report& report, const Envelope& envelope, const Site& site,
                                                     std::int64_t clock);

} // namespace fumiban::action
