// SPDX-License-Identifier: Apache-2.0
// Parts of OOXML documents: macro sheets, by the relationship that leads to them and by their own content.
// Reads:  relationships (ECMA-376 part 2, 9.3), sheets of type macro (MS-XLSX 2.2.1, MS-XLSB 2.1.7.64).
// Leaves: everything else in them.
// Trusts: no name of a part.
// Costs:  a search.
// Damage: none.
#include <array>

#include "documents/office/findings.hpp"
#include "documents/office/office.hpp"

namespace fumiban::office {
namespace {

Result<void> analyse(const Blob& blob, Context& context) {
  static constexpr std::array<std::string_view, 3> kMarks = {"relationships/xlMacrosheet",
                                                             "relationships/xlIntlMacrosheet", "<xm:macrosheet"};
  const auto content = blob.whole();
  if (!context.pay(content.size())) return {};
  for (const auto mark : kMarks)
    if (const auto at = content.find(mark); at != ByteView::npos) context.say(kXlm, at, mark.size(), mark);
  return {};
}

bool is_xml(const Sight& sight) noexcept { return sight.kind.id == "xml"; }

constexpr std::array<const FindingSpec*, 1> kFindings = {&kXlm};

} // namespace

const Analyser kXmlAnalyser{"office-xml", &is_xml, &analyse, kFindings};

} // namespace fumiban::office
