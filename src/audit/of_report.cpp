// SPDX-License-Identifier: Apache-2.0
#include "audit/of_report.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/digest.hpp"
#include "fumiban/json.hpp"
#include "kind/kind.hpp"

namespace fumiban::audit {
namespace {

constexpr std::size_t kMostUrls = 500; // so that an event fits whatever a message holds
constexpr std::size_t kMostText = 1000;

std::string field(const Report& report, std::string_view name) {
  const auto* found = report.field(name);
  return found == nullptr ? "" : std::string(found->decoded);
}

std::string shortened(std::string_view text) { return std::string(text.substr(0, kMostText)); }

bool holds_files(const Part& part) {
  for (const auto& kind : kinds())
    if (kind.id == part.type)
      return kind.family == Family::message || kind.family == Family::multipart || kind.family == Family::archive ||
             kind.family == Family::disk_image;
  return false;
}

/// What a person would call a file: it has a name, or is something else than text; not what documents are made of.
bool is_file(const Report& report, const Part& part) {
  if (part.parent == kNoPart || !part.sha256 || !holds_files(report.parts[part.parent])) return false;
  return !part.name.empty() || (part.type != "text" && part.type != "html" && part.type != "message");
}

/// The name as it was written, where that is not what people see.
std::string raw_name(const Part& part) {
  for (const auto* name : {"content-disposition", "content-type"})
    for (const auto& one : part.fields)
      if (equal_fold(one.name, name) && one.raw.find("name") != std::string_view::npos)
        return one.raw.find(part.name) == std::string_view::npos ? shortened(one.raw) : "";
  return "";
}

std::vector<RecordedPart> files_of(const Report& report) {
  std::vector<RecordedPart> out;
  std::vector<std::size_t> place(report.parts.size(),
                                 static_cast<std::size_t>(-1)); // of the file that a part belongs to
  for (std::uint32_t i = 0; i < report.parts.size(); ++i) {
    const auto& part = report.parts[i];
    if (is_file(report, part)) {
      place[i] = out.size();
      RecordedPart one{i, std::string(part.type), part.size, part.sha256, false, false, shortened(part.name), ""};
      if (!part.name.empty()) one.raw_name = raw_name(part);
      out.push_back(std::move(one));
    } else if (part.parent != kNoPart && !holds_files(report.parts[part.parent])) {
      place[i] = place[part.parent];
    }
  }
  const auto at = [&](std::uint32_t part) { return place[part] < out.size() ? &out[place[part]] : nullptr; };
  for (const auto& finding : report.findings)
    if (auto* file = at(finding.part)) {
      file->encrypted = file->encrypted || finding.spec->unread == Unread::locked;
      file->macro = file->macro || finding.spec->id.starts_with("vba.") || finding.spec->id.starts_with("xlm.");
    }
  for (const auto& password : report.passwords) // of a member that opened: the archive is locked too
    for (const auto part : {password.part, report.parts[password.part].parent})
      if (auto* file = part == kNoPart ? nullptr : at(part)) file->encrypted = true;
  return out;
}

} // namespace

void tell(const Report& report, const Verdict& verdict, Event& event) {
  auto& personal = event.personal;
  personal.from = field(report, "from");
  personal.reply_to = field(report, "reply-to");
  personal.subject = field(report, "subject");
  personal.message_id = field(report, "message-id");
  personal.in_reply_to = field(report, "in-reply-to");
  personal.references = field(report, "references");
  if (personal.references == personal.in_reply_to) personal.references.clear();
  event.size = report.parts.empty() ? 0 : report.parts.front().size;
  event.parts = files_of(report);
  std::size_t more = 0;
  for (const auto& indicator : report.indicators) {
    if (indicator.kind != "url") continue;
    if (personal.urls.size() < kMostUrls) personal.urls.push_back(shortened(indicator.value));
    else ++more;
  }
  if (more > 0) personal.urls.push_back("+" + std::to_string(more));
  event.outcome = verdict.outcome;
  event.level = verdict.level;
  event.score = verdict.score;
  for (const auto& reason : verdict.reasons)
    if (std::find(event.rules.begin(), event.rules.end(), reason.rule) == event.rules.end())
      event.rules.push_back(reason.rule);
  event.report = sha256(ByteView(std::string_view(to_json(report, verdict, ""))));
}

} // namespace fumiban::audit
