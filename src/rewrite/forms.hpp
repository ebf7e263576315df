// SPDX-License-Identifier: Apache-2.0
/// @file
/// Text in the forms in which mail carries it.
#pragma once

#include <string>
#include <string_view>

namespace fumiban::rewrite {

/// `text`, LF or CRLF at the ends of lines, as quoted-printable (RFC 2045 6.7) with `eol` there.
[[nodiscard]] std::string quoted_printable(std::string_view text, std::string_view eol);

/// `bytes` as base64, in lines of 76 characters with `eol` between them and none behind the last.
[[nodiscard]] std::string base64_lines(std::string_view bytes, std::string_view eol);

/// `utf8` as encoded words (RFC 2047), with a blank between them; in ISO-2022-JP where `charset` is that and has all
/// the characters, else in UTF-8.
[[nodiscard]] std::string encoded_words(std::string_view utf8, std::string_view charset);

/// `utf8` as text of a page in any charset: what is not ASCII becomes references to characters, a line end `<br>` and
/// `eol`.
[[nodiscard]] std::string as_html(std::string_view utf8, std::string_view eol);

/// Line ends, LF, become `eol`.
[[nodiscard]] std::string with_line_ends(std::string_view text, std::string_view eol);

/// A parameter with a file name, behind "; ": quoted if it is ASCII, else by RFC 2231 with UTF-8.
[[nodiscard]] std::string name_parameter(std::string_view parameter, std::string_view utf8);

/// True if there are kana.
[[nodiscard]] bool is_japanese(std::string_view utf8);

} // namespace fumiban::rewrite
