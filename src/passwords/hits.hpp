// SPDX-License-Identifier: Apache-2.0
/// @file
/// Where a text speaks of passwords.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace fumiban::passwords {

/// How much a password word says by itself.
enum class Force : std::uint8_t {
  strong, ///< "パスワード": what follows counts
  weak,   ///< "パス", "code": only with a separator, or with digits beside it
};

/// A password word: text[begin, end).
struct Hit {
  std::size_t begin = 0;
  std::size_t end = 0;
  Force force = Force::strong;
};

/// The first `most` password words of `text` (from Plain), in order; the longest at each place.
/// Misspelt English ones too, and those written on to letters ("zipPW=", "PWk3T9"); on to any letters only in a `name`,
/// where nothing else ends a word. Linear: at each byte only the rows that begin with it are compared.
[[nodiscard]] std::vector<Hit> password_words(std::string_view text, std::size_t most, bool name = false);

} // namespace fumiban::passwords
