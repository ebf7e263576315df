// SPDX-License-Identifier: Apache-2.0
#include "rewrite/wording.hpp"

#include <algorithm>
#include <functional>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "messages/messages.hpp"

namespace fumiban::rewrite {
namespace {

constexpr std::size_t kMostReasons = 3;

Wording in_languages(const Changes& changes, bool japanese, const std::function<std::string(const Messages&)>& say) {
  const auto& en = Messages::in(Language::en);
  const auto& ja = Messages::in(Language::ja);
  Wording out{.text = {}, .english = say(en)};
  switch (changes.languages) {
    case Languages::ja: out.text = say(ja); break;
    case Languages::en: out.text = out.english; break;
    case Languages::both: out.text = japanese ? say(ja) + "\n" + out.english : out.english + "\n" + say(ja); break;
  }
  return out;
}

std::string contact(const Changes& changes, const Messages& messages) {
  return changes.contact.empty() ? messages.say("rewrite.contact") : printable(changes.contact);
}

bool is_within(const Report& report, std::uint32_t part, std::uint32_t unit) {
  while (part != kNoPart && part > unit) part = report.parts[part].parent;
  return part == unit;
}

/// Titles of the gravest findings in the part and in what it holds.
std::string reasons(const Report& report, std::uint32_t unit, const Messages& messages) {
  std::vector<const Finding*> found;
  for (const auto& finding : report.findings)
    if (is_within(report, finding.part, unit)) found.push_back(&finding);
  std::stable_sort(found.begin(), found.end(),
                   [](const auto* a, const auto* b) { return a->spec->severity > b->spec->severity; });
  std::vector<std::string> said;
  for (const auto* finding : found) {
    auto title = messages.say("finding." + std::string(finding->spec->id) + ".title");
    if (said.size() < kMostReasons && std::find(said.begin(), said.end(), title) == said.end())
      said.push_back(std::move(title));
  }
  std::string out;
  for (const auto& title : said) out += (out.empty() ? "" : messages.say("rewrite.and")) + title;
  return out;
}

} // namespace

Wording banner(const Changes& changes, bool japanese) {
  return in_languages(changes, japanese, [&](const Messages& messages) {
    return messages.say("rewrite.banner." + std::string(name_of(*changes.banner)),
                        {{"contact", contact(changes, messages)}});
  });
}

Wording notice(const Changes& changes, bool japanese, Change what, const Report& report, std::uint32_t unit) {
  const auto& part = report.parts[unit];
  return in_languages(changes, japanese, [&](const Messages& messages) {
    const auto name = part.name.empty() ? messages.say("rewrite.no-name") : printable(part.name);
    return messages.say("rewrite.notice." + std::string(name_of(what))) + "\n\n" +
           messages.say("rewrite.notice.file", {{"name", name},
                                                {"size", std::to_string(part.size)},
                                                {"sha256", part.sha256 ? hex(*part.sha256) : "-"},
                                                {"why", reasons(report, unit, messages)}}) +
           "\n\n" + messages.say("rewrite.notice.ask", {{"contact", contact(changes, messages)}}) + "\n";
  });
}

Wording notice_in_archive(const Changes& changes, bool japanese) {
  return in_languages(changes, japanese, [&](const Messages& messages) {
    return messages.say("rewrite.notice.member") + "\n" +
           messages.say("rewrite.notice.ask", {{"contact", contact(changes, messages)}}) + "\n";
  });
}

} // namespace fumiban::rewrite
