// SPDX-License-Identifier: Apache-2.0
#include "disarm/relations.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "disarm/markup.hpp"

namespace fumiban::disarm {
namespace {

struct Rule {
  std::string_view type;
  Removed what;
};
/// Relationships that go wherever they lead.
constexpr std::array kActing = {
    Rule{"vbaproject", Removed::macros},
    Rule{"vbaprojectsignature", Removed::macros},
    Rule{"vbaprojectsignatureagile", Removed::macros},
    Rule{"vbaprojectsignaturev3", Removed::macros},
    Rule{"wordvbadata", Removed::macros},
    Rule{"attachedtoolbars", Removed::macros},
    Rule{"keymapcustomizations", Removed::macros},
    Rule{"xlmacrosheet", Removed::macro_sheets},
    Rule{"xlintlmacrosheet", Removed::macro_sheets},
    Rule{"oleobject", Removed::objects},
    Rule{"control", Removed::objects},
    Rule{"activexcontrolbinary", Removed::objects},
    Rule{"package", Removed::objects},
    Rule{"afchunk", Removed::objects},
    Rule{"subdocument", Removed::external},
    Rule{"mailmergesource", Removed::external},
    Rule{"mailmergeheadersource", Removed::external},
    Rule{"extensibility", Removed::ribbon},
    Rule{"usercustomization", Removed::ribbon},
    Rule{"webextension", Removed::scripts},
    Rule{"webextensiontaskpanes", Removed::scripts},
};

/// True for an address with a scheme, or of another machine.
bool leads_out(std::string_view target) {
  const auto path = trim(target);
  const auto end = path.find_first_of(":/\\?#");
  return path.starts_with("//") || path.starts_with("\\") || (end != std::string_view::npos && path[end] == ':');
}

/// Links that do more than lead to a page when they are clicked.
bool acts_on_click(std::string_view target) {
  static constexpr std::array<std::string_view, 11> kSchemes = {
      "javascript:", "vbscript:", "ms-", "search-ms:", "search:", "mhtml:", "mk:", "its:", "shell:", "data:", "ldap:"};
  std::string plain;
  for (const char c : percent_decoded(target))
    if (!is_space(c) && !is_control(c)) plain += lower(c);
  return std::any_of(kSchemes.begin(), kSchemes.end(), [&](auto scheme) { return plain.starts_with(scheme); });
}

/// Books that a workbook takes values from; formulas tell them by their number.
bool is_book(std::string_view type) {
  return type.starts_with("externallink") || type == "xlpathmissing" || type == "xlstartup" || type == "xllibrary" ||
         type == "xlalternatestartup" || type == "alternateurls";
}

} // namespace

bool stays_local(std::string_view target) {
  auto path = to_lower(percent_decoded(trim(target)));
  std::replace(path.begin(), path.end(), '\\', '/');
  if (path.starts_with("file:///")) path.erase(0, 8);
  const bool drive = path.size() > 2 && is_alpha(path[0]) && path[1] == ':' && path[2] == '/';
  if (drive) return path.find("//") == std::string::npos;
  return !path.starts_with("//") && path.find(':') == std::string::npos;
}

std::optional<std::vector<Relation>> read_relations(std::string_view text) {
  std::vector<Relation> out;
  bool sound = true;
  const bool well_formed = walk(text, [&](const xml::Token& token, std::size_t depth) {
    if (token.kind == xml::Token::Kind::close) {
      if (!out.empty() && out.back().end == 0) out.back().end = token.end;
      return;
    }
    if (token.kind == xml::Token::Kind::text) {
      sound = sound && trim(token.text).empty();
      return;
    }
    const auto name = xml::local(token.name);
    sound = sound && depth < 2 && name == (depth == 0 ? "Relationships" : "Relationship");
    if (depth == 0) return;
    Relation relation{.begin = token.begin, .end = token.end};
    for (const auto& [attribute, value] : attributes_of(token)) {
      if (attribute == "Id") relation.id = xml::decoded(value);
      if (attribute == "TargetMode") relation.external = equal_fold(trim(xml::decoded(value)), "external");
      if (attribute == "Type") {
        relation.type = to_lower(xml::decoded(value));
        relation.type.erase(0, relation.type.rfind('/') + 1);
      }
      if (attribute != "Target") continue;
      relation.target = xml::decoded(value);
      relation.target_begin = place_of(value, text);
      relation.target_end = relation.target_begin + value.size();
    }
    if (!token.empty) relation.end = 0; // its end tag is what follows
    // What leads out of the package does so whatever it says of itself.
    relation.external = relation.external || leads_out(relation.target);
    sound = sound && !relation.id.empty() && !relation.type.empty() && relation.target_end != 0;
    out.push_back(std::move(relation));
  });
  if (!well_formed || !sound) return std::nullopt;
  return out;
}

Judgement judge(const Relation& relation) {
  const auto& type = relation.type;
  for (const auto& [acting, what] : kActing)
    if (acting == type) return {acting == "package" && !relation.external ? Fate::look : Fate::drop, what};
  if (!relation.external) return {};
  if (type == "hyperlink") {
    if (acts_on_click(relation.target)) return {Fate::drop, Removed::external};
    return {};
  }
  if (stays_local(relation.target)) return {};
  return {is_book(type) ? Fate::blunt : Fate::drop, Removed::external};
}

std::string resolved(std::string_view source, std::string_view target) {
  auto path = percent_decoded(target.substr(0, target.find('#')));
  std::replace(path.begin(), path.end(), '\\', '/');
  std::vector<std::string_view> folders;
  const auto add = [&](std::string_view all) {
    while (!all.empty()) {
      const auto end = std::min(all.find('/'), all.size());
      const auto name = all.substr(0, end);
      all.remove_prefix(std::min(end + 1, all.size()));
      if (name == "..") {
        if (folders.empty()) return false;
        folders.pop_back();
      } else if (!name.empty() && name != ".") {
        folders.push_back(name);
      }
    }
    return true;
  };
  if (!path.starts_with('/') && source.rfind('/') != std::string_view::npos)
    (void)add(source.substr(0, source.rfind('/')));
  if (!add(path)) return {};
  std::string out;
  for (const auto folder : folders) out += (out.empty() ? "" : "/") + to_lower(folder);
  return out;
}

std::string relations_of(std::string_view part) {
  const auto slash = part.rfind('/');
  const auto folder = slash == std::string_view::npos ? std::string_view() : part.substr(0, slash + 1);
  return std::string(folder) + "_rels/" + std::string(part.substr(folder.size())) + ".rels";
}

} // namespace fumiban::disarm
