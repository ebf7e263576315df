// SPDX-License-Identifier: Apache-2.0
#include "links/links.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace fumiban::links {
namespace {

constexpr std::size_t kLongest = 4096;

bool ends_url(char c) noexcept {
  return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 127 || c == '"' || c == '<' ||
         c == '>' || c == '\'' || c == '`' || c == '{' || c == '}' || c == '|' || c == '\\' || c == '^';
}

/// XML names its vocabularies by addresses that nobody goes to.
bool names_schema(std::string_view behind_scheme) noexcept {
  static constexpr std::array<std::string_view, 6> kHosts = {
      "schemas.openxmlformats.org/", "schemas.microsoft.com/", "purl.org/dc/", "www.w3.org/", "ns.adobe.com/",
      "schemas.xmlsoap.org/"};
  return std::any_of(kHosts.begin(), kHosts.end(), [&](auto host) { return behind_scheme.starts_with(host); });
}

} // namespace

void note_urls(std::string_view text, Context& context) {
  for (auto at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
    auto begin = at;
    while (begin > 0 && at - begin < 24 &&
           (is_alnum(text[begin - 1]) || text[begin - 1] == '-' || text[begin - 1] == '+'))
      --begin;
    auto end = at + 3;
    while (end < text.size() && end - begin < kLongest && !ends_url(text[end])) ++end;
    auto url = text.substr(begin, end - begin);
    while (!url.empty() && std::string_view(".,;:!?)]*").find(url.back()) != std::string_view::npos)
      url.remove_suffix(1);
    if (begin < at && url.size() > at + 3 - begin && !names_schema(text.substr(at + 3, url.size() - (at + 3 - begin))))
      context.indicate("url", std::string(url));
  }
}

void note_target(std::string_view target, Context& context) {
  std::string url;
  for (const char c : target.substr(0, kLongest))
    if (!is_control(c)) url += c;
  const auto plain = trim(url);
  if (plain.empty() || plain.front() == '#' || starts_fold(plain, "cid:") || starts_fold(plain, "data:")) return;
  const auto colon = plain.find(':');
  const bool has_scheme = colon != std::string_view::npos && colon > 1 && colon < 24;
  if (has_scheme || plain.starts_with("//") || plain.starts_with("\\\\")) context.indicate("url", std::string(plain));
}

} // namespace fumiban::links
