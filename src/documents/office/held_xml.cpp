// SPDX-License-Identifier: Apache-2.0
// Properties and variables of packages.
// Reads:  elements docVar, property, and the properties of core and extended properties parts, whatever their prefix.
// Leaves: everything else.
// Trusts: no name of a part, no namespace.
// Costs:  one pass over parts whose first element says that they hold such texts.
// Damage: an element that does not end ends with the part.
#include <array>
#include <utility>

#include "base/xml.hpp"
#include "documents/office/held.hpp"

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

/// What stands up to the next end tag, without the tags in it.
std::string content_of(xml::Tokens& tokens) {
  std::string out;
  for (xml::Token token; tokens.next(token) && token.kind != xml::Token::Kind::close;)
    if (token.kind == xml::Token::Kind::text) out += token.literal ? std::string(token.text) : xml::decoded(token.text);
  return out;
}

std::string value_of(const xml::Token& tag, std::string_view name) {
  return xml::attribute(tag.attributes, name).value_or("");
}

} // namespace

bool holds_texts(std::string_view root) noexcept {
  return root == "settings" || root == "coreProperties" || root == "Properties";
}

void read_held_xml(std::string_view part, vba::Document& document) {
  xml::Tokens tokens(part);
  bool properties = false;
  bool first = true;
  for (xml::Token token; tokens.next(token);) {
    if (token.kind != xml::Token::Kind::open) continue;
    const auto local = xml::local(token.name);
    if (std::exchange(first, false)) properties = local != "settings";
    if (local == "docVar") document.hold({As::variable, "", value_of(token, "name"), value_of(token, "val")});
    if (!properties || token.empty) continue;
    if (local == "property") {
      auto name = value_of(token, "name");
      document.hold({As::custom, "", std::move(name), content_of(tokens)});
    }
    for (const auto& [name, property] : kBuiltIn)
      if (local == name) document.hold({As::builtin, "", std::string(property), content_of(tokens)});
  }
}

} // namespace fumiban::office
