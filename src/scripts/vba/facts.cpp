// SPDX-License-Identifier: Apache-2.0
// What a project's procedures can do and what its texts say.
// Reads:  what a Program tells: names, calls with what is known of their arguments, finished texts.
// Leaves: what it means (judge.cpp).
// Trusts: names only in code: comments, Attribute lines and other people's texts are none.
// Costs:  each name and text once; texts are looked at again once their wrappings are off, paid as work.
// Damage: beyond four megabytes of texts none is kept.
#include "scripts/vba/facts.hpp"

#include <algorithm>
#include <functional>

#include "base/ascii.hpp"
#include "scripts/vba/decode.hpp"
#include "scripts/vba/entries.hpp"
#include "scripts/vba/markers.hpp"

namespace fumiban::vba {
namespace {

constexpr std::size_t kMostKept = 4U << 20U;
constexpr std::size_t kShortestEncoded = 100;
constexpr std::size_t kMostDeeds = 32;

std::uint64_t gravest_markers() {
  std::uint64_t out = 0;
  for (const auto about : {About::interpreter, About::command_shell, About::starter, About::wmi, About::fetcher,
                           About::stream, About::scripting, About::fetching})
    out |= markers_about(about);
  return out;
}

/// True for text in which an address may stand.
bool may_lead(std::string_view text) {
  return text.find("://") != std::string_view::npos || text.find("\\\\") != std::string_view::npos;
}

} // namespace

Facts::Facts(std::span<const Module> modules, Symbols& symbols, Work& work)
    : modules_(modules), symbols_(symbols), work_(work) {
  procedures.emplace_back();
}

void Facts::begin_module(std::size_t module) {
  module_ = module;
  module_name_ = symbols_.of(modules_[module].name);
  procedure_ = 0;
  controls_.clear();
  event_sources_.clear();
  for (const auto& control : modules_[module].controls) controls_.insert(symbols_.of(control));
}

void Facts::attribute(std::string_view line) {
  // Attribute VB_Control = "Frame1, 1, 0, MSForms, Frame"
  const auto at = find_fold(line.substr(0, 64), "vb_control");
  const auto quote = line.find('"');
  if (at == std::string_view::npos || quote == std::string_view::npos) return;
  const auto name = line.substr(quote + 1, line.find_first_of(",\"", quote + 1) - quote - 1);
  controls_.insert(symbols_.of(trim(name)));
}

bool Facts::is_entry(std::uint32_t name) const {
  const auto& module = modules_[module_];
  if (runs_by_itself(name, module_name_, module.type)) return true;
  const auto spelling = symbols_.spelling(name);
  for (const auto& callback : module.callbacks)
    if (equal_fold(callback, spelling)) return true;
  const auto bar = spelling.rfind('_');
  if (bar == std::string_view::npos) return false;
  const auto source = symbols_.known(spelling.substr(0, bar));
  const auto event = spelling.substr(bar + 1);
  return (module.type == Module::Type::document && controls_.contains(source) && comes_by_itself(event)) ||
         (event_sources_.contains(source) && is_application_event(event));
}

void Facts::begin_procedure(std::uint32_t name, std::uint32_t line) {
  procedure_ = procedures.size();
  auto& procedure = procedures.emplace_back();
  procedure.module = module_;
  procedure.name = name;
  procedure.line = line;
  procedure.entry = is_entry(name);
}

void Facts::end_procedure() { procedure_ = 0; }

void Facts::declared_api(std::uint32_t name, std::string_view, std::string_view alias, std::uint32_t line) {
  if (name != 0) apis.push_back({name, std::string(alias.empty() ? symbols_.spelling(name) : alias), {module_, line}});
}

void Facts::with_events(std::uint32_t name) { event_sources_.insert(name); }

void Facts::add(Abilities abilities, std::uint32_t line, std::string_view what) {
  auto& procedure = procedures[procedure_];
  if ((abilities & ~procedure.abilities) == 0) return;
  for (unsigned i = 0; i < 32 && procedure.deeds.size() < kMostDeeds; ++i)
    if ((abilities & ~procedure.abilities & 1U << i) != 0)
      procedure.deeds.push_back({static_cast<Can>(i), line, std::string(what.substr(0, 80))});
  procedure.abilities |= abilities;
}

void Facts::mention(std::uint32_t name) {
  const auto [place, fresh] = mentioned_in_.try_emplace(name, procedure_);
  if (!fresh && place->second == procedure_) return;
  place->second = procedure_;
  procedures[procedure_].mentions.push_back(name);
}

/// A procedure named in a text: "Module1.Start", "'Book 1.xlsm'!Start".
void Facts::mention_text(std::string_view text) {
  const auto at = text.find_last_of("!.");
  if (at != std::string_view::npos) text.remove_prefix(at + 1);
  if (const auto symbol = symbols_.known(trim(text).substr(0, 256)); symbol != 0) mention(symbol);
}

void Facts::named(std::uint32_t name, std::uint32_t receiver, std::uint32_t line) {
  mention(name);
  if (name >= kWords.size()) variables.insert(name);
  if (const auto abilities = abilities_of_name(name, receiver); abilities != 0)
    add(abilities, line, symbols_.spelling(name));
}

void Facts::called(std::uint32_t name, std::uint32_t receiver, std::span<const Value> arguments, std::uint32_t line) {
  if (const auto abilities = abilities_of_call(name, receiver, arguments); abilities != 0)
    add(abilities, line, symbols_.spelling(name));
  for (const auto& argument : arguments)
    if (argument.is_text() && argument.text.size() <= 4096 && !argument.literal &&
        work_.budget.spend(argument.text.size()))
      add(abilities_of_text(markers_in(argument.text)), line, argument.text);
  if (name == word("ontime") || name == word("run") || name == word("callbyname"))
    for (const auto& argument : arguments)
      if (argument.is_text() && argument.text.size() <= 1024) mention_text(argument.text);
}

void Facts::set_member(std::uint32_t member, const Value& value, std::uint32_t line) {
  const bool lowers = (member == word("automationsecurity") && value.is_number() && value.number == 1) ||
                      (member == word("virusprotection") && value.is_number() && value.number == 0);
  if (lowers) add(bit(Can::lower_guard), line, symbols_.spelling(member));
}

void Facts::keep(std::string_view text, std::uint64_t hidden, bool made, bool hostile, std::uint32_t line) {
  if (kept_bytes_ + text.size() > kMostKept) return;
  kept_bytes_ += text.size() + 64;
  texts.push_back({std::string(text), {module_, line}, hidden, made, hostile});
}

void Facts::take_text(std::string_view text, std::uint64_t seen, bool made, std::uint32_t line) {
  const auto markers = markers_in(text);
  add(abilities_of_text(markers), line, text);
  if (const auto about = markers & markers_about(About::analysis); about != 0 && analysis.line == 0) {
    analysis_word = word_of(about);
    analysis = {module_, line};
  }
  const auto hidden = made ? markers & ~seen & gravest_markers() : 0;
  const bool hostile = is_hostile_command(text, markers);
  if (made || hostile || may_lead(text)) keep(text, hidden, made, hostile, line);
}

void Facts::said(const Value& value, std::uint32_t line) {
  const auto& text = value.text;
  if (text.size() < 2 || !work_.budget.spend(text.size())) return;
  if (value.literal && text.size() >= kShortestEncoded && is_encoded_run(text)) encoded_bytes += text.size();
  // Most literals say nothing: they are looked at without being kept.
  const bool fresh = known_texts_.insert(std::hash<std::string_view>{}(text) + (value.made ? 1 : 0)).second;
  if (!fresh && value.literal) {
    add(abilities_of_text(value.seen), line, text);
    return;
  }
  take_text(text, value.seen, value.made, line);
  if (!fresh) return;
  const auto markers = markers_in(text);
  for (const auto& inner : unwrapped(text, work_.budget)) take_text(inner, markers, true, line);
}

} // namespace fumiban::vba
