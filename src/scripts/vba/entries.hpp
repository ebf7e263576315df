// SPDX-License-Identifier: Apache-2.0
/// @file
/// Procedures that Office calls without being asked.
#pragma once

#include <cstdint>
#include <string_view>

#include "scripts/vba/vba.hpp"

namespace fumiban::vba {

/// True if Office calls the procedure `name` (number `symbol`) of such a module when a document is opened, closed or
/// shown. Events count only where there are events: not in standard modules.
[[nodiscard]] bool runs_by_itself(std::uint32_t symbol, std::uint32_t module_name, Module::Type type) noexcept;

/// True if `event` ("Layout") of a control in a document comes without anybody doing something with the control.
[[nodiscard]] bool comes_by_itself(std::string_view event) noexcept;

/// True if `event` ("DocumentOpen") of the application comes in the course of ordinary work.
[[nodiscard]] bool is_application_event(std::string_view event) noexcept;

} // namespace fumiban::vba
