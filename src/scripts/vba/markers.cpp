// SPDX-License-Identifier: Apache-2.0
#include "scripts/vba/markers.hpp"

#include <array>
#include <bit>

#include "base/ascii.hpp"

namespace fumiban::vba {
namespace {

struct Marker {
  std::string_view word;
  About about;
};
constexpr std::array kMarkers = {
    Marker{"powershell", About::interpreter},
    Marker{"pwsh", About::interpreter},
    Marker{"mshta", About::interpreter},
    Marker{"regsvr32", About::interpreter},
    Marker{"rundll32", About::interpreter},
    Marker{"certutil", About::interpreter},
    Marker{"bitsadmin", About::interpreter},
    Marker{"wscript.exe", About::interpreter},
    Marker{"cscript", About::interpreter},
    Marker{"wmic ", About::interpreter},
    Marker{"schtasks", About::interpreter},
    Marker{"msiexec", About::interpreter},
    Marker{"cmd.exe", About::command_shell},
    Marker{"cmd /", About::command_shell},
    Marker{"cmd.com", About::command_shell},
    Marker{"%comspec%", About::command_shell},
    Marker{"wscript.shell", About::starter},
    Marker{"shell.application", About::starter},
    Marker{"mmc20.application", About::starter},
    Marker{"schedule.service", About::starter},
    Marker{"9ba05972-f6a8-11cf-a442-00a0c90a8f39", About::starter}, // ShellWindows
    Marker{"c08afd90-f2a1-11d1-8455-00a0c91f3880", About::starter}, // ShellBrowserWindow
    Marker{"72c24dd5-d70a-438b-8a42-98424b88afb8", About::starter}, // WScript.Shell
    Marker{"f935dc22-1cf0-11d0-adb9-00c04fd58a0b", About::starter}, // WScript.Shell.1
    Marker{"13709620-c279-11ce-a49e-444553540000", About::starter}, // Shell.Application
    Marker{"winmgmts", About::wmi},
    Marker{"win32_process", About::wmi},
    Marker{"wbemscripting.", About::wmi},
    Marker{"xmlhttp", About::fetcher},
    Marker{"winhttp.", About::fetcher},
    Marker{"internetexplorer.application", About::fetcher},
    Marker{"adodb.stream", About::stream},
    Marker{"scriptcontrol", About::scripting},
    Marker{"filesystemobject", About::files},
    Marker{" -enc", About::argument},
    Marker{" -e ", About::argument},
    Marker{" -ec ", About::argument},
    Marker{"frombase64string", About::argument},
    Marker{"downloadstring", About::argument},
    Marker{"downloadfile", About::argument},
    Marker{"invoke-expression", About::argument},
    Marker{"iex", About::argument},
    Marker{"webclient", About::argument},
    Marker{"vbscript:", About::argument},
    Marker{"javascript:", About::argument},
    Marker{"-decode", About::argument},
    Marker{"-urlcache", About::argument},
    Marker{"scrobj", About::argument},
    Marker{"http", About::fetching},
    Marker{"/transfer", About::fetching},
    Marker{"\\programdata", About::place},
    Marker{"\\appdata", About::place},
    Marker{"%temp%", About::place},
    Marker{"%appdata%", About::place},
    Marker{"..\\", About::place},
    Marker{"accessvbom", About::tampering},
    Marker{"vbawarnings", About::tampering},
    Marker{"currentversion\\run", About::tampering},
    Marker{"vmware", About::analysis},
    Marker{"virtualbox", About::analysis},
    Marker{"sandbox", About::analysis},
    Marker{"wireshark", About::analysis},
};
static_assert(kMarkers.size() <= 64);

/// For each first character, the markers that begin with it.
constexpr auto kByFirst = [] {
  std::array<Markers, 256> out{};
  for (std::size_t i = 0; i < kMarkers.size(); ++i)
    out[static_cast<unsigned char>(kMarkers[i].word[0])] |= Markers{1} << i;
  return out;
}();

std::size_t lowest(Markers markers) noexcept { return static_cast<std::size_t>(std::countr_zero(markers)); }

/// The program that a command line names: its first word without folder, quotes and ".exe".
std::string_view program_of(std::string_view text) noexcept {
  text = trim(text);
  const bool quoted = text.starts_with('"');
  if (quoted) text.remove_prefix(1);
  text = text.substr(0, text.find(quoted ? '"' : ' '));
  if (const auto folder = text.find_last_of("\\/"); folder != std::string_view::npos) text.remove_prefix(folder + 1);
  if (text.size() > 4 && equal_fold(text.substr(text.size() - 4), ".exe")) text.remove_suffix(4);
  return text;
}

} // namespace

Markers markers_in(std::string_view text) noexcept {
  Markers found = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto candidates = kByFirst[static_cast<unsigned char>(lower(text[at]))] & ~found;
    for (; candidates != 0; candidates &= candidates - 1) {
      const auto i = lowest(candidates);
      if (starts_fold(text.substr(at), kMarkers[i].word)) found |= Markers{1} << i;
    }
  }
  return found;
}

Markers markers_about(About about) noexcept {
  static constexpr auto kSets = [] {
    std::array<Markers, 16> out{};
    for (std::size_t i = 0; i < kMarkers.size(); ++i)
      out[static_cast<std::size_t>(kMarkers[i].about)] |= Markers{1} << i;
    return out;
  }();
  return kSets[static_cast<std::size_t>(about)];
}

std::string_view word_of(Markers markers) noexcept { return trim(kMarkers[lowest(markers)].word); }

bool is_hostile_command(std::string_view text, Markers markers) noexcept {
  const auto has = [&](About about) { return (markers & markers_about(about)) != 0; };
  if (!has(About::interpreter) && !has(About::command_shell)) return false;
  if (has(About::argument)) return true;
  if (has(About::interpreter) && (has(About::fetching) || has(About::place))) return true;
  std::size_t carets = 0;
  for (const char c : text) carets += c == '^' ? 1U : 0U;
  return carets > 3;
}

bool is_harmless_command(std::string_view text) noexcept {
  static constexpr std::array<std::string_view, 9> kActing = {".hta", ".js",  ".vbs", ".bat", ".cmd",
                                                              ".lnk", ".scr", ".wsf", ".dll"};
  for (const auto extension : kActing)
    if (find_fold(text, extension) != std::string_view::npos) return false;
  static constexpr std::array<std::string_view, 13> kPrograms = {
      "explorer", "notepad",  "calc",    "mspaint", "excel",  "winword", "powerpnt",
      "outlook",  "acrord32", "acrobat", "chrome",  "msedge", "iexplore"};
  const auto program = program_of(text);
  for (const auto name : kPrograms)
    if (equal_fold(program, name)) return true;
  const auto dot = program.rfind('.');
  const auto extension = dot == std::string_view::npos ? std::string_view() : program.substr(dot);
  return equal_fold(extension, ".pdf") || equal_fold(extension, ".txt") || equal_fold(extension, ".chm");
}

} // namespace fumiban::vba
