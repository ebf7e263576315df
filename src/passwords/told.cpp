// SPDX-License-Identifier: Apache-2.0
// Passwords that are told instead of written.
// Reads:  "today's date", "the last four digits of our telephone number", "the invoice number", "the name of the file",
//         "our name followed by the date",
//         "in the subject", each in the sentence of a password word.
// Leaves: what only the two sides know: names of firms, numbers that the mail does not tell.
// Trusts: nothing; the day is the sender's.
// Costs:  one search of 64 KiB of each text for each thing told.
// Damage: none: any bytes are text.
#include "passwords/told.hpp"

#include <algorithm>
#include <string>

#include "base/ascii.hpp"
#include "passwords/lines.hpp"

namespace fumiban::passwords {
namespace {

constexpr std::size_t kMostText = std::size_t{64} << 10U;

/// contains_any, but an ASCII word only as a whole word: "update" is no "date".
bool tells(std::string_view sentence, std::span<const std::string_view> words) noexcept {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    for (auto at = find_fold(sentence, word); at != sentence.npos; at = find_fold(sentence, word, at + 1)) {
      const auto end = at + word.size();
      if (!is_alpha(word[0])) return true;
      if ((at == 0 || !is_alpha(sentence[at - 1])) && (end >= sentence.size() || !is_alpha(sentence[end]))) return true;
    }
    return false;
  });
}

std::string padded(int number, std::size_t width) {
  auto s = std::to_string(number);
  while (s.size() < width) s.insert(s.begin(), '0');
  return s;
}

/// "下4桁", "last 4 digits", "last four digits"; 0: none.
std::size_t digits_asked(std::string_view sentence) noexcept {
  constexpr auto kCounts = std::to_array<std::string_view>({"two", "three", "four", "five", "six", "seven", "eight"});
  for (const std::string_view unit : {std::string_view("桁"), std::string_view(" digit"), std::string_view("-digit")}) {
    const auto at = find_fold(sentence, unit);
    if (at == sentence.npos || at == 0) continue;
    if (is_digit(sentence[at - 1])) return static_cast<std::size_t>(sentence[at - 1] - '0');
    for (std::size_t i = 0; i < kCounts.size(); ++i)
      if (at >= kCounts[i].size() && equal_fold(sentence.substr(at - kCounts[i].size(), kCounts[i].size()), kCounts[i]))
        return i + 2;
    if (sentence.substr(0, at).ends_with("四")) return 4;
    if (sentence.substr(0, at).ends_with("八")) return 8;
  }
  return 0;
}

} // namespace

void Told::look(const Plain& plain, const Hit& hit, Source source, std::uint32_t part) {
  const auto text = plain.text();
  const auto line = line_around(text, hit.begin, 200);
  auto end = std::max(line.end, hit.end);
  // The next line with text belongs to the sentence: mails are wrapped.
  for (int n = 0; n < 2 && end < text.size() && text[end] == '\n'; ++n) {
    const auto next = line_from(text, end + 1, 200);
    end = next.end;
    if (next.begin != next.end) break;
  }
  const auto sentence = text.substr(line.begin, end - line.begin);
  const auto own = text.substr(line.begin, line.end - line.begin);
  const auto asked = digits_asked(sentence);
  const auto raise = [&](int& rank, std::span<const std::string_view> words) {
    const int found = tells(own, words) ? rank::kTold : tells(sentence, words) ? rank::kTold - 200 : 0;
    if (found > rank) {
      rank = found;
      source_ = source;
      part_ = part;
    }
    return found != 0;
  };
  if (raise(date_, kDateWords)) {
    for (const auto form : kDateForms)
      if (date_form_.empty() && find_fold(sentence, form) != sentence.npos) date_form_ = form;
    if (date_form_.empty() && asked != 0)
      date_form_ = asked == 4                                                                           ? "mmdd"
                   : asked != 6                                                                         ? "yyyymmdd"
                   : sentence.find("年月") == sentence.npos || sentence.find("年月日") != sentence.npos ? "yymmdd"
                                                                                                        : "yyyymm";
    if (contains_any(own, kJoined)) keep_literals(own);
  }
  if (raise(phone_, kPhoneWords) && asked != 0) digits_ = asked;
  raise(file_name_, kFileNameWords);
  raise(subject_, kSubjectWords);
  for (std::size_t i = 0; i < std::size(kNumberWords); ++i)
    if (tells(sentence, std::span(&kNumberWords[i], 1))) {
      numbers_[i] = true;
      if (asked != 0) number_digits_ = asked;
    }
}

void Told::keep_literals(std::string_view sentence) {
  constexpr std::size_t kMostLiterals = 2;
  for (auto run : runs(sentence, {0, sentence.size()}, 24)) {
    while (run.begin < run.end && !is_alnum(sentence[run.begin])) ++run.begin;
    while (run.begin < run.end && !is_alnum(sentence[run.end - 1])) --run.end;
    const auto word = sentence.substr(run.begin, run.end - run.begin);
    const bool form = std::any_of(std::begin(kDateForms), std::end(kDateForms),
                                  [&](std::string_view f) { return find_fold(word, f) != word.npos; });
    if (word.size() < 2 || word.size() > 24 || form || is_ordinary(word) || is_file_name(word) ||
        tells(word, kDateWords) || literals_.size() == kMostLiterals)
      continue;
    literals_.emplace_back(word);
  }
}

void Told::add(Pool& pool, std::span<const Read> texts, std::optional<Day> sent) const {
  if (date_ != 0 && sent) add_dates(pool, *sent);
  for (const auto& read : texts) {
    if (phone_ != 0 && read.text.source != Source::name) add_phones(pool, read);
    for (std::size_t i = 0; i < std::size(kNumberWords); ++i)
      if (numbers_[i]) add_numbers(pool, read, kNumberWords[i]);
    if (subject_ != 0 && read.text.source == Source::subject) {
      const auto text = read.plain.text().substr(0, 400);
      for (const auto run : runs(text, {0, text.size()}, 12))
        add_forms(pool, subject_ - 200, read.plain, run.begin, run.end, Source::subject, read.text.part);
      add_text(pool, subject_ - 200, read.plain, 0, text.size(), Source::subject, read.text.part);
    }
    if (read.text.source == Source::name) add_named(pool, read, true, file_name_);
  }
}

void Told::add_dates(Pool& pool, Day day) const {
  if (day.year < 1900 || day.year > 9999 || day.month < 1 || day.month > 12 || day.day < 1 || day.day > 31) return;
  const auto y = padded(day.year, 4);
  const auto m = padded(day.month, 2);
  const auto d = padded(day.day, 2);
  int rank = date_;
  int joined = 0;
  const auto add = [&](const std::string& word) {
    if (joined < 4) {
      ++joined;
      for (const auto& literal : literals_) {
        pool.add(rank + 100 - joined, literal + word, source_, part_);
        pool.add(rank + 80 - joined, word + literal, source_, part_);
      }
    }
    pool.add(rank--, word, source_, part_);
  };
  const auto put = [&](std::string_view form) {
    std::string word;
    while (!form.empty()) {
      const std::size_t length = form.starts_with("yyyy") ? 4 : is_alpha(form[0]) ? 2 : 1;
      word += length == 1      ? std::string(form.substr(0, 1))
              : form[0] == 'y' ? y.substr(4 - length)
              : form[0] == 'm' ? m
                               : d;
      form.remove_prefix(length);
    }
    add(word);
  };
  put(date_form_);
  for (const auto form : {"yyyymmdd", "mmdd", "yymmdd"}) put(form);
  for (const auto form : kDateForms) put(form);
  // Years of Reiwa.
  if (day.year > 2018) add(padded(day.year - 2018, 2) + m + d);
}

void Told::add_phones(Pool& pool, const Read& read) const {
  const auto text = read.plain.text().substr(0, kMostText);
  constexpr auto kJoints =
      std::to_array<std::string_view>({"-", "(", ")", " ", ".", "‐", "−", "ー", "–", "—", "（", "）", "/"});
  int found = 0;
  for (std::size_t at = 0; at < text.size() && found < 12;) {
    if (!is_digit(text[at]) && text[at] != '+') {
      ++at;
      continue;
    }
    const auto begin = at;
    std::string digits;
    std::size_t end = at;
    for (int joints = 0; at < text.size() && digits.size() < 16;) {
      if (is_digit(text[at]) || (text[at] == '+' && at == begin)) {
        if (is_digit(text[at])) digits += text[at];
        end = ++at;
        joints = 0;
        continue;
      }
      const auto* joint = std::find_if(kJoints.begin(), kJoints.end(),
                                       [&](std::string_view j) { return text.substr(at).starts_with(j); });
      if (joint == kJoints.end() || ++joints > 2) break;
      at += joint->size();
    }
    if (at == begin) ++at;
    // Seven: a postal code.
    if (digits.size() < 7 || digits.size() > 13) continue;
    const auto add = [&](int less, std::string_view word) {
      pool.add(phone_ - less - found, word, read.text.source, read.text.part);
    };
    if (digits_ != 0 && digits_ <= digits.size()) add(0, std::string_view(digits).substr(digits.size() - digits_));
    if (digits_ != 4) add(30, std::string_view(digits).substr(digits.size() - 4));
    add(40, digits);
    add(60, text.substr(begin, end - begin));
    ++found;
  }
}

void Told::add_numbers(Pool& pool, const Read& read, std::string_view word) const {
  const auto text = read.plain.text().substr(0, kMostText);
  int found = 0;
  for (auto at = find_fold(text, word); at != text.npos && found < 16; at = find_fold(text, word, at + word.size())) {
    ++found;
    auto begin = at + word.size();
    const bool name = read.text.source == Source::name;
    while (begin < text.size() && !is_alnum(text[begin]) && begin - at < word.size() + 24 && text[begin] != '\n')
      ++begin;
    const Span rest{begin, std::min(text.size(), begin + 40)};
    for (auto run : runs(text, rest, 4)) {
      if (name)
        for (auto end = run.begin; end < run.end; ++end)
          if (text[end] == '.' || text[end] == '_') run.end = end;
      if (std::none_of(text.begin() + static_cast<std::ptrdiff_t>(run.begin),
                       text.begin() + static_cast<std::ptrdiff_t>(run.end), is_digit))
        continue;
      if (text[run.begin] == '#' && run.end - run.begin > 1) ++run.begin;
      while (run.end < text.size() && run.end == rest.end && is_alnum(text[run.end])) ++run.end;
      if (number_digits_ != 0) {
        std::string digits;
        for (const char c : text.substr(run.begin, run.end - run.begin))
          if (is_digit(c)) digits += c;
        if (digits.size() > number_digits_)
          pool.add(rank::kTold - 20 - found, digits.substr(digits.size() - number_digits_), read.text.source,
                   read.text.part);
      }
      add_forms(pool, rank::kTold - 30 - found, read.plain, run.begin, run.end, read.text.source, read.text.part);
      break;
    }
  }
}

void add_named(Pool& pool, const Read& name, bool told, int itself) {
  const auto text = name.plain.text().substr(0, 300);
  const auto add = [&](int rank, std::size_t begin, std::size_t end) {
    add_text(pool, rank, name.plain, begin, end, Source::name, name.text.part);
  };
  const auto dot = text.rfind('.');
  const auto stem = dot == text.npos || dot == 0 ? text.size() : dot;
  constexpr std::string_view kJoints = " _-=.:,+~()[]{}'\"";
  const auto is_joint = [&](std::size_t at) {
    return kJoints.find(text[at]) != kJoints.npos || static_cast<unsigned char>(text[at]) >= 0x80;
  };
  const auto hits = password_words(text.substr(0, stem), 4, true);
  for (const auto& hit : hits) {
    auto begin = hit.end;
    while (begin < stem && is_joint(begin)) ++begin;
    if (starts_fold(text.substr(begin, stem - begin), "is") && begin + 2 < stem && is_joint(begin + 2)) begin += 3;
    auto end = begin;
    while (end < stem && !is_joint(end)) ++end;
    const auto word = text.substr(begin, end - begin);
    const int rank = rank::kNamed + (hit.force == Force::weak ? -60 : 0);
    add(rank + likeness(word) / 4, begin, end);
    add(rank - 10, begin, stem);
    // "1234_pass.zip"
    auto last = hit.begin;
    while (last > 0 && is_joint(last - 1)) --last;
    auto first = last;
    while (first > 0 && !is_joint(first - 1)) --first;
    add(rank - 40, first, last);
  }
  if (itself != 0) {
    add(itself, 0, stem);
    add(itself - 5, 0, text.size());
    // "in the file's name", "its last part"
    int pieces = 0;
    for (std::size_t at = stem; at > 0 && pieces < 6;) {
      auto end = at;
      while (end > 0 && is_joint(end - 1)) --end;
      at = end;
      while (at > 0 && !is_joint(at - 1)) --at;
      if (end - at >= 3 && (at != 0 || end != stem)) add(itself - 150 - 5 * pieces++, at, end);
    }
    if (const auto inner = text.substr(0, stem).rfind('.'); inner != text.npos && inner > 0) add(itself - 6, 0, inner);
  }
  if (!told && hits.empty()) return;
  int found = 0;
  for (std::size_t at = 0; at < stem && found < 4;) {
    if (is_joint(at)) {
      ++at;
      continue;
    }
    auto end = at;
    bool digit = false;
    for (; end < stem && !is_joint(end); ++end) digit = digit || is_digit(text[end]);
    if (digit && end - at >= 3) {
      add(120 - found, at, end);
      ++found;
    }
    at = end;
  }
  add(100, 0, stem);
}

} // namespace fumiban::passwords
