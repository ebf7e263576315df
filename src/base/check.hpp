// SPDX-License-Identifier: Apache-2.0
/// @file
/// The third kind of failure: we are wrong. Active in every build; the process that parses dies and the mail is held.
#pragma once

namespace fumiban {

[[noreturn]] void check_failed(const char* what, const char* file, int line) noexcept;

} // namespace fumiban

/// An invariant of ours. Never for what an attacker can cause.
#define FB_CHECK(condition) ((condition) ? void(0) : ::fumiban::check_failed(#condition, __FILE__, __LINE__))
