// SPDX-License-Identifier: Apache-2.0
/// @file
/// Words in texts that start something, fetch something or look for something.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fumiban::vba {

/// What a word in a text is about.
enum class About : std::uint8_t {
  interpreter,   ///< a program that runs what it is told: powershell, mshta
  command_shell, ///< cmd: honest macros use it too
  starter,       ///< an object that starts programs: WScript.Shell
  wmi,           ///< what WMI is reached by
  fetcher,       ///< an object that fetches: MSXML2.XMLHTTP
  stream,        ///< ADODB.Stream: writes bytes
  scripting,     ///< runs script text: MSScriptControl
  files,         ///< Scripting.FileSystemObject
  argument,      ///< what makes a command line grave: -enc, DownloadString
  fetching,      ///< what makes a command line fetch: http
  place,         ///< folders that everybody may write to
  tampering,     ///< the macro settings of Office, start with Windows
  analysis,      ///< names of what analysts use
};

/// A set of markers: bit i is marker i.
using Markers = std::uint64_t;

/// The markers that stand in `text`, any case. One pass.
[[nodiscard]] Markers markers_in(std::string_view text) noexcept;
/// The markers about one thing.
[[nodiscard]] Markers markers_about(About about) noexcept;
/// The word of the lowest marker of a set that is not empty.
[[nodiscard]] std::string_view word_of(Markers markers) noexcept;

/// True if `text` is a command line as attackers write them: an interpreter, and an argument or place to go with it.
[[nodiscard]] bool is_hostile_command(std::string_view text, Markers markers) noexcept;
/// True if `text` only opens a folder, a document or a program for people.
[[nodiscard]] bool is_harmless_command(std::string_view text) noexcept;

} // namespace fumiban::vba
