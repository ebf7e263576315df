// SPDX-License-Identifier: Apache-2.0
/// @file
/// What mail goes through that is delivered: changes in the message, and another recipient. Pure.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fumiban/edits.hpp"
#include "fumiban/report.hpp"
#include "fumiban/verdict.hpp"

namespace fumiban::action {

/// What an organisation wants done to mail by its verdict. By default nothing is changed: a changed message is no
/// longer what its sender signed.
struct Deliver {
  std::vector<std::string> directions = {"inbound", "unknown"}; ///< of mail that is changed
  std::map<Outcome, std::string> tag;                           ///< in front of the subject
  std::set<Outcome> banner;
  std::set<Outcome> disarm; ///< what the verdict rests on
  std::set<Outcome> strip;
  bool notice_for_locked = false;
  Languages languages = Languages::both;
  std::string contact;
  std::map<Outcome, std::string> redirect; ///< to whom it goes instead
};

/// A recipient, and who gets the message in place of it.
using Redirect = std::pair<std::string, std::string>;

/// Of one message.
struct Delivery {
  Changes changes;
  std::vector<Redirect> redirects;
};

/// What `deliver` means for a message with that verdict, which rests on that report.
[[nodiscard]] Changes changes_for(const Verdict& verdict, const Report& report, const Deliver& deliver);

/// The recipients with those in place who get it instead, each once.
[[nodiscard]] std::vector<std::string> redirected(std::vector<std::string> recipients,
                                                  const std::vector<Redirect>& redirects);

/// What does all that both ask for. Different languages become both, of two tags the first stays.
[[nodiscard]] Changes united(Changes one, const Changes& other);

} // namespace fumiban::action
