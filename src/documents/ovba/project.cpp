// SPDX-License-Identifier: Apache-2.0
// VBA projects.
// Reads:  dir.cpp; MS-OVBA 2.3.4.3 (module streams), 2.3.1 (PROJECT, as far as types go).
// Leaves: references, compiled code (its plain names are kept), signatures.
// Trusts: no record: where dir leads nowhere every stream of the storage is searched for source.
// Costs:  each stream of a project once.
// Damage: what can be found is; the rest is an oddity.
#include "documents/ovba/project.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "documents/ovba/compression.hpp"
#include "documents/ovba/dir.hpp"
#include "findings/limits.hpp"

namespace fumiban::ovba {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMostSource = 4U << 20U;
constexpr std::uint32_t kLanguage = 0x409; ///< of every project, whatever its author speaks (MS-OVBA 2.3.4.2.1.5)
constexpr std::size_t kMostTogether = 16U << 20U;

/// Where source may begin in a module stream: its first line is an Attribute, of which the first letters cannot be
/// packed (olevba and others search so too).
std::size_t find_source(ByteView stream) {
  for (auto at = stream.find("\0Attribut"sv); at != ByteView::npos; at = stream.find("\0Attribut"sv, at + 1))
    if (at >= 3 && stream.peek(at - 3) == 1) return at - 3;
  return ByteView::npos;
}

class ProjectReader {
public:
  ProjectReader(const cfb::CompoundFile& file, Context& context) : file_(file), context_(context) {}

  std::vector<Project> read() {
    const auto entries = file_.entries();
    std::set<std::uint32_t> storages;
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
      const auto& entry = entries[i];
      if (entry.type != cfb::Entry::Type::stream) continue;
      if (entry.parent != cfb::kNoEntry && (equal_fold(entry.name, "dir") || equal_fold(entry.name, "_VBA_PROJECT")))
        storages.insert(entry.parent);
    }
    for (const auto storage : storages) read_project(storage);
    read_orphans();
    return std::move(projects_);
  }

private:
  using Names = std::map<std::string, std::uint32_t>;              ///< streams of a storage, folded
  using Taken = std::set<std::pair<std::uint32_t, std::uint32_t>>; ///< streams, and where source was read in them

  static bool is_taken(const Taken& taken, std::uint32_t index) {
    const auto first = taken.lower_bound({index, 0});
    return first != taken.end() && first->first == index;
  }

  Result<Blob> stream(std::uint32_t index) { return file_.stream(index, context_); }

  std::string unpacked(ByteView stream, std::size_t offset, Project& project, const std::string& name, bool& begun) {
    auto out = decompressed(stream, offset, std::min(kMostSource, kMostTogether - std::min(kMostTogether, made_)));
    begun = out.begun;
    made_ += out.bytes.size();
    if (out.cut) context_.reached(limit::kMemory);
    if (!context_.pay(out.bytes.size() + stream.size())) return {};
    if (out.odd && out.begun) project.oddities.emplace_back(Oddity::signature_bits, name);
    if ((out.raw || out.cramped) && out.begun) project.oddities.emplace_back(Oddity::chunks, name);
    if (out.begun && !out.complete && !out.cut) project.oddities.emplace_back(Oddity::source_damaged, name);
    return std::move(out.bytes);
  }

  void read_project(std::uint32_t storage) {
    Project project;
    project.storage = storage;
    Dir dir;
    if (const auto index = file_.find(storage, "dir")) {
      bool begun = false;
      std::string bytes;
      if (const auto packed = stream(*index)) bytes = unpacked(packed->whole(), 0, project, "dir", begun);
      dir = read_dir(ByteView(std::string_view(bytes)));
    }
    if (!dir.complete) project.oddities.emplace_back(Oddity::dir_damaged, "dir");
    project.code_page = dir.code_page == 932 ? "cp932" : "windows-" + std::to_string(dir.code_page);
    if (const auto index = file_.find(storage, "_VBA_PROJECT"))
      if (const auto cache = stream(*index); cache && context_.pay(cache->size()))
        project.identifiers = plain_words(cache->whole());
    if (dir.lcid != kLanguage) project.oddities.emplace_back(Oddity::language, std::to_string(dir.lcid));
    if (const auto& name = file_.entries()[storage].name; !equal_fold(name, "VBA"))
      project.oddities.emplace_back(Oddity::storage_name, name);
    if (const auto parent = file_.entries()[storage].parent; parent == cfb::kNoEntry || !file_.find(parent, "PROJECT"))
      project.oddities.emplace_back(Oddity::no_project, "PROJECT");
    const auto types = read_types(file_.entries()[storage].parent, project);
    const auto children = file_.children(storage);
    Names names;
    for (const auto index : children)
      if (file_.entries()[index].type == cfb::Entry::Type::stream)
        names.emplace(folded(file_.entries()[index].name), index);
    Taken taken;
    for (const auto& told : dir.modules) read_module(told, storage, names, types, project, taken);
    for (const auto index : children) {
      const auto& entry = file_.entries()[index];
      if (entry.type != cfb::Entry::Type::stream || is_taken(taken, index) || equal_fold(entry.name, "dir") ||
          equal_fold(entry.name, "_VBA_PROJECT") || starts_fold(entry.name, "__SRP_"))
        continue;
      read_unnamed(index, project);
    }
    // Excel 95 has no storage VBA, and no source that can be read.
    if (equal_fold(file_.entries()[storage].name, "_VBA_PROJECT") && project.modules.empty())
      project = {.storage = storage, .code_page = {}, .modules = {}, .oddities = {}, .excel95 = true};
    if (!project.modules.empty() || !dir.modules.empty() || !project.identifiers.empty() || project.excel95)
      projects_.push_back(std::move(project));
  }

  void read_module(const DirModule& told, std::uint32_t storage, const Names& names,
                   const std::map<std::string, Module::Type>& types, Project& project, Taken& taken) {
    // Office takes the Unicode name; tools take the other one, or the module's.
    std::optional<std::uint32_t> index;
    for (const auto* name : {&told.stream_unicode, &told.stream, &told.name})
      if (const auto found = names.find(folded(*name)); !index && found != names.end()) index = found->second;
    if (index && !taken.emplace(*index, told.offset).second) return; // told twice
    if (!told.stream_unicode.empty() && !told.stream.empty() && told.stream != told.stream_unicode)
      project.oddities.emplace_back(Oddity::stream_names, told.stream + " / " + told.stream_unicode);
    Module module{.name = told.name, .source = {}};
    const auto type = types.find(folded(told.name));
    module.type = type != types.end() ? type->second : told.standard ? Module::Type::standard : Module::Type::document;
    if (index) {
      module.stream = *index;
      if (const auto content = stream(*index)) read_source(content->whole(), told.offset, project, module);
    } else {
      project.oddities.emplace_back(Oddity::offset_wrong, told.name);
      return;
    }
    const auto parent = file_.entries()[storage].parent;
    if (module.type == Module::Type::form && parent != cfb::kNoEntry)
      if (const auto form = file_.find(parent, told.name))
        module.controls = read_form(file_, *form, project.code_page, context_);
    project.modules.push_back(std::move(module));
  }

  void read_source(ByteView content, std::uint32_t offset, Project& project, Module& module) {
    bool begun = false;
    std::size_t at = offset;
    auto source = unpacked(content, at, project, module.name, begun);
    // What was compiled begins like a container too: an offset that leads there gives noise, and hides what lies
    // behind.
    if (!begun || !starts_fold(source, "attribut")) {
      const auto found = find_source(content);
      if (found != ByteView::npos && found != offset) {
        project.oddities.emplace_back(Oddity::offset_wrong, module.name);
        if (!source.empty()) source += '\n';
        source += unpacked(content, found, project, module.name, begun);
      }
      if (!begun || found != ByteView::npos) at = found;
    }
    module.source = to_utf8(source, project.code_page).utf8;
    // Without source all of the stream is what was compiled.
    module.compiled = read_compiled(content.clamped(0, std::min(at, content.size())));
    for (auto& literal : module.compiled.literals) literal = to_utf8(literal, project.code_page).utf8;
  }

  void read_unnamed(std::uint32_t index, Project& project) {
    const auto content = stream(index);
    if (!content || !context_.pay(content->size())) return;
    const auto at = find_source(content->whole());
    if (at == ByteView::npos) return;
    Module module{.name = file_.entries()[index].name, .source = {}, .type = Module::Type::document, .stream = index};
    project.oddities.emplace_back(Oddity::not_in_project, module.name);
    read_source(content->whole(), static_cast<std::uint32_t>(at), project, module);
    project.modules.push_back(std::move(module));
  }

  /// Source in streams that nobody holds: a project that was hidden by taking its storage out of the directory.
  void read_orphans() {
    Project project;
    project.code_page = "windows-1252";
    const auto entries = file_.entries();
    for (std::uint32_t i = 0; i < entries.size(); ++i)
      if (entries[i].orphan && entries[i].type == cfb::Entry::Type::stream &&
          std::none_of(projects_.begin(), projects_.end(), [&](const Project& known) {
            return std::any_of(known.modules.begin(), known.modules.end(),
                               [&](const auto& m) { return m.stream == i; });
          }))
        read_unnamed(i, project);
    if (!project.modules.empty()) projects_.push_back(std::move(project));
  }

  /// What PROJECT says of each module (MS-OVBA 2.3.1.3): lines "Document=ThisDocument/&H0", "BaseClass=UserForm1".
  std::map<std::string, Module::Type> read_types(std::uint32_t parent, Project& project) {
    std::map<std::string, Module::Type> types;
    if (parent == cfb::kNoEntry) return types;
    const auto index = file_.find(parent, "PROJECT");
    if (!index) return types;
    const auto content = stream(*index);
    if (!content || !context_.pay(content->size())) return types;
    const auto text = to_utf8(content->whole().text(), project.code_page).utf8;
    std::string_view rest = text;
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      const auto line = trim(rest.substr(0, end));
      rest = rest.substr(std::min(end + 1, rest.size()));
      const auto equals = line.find('=');
      if (equals == std::string_view::npos) continue;
      const auto key = line.substr(0, equals);
      const auto value = line.substr(equals + 1);
      const auto name = folded(value.substr(0, value.find('/')));
      if (equal_fold(key, "Document")) types[name] = Module::Type::document;
      else if (equal_fold(key, "BaseClass")) types[name] = Module::Type::form;
      else if (equal_fold(key, "Class")) types[name] = Module::Type::klass;
      else if (equal_fold(key, "Module")) types[name] = Module::Type::standard;
      else if (equal_fold(key, "DPB")) project.locked_for_view = value.size() > 40; // a hash of a password, not of none
    }
    return types;
  }

  const cfb::CompoundFile& file_;
  Context& context_;
  std::vector<Project> projects_;
  std::size_t made_ = 0;
};

} // namespace

std::vector<Project> projects_in(const cfb::CompoundFile& file, Context& context) {
  return ProjectReader(file, context).read();
}

} // namespace fumiban::ovba
