// SPDX-License-Identifier: Apache-2.0
#include "findings/promised.hpp"

#include <array>

namespace fumiban::promised {
namespace {

constexpr FindingSpec kStomped{"vba.stomped", Severity::critical, Topic::evasion, Unread::no, "T1564.007"};
constexpr FindingSpec kXlm{"xlm.present", Severity::medium, Topic::content, Unread::no, "T1059"};
constexpr FindingSpec kOfficeEncrypted{"office.encrypted", Severity::medium, Topic::content, Unread::locked,
                                       "T1027.013"};

constexpr std::array kSpecs = {&kStomped, &kXlm, &kOfficeEncrypted};

} // namespace

std::span<const FindingSpec* const> specs() noexcept { return kSpecs; }

} // namespace fumiban::promised
