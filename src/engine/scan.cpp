// SPDX-License-Identifier: Apache-2.0
#include "fumiban/scan.hpp"

#include <algorithm>
#include <array>

#include "correlate/correlate.hpp"
#include "engine/catalogue.hpp"
#include "engine/findings.hpp"
#include "engine/walker.hpp"
#include "findings/limits.hpp"
#include "findings/wall.hpp"

namespace fumiban {
namespace {

constexpr std::array kOwnFindings = {&engine::kUnread,  &engine::kUnknown,  &engine::kSealed,
                                     &engine::kDamaged, &engine::kPolyglot, &engine::kPasswordInMessage,
                                     &wall::kCrashed,   &wall::kTimedOut};

} // namespace

Report scan(std::span<const std::byte> bytes, const ScanOptions& options) {
  return scan(bytes, options, [](std::string_view) {});
}

Report scan(std::span<const std::byte> bytes, const ScanOptions& options,
            const std::function<void(std::string_view reader)>& before, const dns::Ask& ask) {
  Report report;
  report.notes.emplace_back("parsed in this process");
  Walker(report, options, before, ask).walk(ByteView(bytes), options);
  return report;
}

std::vector<Format> formats() {
  std::vector<Format> out;
  for (const auto& kind : kinds())
    out.push_back({kind.id, kind.media, name_of(kind.family), kind.extensions, kind.reading != Reading::unread,
                   kind.reading == Reading::opened});
  return out;
}

std::vector<const FindingSpec*> finding_specs() {
  std::vector<const FindingSpec*> out(kOwnFindings.begin(), kOwnFindings.end());
  for (const auto* analyser : engine::catalogue())
    out.insert(out.end(), analyser->findings.begin(), analyser->findings.end());
  const auto correlated = correlate::findings();
  out.insert(out.end(), correlated.begin(), correlated.end());
  out.insert(out.end(), limit::specs().begin(), limit::specs().end());
  std::sort(out.begin(), out.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

} // namespace fumiban
