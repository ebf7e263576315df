// SPDX-License-Identifier: Apache-2.0
// Passwords: what the message gives away is tried on what it carries (facts of PPAP: the word stands in the same mail).
#include <algorithm>
#include <deque>
#include <iterator>
#include <set>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "engine/findings.hpp"
#include "engine/walker.hpp"
#include "findings/limits.hpp"

namespace fumiban {
namespace {

std::string_view told(passwords::Source source) {
  switch (source) {
    case passwords::Source::option: return "command-line";
    case passwords::Source::subject: return "subject";
    case passwords::Source::text:
    case passwords::Source::html: return "body";
    case passwords::Source::name: return "name";
  }
  return "";
}

/// The day that the Date field names (RFC 5322 3.3), in the zone that stands there.
std::optional<passwords::Day> sent_day(const Report& report) {
  static constexpr std::string_view kMonths = "jan feb mar apr may jun jul aug sep oct nov dec ";
  const auto* field = report.field("date");
  if (field == nullptr) return std::nullopt;
  std::vector<std::string> words;
  std::string word;
  for (const char c : std::string(field->decoded) + " ") {
    if (is_alnum(c)) word += c;
    else if (!word.empty()) words.push_back(to_lower(std::exchange(word, {})));
  }
  const auto number = [](const std::string& digits) {
    int value = 0;
    for (const char c : digits) value = is_digit(c) && value < 10000 ? value * 10 + (c - '0') : 10000;
    return value;
  };
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    const auto month = words[i].size() == 3 ? kMonths.find(words[i] + " ") : std::string_view::npos;
    if (month == std::string_view::npos) continue;
    const passwords::Day day{number(words[i + 1]), static_cast<int>(month) / 4 + 1, number(words[i - 1])};
    if (day.year >= 1970 && day.year < 10000 && day.day >= 1 && day.day <= 31) return day;
  }
  return std::nullopt;
}

} // namespace

/// Every word worth trying, those of the command line first.
std::vector<passwords::Candidate> Walker::candidates(const std::vector<Locked>& locks) {
  std::deque<std::string> keep;
  std::vector<passwords::Text> texts;
  const auto give = [&](std::string text, passwords::Source source, std::uint32_t part) {
    keep.push_back(std::move(text));
    texts.push_back({keep.back(), source, part});
  };
  for (std::uint32_t i = 0; i < report_.parts.size(); ++i)
    for (const auto& field : report_.parts[i].fields)
      if (equal_fold(field.name, "subject")) give(std::string(field.decoded), passwords::Source::subject, i);
  for (const auto& readable : readable_) {
    const bool web = kind(report_.parts[readable.pending.part].type).family == Family::web;
    // "password.txt" may hold the password and nothing else.
    auto text = report_.parts[readable.pending.part].name;
    if (!text.empty()) text += "\n\n";
    give(text + readable.analyser->text(readable.pending.blob, readable.pending.charset),
         web ? passwords::Source::html : passwords::Source::text, readable.pending.part);
  }
  // The names of all that a lock lies in, each once, and those of some locks themselves.
  constexpr int kMostOwnNames = 16;
  std::set<std::uint32_t> named;
  int own = 0;
  for (const auto& locked : locks) {
    const auto parent = report_.parts[locked.part].parent;
    const bool member = parent != kNoPart && !report_.parts[parent].name.empty();
    if (!member || ++own <= kMostOwnNames) named.insert(locked.part);
    for (auto at = parent; at != kNoPart && named.insert(at).second;) at = report_.parts[at].parent;
  }
  for (const auto at : named)
    if (!report_.parts[at].name.empty()) give(report_.parts[at].name, passwords::Source::name, at);
  std::vector<passwords::Candidate> words;
  for (const auto& word : context_.options().passwords) words.push_back({word, passwords::Source::option, kNoPart});
  const auto most = static_cast<std::size_t>(context_.limits().passwords);
  auto found = passwords::candidates(texts, most + 1, sent_day(report_));
  too_many_words_ = found.size() > most;
  if (too_many_words_) found.resize(most);
  words.insert(words.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  return words;
}

bool Walker::open(Locked& locked, const std::vector<passwords::Candidate>& words) {
  context_.current_ = locked.part;
  const auto fits = [&](const passwords::Candidate& word) {
    if (context_.broke()) return false;
    if (locked.lock->open(word.word, context_)) return true;
    const auto cp932 = is_plain_ascii(word.word) ? std::nullopt : to_cp932(word.word);
    return cp932 && locked.lock->open(*cp932, context_);
  };
  auto word = std::find_if(opened_.begin(), opened_.end(), fits);
  if (word == opened_.end()) {
    // Where all words failed on a neighbour, this one gets the few best.
    const bool brief = resisted_.contains(report_.parts[locked.part].parent);
    const auto end = brief && words.size() > 3 ? words.begin() + 3 : words.end();
    const auto found = std::find_if(words.begin(), end, fits);
    if (found == end) {
      resisted_.insert(report_.parts[locked.part].parent);
      return false;
    }
    word = opened_.insert(opened_.end(), *found);
  }
  report_.passwords.push_back({locked.part, std::string(told(word->source)), word->word});
  if (word->source != passwords::Source::option)
    context_.say_of(locked.part, engine::kPasswordInMessage, 0, 0, told(word->source));
  return true;
}

void Walker::open_locks() {
  std::vector<Locked> resisting;
  for (bool progress = true; progress && !context_.broke();) {
    progress = false;
    auto waiting = std::exchange(context_.locked_, {});
    const auto words = candidates(waiting);
    resisted_.clear();
    for (auto& locked : waiting) {
      if (open(locked, words)) {
        progress = true;
        walk_down(); // what it holds may have locks of its own, and texts
      } else {
        resisting.push_back(std::move(locked));
      }
    }
    // What was opened may hold a word for what resisted.
    if (progress) {
      std::move(resisting.begin(), resisting.end(), std::back_inserter(context_.locked_));
      resisting.clear();
    }
  }
  std::move(context_.locked_.begin(), context_.locked_.end(), std::back_inserter(resisting));
  for (const auto& locked : resisting) {
    context_.say_of(locked.part, *locked.spec, 0, 0, locked.evidence);
    if (too_many_words_) context_.reached_in(locked.part, limit::kPasswords);
  }
}

} // namespace fumiban
