// SPDX-License-Identifier: Apache-2.0
// Properties and variables of packages.
// Reads:  elements docVar, property, and the properties of core and extended properties parts, whatever their prefix.
// Leaves: everything else.
// Trusts: no name of a part, no namespace.
// Costs:  each `<` of the part once.
// Damage: an element that does not end is left out.
#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "documents/office/held.hpp"
#include "documents/office/xml_text.hpp"

namespace fumiban::office {
namespace {

using As = vba::Held::As;

struct Element {
  std::string_view local;
  std::string_view property;
};
constexpr std::array kBuiltIn = {Element{"title", "title"},          Element{"subject", "subject"},
                                 Element{"creator", "author"},       Element{"keywords", "keywords"},
                                 Element{"description", "comments"}, Element{"lastModifiedBy", "last author"},
                                 Element{"category", "category"},    Element{"Company", "company"},
                                 Element{"Manager", "manager"},      Element{"HyperlinkBase", "hyperlink base"},
                                 Element{"Template", "template"}};

/// What stands between `at` and the next end tag, without the tags in it; `at` is moved behind it.
std::string content_from(std::string_view text, std::size_t& at) {
  std::string out;
  while (at < text.size()) {
    const auto open = std::min(text.find('<', at), text.size());
    out += text.substr(at, open - at);
    const auto close = tag_end(text, open);
    if (close == std::string_view::npos) at = text.size();
    else at = close + 1;
    if (text.substr(open).starts_with("</")) break;
  }
  return unescaped(out);
}

} // namespace

void read_held_xml(ByteView part, vba::Document& document) {
  const auto text = part.text();
  // Core, extended and custom properties, by their root; else only variables are looked for.
  const auto head = text.substr(0, 2048);
  const bool properties =
      head.find("oreProperties") != std::string_view::npos || head.find("Properties ") != std::string_view::npos;
  if (!properties && part.find("docVar ") == ByteView::npos) return;
  for (std::size_t at = text.find('<'); at < text.size(); at = text.find('<', at)) {
    const auto close = tag_end(text, at);
    if (close == std::string_view::npos) return;
    const auto tag = text.substr(at + 1, close - at - 1);
    const auto local = local_name(tag);
    at = close + 1;
    if (local == "docVar") document.hold({As::variable, "", attribute_of(tag, "name"), attribute_of(tag, "val")});
    if (!properties || tag.ends_with('/')) continue;
    if (local == "property") document.hold({As::custom, "", attribute_of(tag, "name"), content_from(text, at)});
    for (const auto& [name, property] : kBuiltIn)
      if (local == name) document.hold({As::builtin, "", std::string(property), content_from(text, at)});
  }
}

} // namespace fumiban::office
