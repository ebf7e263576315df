// SPDX-License-Identifier: Apache-2.0
// One XML part of an Office document, edited tag by tag.
// Reads:  ECMA-376 part 1: 17.16 (fields), 17.3.3.19 (objects), 18.3 (sheets), 18.14 (external links), 19.3 (slides),
//         20.1 (actions on clicks); the same in VML.
// Leaves: namespaces: an element is what its local name says; all text.
// Trusts: nothing: what is not well-formed is refused.
// Costs:  one pass, and two where sheets are taken out.
// Damage: refused.
#include "disarm/part.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.hpp"
#include "disarm/edits.hpp"
#include "disarm/fields.hpp"
#include "disarm/markup.hpp"
#include "disarm/relations.hpp"

namespace fumiban::disarm {
namespace {

using xml::Token;
constexpr auto npos = std::string_view::npos;

struct Rule {
  std::string_view element;
  Removed what;
  bool always; ///< else only where it uses a relationship that is gone
};
/// Elements that go with all that is in them.
constexpr std::array kRules = {
    Rule{"OLEObject", Removed::objects, true},
    Rule{"objectEmbed", Removed::objects, true},
    Rule{"objectLink", Removed::objects, true},
    Rule{"oleObjects", Removed::objects, true},
    Rule{"oleObj", Removed::objects, true},
    Rule{"controls", Removed::objects, true},
    Rule{"altChunk", Removed::objects, true},
    Rule{"subDoc", Removed::external, true},
    Rule{"mailMerge", Removed::external, true},
    Rule{"ddeLink", Removed::dde, true},
    Rule{"oleLink", Removed::dde, true},
    Rule{"FmlaMacro", Removed::macros, true},
    Rule{"control", Removed::objects, false},
    Rule{"externalData", Removed::objects, false},
    Rule{"attachedTemplate", Removed::external, false},
    Rule{"sourceFileName", Removed::external, false},
    Rule{"videoFile", Removed::external, false},
    Rule{"audioFile", Removed::external, false},
    Rule{"sheet", Removed::macro_sheets, false},
};

/// Attributes by which relationships are used, in whatever namespace.
bool names_relationship(std::string_view attribute) {
  static constexpr std::array<std::string_view, 8> kNames = {"id",   "link",  "embed", "href",
                                                             "pict", "relid", "dm",    "src"};
  const auto local = xml::local(attribute);
  return std::any_of(kNames.begin(), kNames.end(), [&](auto name) { return name == local; });
}

/// True if a formula asks another program or fetches something.
bool asks_others(std::string_view formula) {
  static constexpr std::array<std::string_view, 3> kAsking = {"dde(", "webservice(", "_xlfn.image("};
  std::string outside; // of texts and of names of sheets
  char quote = 0;
  for (const char c : formula) {
    if (quote != 0) quote = c == quote ? '\0' : quote;
    else if (c == '"' || c == '\'') quote = c;
    else if (!is_space(c)) outside += lower(c);
  }
  return outside.find('|') != npos ||
         std::any_of(kAsking.begin(), kAsking.end(), [&](auto name) { return outside.find(name) != npos; });
}

bool is_on(std::string_view value) { return value == "1" || equal_fold(value, "true") || equal_fold(value, "on"); }

class PartEditor {
public:
  PartEditor(std::string_view text, const Ids& ids, RemovedSet& removed) : text_(text), ids_(ids), removed_(removed) {}

  bool edit() {
    if (!ids_.gone.empty() && !count_sheets()) return false;
    const bool sound = walk(text_, [&](const Token& token, std::size_t) {
      if (token.kind == Token::Kind::text) take_text(token);
      else if (token.kind == Token::Kind::open) open(token);
      else close(token);
    });
    return sound && fields_.sound();
  }
  Edits edits;
  bool recalculate = false;

private:
  struct Open {
    std::size_t begin;
    bool cut = false;
    bool unwrap = false; ///< its tags go, and what is in it stays
    std::size_t tag_end = 0;
    bool object = false;      ///< a frame: an object was in it
    std::size_t pictures = 0; ///< a frame: of those that are open
    std::size_t picture = 0;  ///< a frame: where the last one that shows the object stands
    std::size_t picture_end = 0;
  };

  /// Which sheets of a workbook go: others are told by their number.
  bool count_sheets() {
    std::string_view root;
    std::size_t number = 0;
    const bool sound = walk(text_, [&](const Token& token, std::size_t) {
      if (token.kind != Token::Kind::open) return;
      if (root.empty()) root = xml::local(token.name);
      if (root != "workbook" || xml::local(token.name) != "sheet") return;
      if (uses_gone(token)) sheets_gone_.push_back(number);
      ++number;
    });
    return sound && (sheets_gone_.empty() || sheets_gone_.size() < number); // a workbook has a sheet
  }

  [[nodiscard]] bool may_not_use(const Token& tag, std::string_view attribute, std::string_view value) const {
    if (!names_relationship(attribute)) return false;
    const auto id = xml::decoded(value);
    const auto element = xml::local(tag.name);
    return ids_.gone.contains(id) ||
           (ids_.links.contains(id) && element != "hyperlink" && !element.starts_with("hlink"));
  }
  [[nodiscard]] bool uses_gone(const Token& tag) const {
    if (ids_.gone.empty() && ids_.links.empty()) return false;
    for (const auto& [name, value] : attributes_of(tag))
      if (may_not_use(tag, name, value)) return true;
    return false;
  }

  void open(const Token& tag) {
    const auto name = xml::local(tag.name);
    if (root_.empty()) root_ = name;
    Open element{.begin = tag.begin, .tag_end = tag.end};
    if (cutting_ == 0) look_at(tag, name, element);
    if (element.cut) ++cutting_;
    if (name == "pic" && !frames_.empty() && open_[frames_.back()].pictures++ == 0)
      open_[frames_.back()].picture = tag.begin;
    if (name == "graphicFrame") frames_.push_back(open_.size());
    open_.push_back(element);
    if (tag.empty) close(tag);
  }

  void close(const Token& tag) {
    auto element = open_.back();
    open_.pop_back();
    const auto name = xml::local(tag.name);
    if (name == "graphicFrame" && !frames_.empty() && frames_.back() == open_.size()) {
      frames_.pop_back();
      if (element.object) {
        // The picture of the object, if there is one, stands for it.
        if (element.picture_end == 0) edits.cut(element.begin, tag.end);
        else {
          edits.cut(element.begin, element.picture);
          edits.cut(element.picture_end, tag.end);
        }
      }
    }
    if (name == "pic" && !frames_.empty() && --open_[frames_.back()].pictures == 0)
      open_[frames_.back()].picture_end = tag.end;
    if (element.cut) {
      --cutting_;
      edits.cut(element.begin, tag.end);
    }
    if (element.unwrap) {
      edits.cut(element.begin, element.tag_end);
      if (!tag.empty) edits.cut(tag.begin, tag.end);
    }
    if (name == "instrText" || name == "delInstrText") {
      fields_.instruction({element.begin, tag.end}, content_);
      instruction_ = false;
    } else if (name == "fldChar") {
      end_of_mark({element.begin, tag.end});
    } else if (name == "t" || name == "delText" || name == "sym" || name == "drawing" || name == "pict") {
      fields_.shown({element.begin, tag.end});
    } else if (formula_ && is_formula(name)) {
      formula_ = false;
      if (asks_others(content_)) {
        edits.cut(element.begin, tag.end);
        removed_.add(Removed::dde);
        recalculate = true;
      }
    }
  }

  /// Of a workbook: of a cell, a condition, a name, a chart.
  [[nodiscard]] bool is_formula(std::string_view element) const {
    return (root_ == "worksheet" || root_ == "workbook" || root_ == "chartSpace") &&
           (element == "f" || element == "formula" || element == "formula1" || element == "formula2" ||
            element == "definedName");
  }

  void look_at(const Token& tag, std::string_view name, Open& element) {
    const bool gone = uses_gone(tag);
    for (const auto& rule : kRules)
      if (rule.element == name && (rule.always || gone)) {
        element.cut = true;
        removed_.add(rule.what);
        recalculate = recalculate || rule.what == Removed::macro_sheets;
        if (name == "oleObj" && !frames_.empty() && open_[frames_.back()].pictures == 0) {
          open_[frames_.back()].object = true;
          element.cut = false; // the frame goes, its picture stays
        }
        return;
      }
    if (name == "instrText" || name == "delInstrText" || is_formula(name)) {
      (is_formula(name) ? formula_ : instruction_) = true;
      content_.clear();
    }
    if (name == "fldChar") {
      mark_ = xml::attribute(tag.attributes, "fldCharType").value_or("");
    } else if (name == "fldSimple") {
      const auto harm = harm_of_field(xml::attribute(tag.attributes, "instr").value_or(""), false);
      if (harm) {
        element.unwrap = true;
        removed_.add(*harm);
      }
    } else if (name == "definedName") {
      take_name(tag, element);
    } else if (name == "workbookView") {
      for (const auto* number : {"activeTab", "firstSheet"}) shift(tag, number);
    } else if (name.starts_with("hlink")) {
      const auto action = xml::attribute(tag.attributes, "action").value_or("");
      for (const auto* acting : {"ppaction://program", "ppaction://macro", "ppaction://ole"})
        if (starts_fold(trim(action), acting)) {
          element.cut = true;
          removed_.add(Removed::macros);
        }
    }
    take_attributes(tag, gone);
  }

  void take_attributes(const Token& tag, bool gone) {
    const auto element = xml::local(tag.name);
    const bool picture = element == "imagedata" || element == "fill" || element == "stroke"; // in VML
    for (const auto& [name, value] : attributes_of(tag)) {
      const auto begin = place_of(name, text_);
      const auto end = place_of(value, text_) + value.size();
      if (gone && may_not_use(tag, name, value)) {
        if (ids_.links.contains(xml::decoded(value))) removed_.add(Removed::external);
        edits.cut(begin, end + 1);
      } else if (name == "macro" && !trim(value).empty()) { // of a shape in a sheet
        edits.cut(end - value.size(), end);
        removed_.add(Removed::macros);
      } else if ((name == "refreshOnLoad" && is_on(value)) ||
                 (name == "interval" && element == "connection" && value != "0")) {
        edits.replace(end - value.size(), end, "0");
        removed_.add(Removed::external);
      } else if (picture &&
                 (xml::local(name) == "src" || xml::local(name) == "href" || xml::local(name) == "althref") &&
                 !stays_local(xml::decoded(value))) {
        edits.cut(begin, end + 1);
        removed_.add(Removed::external);
      }
    }
  }

  /// A name that stands for a macro, or belongs to a sheet that goes.
  void take_name(const Token& tag, Open& element) {
    for (const auto& [name, value] : attributes_of(tag)) {
      const bool macro = (name == "xlm" || name == "vbProcedure" || name == "function") && is_on(value);
      if (macro || (name == "name" && starts_fold(xml::decoded(value), "_xlnm.auto_"))) {
        element.cut = true;
        removed_.add(Removed::macro_sheets);
      }
      if (name == "localSheetId" &&
          std::find(sheets_gone_.begin(), sheets_gone_.end(), number_of(value)) != sheets_gone_.end())
        element.cut = true;
    }
    if (!element.cut) shift(tag, "localSheetId");
  }

  static std::size_t number_of(std::string_view value) {
    std::size_t number = 0;
    const auto end = value.data() + value.size();
    const auto [at, error] = std::from_chars(value.data(), end, number);
    return error == std::errc() && at == end ? number : 0;
  }

  /// The number of a sheet, which is smaller where sheets before it go.
  void shift(const Token& tag, std::string_view attribute) {
    for (const auto& [name, value] : attributes_of(tag)) {
      if (name != attribute) continue;
      const auto number = number_of(value);
      const auto before = std::lower_bound(sheets_gone_.begin(), sheets_gone_.end(), number) - sheets_gone_.begin();
      if (before == 0) continue;
      const auto begin = place_of(value, text_);
      edits.replace(begin, begin + value.size(), std::to_string(number - static_cast<std::size_t>(before)));
    }
  }

  void end_of_mark(Fields::Place mark) {
    if (mark_ == "begin") fields_.begin(mark);
    else if (mark_ == "separate") fields_.separate(mark);
    else if (mark_ == "end")
      if (const auto harm = fields_.end(mark, edits)) removed_.add(*harm);
    mark_.clear();
  }

  void take_text(const Token& token) {
    if (instruction_ || formula_) content_ += token.literal ? std::string(token.text) : xml::decoded(token.text);
  }

  std::string_view text_;
  const Ids& ids_;
  RemovedSet& removed_;
  std::vector<std::size_t> sheets_gone_;
  std::vector<Open> open_;
  std::vector<std::size_t> frames_; ///< of open_
  std::size_t cutting_ = 0;
  std::string_view root_;
  Fields fields_;
  std::string mark_;    ///< the mark of a field that is open
  std::string content_; ///< of an instruction or a formula
  bool instruction_ = false;
  bool formula_ = false;
};

} // namespace

std::optional<EditedPart> edit_part(ByteView bytes, const Ids& ids, RemovedSet& removed) {
  const Markup markup(bytes);
  PartEditor editor(markup.text, ids, removed);
  if (!editor.edit()) return std::nullopt;
  EditedPart out{.changed = !editor.edits.empty(), .recalculate = editor.recalculate};
  if (out.changed) out.bytes = markup.as_part(std::move(editor.edits).apply(markup.text));
  return out;
}

} // namespace fumiban::disarm
