// SPDX-License-Identifier: Apache-2.0
#include "correlate/correlate.hpp"

#include <array>
#include <vector>

#include "kind/kind.hpp"
#include "mime/disagreement.hpp"
#include "mime/findings.hpp"

namespace fumiban::correlate {
namespace {

constexpr std::array<const FindingSpec*, 1> kFindings = {&mime::kAmbiguous};

bool is_hard(std::string_view disagreement) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(mime::Disagreement::count_); ++i) {
    const auto& row = mime::row_of(static_cast<mime::Disagreement>(i));
    if (row.id == disagreement) return row.hard;
  }
  return false;
}

/// Parts that could harm: of a family that acts or is opened, or with a finding that says so.
std::vector<bool> harmful_parts(const Context& context) {
  const auto& report = context.report();
  std::vector<bool> harmful(report.parts.size());
  for (std::size_t i = 0; i < report.parts.size(); ++i) {
    const auto family = report.parts[i].type.empty() ? Family::unknown : kind(report.parts[i].type).family;
    harmful[i] = !is_passive(family) && family != Family::web &&
                 (family != Family::unknown || context.is_ordinary(static_cast<std::uint32_t>(i)));
  }
  for (const auto& finding : report.findings)
    if (finding.spec->severity >= Severity::medium && finding.spec->topic != Topic::limit &&
        finding.spec->topic != Topic::engine)
      harmful[finding.part] = true;
  return harmful;
}

} // namespace

void find(Context& context) {
  const auto& report = context.report();
  bool any = false;
  for (const auto& finding : report.findings) any = any || finding.spec == &mime::kIrregular;
  if (!any) return;
  // What lies in an entity or in another reading of it is at stake: pass it up to the parent and to the ordinary
  // reading.
  auto at_stake = harmful_parts(context);
  for (std::size_t i = report.parts.size(); i-- > 0;) {
    if (!at_stake[i]) continue;
    const auto& part = report.parts[i];
    if (part.parent != kNoPart) at_stake[part.parent] = true;
    if (part.alternate_of != kNoPart) at_stake[part.alternate_of] = true;
  }
  struct Said {
    std::uint32_t part;
    std::uint64_t offset;
    std::uint64_t length;
    std::string evidence;
  };
  std::vector<Said> to_say;
  for (const auto& finding : report.findings)
    if (finding.spec == &mime::kIrregular && is_hard(finding.evidence) && at_stake[finding.part])
      to_say.push_back({finding.part, finding.offset, finding.length, finding.evidence});
  for (const auto& said : to_say) context.say_of(said.part, mime::kAmbiguous, said.offset, said.length, said.evidence);
}

std::span<const FindingSpec* const> findings() noexcept { return kFindings; }

} // namespace fumiban::correlate
