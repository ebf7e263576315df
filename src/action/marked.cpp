// SPDX-License-Identifier: Apache-2.0
#include "action/marked.hpp"

#include "action/results.hpp"
#include "base/ascii.hpp"

namespace fumiban::action {
namespace {

/// Behind the end of the line that begins at `at`.
std::size_t line_end(std::string_view text, std::size_t at) {
  const auto end = text.find('\n', at);
  return end == std::string_view::npos ? text.size() : end + 1;
}

bool is_folded(std::string_view text, std::size_t at) {
  return at < text.size() && (text[at] == ' ' || text[at] == '\t');
}

bool is_forged(std::string_view field, const std::vector<std::string>& ids) {
  const auto colon = field.find(':');
  return starts_fold(field, kOurs) ||
         (colon != std::string_view::npos && is_results(field.substr(0, colon)) && is_by(field.substr(colon + 1), ids));
}

} // namespace

std::string marked(std::string_view message, std::string_view verdict, std::string_view changed,
                   const std::vector<std::string>& forged_ids) {
  std::string out = std::string(kVerdictField) + ": " + std::string(verdict) + "\r\n";
  if (!changed.empty()) out += std::string(kChangedField) + ": " + std::string(changed) + "\r\n";
  out.reserve(out.size() + message.size() + 2);
  if (is_folded(message, 0)) out += "\r\n"; // it has no header, and must not go on with ours
  std::size_t at = 0;
  while (at < message.size() && message[at] != '\r' && message[at] != '\n') {
    const auto begin = at;
    at = line_end(message, at);
    while (is_folded(message, at)) at = line_end(message, at);
    const auto field = message.substr(begin, at - begin);
    if (!is_forged(field, forged_ids)) out += field;
  }
  return out += message.substr(at);
}

} // namespace fumiban::action
