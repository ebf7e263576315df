// SPDX-License-Identifier: Apache-2.0
/// @file
/// Names of members as the person who packed them saw them.
#pragma once

#include <string>
#include <string_view>

namespace fumiban::names {

/// The bytes of a member's name as UTF-8: as UTF-8 where they are, else as CP932 (what archivers in Japan wrote before
/// they could say so), else as CP437 (APPNOTE appendix D). Needs no locale.
[[nodiscard]] std::string member_name(std::string_view raw);

} // namespace fumiban::names
