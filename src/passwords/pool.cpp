// SPDX-License-Identifier: Apache-2.0
// Candidates: what one looks like, the forms in which it may be meant, and their order.
// Reads:  runs of ASCII and short texts that others cut out.
// Leaves: where they stand: the caller ranks that.
// Trusts: nothing.
// Costs:  linear in the run; one sort at the end.
// Damage: words that are empty or longer than 64 characters are dropped.
#include "passwords/pool.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "base/ascii.hpp"
#include "passwords/words.hpp"

namespace fumiban::passwords {
namespace {

static_assert(std::is_sorted(std::begin(kOrdinary), std::end(kOrdinary)));

constexpr std::size_t kMostCharacters = 64;
constexpr std::size_t kMostEntries = 50'000;

bool is_address(std::string_view word) noexcept {
  if (word.find("://") != word.npos || starts_fold(word, "www.") || starts_fold(word, "mailto:")) return true;
  const auto at = word.find('@');
  return at != word.npos && at > 0 && word.find('.', at + 2) != word.npos &&
         word.find_first_of("!#$%&*=?^~") == word.npos;
}

/// "10:30", "2024/01/15", "03-1234-5678", "1.": digits in the company of these signs only.
bool is_figure(std::string_view word) noexcept {
  bool signs = false;
  for (const char c : word) {
    if (!is_digit(c) && std::string_view(":/.-,()+").find(c) == std::string_view::npos) return false;
    signs = signs || !is_digit(c);
  }
  return signs;
}

} // namespace

bool is_ordinary(std::string_view word) noexcept {
  if (word.size() > 16) return false;
  return std::binary_search(std::begin(kOrdinary), std::end(kOrdinary), to_lower(word));
}

bool is_file_name(std::string_view word) noexcept {
  return std::any_of(std::begin(kFileEndings), std::end(kFileEndings), [&](std::string_view ending) {
    return word.size() > ending.size() && equal_fold(word.substr(word.size() - ending.size()), ending);
  });
}

int likeness(std::string_view word) noexcept {
  if (word.empty() || word.size() > kMostCharacters) return -1000;
  std::size_t digits = 0;
  std::size_t letters = 0;
  std::size_t capitals_inside = 0;
  std::size_t small = 0;
  std::size_t kinds = 0;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char c = word[i];
    if (is_digit(c)) ++digits;
    if (is_alpha(c)) ++letters;
    if (c >= 'a' && c <= 'z') ++small;
    if (c >= 'A' && c <= 'Z' && i != 0) ++capitals_inside;
    if (word.find(c) == i) ++kinds;
  }
  const auto signs = word.size() - digits - letters;
  if (signs == word.size()) return kinds < 4 || word.size() < 5 ? -900 : -30;
  int sum = 0;
  if (is_address(word)) sum -= 500;
  if (is_file_name(word)) sum -= 380;
  if (is_figure(word)) sum -= 220;
  if (word.size() > 32) sum -= 60;
  if (word.size() < 3) sum -= 420;
  if (word.size() == 3 && digits != 3) sum -= 40;
  if (digits == 0) {
    if (is_ordinary(word)) return sum - 640;
    const bool plain = signs == 0 || (signs == 1 && !is_alpha(word.back()));
    if (plain && (capitals_inside == 0 || small == 0)) sum -= 110;
  }
  return sum;
}

void Pool::add(int rank, std::string_view word, Source source, std::uint32_t part) {
  if (rank < 1 || word.empty() || word.size() > 3 * kMostCharacters || entries_.size() >= kMostEntries) return;
  const auto characters =
      std::count_if(word.begin(), word.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; });
  if (static_cast<std::size_t>(characters) > kMostCharacters || word.find('\n') != word.npos) return;
  entries_.push_back({.rank = rank, .candidate = {.word = std::string(word), .source = source, .part = part}});
}

std::vector<Candidate> Pool::best(std::size_t most) {
  std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.rank > b.rank; });
  std::unordered_set<std::string_view> seen;
  std::vector<const Entry*> chosen;
  for (const auto& entry : entries_) {
    if (chosen.size() >= most) break;
    if (seen.insert(entry.candidate.word).second) chosen.push_back(&entry);
  }
  std::vector<Candidate> out;
  out.reserve(chosen.size());
  for (const auto* entry : chosen) out.push_back(entry->candidate);
  entries_.clear();
  return out;
}

void add_text(Pool& pool, int rank, const Plain& plain, std::size_t begin, std::size_t end, Source source,
              std::uint32_t part) {
  if (begin >= end) return;
  const auto word = plain.text().substr(begin, end - begin);
  pool.add(rank, word, source, part);
  const auto written = plain.as_written(begin, end);
  if (written != word) pool.add(rank - 2, written, source, part);
}

void add_forms(Pool& pool, int rank, const Plain& plain, std::size_t begin, std::size_t end, Source source,
               std::uint32_t part) {
  const auto text = plain.text();
  if (end - begin > 4 * kMostCharacters) return;
  // A full stop or quotes make no ordinary word a likelier one.
  auto core = text.substr(begin, end - begin);
  while (!core.empty() && !is_alnum(core.front())) core.remove_prefix(1);
  while (!core.empty() && !is_alnum(core.back())) core.remove_suffix(1);
  const int ceiling = core.size() < 3 ? 0 : std::min(0, likeness(core) + 30);
  const auto add = [&](int less, std::size_t b, std::size_t e) {
    if (b >= e) return;
    const int like = likeness(text.substr(b, e - b));
    add_text(pool, rank - less + std::min(like, ceiling), plain, b, e, source, part);
  };
  constexpr std::string_view kOpening = "\"'`([{<*_";
  constexpr std::string_view kClosing = "\"'`)]}>*_";
  constexpr std::string_view kStops = ".,;:";
  std::size_t b = begin;
  std::size_t e = end;
  // "----abc123----"
  for (const char ruler : std::string_view("-=*_~#+."))
    if (text.substr(b, e - b).starts_with(std::string(3, ruler))) {
      while (b < e && text[b] == ruler) ++b;
      while (e > b && text[e - 1] == ruler) --e;
    }
  for (bool again = true; again && b < e;) {
    again = false;
    // Only quotes and brackets of which both sides are there, or one is somewhere else in the sentence.
    const auto open = kOpening.find(text[b]);
    const auto close = kClosing.find(text[e - 1]);
    const auto inner = text.substr(b, e - b);
    if (open != kOpening.npos && (open == close || inner.find(kClosing[open], 1) == inner.npos)) {
      if (open == close && e - b > 1) --e;
      ++b;
      again = true;
    } else if (close != kClosing.npos && e - b > 1 &&
               inner.substr(0, inner.size() - 1).find(kOpening[close]) == inner.npos && kOpening[close] != '*' &&
               kOpening[close] != '_') {
      --e;
      again = true;
    } else if (kStops.find(text[e - 1]) != kStops.npos) {
      add(3, b, e);
      --e;
      again = true;
    }
  }
  if (b >= e) return add(60, begin, end);
  // "(x)abc": the bracket begins nothing that is a password by itself.
  std::size_t cut = e;
  for (std::size_t i = b + 1; i < e && cut == e; ++i)
    if (std::string_view("([{<").find(text[i]) != std::string_view::npos &&
        text.substr(i, e - i).find(kClosing[kOpening.find(text[i])]) == std::string_view::npos)
      cut = i;
  if (cut != e) {
    add(0, b, cut);
    add(4, b, e);
  } else {
    add(0, b, e);
    // "abc123(lower case)"
    const auto bracket = text.substr(b, e - b).find('(');
    if (bracket != std::string_view::npos && bracket > 2 && text[e - 1] == ')') add(6, b, b + bracket);
  }
  if (b != begin || e != end) add(70, begin, end);
  if (std::string_view("!?*").find(text[e - 1]) != std::string_view::npos) add(8, b, e - 1);
  const auto whole = text.substr(b, e - b);
  if (is_address(whole)) return;
  // "user/abc", "file.zip:abc123", "PW1=abc"
  // "<b>abc123</b>"
  if (const auto at = whole.find('>'); at != whole.npos)
    if (const auto tag = whole.find('<', at); tag != whole.npos) add(5, b + at + 1, b + tag);
  if (const auto at = whole.find_first_of(":=>"); at != whole.npos && at + 1 < whole.size()) add(50, b + at + 1, e);
  if (const auto at = whole.find_first_of("/,;|"); at != whole.npos) {
    add(60, b, b + at);
    add(110, b + at + 1, e);
  }
}

} // namespace fumiban::passwords
