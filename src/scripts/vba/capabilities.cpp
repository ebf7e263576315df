// SPDX-License-Identifier: Apache-2.0
#include "scripts/vba/capabilities.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "scripts/vba/expression.hpp"
#include "scripts/vba/markers.hpp"

namespace fumiban::vba {
namespace {

bool is_vba(std::uint32_t receiver) noexcept { return receiver == 0; }

bool any_of(std::string_view name, std::span<const std::string_view> heads) {
  return std::any_of(heads.begin(), heads.end(), [&](auto head) { return starts_fold(name, head); });
}

std::string_view first_text(std::span<const Value> arguments) {
  return !arguments.empty() && arguments[0].is_text() ? std::string_view(arguments[0].text) : std::string_view();
}

/// Shell: programs for people are another thing.
Abilities shell_abilities(std::span<const Value> arguments) {
  const auto command = first_text(arguments);
  return !command.empty() && is_harmless_command(command) ? bit(Can::open_for_people) : bit(Can::start);
}

/// Excel 4.0 text: EXEC, CALL and REGISTER leave Excel.
Abilities macro4_abilities(std::span<const Value> arguments) {
  const auto text = first_text(arguments);
  for (const std::string_view leaves : {"exec(", "call(", "register("})
    if (find_fold(text, leaves) != std::string_view::npos) return bit(Can::start);
  return 0;
}

/// A member called by a name that is a text.
Abilities named_member(std::span<const Value> arguments) {
  if (arguments.size() < 2 || !arguments[1].is_text()) return 0;
  const auto member = trim(arguments[1].text);
  if (equal_fold(member, "run") || equal_fold(member, "exec")) return bit(Can::run_member);
  if (equal_fold(member, "shellexecute") || equal_fold(member, "executeshellcommand")) return bit(Can::start);
  if (equal_fold(member, "create")) return bit(Can::create_member);
  if (equal_fold(member, "savetofile")) return bit(Can::save_bytes) | bit(Can::write_file);
  return equal_fold(member, "send") ? bit(Can::send) : 0;
}

} // namespace

Abilities abilities_of_name(std::uint32_t name, std::uint32_t receiver) noexcept {
  switch (name) {
    case word("wshshell"):
    case word("iwshruntimelibrary"):
    case word("shell32"): return bit(Can::make_starter);
    case word("xmlhttp"):
    case word("xmlhttp30"):
    case word("xmlhttp60"):
    case word("serverxmlhttp60"):
    case word("winhttprequest"): return bit(Can::make_fetcher);
    case word("swbemlocator"): return bit(Can::reach_wmi);
    case word("scriptcontrol"): return bit(Can::make_script);
    case word("send"): return is_vba(receiver) ? 0 : bit(Can::send);
    case word("exec"): return is_vba(receiver) ? 0 : bit(Can::run_member);
    case word("run"): return is_vba(receiver) || receiver == word("application") ? 0 : bit(Can::run_member);
    case word("shellexecute"):
    case word("executeshellcommand"): return is_vba(receiver) ? 0 : bit(Can::start);
    case word("create"):
    case word("execmethod_"):
    case word("execmethod"): return is_vba(receiver) ? 0 : bit(Can::create_member);
    case word("executestatement"):
    case word("addcode"):
    case word("eval"): return is_vba(receiver) ? 0 : bit(Can::evaluate);
    case word("savetofile"): return is_vba(receiver) ? 0 : bit(Can::save_bytes) | bit(Can::write_file);
    case word("createtextfile"):
    case word("copyfile"):
    case word("movefile"): return is_vba(receiver) ? 0 : bit(Can::write_file);
    case word("addfromstring"):
    case word("addfromfile"):
    case word("insertlines"):
    case word("replaceline"):
    case word("organizercopy"): return is_vba(receiver) ? 0 : bit(Can::write_code);
    case word("regwrite"): return is_vba(receiver) ? 0 : bit(Can::write_registry);
    case word("recentfiles"): return is_vba(receiver) ? 0 : bit(Can::count_files);
    case word("msoautomationsecuritylow"): return bit(Can::lower_guard);
    default: return 0;
  }
}

namespace {

/// An object whose class is not known may be any of those that matter together with what is called of it.
Abilities object_abilities(std::uint32_t name, std::span<const Value> arguments) {
  if (arguments.empty()) return 0;
  const auto& made = arguments[0];
  const bool known =
      name == word("getobject") ? made.is_text() : made.is_text() && made.text.find(kGap) == std::string::npos;
  return known ? 0 : bit(Can::make_starter) | bit(Can::reach_wmi) | bit(Can::make_script);
}

} // namespace

Abilities abilities_of_call(std::uint32_t name, std::uint32_t receiver, std::span<const Value> arguments) {
  switch (name) {
    case word("shell"): return is_vba(receiver) ? shell_abilities(arguments) : 0;
    case word("executeexcel4macro"): return macro4_abilities(arguments);
    case word("callbyname"): return named_member(arguments);
    case word("put"): return is_vba(receiver) ? bit(Can::save_bytes) | bit(Can::write_file) : 0;
    case word("print"):
    case word("write"):
    case word("filecopy"): return is_vba(receiver) ? bit(Can::write_file) : 0;
    case word("createobject"):
    case word("getobject"): return object_abilities(name, arguments);
    default: return 0;
  }
}

Abilities abilities_of_text(std::uint64_t markers) noexcept {
  const auto has = [&](About about) { return (markers & markers_about(about)) != 0; };
  Abilities out = 0;
  if (has(About::starter)) out |= bit(Can::make_starter);
  if (has(About::wmi)) out |= bit(Can::reach_wmi);
  if (has(About::scripting)) out |= bit(Can::make_script);
  if (has(About::fetcher)) out |= bit(Can::make_fetcher);
  if (has(About::stream)) out |= bit(Can::make_stream);
  if (has(About::tampering)) out |= bit(Can::lower_guard);
  return out;
}

Abilities abilities_of_api(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kStarting = {"createprocess", "winexec",      "shellexecute",
                                                                "ntcreateuser",  "createthread", "createremotethread"};
  static constexpr std::array<std::string_view, 3> kCallingBack = {"queueuserapc", "rtlcreateuserthread",
                                                                   "ntcreatethread"};
  if (any_of(name, kStarting) || any_of(name, kCallingBack) || allocates(name)) return bit(Can::start);
  return starts_fold(name, "urldownloadto") ? bit(Can::fetch_file) | bit(Can::write_file) : 0;
}

bool allocates(std::string_view api) {
  static constexpr std::array<std::string_view, 5> kNames = {"virtualalloc", "virtualprotect", "heapcreate",
                                                             "ntallocatevirtualmemory", "ntmapviewofsection"};
  return any_of(api, kNames);
}

bool makes_thread(std::string_view api) {
  static constexpr std::array<std::string_view, 8> kNames = {
      "createthread",        "createremotethread", "writeprocessmemory", "queueuserapc",
      "rtlcreateuserthread", "ntcreatethread",     "setthreadcontext",   "ntwritevirtualmemory"};
  return any_of(api, kNames);
}

bool is_notable_api(std::string_view api) {
  return abilities_of_api(api) != 0 || allocates(api) || makes_thread(api) || starts_fold(api, "setwindowshookex") ||
         starts_fold(api, "getasynckeystate");
}

bool executes(Abilities reached, Abilities whole) noexcept {
  const auto both = [&](Can does, Can needs) { return (reached & bit(does)) != 0 && (whole & bit(needs)) != 0; };
  return (reached & bit(Can::start)) != 0 || both(Can::run_member, Can::make_starter) ||
         both(Can::create_member, Can::reach_wmi) || both(Can::evaluate, Can::make_script);
}

bool downloads(Abilities reached, Abilities whole) noexcept {
  return (reached & bit(Can::fetch_file)) != 0 ||
         ((reached & bit(Can::send)) != 0 && (whole & bit(Can::make_fetcher)) != 0);
}

bool writes(Abilities reached) noexcept { return (reached & bit(Can::write_file)) != 0; }

} // namespace fumiban::vba
