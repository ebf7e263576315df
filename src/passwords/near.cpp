// SPDX-License-Identifier: Apache-2.0
// What stands near a password word, in the order in which people would try it.
// Reads:  the rest of the line, three lines below with text in them, what stands before on the line, three lines above.
// Leaves: passwords that are told, not written ("today's date"): told.cpp.
// Trusts: nothing.
// Costs:  at most 1.5 KiB are looked at for a password word.
// Damage: none: any bytes are text.
#include "passwords/near.hpp"

#include <algorithm>
#include <string>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "passwords/around.hpp"
#include "passwords/lines.hpp"
#include "passwords/words.hpp"

namespace fumiban::passwords {
namespace {

constexpr std::size_t kMostRuns = 16; // runs of one line

constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }
bool has_digit(std::string_view s) noexcept { return std::any_of(s.begin(), s.end(), is_digit); }

} // namespace

void Near::add(int rank, Span run) {
  if (elsewhere_) rank -= rank >= rank::kBeside ? 60 : 180;
  if (hit_.force == Force::weak) rank -= 40;
  add_forms(pool_, rank, plain_, run.begin, run.end, source_, part_);
  if (rank < 700 || (!small_ && !capitals_)) return;
  std::string cased(trimmed(text_.substr(run.begin, run.end - run.begin)));
  for (auto& c : cased) c = small_ ? lower(c) : c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  pool_.add(rank - 5 + likeness(cased), cased, source_, part_);
}

void Near::look_for_digits() {
  int found = 0;
  for (const auto run : runs(text_, {hit_.end, line_.end}, 6)) {
    if (run.begin - hit_.end > 40 || found == 2) break;
    if (!has_digit(text_.substr(run.begin, run.end - run.begin))) continue;
    add(rank::kNear - 60 * ++found, run);
  }
  // "8812 to open", "「8812」で開けます"
  const auto from = std::max(line_.begin, hit_.begin - std::min<std::size_t>(hit_.begin, 80));
  const auto before = runs(text_, {from, hit_.begin}, 40);
  if (before.empty() || hit_.begin - before.back().end > 8) return;
  const auto word = text_.substr(before.back().begin, before.back().end - before.back().begin);
  // "fujisanで解凍できます": in Japanese a word of letters stands out.
  const bool stands_out = text_.substr(hit_.begin).starts_with("で") && !is_ordinary(word) && !is_file_name(word);
  if (word.size() > 2 && ((has_digit(word) && looks_chosen(word)) || stands_out)) add(rank::kNear - 60, before.back());
}

void Near::look_after() {
  int index = 0;
  int words = 0;
  std::string spelt;
  const auto all = runs(text_, {hit_.end, line_.end}, kMostRuns);
  for (auto run : all) {
    bool separated = false;
    // "(half-width):abc123": the bracket closes what stands before.
    if (run.begin > hit_.end || opening_at_end(text_.substr(0, hit_.begin)) != 0) {
      const auto closing = text_.substr(run.begin, run.end - run.begin).find_first_not_of(")]}>\"'*");
      if (closing != std::string_view::npos && closing > 0 &&
          std::string_view(":=->").find(text_[run.begin + closing]) != std::string_view::npos)
        run.begin += closing;
    }
    while (run.begin < run.end &&
           (std::string_view(run.begin == hit_.end ? ":=>|./,;#" : ":=>|").find(text_[run.begin]) !=
                std::string_view::npos ||
            (text_[run.begin] == '-' && (run.begin == hit_.end || text_.substr(run.begin).starts_with("->"))))) {
      separated = true;
      ++run.begin;
    }
    if (run.begin == run.end) continue;
    // "PW)abc123": the bracket closes what stands before.
    if (run.begin == hit_.end && closing_at_begin(text_.substr(run.begin)) != 0 && run.end - run.begin > 1 &&
        opening_at_end(text_.substr(0, hit_.begin)) != 0)
      ++run.begin;
    const auto gap = text_.substr(hit_.end, run.begin - hit_.end);
    const auto word = text_.substr(run.begin, run.end - run.begin);
    separated = separated || ends_separated(gap);
    const bool stopped = gap.find("。") != gap.npos || gap.find(". ") != gap.npos;
    const int distance = static_cast<int>(std::min<std::size_t>(gap.size(), 160)) / 8;
    int rank = rank::kNear - 12 * index - distance;
    if (separated) {
      rank = rank::kSeparated - 10 * index - distance;
    } else if (run.begin == hit_.end) {
      rank = 650; // "pass1234"
    } else if (std::all_of(gap.begin(), gap.end(), is_blank)) {
      rank = rank::kBeside;
    } else if (opening_at_end(gap) != 0 || opening_at_end(word.substr(0, 1)) != 0) {
      rank = rank::kBracketed - 10 * index;
    }
    if (stopped) rank -= 140;
    if (attribute_ && rank >= rank::kBeside) rank -= 200;
    const bool plain_word = !looks_chosen(word);
    if (rank < 700 && plain_word && ++words > 6) continue;
    if (rank >= 900 && (!plain_word || (!is_ordinary(word) && separated && !is_file_name(word)))) direct_ = true;
    if (word.size() == 1) spelt += word;
    add(rank, run);
    ++index;
  }
  // "a b c 1 2 3"
  if (spelt.size() >= 3 && spelt.size() == all.size()) pool_.add(rank::kSeparated, spelt, source_, part_);
  look_at_phrase(all);
}

void Near::look_below() {
  const auto rest = text_.substr(hit_.end, line_.end - hit_.end);
  const bool announced = ends_separated(rest) || rest.find("下") != rest.npos || rest.find("次") != rest.npos ||
                         find_fold(rest, "below") != rest.npos || find_fold(rest, "follow") != rest.npos ||
                         rest.find_first_not_of(" \t)]}>*") == rest.npos;
  std::size_t at = line_.end;
  int lines = 0;
  for (int physical = 0; physical < 12 && lines < 3 && at < text_.size() && text_[at] == '\n'; ++physical) {
    const auto line = line_from(text_, at + 1, kLine);
    at = line.end;
    while (at < text_.size() && is_blank(text_[at])) ++at;
    if (is_ruler(text_.substr(line.begin, line.end - line.begin))) continue;
    ++lines;
    look_at_line(line, lines, (announced ? 0 : 60) + (direct_ ? 330 : 0) + (attribute_ ? 100 : 0));
  }
}

void Near::look_at_line(Span line, int lines, int less) {
  int index = 0;
  int words = 0;
  for (auto run : runs(text_, line, kMostRuns)) {
    const auto word = text_.substr(run.begin, run.end - run.begin);
    const auto before = text_.substr(line.begin, run.begin - line.begin);
    int rank = rank::kNear - 50 * lines - 12 * index;
    if (index == 0 && is_alone(text_, line, run)) rank = rank::kBelow - 20 * (lines - 1);
    else if (opening_at_end(before) != 0 || opening_at_end(word.substr(0, 1)) != 0)
      rank = rank::kBracketed - 20 * lines;
    else if (ends_separated(before)) rank = rank::kBracketed - 30 * lines - 10 * index;
    else if (run.begin == line.begin &&
             (run.end == line.end || !is_blank(text_[run.end]) || opening_at_end(text_.substr(run.end + 1, 1)) != 0))
      rank = rank::kBracketed - 40 * lines;
    else if (!looks_chosen(word) && ++words > 4) continue;
    add(rank - less, run);
    ++index;
  }
  look_at_brackets(line, lines);
  const auto all = text_.substr(line.begin, line.end - line.begin);
  if (index == 0 && all.size() <= 36 && !contains_any(all, kTalk))
    add_wide(rank::kNear + 100 - 40 * lines - less, line);
}

void Near::look_before() {
  const auto begin = std::max(line_.begin, hit_.begin - std::min<std::size_t>(hit_.begin, 160));
  auto all = runs(text_, {begin, hit_.begin}, 40);
  const bool japanese = !is_plain_ascii(text_.substr(line_.begin, hit_.begin - line_.begin));
  bool english = true;
  bool linked_by_word = false;
  int found = 0;
  for (auto it = all.rbegin(); it != all.rend() && found < 4; ++it) {
    const auto word = text_.substr(it->begin, it->end - it->begin);
    if (is_ordinary(trimmed(word))) {
      linked_by_word =
          linked_by_word || equal_fold(word, "is") || equal_fold(word, "as") || equal_fold(word, "was") || word == "=";
      continue;
    }
    auto between = text_.substr(it->end, hit_.begin - it->end);
    if (between.find("。") != between.npos || between.find(". ") != between.npos) return;
    while (!between.empty() && (is_blank(between[0]) || closing_at_begin(between) != 0))
      between.remove_prefix(is_blank(between[0]) ? 1 : closing_at_begin(between));
    const bool linked = found == 0 && (begins_with_any(between, kBackwards) || (english && linked_by_word));
    const bool chosen = looks_chosen(word);
    ++found;
    if (linked) {
      add(rank::kBefore - (direct_ ? 400 : 0), *it);
    } else if (chosen || japanese) {
      add(330 - 20 * found, *it);
    }
    english = false;
  }
  // "「さくら」がパスワードです"
  for (std::size_t at = begin; at < hit_.begin; ++at) {
    const auto rest = text_.substr(at, hit_.begin - at);
    const auto close = closing_at_begin(rest);
    if (close != 0 && begins_with_any(rest.substr(close), kBackwards)) {
      look_at_brackets({begin, hit_.begin}, 1);
      break;
    }
  }
}

std::string_view Near::trimmed(std::string_view word) noexcept {
  while (!word.empty() && !is_alnum(word.back())) word.remove_suffix(1);
  while (!word.empty() && !is_alnum(word.front())) word.remove_prefix(1);
  return word;
}

void Near::look_above() {
  const bool told = contains_any(text_.substr(line_.begin, line_.end - line_.begin), kAbove);
  std::size_t end = line_.begin;
  int lines = 0;
  for (int physical = 0; physical < 8 && lines < 3 && end > 0 && text_[end - 1] == '\n'; ++physical) {
    const auto whole = line_around(text_, end - 1, kLine);
    const auto line = line_from(text_, whole.begin, kLine);
    end = whole.begin;
    if (is_ruler(text_.substr(line.begin, line.end - line.begin))) continue;
    ++lines;
    for (const auto run : runs(text_, line, 2))
      if (is_alone(text_, line, run) && (told || looks_chosen(text_.substr(run.begin, run.end - run.begin))))
        add((told ? rank::kBefore : 250) - 20 * lines, run);
  }
}

void Near::look() {
  const auto rest = text_.substr(hit_.end, line_.end - hit_.end);
  elsewhere_ = contains_any(text_.substr(line_.begin, line_.end - line_.begin), kElsewhere);
  attribute_ = begins_with_any(rest, kAttribute);
  separated_ = begins_separated(rest);
  const auto remarks = text_.substr(hit_.begin, kLine);
  small_ = contains_any(remarks, kSmallLetters);
  capitals_ = !small_ && contains_any(remarks, kCapitals);
  const auto label = text_.substr(line_.begin, hit_.begin - line_.begin);
  if (hit_.force == Force::weak && is_ruler(label) && is_ruler(rest)) separated_ = true;
  if (hit_.force == Force::weak && !separated_) return look_for_digits();
  look_after();
  look_at_brackets({hit_.end, line_.end}, 0);
  look_at_wide_text();
  look_below();
  look_before();
  look_above();
}

void add_near(Pool& pool, const Plain& plain, const Hit& hit, Source source, std::uint32_t part) {
  Near(pool, plain, hit, source, part).look();
}

void add_lone_lines(Pool& pool, const Plain& plain, Source source, std::uint32_t part) {
  constexpr std::size_t kMostText = std::size_t{64} << 10U;
  const auto text = plain.text().substr(0, kMostText);
  int found = 0;
  for (std::size_t at = 0; at < text.size() && found < 20;) {
    const auto line = line_from(text, at, kLine);
    const auto end = text.find('\n', at);
    at = end == text.npos ? text.size() : end + 1;
    const auto all = runs(text, line, 2);
    if (all.size() != 1 || !is_alone(text, line, all[0])) continue;
    const auto word = text.substr(all[0].begin, all[0].end - all[0].begin);
    if (!looks_chosen(word) || word.size() > 40) continue;
    ++found;
    add_forms(pool, rank::kAnywhere, plain, all[0].begin, all[0].end, source, part);
  }
}

} // namespace fumiban::passwords
