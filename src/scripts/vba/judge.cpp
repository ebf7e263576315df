// SPDX-License-Identifier: Apache-2.0
// What a project's facts mean.
// Reads:  what its procedures can do, which of them run by themselves, what its texts say.
// Leaves: the weights (rules/policy.toml).
// Trusts: no single word: running by itself counts with what is reached from there.
// Costs:  three times the source, paid before; folding, paid by what it made.
// Damage: a limit that is reached is said, and what was found until then.
#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "findings/limits.hpp"
#include "scripts/vba/addresses.hpp"
#include "scripts/vba/findings.hpp"
#include "scripts/vba/folding.hpp"
#include "scripts/vba/identifiers.hpp"
#include "scripts/vba/markers.hpp"
#include "scripts/vba/reach.hpp"

namespace fumiban::vba {
namespace {

/// A procedure that Office calls without being asked.
constexpr FindingSpec kAutoexec{"vba.autoexec", Severity::low, Topic::content, Unread::no, "T1204.002"};
/// Such a procedure reaches one that starts a program, fetches and writes, or writes macro code.
constexpr FindingSpec kAutoexecExecutes{"vba.autoexec-executes", Severity::critical, Topic::content, Unread::no,
                                        "T1059.005"};
/// Something is started, by whomever.
constexpr FindingSpec kExecutes{"vba.executes", Severity::low, Topic::content, Unread::no, "T1059.005"};
/// Something is fetched.
constexpr FindingSpec kDownloads{"vba.downloads", Severity::low, Topic::content, Unread::no, "T1105"};
/// Files are written.
constexpr FindingSpec kWritesFiles{"vba.writes-files", Severity::info, Topic::content, Unread::no, ""};
/// An API is declared that starts, fetches, allocates or listens.
constexpr FindingSpec kDeclaresApi{"vba.declares-api", Severity::low, Topic::content, Unread::no, "T1106"};
/// Memory that runs and a thread: code is put into a process.
constexpr FindingSpec kInjects{"vba.injects", Severity::high, Topic::content, Unread::no, "T1055"};
/// Texts are put together, names are diced.
constexpr FindingSpec kObfuscated{"vba.obfuscated", Severity::medium, Topic::evasion, Unread::no, "T1027.010"};
/// A command, an object or an address that the source does not show.
constexpr FindingSpec kHidesCommand{"vba.hides-command", Severity::high, Topic::evasion, Unread::no, "T1027.010"};
/// A command line as attackers write them.
constexpr FindingSpec kHostileCommand{"vba.hostile-command", Severity::high, Topic::content, Unread::no, "T1059"};
/// Macro settings are lowered, or something is made to start with Windows.
constexpr FindingSpec kTampers{"vba.tampers-security", Severity::high, Topic::evasion, Unread::no, "T1562.001"};
/// Macro code writes macro code.
constexpr FindingSpec kWritesCode{"vba.writes-code", Severity::medium, Topic::content, Unread::no, "T1137.001"};
/// Asks whether an analyst is at work.
constexpr FindingSpec kDetectsAnalysis{"vba.detects-analysis", Severity::medium, Topic::evasion, Unread::no, "T1497"};

constexpr std::array kFindings = {&kPresent,        &kAutoexec,    &kAutoexecExecutes, &kExecutes,       &kDownloads,
                                  &kWritesFiles,    &kDeclaresApi, &kInjects,          &kObfuscated,     &kHidesCommand,
                                  &kHostileCommand, &kTampers,     &kWritesCode,       &kDetectsAnalysis};

constexpr std::size_t kMostShown = 8; ///< findings of one id about texts

/// Text for people: what is not known is an ellipsis.
std::string shown(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 4096)) {
    if (c == kGap) out += "\xE2\x80\xA6";
    else out += c;
  }
  return is_utf8(out) ? out : to_utf8(out, {}).utf8;
}

class Judgement {
public:
  Judgement(std::span<const Module> modules, Facts& facts, Symbols& symbols, const Work& work, Context& context)
      : modules_(modules), facts_(facts), symbols_(symbols), work_(work), context_(context) {}

  void give() {
    take_apis();
    const auto from = reached_from_entries(facts_, modules_, symbols_);
    for (std::size_t i = 0; i < facts_.procedures.size(); ++i) {
      whole_ |= facts_.procedures[i].abilities;
      if (from[i] != kNowhere) reached_ |= facts_.procedures[i].abilities;
    }
    say_entries(from);
    say_abilities();
    say_apis();
    say_texts();
    if (const auto how = obfuscation_of(facts_, symbols_, work_.density); !how.empty())
      context_.say(kObfuscated, 0, 0, how);
  }

private:
  [[nodiscard]] std::string place(std::size_t module, std::uint32_t line) const {
    return " (" + modules_[module].name + ":" + std::to_string(line) + ")";
  }

  void take_apis() {
    std::unordered_map<std::uint32_t, const Api*> by_name;
    for (const auto& api : facts_.apis) by_name[api.name] = &api;
    for (auto& procedure : facts_.procedures)
      for (const auto name : procedure.mentions) {
        const auto found = by_name.find(name);
        if (found == by_name.end()) continue;
        const auto abilities = abilities_of_api(found->second->true_name) & ~procedure.abilities;
        for (const auto can : {Can::start, Can::fetch_file})
          if ((abilities & bit(can)) != 0) procedure.deeds.push_back({can, procedure.line, found->second->true_name});
        procedure.abilities |= abilities;
      }
  }

  /// The first deed of the kinds, in their order; within `from` if it is given.
  [[nodiscard]] std::string deed(std::span<const Can> kinds, const std::vector<std::uint32_t>* from) const {
    for (const auto can : kinds)
      for (std::size_t i = 0; i < facts_.procedures.size(); ++i) {
        const auto& procedure = facts_.procedures[i];
        if ((procedure.abilities & bit(can)) == 0 || (from != nullptr && (*from)[i] == kNowhere)) continue;
        for (const auto& one : procedure.deeds) {
          if (one.can != can) continue;
          std::string out;
          if (from != nullptr) {
            const auto& entry = facts_.procedures[(*from)[i]];
            out = std::string(symbols_.spelling(entry.name)) + place(entry.module, entry.line) + " > ";
          }
          return out + shown(one.what) + place(procedure.module, one.line);
        }
      }
    return {};
  }

  void say_entries(const std::vector<std::uint32_t>& from) {
    std::size_t count = 0;
    for (const auto& procedure : facts_.procedures)
      if (procedure.entry && ++count <= kMostShown)
        context_.say(kAutoexec, 0, 0,
                     std::string(symbols_.spelling(procedure.name)) + place(procedure.module, procedure.line));
    std::vector<Can> kinds;
    if (executes(reached_, whole_)) kinds = {Can::start, Can::create_member, Can::run_member, Can::evaluate};
    const bool saves = (reached_ & bit(Can::save_bytes)) != 0;
    if (downloads(reached_, whole_) && (saves || (reached_ & bit(Can::fetch_file)) != 0)) {
      kinds.push_back(Can::fetch_file);
      kinds.push_back(Can::send);
    }
    if ((reached_ & bit(Can::write_code)) != 0) kinds.push_back(Can::write_code);
    if (!kinds.empty()) context_.say(kAutoexecExecutes, 0, 0, deed(kinds, &from));
  }

  void say_abilities() {
    static constexpr std::array kStarting = {Can::start, Can::create_member, Can::run_member, Can::evaluate};
    static constexpr std::array kFetching = {Can::fetch_file, Can::send};
    static constexpr std::array kWriting = {Can::save_bytes, Can::write_file};
    static constexpr std::array kLowering = {Can::lower_guard};
    static constexpr std::array kCoding = {Can::write_code};
    static constexpr std::array kCounting = {Can::count_files};
    if (executes(whole_, whole_)) context_.say(kExecutes, 0, 0, deed(kStarting, nullptr));
    if (downloads(whole_, whole_)) context_.say(kDownloads, 0, 0, deed(kFetching, nullptr));
    if (writes(whole_)) context_.say(kWritesFiles, 0, 0, deed(kWriting, nullptr));
    if ((whole_ & bit(Can::lower_guard)) != 0) context_.say(kTampers, 0, 0, deed(kLowering, nullptr));
    if ((whole_ & bit(Can::write_code)) != 0) context_.say(kWritesCode, 0, 0, deed(kCoding, nullptr));
    if ((reached_ & bit(Can::count_files)) != 0) context_.say(kDetectsAnalysis, 0, 0, deed(kCounting, nullptr));
  }

  void say_apis() {
    const Api* memory = nullptr;
    const Api* thread = nullptr;
    std::size_t count = 0;
    for (const auto& api : facts_.apis) {
      if (is_notable_api(api.true_name) && ++count <= kMostShown)
        context_.say(kDeclaresApi, 0, 0, shown(api.true_name) + place(api.place.module, api.place.line));
      if (allocates(api.true_name)) memory = &api;
      if (makes_thread(api.true_name)) thread = &api;
    }
    if (memory != nullptr && thread != nullptr)
      context_.say(kInjects, 0, 0, shown(memory->true_name + " + " + thread->true_name));
  }

  void say_texts() {
    std::size_t hostile = 0;
    std::size_t hidden = 0;
    std::set<std::pair<std::uint64_t, std::uint32_t>> known; // one text shows as a part of another
    for (const auto& text : facts_.texts) {
      if (text.hostile && ++hostile <= kMostShown)
        context_.say(kHostileCommand, 0, 0,
                     shown(text.text.substr(0, 200)) + place(text.place.module, text.place.line));
      if (text.hidden != 0 && known.emplace(text.hidden, text.place.line).second && ++hidden <= kMostShown)
        context_.say(kHidesCommand, 0, 0,
                     std::string(word_of(text.hidden)) + place(text.place.module, text.place.line) + ": " +
                         shown(text.text.substr(0, 160)));
      if (text.hostile ||
          (text.hidden & (markers_about(About::interpreter) | markers_about(About::command_shell))) != 0)
        context_.indicate("command", shown(text.text));
      note_addresses(shown(text.text), context_);
    }
    if (facts_.analysis.line != 0)
      context_.say(kDetectsAnalysis, 0, 0, facts_.analysis_word + place(facts_.analysis.module, facts_.analysis.line));
  }

  std::span<const Module> modules_;
  Facts& facts_;
  Symbols& symbols_;
  const Work& work_;
  Context& context_;
  Abilities whole_ = 0;
  Abilities reached_ = 0;
};

std::uint64_t bytes_of(std::span<const Module> modules) {
  std::uint64_t bytes = 0;
  for (const auto& module : modules) bytes += module.source.size();
  return bytes;
}

/// Reads all modules and what their controls hold. False if a limit was reached.
bool collect(std::span<const Module> modules, std::span<const Held> held, Facts& facts, Symbols& symbols, Work& work,
             std::uint64_t tokens) {
  const Holdings holdings(held);
  Program program(modules, holdings, symbols, work, tokens);
  const bool complete = program.run(facts);
  for (std::size_t i = 0; i < modules.size(); ++i) {
    facts.begin_module(i);
    for (const auto& text : modules[i].texts) {
      auto value = Value::of_text(text);
      value.made = true;
      value.seen = markers_about(About::fetching); // a label may show an address
      facts.said(value, 0);
    }
  }
  return complete;
}

} // namespace

std::span<const FindingSpec* const> findings() noexcept { return kFindings; }

std::vector<Folded> folded_texts(std::span<const Module> modules) {
  Symbols symbols;
  Work work(bytes_of(modules));
  Facts facts(modules, symbols, work);
  (void)collect(modules, {}, facts, symbols, work, Limits{}.macro_tokens);
  std::vector<Folded> out;
  for (const auto& text : facts.texts)
    if (text.made) out.push_back({shown(text.text), text.place.module, text.place.line});
  return out;
}

void judge(std::span<const Module> modules, std::span<const Held> held, Context& context) {
  const auto bytes = bytes_of(modules);
  if (!context.pay(3 * bytes)) return;
  Symbols symbols;
  Work work(bytes);
  Facts facts(modules, symbols, work);
  const bool complete = collect(modules, held, facts, symbols, work, context.limits().macro_tokens);
  if (!context.pay(work.budget.spent())) return;
  if (!complete) context.reached(limit::kMacroTokens);
  Judgement(modules, facts, symbols, work, context).give();
}

} // namespace fumiban::vba
