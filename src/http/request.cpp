// SPDX-License-Identifier: Apache-2.0
// Requests of HTTP (RFC 9110), once Beast has parsed their framing.
// Reads:  path and query (RFC 3986), fields by name, Accept-Language.
// Leaves: framing and bodies.
// Trusts: nothing; the parser bounds the header as a whole.
// Costs:  each byte is looked at a constant number of times.
// Damage: what is no path is nothing; escapes that are none stay as they are.
#include "http/request.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace fumiban::http {

std::string_view Request::field(std::string_view name) const noexcept {
  for (const auto& [key, value] : fields)
    if (equal_fold(key, name)) return value;
  return "";
}

std::vector<std::string_view> Request::all(std::string_view name) const {
  std::vector<std::string_view> out;
  for (const auto& [key, value] : fields)
    if (equal_fold(key, name)) out.emplace_back(value);
  return out;
}

bool Request::has(std::string_view name) const noexcept {
  return std::any_of(fields.begin(), fields.end(), [&](const auto& one) { return equal_fold(one.first, name); });
}

std::optional<Target> split(std::string_view target) {
  if (!target.starts_with('/')) return std::nullopt;
  const auto mark = std::min(target.find('?'), target.size());
  Target out{std::string(target.substr(0, mark)), {}};
  auto rest = target.substr(std::min(mark + 1, target.size()));
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    auto item = std::string(rest.substr(0, end));
    std::replace(item.begin(), item.end(), '+', ' ');
    const auto equals = std::min(item.find('='), item.size());
    out.query.emplace_back(percent_decoded(std::string_view(item).substr(0, equals)),
                           percent_decoded(std::string_view(item).substr(std::min(equals + 1, item.size()))));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

Language language_of(std::string_view accept_language) {
  double best = 0;
  auto out = Language::en;
  while (!accept_language.empty()) {
    const auto end = std::min(accept_language.find(','), accept_language.size());
    const auto item = trim(accept_language.substr(0, end));
    accept_language.remove_prefix(std::min(end + 1, accept_language.size()));
    const auto tag = trim(item.substr(0, item.find(';')));
    const bool japanese = starts_fold(tag, "ja");
    if (!japanese && !starts_fold(tag, "en")) continue;
    // "q=0.5": three digits at most, so reading them by hand is reading them all.
    double weight = 1;
    if (const auto at = find_fold(item, "q="); at != std::string_view::npos) {
      weight = 0;
      double place = 1;
      for (const char c : item.substr(at + 2).substr(0, 5)) {
        if (is_digit(c)) weight += place * (c - '0');
        if (is_digit(c)) place /= 10;
      }
    }
    if (weight <= best) continue;
    best = weight;
    out = japanese ? Language::ja : Language::en;
  }
  return out;
}

} // namespace fumiban::http
