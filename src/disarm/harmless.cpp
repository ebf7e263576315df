// SPDX-License-Identifier: Apache-2.0
#include "disarm/harmless.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "disarm/markup.hpp"
#include "unpack/zip/directory.hpp"

namespace fumiban::disarm {

bool opens_as_pdf(ByteView content) noexcept {
  // ISO 32000-1, annex H.3: anywhere in the first 1,024 bytes.
  return kind_of(content).family != Family::text && content.clamped(0, 1024 + 5).find("%PDF-") != ByteView::npos;
}

bool is_two_things(ByteView content) noexcept {
  if (opens_as_pdf(content)) return true;
  // Word keeps an archive of colours and fonts in its old documents.
  const bool may_end_so = content.starts_with("PK") || content.starts_with("\xD0\xCF\x11\xE0");
  if (!may_end_so && zip::ends_as_zip(content)) return true;
  // At the beginning it is what it is.
  static constexpr std::array<std::string_view, 3> kDocuments = {
      "{\\rtf", "schemas.microsoft.com/office/2006/xmlPackage", "schemas.microsoft.com/office/word/2003/wordml"};
  if (std::any_of(kDocuments.begin(), kDocuments.end(),
                  [&](auto mark) { return content.find(mark, 1) != ByteView::npos; }))
    return true;
  const auto text = content.text();
  for (auto at = text.find('-'); at != std::string_view::npos; at = text.find('-', at + 1))
    if (at >= 4 && equal_fold(text.substr(at - 4, 12), "mime-version"))
      return find_fold(text, "multipart/") != std::string_view::npos;
  return false;
}

bool is_module_source(ByteView content) noexcept {
  static constexpr std::string_view kHead = "attribute vb_";
  auto head = content.clamped(0, 4096).text();
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  head = trim(head);
  return starts_fold(head, kHead) ||
         (starts_fold(head, "version ") && find_fold(head, kHead) != std::string_view::npos);
}

bool is_loose_part(ByteView content) {
  static constexpr std::array<std::string_view, 4> kMarks = {":macrosheet", "<macrosheet", "<Relationships",
                                                             ":Relationships"};
  if (kind_of(content).id != "xml") return false;
  const Markup markup(content);
  return std::any_of(kMarks.begin(), kMarks.end(),
                     [&](auto mark) { return markup.text.find(mark) != std::string_view::npos; });
}

bool is_plain_markup(ByteView content) {
  static constexpr std::array<std::string_view, 10> kActing = {"script", "foreignobject", "iframe", "object",  "embed",
                                                               "form",   "animate",       "set",    "handler", "link"};
  const Markup markup(content);
  bool plain = true;
  const bool sound = walk(markup.text, [&](const xml::Token& token, std::size_t) {
    if (token.kind != xml::Token::Kind::open || !plain) return;
    const auto name = to_lower(xml::local(token.name));
    plain = std::find(kActing.begin(), kActing.end(), name) == kActing.end();
    for (const auto& [attribute, value] : attributes_of(token)) {
      const auto local = to_lower(xml::local(attribute));
      const auto target = xml::decoded(value);
      const bool leads = local == "href" || local == "src" || local == "action" || local == "data";
      const bool calls = local.starts_with("on") && local != "on"; // "on": there is a shadow, in VML
      plain = plain && !calls &&
              (!leads || trim(target).starts_with('#') || starts_fold(trim(target), "data:image/png") ||
               starts_fold(trim(target), "data:image/jpeg"));
    }
  });
  return sound && plain;
}

bool acts(Family family) noexcept {
  switch (family) {
    case Family::executable:
    case Family::script:
    case Family::shortcut:
    case Family::installer:
    case Family::disk_image:
    case Family::help:
    case Family::note: return true;
    default: return false;
  }
}

bool acts_by_name(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kQueries = {"iqy", "oqy", "dqy", "rqy", "slk", "csproj"};
  const auto plain = folded(name); // as name.active sees it
  std::string_view rest = trim(plain);
  while (!rest.empty() && (rest.back() == '.' || rest.back() == ' ')) rest.remove_suffix(1); // Windows drops them
  const auto dot = rest.rfind('.');
  if (dot == std::string_view::npos) return false;
  const auto extension = trim(rest.substr(dot + 1));
  return acts(family_of_extension(extension)) ||
         std::find(kQueries.begin(), kQueries.end(), extension) != kQueries.end();
}

} // namespace fumiban::disarm
