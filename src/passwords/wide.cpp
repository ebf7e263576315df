// SPDX-License-Identifier: Apache-2.0
// Passwords near a password word that are more than one run of ASCII: Japanese words, phrases, texts in quotes.
// Reads:  what follows the separator up to the end of the sentence, and what stands in brackets and quotes.
// Leaves: single runs of ASCII: near.cpp.
// Trusts: nothing. What only talks about the password is told from it by the words that such talk has.
// Costs:  at most 300 bytes a line.
// Damage: none: any bytes are text.
#include <algorithm>
#include <iterator>
#include <string>

#include "base/text.hpp"
#include "passwords/around.hpp"
#include "passwords/words.hpp"

namespace fumiban::passwords {
namespace {

constexpr std::size_t kMostWords = 64; // characters of a text in brackets

constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

} // namespace

void Near::add_wide(int rank, Span span) {
  while (span.begin < span.end && is_blank(text_[span.begin])) ++span.begin;
  while (span.begin < span.end && is_blank(text_[span.end - 1])) --span.end;
  if (span.begin >= span.end) return;
  const auto word = text_.substr(span.begin, span.end - span.begin);
  if (contains_any(word, kTalk)) rank -= 640;
  if (begins_with_any(word, kParticles)) rank -= 300;
  if (word.size() <= 3) rank -= 420;
  if (word.size() > 36) rank -= 200;
  if (elsewhere_) rank -= 180;
  if (hit_.force == Force::weak) rank -= 40;
  add_text(pool_, rank, plain_, span.begin, span.end, source_, part_);
}

void Near::look_at_phrase(const std::vector<Span>& all) {
  if (all.size() < 2 || all.size() > 6 || !separated_) return;
  Span phrase{all.front().begin, all.back().end};
  while (phrase.begin < phrase.end && std::string_view(":=>|- ").find(text_[phrase.begin]) != std::string_view::npos)
    ++phrase.begin;
  const auto words = text_.substr(phrase.begin, phrase.end - phrase.begin);
  if (words.size() > kMostWords || !is_plain_ascii(words)) return;
  add_wide(rank::kNear + 60, phrase);
  std::string joined;
  for (const char c : text_.substr(phrase.begin, phrase.end - phrase.begin))
    if (!is_blank(c)) joined += c;
  pool_.add(rank::kNear - 20, joined, source_, part_);
}

void Near::look_at_brackets(Span in, int line) {
  int found = 0;
  for (std::size_t at = in.begin; at < in.end && found < 6;) {
    const auto rest = text_.substr(at, in.end - at);
    const auto* pair = std::find_if(std::begin(kBrackets), std::end(kBrackets),
                                    [&](const Pair& p) { return rest.starts_with(p.open); });
    if (pair == std::end(kBrackets)) {
      at += character_at(text_, at).length;
      continue;
    }
    const auto begin = at + pair->open.size();
    at = begin;
    const auto close = text_.substr(begin, std::min(in.end - begin, 3 * kMostWords)).find(pair->close);
    if (close == std::string_view::npos || close == 0) continue;
    const auto word = text_.substr(begin, close);
    if (word.find_first_of(" \t") == word.npos && is_plain_ascii(word)) continue;
    ++found;
    const auto before = text_.substr(0, begin - pair->open.size());
    const bool separated = line == 0 && ends_separated(before.substr(std::min(before.size(), hit_.begin)));
    add_wide((separated ? rank::kSeparated - 20 : rank::kBracketed - 20) - 20 * line, {begin, begin + close});
  }
}

void Near::look_at_wide_text() {
  const auto rest = text_.substr(hit_.end, line_.end - hit_.end);
  std::size_t at = hit_.end;
  if (const auto colon = std::min(rest.find("："), rest.find(':')); separated_ && colon < 80) at = hit_.end + colon;
  else if (separated_) at = separator_; // "（ひらがな5文字）は"
  else if (!separated_ && !rest.starts_with(' ') && opening_at_end(rest.substr(0, character_at(rest, 0).length)) == 0)
    return;
  const auto next = text_.substr(at, line_.end - at);
  const bool loose = at == hit_.end && (next.starts_with("は") || next.starts_with("が"));
  look_beside(at, loose ? 460 : separated_ ? 80 : 200);
}

void Near::look_beside(std::size_t at, int less) {
  for (bool again = true; again && at < line_.end;) {
    again = false;
    const auto rest = text_.substr(at, line_.end - at);
    std::size_t skip = is_blank(rest[0]) || rest[0] == '-' || rest.starts_with("、") ? character_at(rest, 0).length : 0;
    for (const auto separator : kSeparators)
      if (skip == 0 && rest.starts_with(separator)) skip = separator.size();
    for (const auto& pair : kBrackets)
      if (skip == 0 && rest.starts_with(pair.open)) skip = pair.open.size();
    if (skip != 0) {
      at += skip;
      again = true;
    }
  }
  Span word{at, at};
  bool wide = false;
  while (word.end < line_.end) {
    const auto [code, length] = character_at(text_, word.end);
    if (code == ' ' || code == '\t' || code == 0x3001 || code == 0x3002 || code == 0x203B || code == 0xFF08 ||
        code == '(' || closing_at_begin(text_.substr(word.end)) != 0)
      break;
    const auto here = text_.substr(word.end, line_.end - word.end);
    if (word.end > word.begin && begins_with_any(here, kSentenceEnds)) {
      less = std::min(less, 90);
      break;
    }
    wide = wide || is_wide_letter(code);
    word.end += length;
  }
  if (wide) add_wide(rank::kSeparated - less, word);
}

} // namespace fumiban::passwords
