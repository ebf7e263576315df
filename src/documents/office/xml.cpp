// SPDX-License-Identifier: Apache-2.0
// Parts of OOXML documents: macro sheets, and content that is fetched from elsewhere.
// Reads:  relationships (ECMA-376 part 2, 9.3), sheets of type macro (MS-XLSX 2.2.1, MS-XLSB 2.1.7.64), states of
//         sheets (ECMA-376 part 1, 18.2.19); what macros fetch (held_xml.cpp).
// Leaves: everything else in them.
// Trusts: no name of a part.
// Costs:  a search.
// Damage: none.
#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "documents/office/findings.hpp"
#include "documents/office/held.hpp"
#include "documents/office/office.hpp"
#include "documents/office/xml_text.hpp"

namespace fumiban::office {
namespace {

/// Of another machine; templates and workbooks on a drive of the author's are ordinary.
bool is_remote(std::string_view address) {
  static constexpr std::array<std::string_view, 6> kSchemes = {"http:", "https:", "ftp:", "mhtml:", "ms-", "\\\\"};
  if (std::any_of(kSchemes.begin(), kSchemes.end(), [&](auto scheme) { return starts_fold(address, scheme); }))
    return true;
  return starts_fold(address, "file:") && (address.find("\\\\") != std::string_view::npos ||
                                           (starts_fold(address, "file://") && !starts_fold(address, "file:///")));
}

Result<void> analyse(const Blob& blob, Context& context) {
  // A sheet's own element has what prefix its writer likes.
  static constexpr std::array<std::string_view, 4> kMarks = {
      "relationships/xlMacrosheet", "relationships/xlIntlMacrosheet", ":macrosheet", "<macrosheet"};
  const auto content = blob.whole();
  if (!context.pay(content.size())) return {};
  for (const auto mark : kMarks)
    if (const auto at = content.find(mark); at != ByteView::npos) context.say(kXlm, at, mark.size(), mark);
  if (const auto parent = context.part().parent; parent != kNoPart)
    read_held_xml(content, context.shared<vba::Document>(parent));
  for (auto at = content.find("sheet "); at != ByteView::npos; at = content.find("sheet ", at + 1)) {
    if (at == 0 || (content.peek(at - 1) != '<' && content.peek(at - 1) != ':')) continue;
    const auto tag = content.clamped(at, std::min(content.find('>', at), at + 1024)).text();
    if (!context.pay(tag.size())) return {};
    const auto state = attribute_of(tag, "state");
    if (state == "hidden" || state == "veryHidden")
      context.say(kHiddenSheet, at, tag.size(),
                  (state == "hidden" ? "hidden: " : "very hidden: ") + attribute_of(tag, "name"));
  }
  // Relationships that Office follows by itself; hyperlinks and pictures are not among them.
  static constexpr std::array<std::string_view, 4> kFollowed = {"relationships/attachedTemplate\"",
                                                                "relationships/oleObject\"", "relationships/frame\"",
                                                                "relationships/subDocument\""};
  for (auto at = content.find("<Relationship "); at != ByteView::npos; at = content.find("<Relationship ", at + 1)) {
    const auto element = content.clamped(at, std::min(content.find('>', at), at + 8192)).text();
    if (element.find("TargetMode=\"External\"") == std::string_view::npos) continue;
    for (const auto type : kFollowed) {
      if (element.find(type) == std::string_view::npos) continue;
      const auto target = element.find("Target=\"");
      const auto rest = target == std::string_view::npos ? std::string_view() : element.substr(target + 8);
      const auto address = rest.substr(0, rest.find('"'));
      if (is_remote(address)) context.say(kExternal, at, element.size(), address);
    }
  }
  return {};
}

bool is_xml(const Sight& sight) noexcept { return sight.kind.id == "xml"; }

constexpr std::array<const FindingSpec*, 3> kFindings = {&kXlm, &kHiddenSheet, &kExternal};

} // namespace

const Analyser kXmlAnalyser{"office-xml", &is_xml, &analyse, kFindings};

} // namespace fumiban::office
