// SPDX-License-Identifier: Apache-2.0
// Office Open XML documents, written anew from the parts that they use.
// Reads:  ECMA-376 part 2: content types, relationships from the package down; each XML part (part.cpp).
// Leaves: parts that nothing leads to; text, values, pictures stay as they are packed.
// Trusts: neither names nor content types nor types of relationships alone: a part goes if any of them, or its content,
//         says that it acts.
// Costs:  each part once or twice.
// Damage: refused.
#include "disarm/package.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/ascii.hpp"
#include "disarm/edits.hpp"
#include "disarm/harmless.hpp"
#include "disarm/markup.hpp"
#include "disarm/part.hpp"
#include "disarm/relations.hpp"
#include "disarm/zip_writer.hpp"
#include "kind/kind.hpp"

namespace fumiban::disarm {
namespace {

using namespace std::string_view_literals;

/// What the main part of a document may be, with and without macros.
struct MainType {
  std::string_view with_macros; ///< behind "application/vnd."
  std::string_view plain;
  std::string_view extension;
};
constexpr std::array kMainTypes = {
    MainType{"ms-word.document.macroenabled.main+xml",
             "openxmlformats-officedocument.wordprocessingml.document.main+xml", ".docx"},
    MainType{"ms-word.template.macroenabledtemplate.main+xml",
             "openxmlformats-officedocument.wordprocessingml.template.main+xml", ".dotx"},
    MainType{"ms-excel.sheet.macroenabled.main+xml", "openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
             ".xlsx"},
    MainType{"ms-excel.template.macroenabled.main+xml", "openxmlformats-officedocument.spreadsheetml.template.main+xml",
             ".xltx"},
    MainType{"ms-excel.addin.macroenabled.main+xml", "openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
             ".xlsx"},
    MainType{"ms-excel.sheet.binary.macroenabled.main", "ms-excel.sheet.binary.macroEnabled.main", ".xlsb"},
    MainType{"ms-powerpoint.presentation.macroenabled.main+xml",
             "openxmlformats-officedocument.presentationml.presentation.main+xml", ".pptx"},
    MainType{"ms-powerpoint.slideshow.macroenabled.main+xml",
             "openxmlformats-officedocument.presentationml.slideshow.main+xml", ".ppsx"},
    MainType{"ms-powerpoint.template.macroenabled.main+xml",
             "openxmlformats-officedocument.presentationml.template.main+xml", ".potx"},
    MainType{"ms-powerpoint.addin.macroenabled.main+xml",
             "openxmlformats-officedocument.presentationml.presentation.main+xml", ".pptx"},
};
constexpr std::string_view kVendor = "application/vnd.";
constexpr std::string_view kTypes = "[content_types].xml";

const MainType* main_type(std::string_view type) {
  if (!starts_fold(type, kVendor)) return nullptr;
  const auto rest = type.substr(kVendor.size());
  for (const auto& known : kMainTypes)
    if (equal_fold(rest, known.with_macros) || equal_fold(rest, known.plain)) return &known;
  return nullptr;
}

struct Part {
  const zip::Member* member = nullptr;
  bool kept = false;
  bool visited = false;
  bool data = false; ///< the document's own: not edited
  std::optional<std::string> changed{};
};

/// The relationships of a part that has any.
struct Relations {
  std::string name; ///< of the part that they lie in
  std::vector<Relation> all;
  Edits edits;
};

class Package {
public:
  /// `within`: it lies in another one.
  Package(const Blob& blob, Work& work, bool within) : blob_(blob), work_(work), within_(within) {}

  std::optional<Disarmed> disarm() {
    if (!open() || !read_types() || !visit_all() || !find_main()) return std::nullopt;
    const bool binary = main_->extension == ".xlsb";
    if (binary && (has_books_ || !only_macros())) return std::nullopt; // sheets tell by number what they use
    for (const auto& [name, part] : parts_)
      if (!part.kept && removed_.empty() && !name.ends_with('/')) removed_.add(Removed::files);
    if (removed_.empty()) return unchanged(blob_.whole());
    if (recalculate_) drop_order_of_formulas();
    drop_signatures();
    return write();
  }

private:
  bool open() {
    auto directory = read_sound_directory(blob_, work_.context);
    if (!directory) return false;
    directory_ = std::move(*directory);
    for (const auto& member : directory_.members) {
      const auto name = to_lower(percent_decoded(name_of(member.header).bytes));
      const bool known_method = member.header.method == 0 || member.header.method == 8;
      if (!known_method || name.starts_with('/') || name.find('\\') != std::string::npos ||
          !parts_.emplace(name, Part{.member = &member}).second)
        return false;
    }
    return true;
  }

  std::optional<Blob> content_of(const Part& part) const {
    auto content = read_sound_member(blob_, *part.member, work_.context);
    if (!content || !work_.context.pay(content->size() * 2)) return std::nullopt; // it is gone through
    return content;
  }

  bool read_types() {
    const auto found = parts_.find(kTypes);
    if (found == parts_.end()) return false;
    found->second.kept = true;
    const auto content = content_of(found->second);
    if (!content) return false;
    const Markup markup(content->whole());
    bool sound = true;
    const bool well_formed = walk(markup.text, [&](const xml::Token& token, std::size_t depth) {
      if (token.kind != xml::Token::Kind::open) return;
      const auto value = [&](std::string_view name) { return xml::attribute(token.attributes, name).value_or(""); };
      const auto name = xml::local(token.name);
      auto type = to_lower(trim(value("ContentType")));
      if (depth == 0) sound = sound && name == "Types";
      else if (name == "Default")
        sound = defaults_.emplace(to_lower(value("Extension")), std::move(type)).second && sound;
      else if (name == "Override")
        sound = overrides_.emplace(resolved("", value("PartName")), std::move(type)).second && sound;
      else sound = false;
    });
    return well_formed && sound;
  }

  [[nodiscard]] std::string_view type_of(std::string_view part) const {
    if (const auto found = overrides_.find(std::string(part)); found != overrides_.end()) return found->second;
    const auto dot = part.rfind('.');
    const auto found = defaults_.find(std::string(part.substr(dot == std::string_view::npos ? part.size() : dot + 1)));
    return found == defaults_.end() ? std::string_view() : std::string_view(found->second);
  }

  bool visit_all() {
    waiting_.emplace_back();
    while (!waiting_.empty()) {
      const auto name = std::move(waiting_.back());
      waiting_.pop_back();
      if (!visit(name) || work_.limited()) return false;
    }
    return true;
  }

  /// Follows what a part leads to ("": the package), then edits it.
  bool visit(const std::string& name) {
    std::optional<Blob> content;
    if (!name.empty()) {
      content = content_of(parts_.at(name));
      if (!content) return false;
    }
    Ids ids;
    if (const auto found = parts_.find(relations_of(name)); found != parts_.end()) {
      const auto bytes = content_of(found->second);
      if (!bytes) return false;
      const Markup markup(bytes->whole());
      auto all = read_relations(markup.text);
      if (!all) return false;
      found->second.kept = true;
      Relations relations{.name = found->first, .all = std::move(*all), .edits = {}};
      const bool chart = content && content->whole().find("chartSpace"sv) != ByteView::npos;
      for (const auto& relation : relations.all)
        if (!follow(name, relation, chart, relations.edits, ids)) return false;
      relations_.push_back(std::move(relations));
    }
    if (name.empty()) return true;
    auto& part = parts_.at(name);
    if (part.data || !is_markup(content->whole())) return ids.gone.empty() || main_is_binary();
    auto edited = edit_part(content->whole(), ids, removed_);
    if (!edited) return false;
    recalculate_ = recalculate_ || edited->recalculate;
    if (edited->changed) part.changed = std::move(edited->bytes);
    return true;
  }

  bool follow(const std::string& source, const Relation& relation, bool chart, Edits& edits, Ids& ids) {
    const auto target = relation.external ? std::string() : resolved(source, relation.target);
    const auto found = target.empty() ? parts_.end() : parts_.find(target);
    auto judgement = judge(relation);
    std::optional<Blob> content;
    if (found != parts_.end() && judgement.fate != Fate::drop) {
      if (target == kTypes || target.ends_with(".rels")) return false;
      content = content_of(found->second);
      if (!content) return false;
      if (judgement.fate == Fate::look && !(chart && is_harmless_package(*content))) judgement.fate = Fate::drop;
      if (judgement.fate == Fate::keep)
        if (const auto what = harm_of(content->whole(), type_of(target))) judgement = {Fate::drop, what};
    }
    if (judgement.what && judgement.fate != Fate::look) removed_.add(*judgement.what);
    if (judgement.fate == Fate::drop) {
      ids.gone.insert(relation.id);
      edits.cut(relation.begin, relation.end);
      return true;
    }
    if (relation.external && relation.type == "hyperlink") ids.links.insert(relation.id);
    if (judgement.fate == Fate::blunt) edits.replace(relation.target_begin, relation.target_end, "removed");
    if (found == parts_.end()) return true;
    auto& part = found->second;
    if (source.empty() && relation.type == "officedocument") {
      if (!main_name_.empty()) return false;
      main_name_ = target;
      main_ = main_type(type_of(target));
    }
    has_books_ = has_books_ || relation.type == "externallink";
    part.kept = true;
    const bool data = relation.type.starts_with("customxml") || relation.type.ends_with("-properties") ||
                      relation.type == "origin" || relation.type == "signature";
    part.data = part.visited ? part.data && data : data;
    if (!part.visited) waiting_.push_back(target);
    part.visited = true;
    return true;
  }

  /// Data of a chart: a workbook in which nothing has to be taken out.
  bool is_harmless_package(const Blob& content) {
    if (within_ || kind_of(content.whole()).id != "ooxml") return false;
    const auto inner = Package(content, work_, true).disarm();
    return inner && inner->removed.empty();
  }

  /// What of the kinds of Removed a part is, if any.
  static std::optional<Removed> harm_of(ByteView content, std::string_view type) {
    const auto& is = kind_of(content);
    if (type.find("vbaproject") != std::string_view::npos || type.find("vbadata") != std::string_view::npos)
      return Removed::macros;
    if (type.find("macrosheet") != std::string_view::npos) return Removed::macro_sheets;
    if (type.find("activex") != std::string_view::npos || type.find("oleobject") != std::string_view::npos)
      return Removed::objects;
    if (is.id == "cfb") return content.find("V\0B\0A\0"sv) == ByteView::npos ? Removed::objects : Removed::macros;
    if (is_two_things(content) || is_module_source(content)) return Removed::objects;
    if (is.family == Family::web) {
      if (!is_plain_markup(content)) return Removed::scripts;
    } else if (!is_passive(is.family) && is.family != Family::unknown) {
      return Removed::objects;
    }
    if (is_markup(content)) {
      const Markup markup(content);
      if (markup.text.find(":macrosheet") != std::string_view::npos ||
          markup.text.find("<macrosheet") != std::string_view::npos)
        return Removed::macro_sheets;
    }
    return std::nullopt;
  }

  static bool is_markup(ByteView content) {
    const auto family = kind_of(content).family;
    if (family != Family::text && family != Family::web) return false;
    std::string room;
    return trim(xml::as_ascii(content.clamped(0, 1024), room)).starts_with('<');
  }

  [[nodiscard]] bool main_is_binary() const { return main_ != nullptr && main_->extension == ".xlsb"; }
  bool find_main() const { return main_ != nullptr; }
  [[nodiscard]] bool only_macros() const {
    const auto all = removed_.list();
    return std::all_of(all.begin(), all.end(),
                       [](Removed what) { return what == Removed::macros || what == Removed::ribbon; });
  }

  void drop_order_of_formulas() {
    for (auto& relations : relations_)
      for (const auto& relation : relations.all) {
        if (relation.type != "calcchain") continue;
        relations.edits.cut(relation.begin, relation.end);
        const auto source = relations.name; // "xl/_rels/workbook.xml.rels"
        const auto folder = source.substr(0, source.rfind("_rels/"));
        if (const auto found = parts_.find(resolved(folder, relation.target)); found != parts_.end())
          found->second.kept = false;
      }
  }

  /// What is changed is not what was signed.
  void drop_signatures() {
    for (auto& relations : relations_)
      for (const auto& relation : relations.all)
        if (relation.type == "origin") relations.edits.cut(relation.begin, relation.end);
    for (auto& [name, part] : parts_) {
      if (type_of(name).find("digital-signature") == std::string_view::npos) continue;
      part.kept = false;
      if (const auto found = parts_.find(relations_of(name)); found != parts_.end()) found->second.kept = false;
    }
  }

  std::optional<Disarmed> write() {
    for (auto& relations : relations_) {
      if (relations.edits.empty()) continue;
      auto& part = parts_.at(relations.name);
      const auto content = content_of(part);
      if (!content) return std::nullopt;
      const Markup markup(content->whole());
      part.changed = markup.as_part(std::move(relations.edits).apply(markup.text));
    }
    if (!edit_types()) return std::nullopt;
    ZipWriter out;
    for (const auto& member : directory_.members) {
      const auto name = name_of(member.header);
      const auto& part = parts_.at(to_lower(percent_decoded(name.bytes)));
      if (!part.kept) continue;
      if (part.changed) out.add(name, member.header, ByteView(std::string_view(*part.changed)));
      else if (const auto packed = blob_.read(member.data, member.data_end - member.data))
        out.copy(name, member.header, packed->whole());
      else return std::nullopt;
    }
    return Disarmed{.bytes = std::move(out).finish(), .extension = main_->extension, .removed = removed_.list()};
  }

  /// Types of what is not there any more go; a document without macros is called one.
  bool edit_types() {
    auto& part = parts_.at(std::string(kTypes));
    const auto content = content_of(part);
    if (!content) return false;
    const Markup markup(content->whole());
    Edits edits;
    const bool sound = walk(markup.text, [&](const xml::Token& token, std::size_t depth) {
      if (token.kind != xml::Token::Kind::open || depth == 0) return;
      std::string name;
      std::string_view type;
      for (const auto& [attribute, value] : attributes_of(token)) {
        if (attribute == "PartName") name = resolved("", xml::decoded(value));
        if (attribute == "ContentType") type = value;
      }
      const auto replace = [&](std::string_view with) {
        const auto begin = place_of(type, markup.text);
        edits.replace(begin, begin + type.size(), std::string(with));
      };
      const auto found = parts_.find(name);
      if (token.empty && !name.empty() && (found == parts_.end() || !found->second.kept))
        edits.cut(token.begin, token.end);
      else if (name == main_name_ || main_type(type) == main_)
        replace(std::string(kVendor) + std::string(main_->plain));
      else if (name.empty() && find_fold(type, "vbaproject") != std::string_view::npos)
        replace("application/octet-stream");
    });
    part.changed = markup.as_part(std::move(edits).apply(markup.text));
    return sound;
  }

  const Blob& blob_;
  Work& work_;
  bool within_;
  zip::Directory directory_;
  std::map<std::string, Part, std::less<>> parts_; ///< by name, lower case
  std::map<std::string, std::string> defaults_;    ///< content types by extension
  std::map<std::string, std::string> overrides_;   ///< and by part
  std::vector<std::string> waiting_;
  std::vector<Relations> relations_;
  RemovedSet removed_;
  std::string main_name_;
  const MainType* main_ = nullptr;
  bool has_books_ = false;
  bool recalculate_ = false;
};

} // namespace

std::optional<Disarmed> disarm_package(const Blob& blob, Work& work) { return Package(blob, work, false).disarm(); }

} // namespace fumiban::disarm
