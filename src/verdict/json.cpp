// SPDX-License-Identifier: Apache-2.0
// The report as JSON: the contract of docs/report.schema.json.
#include "fumiban/json.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "fumiban/scan.hpp"

namespace fumiban {
namespace {

using Json = nlohmann::ordered_json;

/// DEL and U+0080-U+009F as \u00XX: some terminals act on them, and the library escapes only what is below U+0020.
std::string without_controls(std::string json) {
  std::size_t odd = 0;
  for (std::size_t i = 0; i < json.size(); ++i)
    if (json[i] == '\x7f' ||
        (json[i] == '\xC2' && i + 1 < json.size() && static_cast<unsigned char>(json[i + 1]) < 0xA0))
      ++odd;
  if (odd == 0) return json;
  std::string out;
  out.reserve(json.size() + odd * 5);
  for (std::size_t i = 0; i < json.size(); ++i) {
    const bool wide = json[i] == '\xC2' && i + 1 < json.size() && static_cast<unsigned char>(json[i + 1]) < 0xA0;
    if (!wide && json[i] != '\x7f') {
      out += json[i];
      continue;
    }
    const std::array<std::uint8_t, 1> point = {static_cast<std::uint8_t>(wide ? json[++i] : json[i])};
    out += "\\u00" + hex(point);
  }
  return out;
}

Json part_or_null(std::uint32_t part) { return part == kNoPart ? Json(nullptr) : Json(part); }

Json to_object(const Part& part, std::size_t index) {
  return {{"index", index},
          {"parent", part_or_null(part.parent)},
          {"alternate_of", part_or_null(part.alternate_of)},
          {"name", part.name},
          {"other_names", part.other_names},
          {"declared_type", part.declared_type},
          {"type", part.type},
          {"size", part.size},
          {"sha256", part.sha256 ? Json(hex(*part.sha256)) : Json(nullptr)},
          {"readings", part.readings}};
}

Json to_object(const Finding& finding) {
  Json out = {{"id", finding.spec->id},   {"severity", name_of(finding.spec->severity)},
              {"part", finding.part},     {"offset", finding.offset},
              {"length", finding.length}, {"evidence", finding.evidence}};
  if (!finding.spec->technique.empty()) out["technique"] = finding.spec->technique;
  return out;
}

Json header_text(const Report& report, std::string_view name) {
  const auto* field = report.field(name);
  return field == nullptr ? Json(nullptr) : Json(field->decoded);
}

} // namespace

std::string to_json(const Report& report, const Verdict& verdict, std::string_view path, const JsonOptions& options) {
  Json out;
  out["path"] = path;
  out["message_id"] = header_text(report, "message-id");
  out["subject"] = header_text(report, "subject");
  out["from"] = header_text(report, "from");
  out["date"] = header_text(report, "date");
  out["verdict"] = name_of(verdict.outcome);
  out["level"] = verdict.level;
  out["score"] = verdict.score;
  out["complete"] = report.completeness() == Completeness::complete;
  auto& unread = out["unread"] = Json::array();
  for (const auto reason : verdict.unread) unread.push_back(name_of(reason));
  auto& reasons = out["reasons"] = Json::array();
  for (const auto& reason : verdict.reasons)
    reasons.push_back({{"rule", reason.rule},
                       {"finding", reason.finding},
                       {"weight", reason.weight},
                       {"at_least", name_of(reason.at_least)}});
  auto& parts = out["parts"] = Json::array();
  for (std::size_t i = 0; i < report.parts.size(); ++i) parts.push_back(to_object(report.parts[i], i));
  auto& findings = out["findings"] = Json::array();
  for (const auto& finding : report.findings) findings.push_back(to_object(finding));
  auto& indicators = out["indicators"] = Json::array();
  for (const auto& indicator : report.indicators)
    indicators.push_back({{"kind", indicator.kind}, {"value", indicator.value}, {"part", indicator.part}});
  auto& passwords = out["passwords"] = Json::array();
  for (const auto& used : report.passwords) {
    Json password = {{"part", used.part}, {"source", used.source}, {"length", columns(used.word)}};
    if (options.show_passwords) password["word"] = used.word;
    passwords.push_back(std::move(password));
  }
  auto& limits = out["limits"] = Json::array();
  for (const auto& limit : report.limits) limits.push_back({{"id", limit.id}, {"allowed", limit.allowed}});
  out["engine"] = {{"name", "fumiban"}, {"version", version()}, {"policy", verdict.policy}, {"notes", report.notes}};
  return without_controls(out.dump(-1, ' ', false, Json::error_handler_t::replace));
}

} // namespace fumiban
