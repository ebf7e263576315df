// SPDX-License-Identifier: Apache-2.0
/// @file
/// Zip archives whose members are disarmed one by one.
#pragma once

#include <functional>
#include <optional>

#include "disarm/work.hpp"

namespace fumiban::disarm {

/// How a member that is no archive is disarmed; `name` is UTF-8.
using DisarmMember = std::function<std::optional<Disarmed>(const Blob& content, std::string_view name, Work& work)>;

/// The archive, and archives in it, with a notice in place of each file that acts or cannot be disarmed. Nothing if any
/// member of the archive itself is locked, or the archive is not sound.
[[nodiscard]] std::optional<Disarmed> disarm_archive(const Blob& blob, Work& work, const DisarmMember& disarm_member);

} // namespace fumiban::disarm
