// SPDX-License-Identifier: Apache-2.0
/// @file
/// What a scan still finds to act in a file.
#pragma once

#include <string>
#include <string_view>

#include "disarm/disarm.hpp"
#include "fumiban/report.hpp"

namespace fumiban::test {

/// Findings that something acts, in what every program reaches, a line each: "vba.present: a.docm/word/vbaProject.bin".
/// Text that spells a file in base64 is no file. Empty where nothing acts.
[[nodiscard]] std::string still_active(const Report& report);
[[nodiscard]] std::string still_active(std::string_view bytes, std::string_view name = "");

/// "macros external", or "no" where it cannot be done.
[[nodiscard]] std::string told(const std::optional<disarm::Disarmed>& disarmed);

[[nodiscard]] inline std::optional<disarm::Disarmed> disarmed(std::string_view bytes, std::string_view name = "") {
  return disarm::disarm(ByteView(bytes), {.name = std::string(name)});
}

} // namespace fumiban::test
