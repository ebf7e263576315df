// SPDX-License-Identifier: Apache-2.0
/// @file
/// Lines of a mail's text, and the ASCII runs in them.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace fumiban::passwords {

/// [begin, end) of a text.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The line around `at`, without its end, at most `most` bytes to either side.
[[nodiscard]] Span line_around(std::string_view text, std::size_t at, std::size_t most);
/// The line that begins at `begin`, at most `most` bytes, without reply marks ("> "), blanks and list marks around.
[[nodiscard]] Span line_from(std::string_view text, std::size_t begin, std::size_t most);
/// True for a line that says nothing: blank, or one or two signs again and again ("-----", "★★★").
[[nodiscard]] bool is_ruler(std::string_view line) noexcept;
/// Runs of printable ASCII in `in`, at most `most`; those that are only a ruler or a separator are left out.
[[nodiscard]] std::vector<Span> runs(std::string_view text, Span in, std::size_t most);
/// True if nothing but signs, brackets and the end of a Japanese sentence ("です") stands beside `run` in `line`.
[[nodiscard]] bool is_alone(std::string_view text, Span line, Span run) noexcept;

/// True if `text` begins, ends, or anywhere contains one of `words`; lower-case ASCII in `words` matches any case.
[[nodiscard]] bool begins_with_any(std::string_view text, std::span<const std::string_view> words) noexcept;
[[nodiscard]] bool contains_any(std::string_view text, std::span<const std::string_view> words) noexcept;

/// Bytes of the opening bracket or quote at the end of `text`; 0: none. And of the closing one at its beginning.
[[nodiscard]] std::size_t opening_at_end(std::string_view text) noexcept;
[[nodiscard]] std::size_t closing_at_begin(std::string_view text) noexcept;
/// Bytes of the opening bracket or quote at the beginning of `text`; 0: none.
[[nodiscard]] std::size_t opening_at_begin(std::string_view text) noexcept;
/// True if `text` ends with a separator (words.hpp), blanks and opening brackets after it not counted.
[[nodiscard]] bool ends_separated(std::string_view text) noexcept;
/// Where a separator stands that `text` begins with, blanks and one remark in brackets before it not counted; npos:
/// none.
[[nodiscard]] std::size_t separator_at_begin(std::string_view text) noexcept;

/// The cells of a row whose columns stand apart by tabs, bars, commas or two blanks: the first of these that it has.
/// At most `most`; empty ones are cells. One cell: no row.
[[nodiscard]] std::vector<Span> cells(std::string_view text, Span line, std::size_t most);

} // namespace fumiban::passwords
