// SPDX-License-Identifier: Apache-2.0
/// @file
/// What a procedure can do, as told by the names and calls in it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "scripts/vba/value.hpp"

namespace fumiban::vba {

/// One bit each. Some mean something only together: see executes().
enum class Can : std::uint8_t {
  start,           ///< starts a program, whatever else there is
  open_for_people, ///< starts Explorer, Notepad, a document: what people do
  make_starter,    ///< makes an object that could start programs
  reach_wmi,       ///< reaches WMI
  make_script,     ///< makes a script engine
  make_fetcher,    ///< makes an object that fetches
  make_stream,     ///< makes an object that writes bytes
  run_member,      ///< calls Run or Exec of something that is not the application
  create_member,   ///< calls Create or ExecMethod of something
  evaluate,        ///< hands text to a script engine
  send,            ///< sends a request
  fetch_file,      ///< fetches into a file in one step
  write_file,      ///< opens for output, copies, creates
  save_bytes,      ///< writes bytes: SaveToFile, Put
  write_code,      ///< writes macro code
  write_registry,
  lower_guard, ///< lowers the macro settings, or starts with Windows
  count_files, ///< asks how many files were opened lately
};
using Abilities = std::uint32_t;
[[nodiscard]] constexpr Abilities bit(Can can) noexcept { return 1U << static_cast<unsigned>(can); }

/// What the mere name says. `receiver` as in Listener::named.
[[nodiscard]] Abilities abilities_of_name(std::uint32_t name, std::uint32_t receiver) noexcept;
/// What a call says.
[[nodiscard]] Abilities abilities_of_call(std::uint32_t name, std::uint32_t receiver, std::span<const Value> arguments);
/// What the markers of a text say that is handed on.
[[nodiscard]] Abilities abilities_of_text(std::uint64_t markers) noexcept;
/// What an API says, by its name in the library.
[[nodiscard]] Abilities abilities_of_api(std::string_view name);
/// True for an API that allocates memory that can run, or makes a thread.
[[nodiscard]] bool allocates(std::string_view api);
[[nodiscard]] bool makes_thread(std::string_view api);
/// True for an API that honest macros seldom declare.
[[nodiscard]] bool is_notable_api(std::string_view api);

/// True if what is `reached` starts something, given what the `whole` project makes.
[[nodiscard]] bool executes(Abilities reached, Abilities whole) noexcept;
[[nodiscard]] bool downloads(Abilities reached, Abilities whole) noexcept;
[[nodiscard]] bool writes(Abilities reached) noexcept;

} // namespace fumiban::vba
