// SPDX-License-Identifier: Apache-2.0
/// @file
/// The commands. Each adds itself to the command line and returns what to run if it is chosen.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>

#include "messages/messages.hpp"

namespace fumiban::app {

/// Exit codes (clamscan's): scripts trust them.
enum Exit : int {
  kExitNothing = 0, ///< nothing at or above the asked level
  kExitFound = 1,   ///< something was; beats 2
  kExitError = 2,   ///< an error, or something that could not be read in full
};

/// What all commands share.
struct Common {
  std::string language; ///< --lang
  std::string colour = "auto";
  [[nodiscard]] const Messages& messages() const;
};

using Run = std::function<int()>;
/// Adds the command to `app`; `run` is set when it was chosen.
void add_scan(CLI::App& app, const Common& common, Run& run);
void add_formats(CLI::App& app, const Common& common, Run& run);
void add_findings(CLI::App& app, const Common& common, Run& run);
void add_explain(CLI::App& app, const Common& common, Run& run);
void add_policy(CLI::App& app, const Common& common, Run& run);
void add_held(CLI::App& app, const Common& common, Run& run);
void add_audit(CLI::App& app, const Common& common, Run& run);
void add_completion(CLI::App& app, const Common& common, Run& run);

/// The whole program. Never throws.
[[nodiscard]] int run_fumiban(int argc, const char* const* argv);

/// Writes one line to standard error; what a terminal would act on is shown as \xNN.
void complain(std::string_view text);

/// True if standard output (1) or standard error (2) is a terminal that shows colours.
[[nodiscard]] bool colours(const Common& common, int file);
/// Columns of the terminal on standard output; 0 if it is none.
[[nodiscard]] std::size_t terminal_width();

} // namespace fumiban::app
