// SPDX-License-Identifier: Apache-2.0
/// @file
/// Candidates with a measure of how well each fits, and the forms in which one word may be meant.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "passwords/passwords.hpp"
#include "passwords/plain.hpp"

namespace fumiban::passwords {

/// How well a candidate fits by its place. What it looks like is added by likeness().
namespace rank {
inline constexpr int kSeparated = 1000; ///< word, separator, candidate
inline constexpr int kBeside = 930;     ///< word, blank, candidate
inline constexpr int kBelow = 900;      ///< alone on the line below
inline constexpr int kBefore = 880;     ///< "abc123 is the password"
inline constexpr int kTold = 870;       ///< "the password is today's date"
inline constexpr int kBracketed = 760;  ///< in brackets near by
inline constexpr int kNear = 560;       ///< any other within three lines
inline constexpr int kNamed = 440;      ///< in a name
inline constexpr int kAnywhere = 160;   ///< alone on a line of a mail that speaks of passwords
} // namespace rank

/// What to add to the rank of `word` for what it looks like: 0 for one with digits, signs or capitals inside, less
/// for ordinary words, addresses, times, names of files.
[[nodiscard]] int likeness(std::string_view word) noexcept;
/// True for a word with a digit, a sign or a capital inside that is no address, time or file.
[[nodiscard]] inline bool looks_chosen(std::string_view word) noexcept { return likeness(word) >= -20; }
/// True for English that stands around passwords ("is", "attached").
[[nodiscard]] bool is_ordinary(std::string_view word) noexcept;
/// True if `word` ends as names of files do.
[[nodiscard]] bool is_file_name(std::string_view word) noexcept;

/// Candidates of all texts.
class Pool {
public:
  /// Nothing happens for a word that is empty or too long, or a rank below 1.
  void add(int rank, std::string_view word, Source source, std::uint32_t part);
  /// Best first, unique, at most `most`. Empties the pool.
  [[nodiscard]] std::vector<Candidate> best(std::size_t most);

private:
  struct Entry {
    int rank;
    Candidate candidate;
  };
  std::vector<Entry> entries_;
};

/// Adds the ASCII run [begin, end) of `plain` in every form in which it may be meant: without brackets around it,
/// without the sentence's full stop, the part after a colon, as written in full width.
void add_forms(Pool& pool, int rank, const Plain& plain, std::size_t begin, std::size_t end, Source source,
               std::uint32_t part);
/// Adds [begin, end) of `plain`, any text, and as it was written if that differs.
void add_text(Pool& pool, int rank, const Plain& plain, std::size_t begin, std::size_t end, Source source,
              std::uint32_t part);

} // namespace fumiban::passwords
