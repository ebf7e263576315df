// SPDX-License-Identifier: Apache-2.0
/// @file
/// Passwords that are told instead of written: a date, the end of a telephone number, the name of the file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "passwords/hits.hpp"
#include "passwords/passwords.hpp"
#include "passwords/pool.hpp"
#include "passwords/words.hpp"

namespace fumiban::passwords {

/// A text and its folded form.
struct Read {
  Text text;
  Plain plain;
};

/// Collects what sentences with a password word say of it, then looks for that in all texts.
class Told {
public:
  /// Looks at the sentence around `hit`. Some hundred bytes, whatever the text.
  void look(const Plain& plain, const Hit& hit, Source source, std::uint32_t part);
  /// Adds what was told. At most 64 KiB of each text are searched, once for each thing that was told.
  void add(Pool& pool, std::span<const Read> texts, std::optional<Day> sent) const;

private:
  void add_dates(Pool& pool, Day day) const;
  /// "our name followed by the date": the words of the sentence that are none of ordinary English.
  void keep_literals(std::string_view sentence);
  void add_phones(Pool& pool, const Read& read) const;
  void add_numbers(Pool& pool, const Read& read, std::string_view word) const;

  int date_ = 0; ///< ranks; 0: not told
  int phone_ = 0;
  int file_name_ = 0;
  int subject_ = 0;
  std::size_t digits_ = 4;
  std::size_t number_digits_ = 0;     ///< "the last four digits of your account number"; 0: all
  std::string_view date_form_;        ///< "mmdd", if the sentence tells it; from a table
  std::vector<std::string> literals_; ///< what goes before or behind the date
  std::array<bool, std::size(kNumberWords)> numbers_{};
  Source source_ = Source::text;
  std::uint32_t part_ = 0;
};

/// Adds what an attachment's name says: "pass_1234.zip". `told`: a text speaks of a password, so that every piece with
/// digits may be it; `itself`: a text says that the name is the password.
void add_named(Pool& pool, const Read& name, bool told, int itself);

} // namespace fumiban::passwords
