// SPDX-License-Identifier: Apache-2.0
/// @file
/// From a verdict to what happens to the message. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "action/deliver.hpp"
#include "fumiban/verdict.hpp"

namespace fumiban::action {

/// Ordered from mild to strict.
enum class Act : std::uint8_t {
  deliver,  ///< on its way, with a header that tells the verdict
  hold,     ///< kept back for a person
  tempfail, ///< the other side is to try again later
  reject,   ///< refused while the other side still listens
  discard,  ///< taken and thrown away
};
[[nodiscard]] std::string_view name_of(Act act) noexcept;
[[nodiscard]] std::optional<Act> act_named(std::string_view name) noexcept;

/// What an organisation does about each verdict and about each reason why something was not read. Nothing unread is
/// delivered by default but what only its recipient can open.
struct Actions {
  std::map<Outcome, Act> by_outcome = {
      {Outcome::clean, Act::deliver}, {Outcome::suspicious, Act::deliver}, {Outcome::malicious, Act::hold}};
  std::map<Unread, Act> by_unread = {{Unread::locked, Act::hold},        {Unread::limit, Act::hold},
                                     {Unread::damaged, Act::hold},       {Unread::unknown_container, Act::hold},
                                     {Unread::end_to_end, Act::deliver}, {Unread::crashed, Act::hold}};
};

struct Plan {
  Act act = Act::deliver;
  std::string verdict; ///< "malicious; level=5; score=170; rules=test.eicar,type.active"
  /// "Malicious.test.eicar", "Suspicious.name.active"; "Unscanned." and the reason that asks for the strictest act,
  /// also of what is suspicious besides; empty for clean mail.
  std::string name;
  bool test = false; ///< to be logged, and nothing to be done
  std::string_view direction = "unknown";
  std::vector<std::string> allowed;      ///< why findings were of no account
  std::vector<std::string> authserv_ids; ///< ours, where whoever brought the message cannot have them: see results.hpp
  Delivery delivery;                     ///< how it is delivered, if it is
};

/// The strictest of what the verdict and each unread reason ask for.
[[nodiscard]] Plan plan(const Verdict& verdict, const Actions& actions);

/// True if its recipients get it, changed or not: a test changes nothing.
[[nodiscard]] inline bool is_delivered(const Plan& plan) noexcept { return plan.test || plan.act == Act::deliver; }

/// Of two plans for one message what satisfies both; one that is only a test yields to one that is not.
[[nodiscard]] Plan stricter(Plan one, Plan other);

} // namespace fumiban::action
