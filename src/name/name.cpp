// SPDX-License-Identifier: Apache-2.0
// File names that mislead (ATT&CK T1036.002, T1036.007) or that act when opened.
#include "name/name.hpp"

#include <array>

#include "base/ascii.hpp"
#include "base/text.hpp"

namespace fumiban::name {
namespace {

/// "invoice.pdf.exe": what acts stands behind what looks harmless.
constexpr FindingSpec kDouble{"name.double-extension", Severity::high, Topic::deception, Unread::no, "T1036.007"};
/// Direction controls turn the letters round: "annexe" + RLO + "fdp.exe".
constexpr FindingSpec kBidi{"name.bidi", Severity::high, Topic::deception, Unread::no, "T1036.002"};
/// Many blanks push the real extension out of sight.
constexpr FindingSpec kSpaces{"name.padding", Severity::high, Topic::deception, Unread::no, "T1036.007"};
/// The extension makes Windows run, mount or install the file.
constexpr FindingSpec kActive{"name.active", Severity::medium, Topic::content, Unread::no, "T1204.002"};
/// Invisible characters or control characters in the name.
constexpr FindingSpec kControl{"name.control", Severity::medium, Topic::deception, Unread::no, "T1036"};

bool acts(Family family) {
  return family == Family::executable || family == Family::script || family == Family::shortcut ||
         family == Family::installer || family == Family::disk_image || family == Family::help ||
         family == Family::note;
}

void judge(std::string_view name, Context& context) {
  static constexpr std::array<std::string_view, 9> kBidiControls = {"\u202A", "\u202B", "\u202C", "\u202D", "\u202E",
                                                                    "\u2066", "\u2067", "\u2068", "\u2069"};
  static constexpr std::array<std::string_view, 5> kInvisible = {"\u200B", "\u2060", "\uFEFF", "\u00AD", "\u180E"};
  for (const auto control : kBidiControls)
    if (name.find(control) != std::string_view::npos) {
      context.say(kBidi, 0, 0, name);
      break;
    }
  bool odd = false;
  for (const auto invisible : kInvisible) odd = odd || name.find(invisible) != std::string_view::npos;
  for (const char c : name) odd = odd || (is_control(c) && c != '\t');
  if (odd) context.say(kControl, 0, 0, name);

  const auto plain = folded(name); // full-width letters and dots become ASCII, format characters vanish
  std::string_view rest = trim(plain);
  while (!rest.empty() && (rest.back() == '.' || rest.back() == ' ')) rest.remove_suffix(1); // Windows drops them
  const auto dot = rest.rfind('.');
  if (dot == std::string_view::npos) return;
  const auto extension = trim(rest.substr(dot + 1));
  const auto family = family_of_extension(extension);
  const auto before = rest.substr(0, dot);
  const auto blanks = before.size() - std::string_view(before).find_last_not_of(" \t\u3000") - 1;
  if (before.find_last_not_of(" \t") != std::string_view::npos && blanks >= 5 && (acts(family) || blanks >= 20))
    context.say(kSpaces, 0, 0, name);
  if (!acts(family)) return;
  context.say(kActive, 0, 0, std::string(name_of(family)) + ": " + std::string(extension));
  const auto shown = trim(before);
  const auto inner = shown.rfind('.');
  if (inner == std::string_view::npos) return;
  const auto claimed = family_of_extension(trim(shown.substr(inner + 1)));
  if (claimed != Family::unknown && !acts(claimed)) context.say(kDouble, 0, 0, name);
}

Result<void> analyse(const Blob&, Context& context) {
  const auto& part = context.part();
  if (part.name.empty()) return {};
  const std::string name = part.name;
  const auto others = part.other_names;
  judge(name, context);
  for (const auto& other : others) judge(other, context);
  return {};
}

bool any(const Sight&) noexcept { return true; }

constexpr std::array<const FindingSpec*, 5> kFindings = {&kDouble, &kBidi, &kSpaces, &kActive, &kControl};

} // namespace

const Analyser kAnalyser{"name", &any, &analyse, kFindings};

} // namespace fumiban::name
