// SPDX-License-Identifier: Apache-2.0
/// @file
/// Encoders as mailers use them. Written without the engine's code, so that they can be its oracle.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fumiban::test {

/// The charsets of Japanese mail. `iso_2022_jp` is CP50221 (half-width kana, NEC row 13, IBM characters through the NEC
/// rows), `shift_jis` is CP932, `euc_jp` is CP51932: what the mailers write under these labels.
enum class Charset { us_ascii, utf_8, iso_2022_jp, shift_jis, euc_jp };

/// How an encoded word is written (RFC 2047 section 4).
enum class WordEncoding { b, q };

/// Where a text is cut into encoded words: between characters, as the RFC says, or after so many bytes, as old
/// mailers do.
enum class WordSplit { between_characters, anywhere };

/// The charset's name for a header, in lower case: "iso-2022-jp".
[[nodiscard]] std::string_view charset_label(Charset);

/// `utf8` in `charset`. Throws std::invalid_argument on text that is not UTF-8 or that the charset does not have.
[[nodiscard]] std::string to_charset(std::string_view utf8, Charset charset);

/// Base64 with CRLF after every `line_length` characters and at the end; 0: one line without an end.
[[nodiscard]] std::string base64(std::string_view bytes, std::size_t line_length = 76);

/// Quoted-printable, lines of at most 76 characters. CRLF stays a line end; lone CR and LF are encoded.
[[nodiscard]] std::string quoted_printable(std::string_view bytes);

/// Unstructured header text: `utf8` as it is if it is ASCII, else all of it as encoded words of at most 75 characters,
/// folded with CRLF and a blank.
[[nodiscard]] std::string encoded_words(std::string_view utf8, Charset charset, WordEncoding encoding = WordEncoding::b,
                                        WordSplit split = WordSplit::between_characters);

/// RFC 2231: `name*=utf-8''%E8..`, or `name*0*=..;` and so on when the value is longer than `section_length`
/// characters as encoded. Sections are separated by ";" CRLF and a blank. 0: never cut.
[[nodiscard]] std::string rfc2231_parameter(std::string_view name, std::string_view utf8, Charset charset,
                                            std::size_t section_length = 60, std::string_view language = {});

/// Every CR, LF and CRLF as CRLF.
[[nodiscard]] std::string to_crlf(std::string_view text);

/// True if all bytes are below 0x80 and none is ESC.
[[nodiscard]] bool is_ascii(std::string_view text);

/// Length in bytes of the UTF-8 character that starts with `lead`; 1 for a byte that starts none.
[[nodiscard]] std::size_t character_length(char lead);

/// ASCII as UTF-16LE, as Windows formats store it; the same for UTF-8. Throws std::invalid_argument on bad UTF-8.
[[nodiscard]] std::string utf16le(std::string_view utf8);

} // namespace fumiban::test
