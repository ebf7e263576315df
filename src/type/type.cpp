// SPDX-License-Identifier: Apache-2.0
// True type against extension and declared type (CISA AA20-280A: check the true file type).
#include "type/type.hpp"

#include <array>

#include "base/ascii.hpp"
#include "base/text.hpp"

namespace fumiban::type {
namespace {

/// The content is of another family than the name or the header says.
constexpr FindingSpec kMismatch{"type.mismatch", Severity::medium, Topic::deception, Unread::no, "T1036.008"};
/// The content is a program, a script, a shortcut or another thing that acts when it is opened.
constexpr FindingSpec kActive{"type.active", Severity::high, Topic::content, Unread::no, "T1204.002"};

/// Families that ordinary programs write under one another's names: web pages as .xls, RTF and XML as .doc.
bool same_company(Family a, Family b) {
  const auto group = [](Family family) {
    switch (family) {
      case Family::text:
      case Family::message:
      case Family::web:
      case Family::data: return 1;
      case Family::picture: return 2;
      case Family::sound:
      case Family::video: return 3;
      case Family::archive:
      case Family::sealed: return 4;
      default: return 100 + static_cast<int>(family);
    }
  };
  const auto office = [](Family family) {
    return family == Family::office || family == Family::text || family == Family::web || family == Family::message;
  };
  return group(a) == group(b) || (office(a) && office(b));
}

Family family_of_media(std::string_view declared) {
  if (declared.empty()) return Family::unknown;
  if (declared.starts_with("image/")) return declared == "image/svg+xml" ? Family::web : Family::picture;
  if (declared.starts_with("audio/")) return Family::sound;
  if (declared.starts_with("video/")) return Family::video;
  if (declared.starts_with("font/")) return Family::font;
  if (declared.starts_with("text/")) return Family::text;
  if (declared == "application/octet-stream") return Family::unknown;
  for (const auto& kind : kinds())
    if (kind.media == declared) return kind.family;
  return Family::unknown;
}

Result<void> analyse(const Blob&, Context& context) {
  const auto& part = context.part();
  const auto& is = context.kind();
  const auto content = is.family;
  if (content == Family::executable || content == Family::script || content == Family::shortcut ||
      content == Family::installer || content == Family::help)
    context.say(kActive, 0, 0, is.id);
  if (content == Family::unknown || content == Family::empty) return {};
  const auto dot = part.name.rfind('.');
  const auto extension =
      dot == std::string::npos ? std::string() : folded(trim(std::string_view(part.name).substr(dot + 1)));
  auto claim = family_of_extension(extension);
  std::string_view claimed_by = extension;
  if (claim == Family::unknown) {
    claim = family_of_media(part.declared_type);
    claimed_by = part.declared_type;
    // "text/plain" is what mailers write when they do not know.
    if (claim == Family::text && content != Family::executable) return {};
  }
  if (claim == Family::unknown || same_company(claim, content)) return {};
  // Plain words under any name are nothing that could be opened wrongly.
  if (content == Family::text) return {};
  context.say(kMismatch, 0, 0, std::string(claimed_by) + " is " + std::string(is.id));
  return {};
}

bool any(const Sight& sight) noexcept {
  return sight.kind.family != Family::message && sight.kind.id != "locked"; // what is locked shows no content
}

constexpr std::array<const FindingSpec*, 2> kFindings = {&kMismatch, &kActive};

} // namespace

const Analyser kAnalyser{"type", &any, &analyse, kFindings};

} // namespace fumiban::type
