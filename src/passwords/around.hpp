// SPDX-License-Identifier: Apache-2.0
/// @file
/// What is known of the place around one password word: shared by near.cpp and wide.cpp only.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "passwords/hits.hpp"
#include "passwords/lines.hpp"
#include "passwords/pool.hpp"

namespace fumiban::passwords {

inline constexpr std::size_t kLine = 300; ///< bytes of one line that are looked at

/// Looks around one password word and fills the pool.
class Near {
public:
  Near(Pool& pool, const Plain& plain, const Hit& hit, Source source, std::uint32_t part)
      : pool_(pool),
        plain_(plain),
        text_(plain.text()),
        hit_(hit),
        source_(source),
        part_(part),
        line_(line_around(text_, hit.begin, kLine)) {
    line_.end = std::max(line_.end, hit.end);
    while (line_.end < text_.size() && line_.end - hit.end < kLine && text_[line_.end] != '\n') ++line_.end;
  }

  void look();

private:
  void add(int rank, Span run);
  void add_wide(int rank, Span span);
  /// "use code 4471": a weak word counts if digits follow at once, or a text in brackets.
  void look_for_digits();
  /// The rest of the line.
  void look_after();
  /// "Password: a b c 1 2 3 (no blanks)"
  void look_at_spelt(const std::vector<Span>& all);
  /// "Password: correct horse battery staple"
  void look_at_phrase(const std::vector<Span>& all);
  /// Texts in brackets and quotes that are not one run of ASCII: those are found as runs.
  void look_at_brackets(Span in, int line);
  /// "合言葉: さくら", "パスワードは東京2024です"
  void look_at_wide_text();
  void look_beside(std::size_t at, int less);
  /// The lines below: up to three that say something.
  void look_below();
  void look_at_line(Span line, int lines, int less);
  /// A table: the cells under the one with the word.
  void look_down_column();
  /// "abc123 is the password", "abc123がパスワードです"
  void look_before();
  static std::string_view trimmed(std::string_view word) noexcept;
  /// "abc123", and on the next line "↑ the password"
  void look_above();

  Pool& pool_;
  const Plain& plain_;
  std::string_view text_;
  Hit hit_;
  Source source_;
  std::uint32_t part_;
  Span line_;
  bool elsewhere_ = false;    ///< the sentence says that the password comes another way
  bool attribute_ = false;    ///< "password protected"
  bool separated_ = false;    ///< a separator follows the word
  std::size_t separator_ = 0; ///< where
  bool small_ = false;        ///< "all lower case"
  bool capitals_ = false;
  bool direct_ = false; ///< the line itself has a good one
};

} // namespace fumiban::passwords
