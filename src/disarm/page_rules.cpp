// SPDX-License-Identifier: Apache-2.0
#include "disarm/page_rules.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/string_table.hpp"
#include "disarm/harmless.hpp"
#include "kind/kind.hpp"

namespace fumiban::disarm {
namespace {

constexpr auto npos = std::string_view::npos;

/// Words, in lower case, each with a blank before and behind.
class Words {
public:
  constexpr explicit Words(std::string_view list) {
    for (std::size_t at = 1; at < list.size();) {
      const auto end = list.find(' ', at);
      table_.add(list.substr(at, end - at), true);
      at = end + 1;
    }
  }
  [[nodiscard]] bool has(std::string_view word) const {
    return word.size() < 32 && table_.find(to_lower(word)) != nullptr;
  }

private:
  StringTable<bool, 512> table_;
};

constexpr Words kHtmlElements(
    " a abbr acronym address area article aside b bdi bdo big blockquote body br caption center cite code col colgroup "
    "dd del details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 head header hgroup hr html i "
    "img ins kbd li main map mark menu meta nav nobr o:p ol p pre q rb rp rt rtc ruby s samp section small span strike "
    "strong sub summary sup table tbody td tfoot th thead time title tr tt u ul var wbr ");
constexpr Words kSvgElements(
    " svg g path rect circle ellipse line polyline polygon text tspan textpath defs use symbol lineargradient "
    "radialgradient stop clippath mask pattern image title desc marker switch filter feblend fecolormatrix "
    "fecomponenttransfer fecomposite fedropshadow feflood fefunca fefuncb fefuncg fefuncr fegaussianblur femerge "
    "femergenode femorphology feoffset ");
constexpr Words kScripts(" script noscript handler ");
constexpr Words kForms(
    " form input button select option optgroup textarea fieldset legend label datalist output isindex keygen ");
constexpr Words kFrames(
    " iframe frame frameset noframes object embed applet param audio video source track picture portal layer ilayer "
    "foreignobject xml ");
constexpr Words kRedirects(" base link meta animate set animatetransform animatemotion ");

constexpr Words kHtmlAttributes(
    " abbr align alink alt axis background bgcolor border bordercolor cellpadding cellspacing char charoff charset "
    "cite "
    "class clear color cols colspan compact content coords datetime dir face frame headers height hidden href hreflang "
    "hspace http-equiv id lang leftmargin link marginheight marginwidth name noshade nowrap open rel reversed role "
    "rows "
    "rowspan rules scope shape size span src start style summary tabindex target text title topmargin type usemap "
    "valign value version vlink vspace width xml:lang xmlns ");

/// What a browser takes for an address: it drops blanks and control characters.
std::string address_of(std::string_view value) {
  std::string out;
  for (const char c : value)
    if (c < 0 || c > ' ') out += c;
  return out;
}

/// A picture that is told where it is shown (RFC 2397).
bool is_picture(std::string_view address) {
  const auto comma = address.find(',');
  if (comma == npos || !starts_fold(address, "data:image/")) return false;
  const auto head = to_lower(address.substr(0, comma));
  auto body = percent_decoded(address.substr(comma + 1));
  if (head.find("base64") != npos) body = decode_base64(body);
  const ByteView bytes{std::string_view(body)};
  return kind_of(bytes).family == Family::picture && !is_two_things(bytes);
}

std::optional<Removed> harm_of_address(std::string_view value, PageKind kind, bool shown) {
  static constexpr Words kLeading(" http: https: ftp: mailto: tel: sms: cid: mid: news: ");
  const auto address = address_of(value);
  const auto end = address.find_first_of(":/?#");
  if (end == npos || address[end] != ':') {
    if (kind == PageKind::svg && !address.starts_with('#')) return Removed::external;
    return address.find('&') < std::min(end, address.size()) ? std::optional(Removed::scripts) : std::nullopt;
  }
  const auto scheme = std::string_view(address).substr(0, end + 1);
  if (equal_fold(scheme, "data:")) return shown && is_picture(address) ? std::nullopt : std::optional(Removed::scripts);
  if (kind == PageKind::svg) return Removed::external;
  if (kLeading.has(scheme)) return std::nullopt;
  return starts_fold(scheme, "file") || starts_fold(scheme, "ms-") || starts_fold(scheme, "search") ? Removed::redirects
                                                                                                    : Removed::scripts;
}

} // namespace

std::optional<Removed> harm_of_element(std::string_view name, PageKind kind) noexcept {
  if ((kind == PageKind::svg ? kSvgElements : kHtmlElements).has(name)) return std::nullopt;
  if (kScripts.has(name)) return Removed::scripts;
  if (kForms.has(name)) return Removed::forms;
  if (kFrames.has(name)) return Removed::frames;
  if (kRedirects.has(name)) return Removed::redirects;
  return Removed::markup;
}

std::optional<Removed> harm_of_attribute(std::string_view element, std::string_view name, std::string_view value,
                                         PageKind kind) {
  if (starts_fold(name, "on")) return Removed::scripts;
  const bool letters =
      std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '-' || c == ':' || c == '_'; });
  if (!letters) return Removed::markup;
  if (equal_fold(name, "style")) return harm_of_style(value, kind);
  if (equal_fold(name, "href") || equal_fold(name, "xlink:href") || equal_fold(name, "src") ||
      equal_fold(name, "background") || equal_fold(name, "cite"))
    return kind == PageKind::html && equal_fold(name, "xlink:href")
               ? std::optional(Removed::markup)
               : harm_of_address(value, kind, equal_fold(element, "img") || equal_fold(element, "image"));
  if (starts_fold(name, "xmlns:") || starts_fold(name, "aria-")) return std::nullopt;
  if (kind == PageKind::svg) {
    if (name.find(':') != npos && !starts_fold(name, "xml:")) return Removed::markup;
    static constexpr Words kLeading(" action formaction data to from values by begin end attributename ");
    return kLeading.has(name) ? std::optional(Removed::redirects) : harm_of_style(value, kind);
  }
  return kHtmlAttributes.has(name) ? std::nullopt : std::optional(Removed::markup);
}

std::optional<Removed> harm_of_style(std::string_view style, PageKind kind) {
  static constexpr std::array<std::string_view, 7> kActing = {
      "expression(", "javascript:", "vbscript:", "behavior:", "behaviour:", "-moz-binding", "binding:"};
  // As a reader sees it: without comments and blanks, escapes as what they stand for.
  std::string plain;
  for (std::size_t i = 0; i < style.size(); ++i) {
    if (style.substr(i).starts_with("/*")) {
      const auto end = style.find("*/", i + 2);
      if (end == npos) return Removed::markup;
      i = end + 1;
    } else if (style[i] == '\\') {
      std::size_t digits = 0;
      std::uint32_t point = 0;
      while (digits < 6 && i + 1 < style.size() && hex_value(style[i + 1]) >= 0) {
        point = point * 16 + static_cast<std::uint32_t>(hex_value(style[++i]));
        ++digits;
      }
      if (digits > 0) plain += point < 0x80 ? lower(static_cast<char>(point)) : '\x80';
      if (digits > 0 && i + 1 < style.size() && is_space(style[i + 1])) ++i;
    } else if (!is_space(style[i]) && !is_control(style[i])) {
      plain += lower(style[i]);
    }
  }
  for (const auto acting : kActing)
    if (plain.find(acting) != npos) return Removed::scripts;
  if (plain.find("@import") != npos) return Removed::external;
  for (auto at = plain.find("url("); at != npos; at = plain.find("url(", at + 4)) {
    auto address = std::string_view(plain).substr(at + 4);
    if (address.starts_with('"') || address.starts_with('\'')) address.remove_prefix(1);
    if (address.starts_with("data:image/png") || address.starts_with("data:image/jpeg") ||
        address.starts_with("data:image/gif"))
      continue;
    if (const auto harm = harm_of_address(address.substr(0, address.find_first_of("\"')")), kind, false)) return harm;
  }
  return std::nullopt;
}

bool is_plain_declaration(std::string_view text) noexcept {
  if (text.size() > 256 || !(starts_fold(text, "<!doctype ") || text.starts_with("<?xml "))) return false;
  const auto inside = text.substr(2, text.size() - 3);
  return text.ends_with('>') && std::all_of(inside.begin(), inside.end(), [](char c) {
           return is_alnum(c) || is_space(c) || std::string_view("\"'-/.:=?").find(c) != npos;
         });
}

} // namespace fumiban::disarm
