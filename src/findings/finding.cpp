// SPDX-License-Identifier: Apache-2.0
#include "fumiban/finding.hpp"

#include "base/ascii.hpp"
#include "base/check.hpp"
#include "fumiban/report.hpp"

namespace fumiban {

std::string_view name_of(Severity severity) noexcept {
  switch (severity) {
    case Severity::info: return "info";
    case Severity::low: return "low";
    case Severity::medium: return "medium";
    case Severity::high: return "high";
    case Severity::critical: return "critical";
  }
  return "";
}

std::string_view name_of(Topic topic) noexcept {
  switch (topic) {
    case Topic::content: return "content";
    case Topic::evasion: return "evasion";
    case Topic::deception: return "deception";
    case Topic::test: return "test";
    case Topic::limit: return "limit";
    case Topic::engine: return "engine";
  }
  return "";
}

std::string_view name_of(Unread unread) noexcept {
  switch (unread) {
    case Unread::no: return "";
    case Unread::locked: return "locked";
    case Unread::limit: return "limit";
    case Unread::damaged: return "damaged";
    case Unread::unknown_container: return "unknown-container";
    case Unread::end_to_end: return "end-to-end-encrypted";
    case Unread::crashed: return "crashed";
  }
  return "";
}

Completeness Report::completeness() const noexcept {
  for (const auto& finding : findings)
    if (finding.spec->unread != Unread::no) return Completeness::partial;
  return Completeness::complete;
}

const HeaderField* Report::field(std::string_view name) const noexcept {
  if (parts.empty()) return nullptr;
  for (const auto& field : parts.front().fields)
    if (equal_fold(field.name, name)) return &field;
  return nullptr;
}

} // namespace fumiban
