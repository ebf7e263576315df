// SPDX-License-Identifier: Apache-2.0
#include "render.hpp"

#include <algorithm>
#include <cstdio>

#include "base/ascii.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"

namespace fumiban::app {
namespace {

constexpr std::string_view kReset = "\x1b[0m";

std::string_view colour_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::clean: return "\x1b[32m";
    case Outcome::unscanned: return "\x1b[36m";
    case Outcome::suspicious: return "\x1b[33m";
    case Outcome::malicious: return "\x1b[1;31m";
  }
  return "";
}
std::string_view colour_of(Severity severity) {
  switch (severity) {
    case Severity::info: return "\x1b[2m";
    case Severity::low: return "";
    case Severity::medium: return "\x1b[33m";
    case Severity::high: return "\x1b[31m";
    case Severity::critical: return "\x1b[1;31m";
  }
  return "";
}

std::string painted(std::string_view text, std::string_view colour, const Style& style) {
  if (!style.colour || colour.empty()) return std::string(text);
  return std::string(colour) + std::string(text) + std::string(kReset);
}

/// `text` cut or filled to exactly `width` columns.
std::string cell(std::string_view text, std::size_t width) {
  auto out = fitted(text, width);
  out.append(width - std::min(width, columns(out)), ' ');
  return out;
}

std::string title_of(const FindingSpec& spec, const Messages& m) {
  return m.say("finding." + std::string(spec.id) + ".title");
}

/// The heaviest reason in words.
std::string why(const Report& report, const Verdict& verdict, const Messages& m) {
  if (verdict.reasons.empty()) return m.say("ui.nothing-found");
  const auto& finding = report.findings[verdict.reasons.front().finding];
  auto out = title_of(*finding.spec, m);
  if (!finding.evidence.empty()) out += ": " + finding.evidence;
  const auto more = verdict.reasons.size() - 1;
  if (more > 0) out += " " + m.say("ui.and-more", {{"count", std::to_string(more)}});
  return out;
}

/// Columns of the table; on a narrow terminal the file and the subject give way to the reason.
struct Widths {
  std::size_t verdict = 12;
  std::size_t file = 30;
  std::size_t subject = 34;
  explicit Widths(std::size_t terminal) {
    if (terminal == 0 || terminal >= 120) return;
    const auto room = std::max<std::size_t>(terminal, 60) - 20;
    file = room / 4;
    subject = room / 4;
  }
};

std::string header_text(const Report& report, std::string_view name) {
  const auto* field = report.field(name);
  return field == nullptr ? std::string() : printable(field->decoded, 400);
}

std::string hex_offset(std::uint64_t value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "0x%llx", static_cast<unsigned long long>(value));
  return buffer;
}

void append_part(std::string& out, const Report& report, std::size_t index, const Style& style) {
  const auto& part = report.parts[index];
  const auto& m = *style.messages;
  std::string line(2 + static_cast<std::size_t>(part.depth) * 2, ' ');
  line += "[" + std::to_string(index) + "] " + std::string(part.type);
  if (!part.declared_type.empty() && part.declared_type != part.type)
    line += " (" + printable(part.declared_type, 80) + ")";
  if (!part.name.empty()) line += "  \"" + printable(part.name, 160) + "\"";
  line += "  " + human_size(part.size);
  if (part.sha256) line += "  sha256:" + hex(*part.sha256).substr(0, 16);
  for (const auto& reading : part.readings)
    if (reading != "plain") line += "  <" + m.say("ui.reading", {{"kind", reading}}) + ">";
  out += painted(line, "", style) + "\n";
  for (const auto& other : part.other_names)
    out += std::string(6 + static_cast<std::size_t>(part.depth) * 2, ' ') +
           m.say("ui.other-name", {{"name", printable(other, 160)}}) + "\n";
}

} // namespace

std::string human_size(std::uint64_t bytes) {
  static constexpr std::string_view kUnits[] = {"B", "KB", "MB", "GB", "TB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1000 && unit + 1 < std::size(kUnits)) {
    value /= 1000;
    ++unit;
  }
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s", value, kUnits[unit].data());
  return buffer;
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  const std::string lead(indent, ' ');
  const auto room = width > indent + 20 ? width - indent : 80;
  std::string out;
  while (!text.empty()) {
    auto take = text.size();
    if (columns(text) > room) {
      auto piece = fitted(text, room);
      piece.resize(piece.size() - std::string_view("…").size());
      take = piece.size();
      // Behind a blank, unless that leaves half the line empty: Japanese may be cut between any two characters.
      const auto blank = piece.rfind(' ');
      if (blank != std::string::npos && columns(std::string_view(piece).substr(0, blank)) * 4 > room * 3)
        take = blank + 1;
      if (take == 0) take = text.size();
    }
    out += lead + std::string(trim(text.substr(0, take))) + "\n";
    text.remove_prefix(take);
  }
  return out;
}

std::string table_head(const Style& style) {
  const Widths w(style.width);
  const auto& m = *style.messages;
  return painted(cell(m.say("ui.column.verdict"), w.verdict + 2) + "  " + cell(m.say("ui.column.file"), w.file) + "  " +
                     cell(m.say("ui.column.subject"), w.subject) + "  " + m.say("ui.column.why"),
                 "\x1b[1m", style) +
         "\n";
}

std::string table_row(const Report& report, const Verdict& verdict, std::string_view label, const Style& style) {
  const Widths w(style.width);
  const auto& m = *style.messages;
  const auto name = m.say("verdict." + std::string(name_of(verdict.outcome)));
  auto subject = header_text(report, "subject");
  // The end of a path says more than its beginning.
  auto file = printable(label, 400);
  while (columns(file) > w.file) {
    const auto slash = file.find('/', file.starts_with("…/") ? std::string_view("…/").size() : 1);
    if (slash == std::string::npos) break;
    file = "…" + file.substr(slash);
  }
  const auto used = w.verdict + 4 + w.file + 2 + w.subject + 2;
  auto reason = why(report, verdict, m);
  if (style.width > used + 8) reason = fitted(reason, style.width - used);
  return painted(std::to_string(verdict.level) + " " + cell(name, w.verdict), colour_of(verdict.outcome), style) +
         "  " + cell(file, w.file) + "  " + cell(subject, w.subject) + "  " + reason + "\n";
}

std::string explanation(const Report& report, const Verdict& verdict, const Style& style) {
  const auto& m = *style.messages;
  const auto width = style.width == 0 ? 110 : style.width;
  std::string out;
  for (const auto& [key, field] :
       {std::pair("from", "From"), std::pair("subject", "Subject"), std::pair("date", "Date")})
    if (const auto value = header_text(report, key); !value.empty()) out += "  " + cell(field, 8) + " " + value + "\n";
  out += "\n  " + m.say("ui.parts") + "\n";
  for (std::size_t i = 0; i < report.parts.size(); ++i) append_part(out, report, i, style);
  out += "\n  " +
         m.say("ui.score", {{"score", std::to_string(static_cast<long>(verdict.score))},
                            {"level", std::to_string(verdict.level)},
                            {"policy", verdict.policy}}) +
         "\n";
  for (const auto unread : verdict.unread) out += wrapped(m.say("unread." + std::string(name_of(unread))), width, 2);
  if (report.findings.empty()) out += "  " + m.say("ui.nothing-found") + "\n";
  for (std::uint32_t i = 0; i < report.findings.size(); ++i) {
    const auto& finding = report.findings[i];
    const auto& spec = *finding.spec;
    out += "\n  " + painted(m.say("severity." + std::string(name_of(spec.severity))), colour_of(spec.severity), style) +
           "  " + title_of(spec, m) + "  [" + std::string(spec.id) + "]" + "\n";
    std::string where = m.say("ui.part", {{"part", std::to_string(finding.part)}});
    if (finding.offset != 0 || finding.length != 0)
      where += ", " + (finding.length == 0 ? m.say("ui.offset-only", {{"offset", hex_offset(finding.offset)}})
                                           : m.say("ui.offset", {{"offset", hex_offset(finding.offset)},
                                                                 {"length", std::to_string(finding.length)}}));
    if (!spec.technique.empty()) where += ", ATT&CK " + std::string(spec.technique);
    for (const auto& reason : verdict.reasons)
      if (reason.finding == i && reason.weight > 0)
        where += ", " + m.say("ui.weight",
                              {{"weight", std::to_string(static_cast<long>(reason.weight))}, {"rule", reason.rule}});
    out += "      " + where + "\n";
    if (!finding.evidence.empty()) out += wrapped(m.say("ui.evidence", {{"evidence", finding.evidence}}), width, 6);
    out += wrapped(m.say("finding." + std::string(spec.id) + ".meaning"), width, 6);
  }
  if (!report.indicators.empty()) out += "\n  " + m.say("ui.indicators") + "\n";
  for (const auto& indicator : report.indicators)
    out += "      " + cell(indicator.kind, 6) + " " + printable(indicator.value, 400) + "\n";
  for (const auto& note : report.notes) out += "\n  " + m.say("note." + note) + "\n";
  return out + "\n";
}

std::string explained(const FindingSpec& spec, const Style& style) {
  const auto& m = *style.messages;
  std::string out = painted(std::string(spec.id), "\x1b[1m", style) + "  " + title_of(spec, m) + "\n";
  out += "  " + m.say("severity." + std::string(name_of(spec.severity))) + ", " +
         m.say("topic." + std::string(name_of(spec.topic)));
  if (!spec.technique.empty()) out += ", ATT&CK " + std::string(spec.technique);
  out += "\n" + wrapped(m.say("finding." + std::string(spec.id) + ".meaning"), style.width == 0 ? 100 : style.width, 2);
  if (spec.unread != Unread::no)
    out += wrapped(m.say("unread." + std::string(name_of(spec.unread))), style.width == 0 ? 100 : style.width, 2);
  return out;
}

} // namespace fumiban::app
