// SPDX-License-Identifier: Apache-2.0
// Parts of OOXML documents: macro sheets, and content that is fetched from elsewhere.
// Reads:  relationships (ECMA-376 part 2, 9.3), sheets of type macro (MS-XLSX 2.2.1, MS-XLSB 2.1.7.64), states of
//         sheets (ECMA-376 part 1, 18.2.19); what macros fetch (held_xml.cpp); UTF-16 too.
// Leaves: everything else in them.
// Trusts: no name of a part.
// Costs:  a search; relationships tag by tag.
// Damage: none.
#include <algorithm>
#include <array>

#include "base/xml.hpp"
#include "documents/office/external.hpp"
#include "documents/office/findings.hpp"
#include "documents/office/held.hpp"
#include "documents/office/office.hpp"

namespace fumiban::office {
namespace {

/// Relationships that Office follows by itself; hyperlinks and pictures are not among them.
constexpr std::array<std::string_view, 4> kFollowed = {"/attachedTemplate", "/oleObject", "/frame", "/subDocument"};
constexpr std::array<std::string_view, 2> kMacroSheets = {"relationships/xlMacrosheet",
                                                          "relationships/xlIntlMacrosheet"};

void take_relationship(const xml::Token& tag, Context& context) {
  const auto type = xml::attribute(tag.attributes, "Type").value_or("");
  for (const auto sheet : kMacroSheets)
    if (type.ends_with(sheet)) context.say(kXlm, tag.begin, tag.end - tag.begin, sheet);
  if (xml::attribute(tag.attributes, "TargetMode") != "External" ||
      std::none_of(kFollowed.begin(), kFollowed.end(), [&](auto followed) { return type.ends_with(followed); }))
    return;
  const auto address = xml::attribute(tag.attributes, "Target").value_or("");
  if (is_remote(address)) context.say(kExternal, tag.begin, tag.end - tag.begin, address);
}

void take_sheet(const xml::Token& tag, Context& context) {
  const auto state = xml::attribute(tag.attributes, "state");
  if (state != "hidden" && state != "veryHidden") return;
  context.say(kHiddenSheet, tag.begin, tag.end - tag.begin,
              (state == "hidden" ? "hidden: " : "very hidden: ") + xml::attribute(tag.attributes, "name").value_or(""));
}

Result<void> analyse(const Blob& blob, Context& context) {
  // A sheet's own element has what prefix its writer likes.
  static constexpr std::array<std::string_view, 2> kMarks = {":macrosheet", "<macrosheet"};
  const auto content = blob.whole();
  if (!context.pay(content.size())) return {};
  std::string room;
  const auto text = xml::as_ascii(content, room);
  if (!context.pay(room.size())) return {};
  for (const auto mark : kMarks)
    if (const auto at = ByteView(text).find(mark); at != ByteView::npos) context.say(kXlm, at, mark.size(), mark);
  xml::Tokens tokens(text);
  std::string_view root;
  for (xml::Token token; tokens.next(token);) {
    if (token.kind != xml::Token::Kind::open) continue;
    const auto name = xml::local(token.name);
    if (root.data() == nullptr) root = name;
    if (root == "Relationships" && name == "Relationship") take_relationship(token, context);
    else if (root == "workbook" && name == "sheet") take_sheet(token, context);
    else if (root != "Relationships" && root != "workbook") break; // by its first element
  }
  if (const auto parent = context.part().parent; parent != kNoPart && holds_texts(root))
    read_held_xml(text, context.shared<vba::Document>(parent));
  return {};
}

bool is_xml(const Sight& sight) noexcept { return sight.kind.id == "xml"; }

constexpr std::array<const FindingSpec*, 3> kFindings = {&kXlm, &kHiddenSheet, &kExternal};

} // namespace

const Analyser kXmlAnalyser{"office-xml", &is_xml, &analyse, kFindings};

} // namespace fumiban::office
