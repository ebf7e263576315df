// SPDX-License-Identifier: Apache-2.0
/// @file
/// What HTTP clients are told of a message that was judged.
#pragma once

#include <string>

#include "gateway.hpp"
#include "http/door.hpp"
#include "http/problem.hpp"

namespace fumiban::gateway {

/// 200 and the report, or the problem where nobody could read the message: never a report then.
[[nodiscard]] http::Answer scan_answer(const Judgement& judgement, const std::string& name, Language language);

/// 200 and what rspamd would say; where nobody could read the message, what the failure policy says. `text`: as Exim
/// understands it.
[[nodiscard]] http::Answer rspamd_answer(const Judgement& judgement, const Setup& setup, Language language, bool text);

/// What the routes say that judge nothing and wait for nothing.
[[nodiscard]] http::Answer told_at_once(http::Route route, Gateway& gateway);

/// Why there is no judgement.
[[nodiscard]] http::Problem problem_of(Failure failure);

/// One line of what application/x-ndjson is told: {"event":"received","bytes":65536}, {"event":"waiting"},
/// {"event":"scanning"}, and at last {"event":"result","report":{..}} or {"event":"problem","problem":{..}}.
[[nodiscard]] std::string received_line(std::uint64_t bytes);
[[nodiscard]] std::string event_line(std::string_view event);
[[nodiscard]] std::string last_line(const http::Answer& answer);

/// Now, as the field Date has it (RFC 9110 5.6.7): "Tue, 24 Nov 2026 10:00:00 GMT".
[[nodiscard]] std::string http_date();

} // namespace fumiban::gateway
