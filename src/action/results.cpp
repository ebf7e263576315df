// SPDX-License-Identifier: Apache-2.0
// Who wrote a field Authentication-Results.
// Reads:  the authserv-id at its beginning (RFC 8601 2.2): a token or a quoted string behind blanks, folds and
// comments. Leaves: the version and the results behind it. Trusts: nothing. Where programs may differ (blanks around
// dots, encoded words, a dot at the end) it is what any of
//         them reads.
// Costs:  one pass up to the first semicolon.
// Damage: what does not end (a comment, a quoted string) ends with the field.
#include "action/results.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace fumiban::action {
namespace {

constexpr std::string_view kName = "authentication-results";
constexpr std::string_view kSpecials = ")<>@,;:/[]?="; // end a token, as blanks, comments and quotes do in their way

bool is_blank(char c) { return is_space(c) || is_control(c); }

/// Behind the comment that begins at `at`; comments nest.
std::size_t behind_comment(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '\\') ++at;
    else if (text[at] == '(') ++depth;
    else if (text[at] == ')' && --depth == 0) return at + 1;
  }
  return text.size();
}

bool is_one_of(std::string_view word, const std::vector<std::string>& ids) {
  if (word.ends_with('.')) word.remove_suffix(1); // as the root of names is written
  return !word.empty() &&
         std::any_of(ids.begin(), ids.end(), [&](std::string_view id) { return equal_fold(word, id); });
}

} // namespace

bool is_results(std::string_view name) noexcept { return equal_fold(trim(name), kName); }

bool is_by(std::string_view value, const std::vector<std::string>& ids) {
  if (ids.empty()) return false;
  std::string word;
  bool gap = false; // something that is no part of a word lies behind `word`
  bool quoted = false;
  for (std::size_t at = 0; at < value.size();) {
    char c = value[at];
    if (!quoted && c == '(') {
      at = behind_comment(value, at);
      gap = true;
      continue;
    }
    ++at;
    if (c == '"') {
      if (quoted && is_one_of(word, ids)) return true;
      quoted = !quoted;
      continue;
    }
    if (is_blank(c)) { // also within quotes: a fold is none of a name's characters
      gap = true;
      continue;
    }
    // Programs that decode encoded words (RFC 2047) see another id; honest ones have none (RFC 8601 2.2).
    if (c == '=' && at < value.size() && value[at] == '?') return true;
    if (!quoted && kSpecials.find(c) != std::string_view::npos) break;
    if (c == '\\' && at < value.size()) c = value[at++];
    if (gap && !word.empty()) {
      if (is_one_of(word, ids)) return true;
      if (word.back() != '.' && c != '.') return false; // a version, or words: the id is over
    }
    gap = false;
    word += c;
  }
  return is_one_of(word, ids);
}

} // namespace fumiban::action
