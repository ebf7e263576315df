// SPDX-License-Identifier: Apache-2.0
#include "disarm/active.hpp"

#include <algorithm>
#include <array>

#include "fumiban/scan.hpp"

namespace fumiban::test {
namespace {

bool acts(std::string_view id) {
  static constexpr std::array<std::string_view, 15> kActing = {
      "vba.",        "xlm.",          "office.external-content", "rtf.object", "rtf.equation", "rtf.obfuscated",
      "html.script", "html.form",     "html.data-file",          "pdf.",       "type.active",  "name.active",
      "disguise.",   "type.polyglot", "office.encrypted"};
  return std::any_of(kActing.begin(), kActing.end(), [&](auto head) { return id.starts_with(head); });
}

bool every_program_reaches(const Report& report, std::uint32_t part) {
  for (; part != kNoPart; part = report.parts[part].parent)
    if (report.parts[part].readings.front() != "plain") return false;
  return true;
}

} // namespace

std::string still_active(const Report& report) {
  std::string out;
  for (const auto& finding : report.findings)
    if (acts(finding.spec->id) && every_program_reaches(report, finding.part))
      out += std::string(finding.spec->id) + ": " + report.parts[finding.part].name + " " + finding.evidence + "\n";
  return out;
}

std::string still_active(std::string_view bytes, std::string_view name) {
  ScanOptions options;
  options.name = name;
  return still_active(scan(std::as_bytes(std::span(bytes)), options));
}

std::string told(const std::optional<disarm::Disarmed>& disarmed) {
  if (!disarmed) return "no";
  std::string out;
  for (const auto what : disarmed->removed) out += (out.empty() ? "" : " ") + std::string(name_of(what));
  return out;
}

} // namespace fumiban::test
