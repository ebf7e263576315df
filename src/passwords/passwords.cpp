// SPDX-License-Identifier: Apache-2.0
// Password candidates that a mail gives away itself, as mails with protected archives do (PPAP, Emotet).
// Reads:  subject, bodies, names, in Japanese and English: password words and what stands near them.
// Leaves: pictures; passwords that two sides agreed on before; compositions ("our name in lower case and the year").
// Trusts: nothing: candidates are tried, not believed.
// Costs:  a pass over each text to fold it and one for password words; then a bounded look around 200 of them a text.
// Damage: none: any bytes are text.
#include "passwords/passwords.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "passwords/hits.hpp"
#include "passwords/lines.hpp"
#include "passwords/near.hpp"
#include "passwords/pool.hpp"
#include "passwords/told.hpp"

namespace fumiban::passwords {
namespace {

constexpr std::size_t kMostWords = 200; // password words looked at in one text

} // namespace

std::vector<Candidate> candidates(std::span<const Text> texts, std::size_t most, std::optional<Day> sent) {
  Pool pool;
  Told told;
  std::vector<Read> read;
  read.reserve(texts.size());
  bool spoken = false;  // a strong word was there
  bool hinted = false;  // any was
  bool telling = false; // one that may be followed by what the password is
  for (const auto& text : texts) {
    const auto& [_, plain] = read.emplace_back(Read{.text = text, .plain = Plain(text.utf8)});
    if (text.source == Source::name) continue;
    for (const auto& hit : password_words(plain.text(), kMostWords)) {
      hinted = true;
      spoken = spoken || hit.force == Force::strong;
      add_near(pool, plain, hit, text.source, text.part);
      // "the PIN is the last four digits"
      const bool tells =
          hit.force == Force::strong || separator_at_begin(plain.text().substr(hit.end, 64)) != std::string_view::npos;
      if (tells) told.look(plain, hit, text.source, text.part);
      telling = telling || tells;
    }
  }
  for (const auto& one : read) {
    if (one.text.source == Source::name) {
      add_named(pool, one, false, 0);
    } else if (hinted) {
      if (spoken && one.text.source != Source::subject) add_lone_lines(pool, one.plain, one.text.source, one.text.part);
      // The custom of those who send samples; anybody else who says it means something else, which costs one try.
      if (find_fold(one.plain.text(), "infected") != std::string_view::npos)
        pool.add(1, "infected", one.text.source, one.text.part);
    }
  }
  if (telling) told.add(pool, read, sent);
  return pool.best(most);
}

} // namespace fumiban::passwords
