// SPDX-License-Identifier: Apache-2.0
/// @file
/// What clients of rspamd say and expect (https://docs.rspamd.com/developers/protocol/), so that whatever asks rspamd
/// can ask us.
#pragma once

#include <string>
#include <string_view>

#include "action/envelope.hpp"
#include "action/plan.hpp"
#include "fumiban/verdict.hpp"
#include "http/request.hpp"

namespace fumiban::http {

/// From, Rcpt, IP, Helo, Hostname, User, Queue-Id, TLS-Version; Deliver-To where no Rcpt came.
[[nodiscard]] action::Envelope envelope_of(const Request& request);

/// What was judged, with all that rspamd's clients are told of it.
struct Judged {
  const action::Plan& plan;
  const Verdict& verdict;
  const Report& report;                  ///< has no parts where nobody could read the message
  double malicious = 100;                ///< the policy's score for that: rspamd's required_score
  std::string_view hold = "soft reject"; ///< Settings::rspamd_hold
  Language language = Language::en;
};

/// "no action", "add header", "soft reject", "reject", or what `hold` says. Only what is clean, or only tested, is
/// "no action"; clients that do not know "quarantine" or "discard" would deliver, so the one is a setting and the other
/// a "reject" that says so beside.
[[nodiscard]] std::string_view rspamd_action(const action::Plan& plan, std::string_view hold) noexcept;

/// The answer to /checkv2: one object of JSON.
[[nodiscard]] std::string rspamd_json(const Judged& judged);
/// The answer to "CHECK RSPAMC/1.3", which Exim asks.
[[nodiscard]] std::string rspamd_text(const Judged& judged);

} // namespace fumiban::http
