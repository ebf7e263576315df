// SPDX-License-Identifier: Apache-2.0
// What stands near a password word, in the order in which people would try it.
// Reads:  the rest of the line, three lines below with text in them, what stands before on the line, three lines above,
//         the cells of a table under the one with the word.
// Leaves: passwords that are told, not written ("today's date"): told.cpp.
// Trusts: nothing.
// Costs:  at most 3 KiB are looked at for a password word.
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
  // "No.7788"
  if (run.end - run.begin > 4 && starts_fold(text_.substr(run.begin), "no.") && is_digit(text_[run.begin + 3]))
    add_forms(pool_, rank - 10, plain_, run.begin + 3, run.end, source_, part_);
  if (rank < 700 || (!small_ && !capitals_)) return;
  std::string cased(trimmed(text_.substr(run.begin, run.end - run.begin)));
  for (auto& c : cased) c = small_ ? lower(c) : c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  pool_.add(rank - 5 + likeness(cased), cased, source_, part_);
}

void Near::look_for_digits() {
  int found = 0;
  // "PASS【abc】", "open with 'abc'", "開く際に「abc」"
  auto open = hit_.end;
  while (open < line_.end && open - hit_.end < 24 && opening_at_begin(text_.substr(open, line_.end - open)) == 0) {
    const auto [code, length] = character_at(text_, open);
    if (code != ' ' && code != 0x3001 && !is_wide_letter(code)) break;
    open += length;
  }
  const bool beside = open - hit_.end < 2;
  const auto shut = text_.substr(open, line_.end - open);
  if (const auto opening = opening_at_begin(shut);
      opening != 0 && (beside || !(shut.starts_with("(") || shut.starts_with("（")))) {
    const auto inside = runs(text_, {open + opening, line_.end}, 1);
    if (!inside.empty() && inside[0].begin - open - opening < 2) {
      if (!is_ordinary(trimmed(text_.substr(inside[0].begin, inside[0].end - inside[0].begin))))
        add(beside ? rank::kBracketed : rank::kNear, inside[0]);
    }
    if (beside) look_at_brackets({open, line_.end}, 1);
  }
  // "use 'abc' to open"
  const auto front = std::max(line_.begin, hit_.begin - std::min<std::size_t>(hit_.begin, 80));
  if (const auto quoted = text_.substr(front, hit_.begin - front); !quoted.empty()) {
    auto close = quoted.size();
    while (close > 0 && is_blank(quoted[close - 1])) --close;
    if (close > 2 && std::string_view("'\"`").find(quoted[close - 1]) != quoted.npos) {
      const auto begin = quoted.rfind(quoted[close - 1], close - 2);
      if (begin != quoted.npos) add(rank::kBracketed, {front + begin, front + close});
    }
  }
  for (const auto run : runs(text_, {hit_.end, line_.end}, 6)) {
    if (run.begin - hit_.end > 40 || found == 2) break;
    const auto word = text_.substr(run.begin, run.end - run.begin);
    auto behind = text_.substr(run.end, line_.end - run.end);
    while (!behind.empty() && is_blank(behind[0])) behind.remove_prefix(1);
    const bool typed = begins_with_any(behind, kTyped) && !is_ordinary(trimmed(word)) && !is_file_name(word);
    if (!typed && !has_digit(word)) continue;
    add(rank::kNear - 60 * ++found, run);
  }
  // "8812 to open", "「8812」で開けます"
  const auto from = std::max(line_.begin, hit_.begin - std::min<std::size_t>(hit_.begin, 80));
  auto before = runs(text_, {from, hit_.begin}, 40);
  // "kz7 is the key"
  bool linked = false;
  for (std::size_t n = before.size(); n > 0 && n + 4 > before.size(); --n) {
    const auto word = trimmed(text_.substr(before[n - 1].begin, before[n - 1].end - before[n - 1].begin));
    if (linked && looks_chosen(word)) add(rank::kNear, before[n - 1]);
    linked = equal_fold(word, "is") || equal_fold(word, "as");
    if (!is_ordinary(word)) break;
  }
  // "type abc to open"
  if (before.size() > 1 && starts_fold(text_.substr(hit_.begin), "to ")) {
    const auto verb = trimmed(
        text_.substr(before[before.size() - 2].begin, before[before.size() - 2].end - before[before.size() - 2].begin));
    const auto word = trimmed(text_.substr(before.back().begin, before.back().end - before.back().begin));
    const bool verbs =
        std::any_of(std::begin(kVerbs), std::end(kVerbs), [&](std::string_view v) { return equal_fold(v, verb); });
    if (verbs && !is_ordinary(word) && !is_file_name(word)) add(rank::kNear - 30, before.back());
  }
  if (before.empty() || hit_.begin - before.back().end > 8) return;
  const auto word = text_.substr(before.back().begin, before.back().end - before.back().begin);
  // "fujisanで解凍できます": in Japanese a word of letters stands out.
  const bool stands_out = text_.substr(hit_.begin).starts_with("で") && !is_ordinary(word) && !is_file_name(word);
  if (word.size() > 2 && ((has_digit(word) && looks_chosen(word)) || stands_out)) add(rank::kNear - 60, before.back());
}

void Near::look_after() {
  int index = 0;
  int words = 0;
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
    if (run.begin == hit_.end && run.end - run.begin > 1 &&
        (std::string_view(")]}").find(text_[run.begin]) != std::string_view::npos ||
         (closing_at_begin(text_.substr(run.begin)) != 0 && opening_at_end(text_.substr(0, hit_.begin)) != 0)))
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
    add(rank, run);
    ++index;
  }
  look_at_spelt(all);
  look_at_phrase(all);
}

void Near::look_at_spelt(const std::vector<Span>& all) {
  // "a b c 1 2 3 (no blanks)"
  std::string spelt;
  for (std::size_t i = 0; i < all.size() && (spelt.empty() || all[i].begin - all[i - 1].end < 8); ++i) {
    const auto word = text_.substr(all[i].begin, all[i].end - all[i].begin);
    if (word.size() == 1 && is_alnum(word[0])) spelt += word;
    else if (!spelt.empty() || std::string_view(":=->|").find(word[0]) == std::string_view::npos) break;
  }
  if (spelt.size() >= 3) pool_.add(rank::kSeparated, spelt, source_, part_);
  // "a-b-c-1-2-3"
  for (const auto run : all) {
    const auto word = trimmed(text_.substr(run.begin, run.end - run.begin));
    if (word.size() < 7 || word.size() % 2 == 0 || std::string_view("-.,/").find(word[1]) == std::string_view::npos)
      continue;
    spelt.clear();
    for (std::size_t i = 0; i < word.size() && (i % 2 == 0 ? is_alnum(word[i]) : word[i] == word[1]); ++i)
      if (i % 2 == 0) spelt += word[i];
    if (spelt.size() == (word.size() + 1) / 2) pool_.add(rank::kBracketed, spelt, source_, part_);
  }
}

void Near::look_down_column() {
  constexpr std::size_t kMostCells = 12;
  const auto head = cells(text_, line_, kMostCells);
  if (head.size() < 2) return;
  std::size_t column = 0;
  while (column < head.size() && hit_.begin >= head[column].end) ++column;
  // A heading, not a sentence.
  if (column == head.size() || head[column].end - head[column].begin > 48) return;
  const auto joint = text_.substr(std::min(text_.find_first_not_of(' ', head[0].end), text_.size()));
  const bool commas = joint.starts_with(",") || joint.starts_with("，");
  // Of two columns the first is more often that of the labels.
  const int less = column == 0 && head.size() == 2 ? 200 : 0;
  auto at = line_.end;
  int rows = 0;
  for (int physical = 0; physical < 8 && rows < 4 && at < text_.size() && text_[at] == '\n'; ++physical) {
    Span row{at + 1, at + 1};
    while (row.end < text_.size() && row.end - row.begin < kLine && text_[row.end] != '\n') ++row.end;
    at = row.end;
    const auto below = cells(text_, row, kMostCells);
    if (is_ruler(text_.substr(row.begin, row.end - row.begin)) || column >= below.size()) continue;
    const auto cell = below[column];
    const auto text = text_.substr(cell.begin, cell.end - cell.begin);
    // Sentences have commas too.
    if (commas && (below.size() != head.size() || text.find(' ') != text.npos)) break;
    if (below.size() < 2 || is_ruler(text) || text.find_first_not_of(":-|") == text.npos) continue;
    const int rank = rank::kBelow - less - 15 * rows++;
    if (text.find_first_of(" \t") == text.npos && is_plain_ascii(text)) add(rank, cell);
    else add_wide(rank, cell);
  }
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
  const auto separator = separator_at_begin(rest);
  separated_ = separator != std::string_view::npos;
  separator_ = separated_ ? hit_.end + separator : hit_.end;
  const auto remarks = text_.substr(hit_.begin, kLine);
  small_ = contains_any(remarks, kSmallLetters);
  capitals_ = !small_ && contains_any(remarks, kCapitals);
  const auto label = text_.substr(line_.begin, hit_.begin - line_.begin);
  if (hit_.force == Force::weak && is_ruler(label) && is_ruler(rest)) separated_ = true;
  look_down_column();
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
