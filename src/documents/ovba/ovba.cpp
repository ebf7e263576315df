// SPDX-License-Identifier: Apache-2.0
// VBA projects in compound files: a document's own, vbaProject.bin, and those nobody holds.
// Reads:  project.cpp; what is in the source is judged by scripts/vba.
// Leaves: running anything; opcodes of compiled code.
// Trusts: neither source nor compiled code alone: where one has what the other lacks, that is said.
// Costs:  each project once.
// Damage: what can be found is.
#include "documents/ovba/ovba.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "documents/ovba/compiled.hpp"
#include "documents/ovba/project.hpp"
#include "documents/ovba/words.hpp"
#include "scripts/vba/vba.hpp"

namespace fumiban::ovba {
namespace {

/// Compiled code has names that the source lacks: what runs is not what is shown.
constexpr FindingSpec kStomped{"vba.stomped", Severity::critical, Topic::evasion, Unread::no, "T1564.007"};
/// There is source and no compiled code: some tools write so, and what looks at compiled code sees nothing.
constexpr FindingSpec kPurged{"vba.purged", Severity::info, Topic::evasion, Unread::no, "T1027.010"};
/// The project is stored as no Office stores it, and Office reads it all the same.
constexpr FindingSpec kMalformed{"vba.malformed", Severity::medium, Topic::evasion, Unread::no, "T1027"};
/// A project without source that can be read.
constexpr FindingSpec kNoSource{"vba.no-source", Severity::medium, Topic::engine, Unread::damaged};

/// Names that tell what a macro does. Only these are compared: a compiled project keeps many names that its source has
/// no more, those of events above all.
constexpr std::array<std::string_view, 24> kTelling = {
    "shell",         "createobject",  "getobject",      "wscript",           "shellexecute",
    "shellexecutea", "createprocess", "createprocessa", "urldownloadtofile", "urldownloadtofilea",
    "powershell",    "winmgmts",      "win32_process",  "xmlhttp",           "winhttprequest",
    "adodb",         "savetofile",    "callbyname",     "virtualalloc",      "rtlmovememory",
    "createthread",  "mshta",         "regsvr32",       "rundll32"};

bool has_code(const Module& module) {
  std::string_view rest = module.source;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = trim(rest.substr(0, end));
    rest = rest.substr(std::min(end + 1, rest.size()));
    if (!line.empty() && !starts_fold(line, "attribute ") && !starts_fold(line, "option ") && line.front() != '\'')
      return true;
  }
  return false;
}

/// True if a table of compiled lines tells another number than the source has. A few more or fewer are allowed for;
/// where nothing was compiled yet, nothing differs.
bool lines_differ(const Module& module, std::uint16_t& compiled) {
  const auto source = lines_of(module.source);
  const auto allowed = 2 + source.most / 16;
  for (const auto lines : module.compiled.lines) {
    compiled = lines;
    if (lines > 0 && (lines + allowed < source.least || lines > source.most + allowed)) return true;
  }
  return false;
}

/// Names, literals and lines that were compiled and that no source shows. Compared as wholes; what is left over in the
/// table of names of a project counts only if something was compiled: it keeps the names of code that was deleted.
class Hidden {
public:
  explicit Hidden(const Project& project) {
    std::set<std::string> names;
    std::set<std::string> literals;
    bool any = false;
    for (const auto& module : project.modules) {
      for_each_word(module.source, [&](std::string_view word) { names.insert(to_lower(word)); });
      for (auto& literal : literals_of(module.source)) literals.insert(std::move(literal));
      any =
          any || std::any_of(module.compiled.lines.begin(), module.compiled.lines.end(), [](auto n) { return n > 0; });
    }
    for (const auto& module : project.modules) {
      std::uint16_t lines = 0;
      if (lines_differ(module, lines))
        tell(module.name + ": " + std::to_string(lines) + " lines compiled, " +
             std::to_string(lines_of(module.source).least) + " shown");
      compare(module.compiled.names, names);
      for (const auto& literal : module.compiled.literals)
        if (!literals.contains(literal)) {
          texts.push_back(literal);
          tell('"' + literal.substr(0, 64) + '"');
        }
    }
    if (any) compare(project.identifiers, names);
  }

  std::string evidence;
  std::vector<std::string> texts; ///< literals

private:
  void tell(const std::string& what) {
    static constexpr std::size_t kMostTold = 8;
    if (told_.size() >= kMostTold || !told_.insert(what).second) return;
    evidence += (evidence.empty() ? "" : ", ") + what;
  }
  void compare(const std::vector<std::string>& compiled, const std::set<std::string>& shown) {
    for (const auto& name : compiled) {
      const auto lower = to_lower(name);
      if (std::find(kTelling.begin(), kTelling.end(), lower) != kTelling.end() && !shown.contains(lower)) tell(lower);
    }
  }

  std::set<std::string> told_;
};

std::string_view name_of(Oddity oddity) {
  switch (oddity) {
    case Oddity::dir_damaged: return "dir";
    case Oddity::stream_names: return "two stream names";
    case Oddity::offset_wrong: return "source elsewhere";
    case Oddity::signature_bits: return "signature bits";
    case Oddity::source_damaged: return "source damaged";
    case Oddity::not_in_project: return "stream not in the project";
    case Oddity::chunks: return "chunks";
    case Oddity::no_project: return "missing";
    case Oddity::storage_name: return "storage";
    case Oddity::language: return "language";
  }
  return "";
}

vba::Module::Type type_of(Module::Type type) {
  switch (type) {
    case Module::Type::standard: return vba::Module::Type::standard;
    case Module::Type::document: return vba::Module::Type::document;
    case Module::Type::form: return vba::Module::Type::form;
    case Module::Type::klass: return vba::Module::Type::klass;
  }
  return vba::Module::Type::document;
}

/// A project on its way to the judge of VBA, with what its forms hold.
struct Case {
  std::vector<vba::Module> modules;
  vba::Document forms;
};

void take_control(const std::string& form, const Control& control, vba::Module& module, vba::Document& forms) {
  using As = vba::Held::As;
  if (!control.name.empty()) module.controls.push_back(control.name);
  for (const auto& [as, text] : {std::pair(As::caption, &control.caption), std::pair(As::value, &control.value),
                                 std::pair(As::tag, &control.tag), std::pair(As::tip, &control.tip)}) {
    if (text->empty()) continue;
    module.texts.push_back(*text);
    forms.hold({as, form, control.name, *text});
  }
}

Case case_of(Project& project) {
  Case out;
  for (auto& module : project.modules) {
    vba::Module handed{.name = module.name, .source = std::move(module.source), .type = type_of(module.type)};
    for (const auto& control : module.controls) take_control(module.name, control, handed, out.forms);
    out.modules.push_back(std::move(handed));
  }
  return out;
}

/// Macros fetch texts from the document that their project lies in, and in a package that is other parts, before or
/// behind the project. So a project that asks for them is judged when its document has been looked through; those who
/// read the parts leave what they find in Context::shared. What has to be kept until then counts as memory; where
/// there is no room for it, the project is judged by itself.
void judge(Project& project, std::span<const std::string> hidden, Context& context) {
  auto held = std::make_shared<Case>(case_of(project));
  // What is compiled and not shown speaks as what a form holds does.
  if (!held->modules.empty())
    held->modules.front().texts.insert(held->modules.front().texts.end(), hidden.begin(), hidden.end());
  const auto own = context.part_index();
  const auto parent = context.part().parent;
  const bool in_package = parent != kNoPart && kind(context.part(parent).type).family == Family::office;
  std::uint64_t bytes = 0;
  for (const auto& module : held->modules) bytes += module.source.size();
  auto& memory = *context.memory();
  if (!vba::asks_document(held->modules) || memory.held + bytes > memory.allowed)
    return vba::judge(held->modules, held->forms.held, context);
  memory.held += bytes;
  context.when_done(in_package ? parent : own, [held, bytes, own, parent, in_package](Context& later) {
    auto texts = held->forms.held;
    for (const auto part : {own, in_package ? parent : own}) {
      const auto& document = later.shared<vba::Document>(part).held;
      texts.insert(texts.end(), document.begin(), document.end());
      if (!in_package) break;
    }
    vba::judge(held->modules, texts, later);
    later.memory()->held -= bytes;
  });
}

void say(Project& project, const cfb::CompoundFile& file, Context& context) {
  if (project.excel95) {
    context.say(vba::kPresent, 0, 0, "Excel 95");
    context.say(kNoSource, 0, 0, "Excel 95");
    return;
  }
  std::string names;
  for (const auto& module : project.modules) names += (names.empty() ? "" : ", ") + module.name;
  context.say(vba::kPresent, file.entries()[project.storage].offset, 0, names);
  for (const auto& [oddity, where] : project.oddities)
    context.say(kMalformed, 0, 0, std::string(name_of(oddity)) + ": " + where);
  const Hidden hidden(project);
  if (!hidden.evidence.empty()) context.say(kStomped, 0, 0, hidden.evidence);
  std::string purged;
  for (const auto& module : project.modules)
    if (module.compiled.size == 0 && has_code(module)) purged += (purged.empty() ? "" : ", ") + module.name;
  if (!purged.empty()) context.say(kPurged, 0, 0, purged);
  if (project.modules.empty()) context.say(kNoSource, 0, 0, "dir");
  judge(project, hidden.texts, context);
}

Result<void> analyse(const Blob& blob, Context& context) {
  const auto opened = context.parsed<cfb::CompoundFile>(blob);
  if (!opened) return {}; // cfb says why
  const auto& file = *opened;
  for (auto& project : projects_in(*file, context)) say(project, *file, context);
  return {};
}

bool is_compound(const Sight& sight) noexcept { return sight.kind.id == "cfb"; }

constexpr std::array<const FindingSpec*, 5> kFindings = {&vba::kPresent, &kStomped, &kPurged, &kMalformed, &kNoSource};

} // namespace

const Analyser kAnalyser{"ovba", &is_compound, &analyse, kFindings, false, true};

} // namespace fumiban::ovba
