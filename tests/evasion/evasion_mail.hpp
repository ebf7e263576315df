// SPDX-License-Identifier: Apache-2.0
/// @file
/// The pieces that evasion cases are put together from. Nothing here repairs or checks anything: bytes in, bytes out.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "evasion_cases.hpp"

namespace fumiban::evasion {

/// One line of a table of cases: what makes it special, and the bytes that do it.
struct Row {
  std::string name;
  std::string text;
};

/// The EICAR test string, put together at run time.
[[nodiscard]] std::string eicar();
/// Ordinary text of exactly the same length.
[[nodiscard]] std::string harmless();

/// Base64 without line ends.
[[nodiscard]] std::string base64(std::string_view bytes);
/// `text` in pieces of `width`, each followed by `line_end`.
[[nodiscard]] std::string in_lines(std::string_view text, std::size_t width, std::string_view line_end = "\r\n");
/// Base64 in lines of 76 characters with CRLF.
[[nodiscard]] std::string base64_lines(std::string_view bytes);
/// `=XX`
[[nodiscard]] std::string qp_byte(char byte, bool lower_case = false);
/// Quoted-printable with every third byte encoded and soft line breaks, so that the text is not there to be seen.
[[nodiscard]] std::string quoted_printable(std::string_view bytes);
/// `text` with every `from` replaced.
[[nodiscard]] std::string replaced(std::string text, std::string_view from, std::string_view to);

/// From, To, Subject, Date, Message-ID.
[[nodiscard]] std::string envelope();
/// A part with a line of text: header, blank line, body, no line end after it.
[[nodiscard]] std::string note();
/// Content-Type and Content-Disposition of the file, each with CRLF.
[[nodiscard]] std::string file_fields();
/// The part with the file: ordinary fields, `fields` (as they are), blank line, `body`.
[[nodiscard]] std::string file_part(std::string_view fields, std::string_view body);
/// The ordinary part with the file: base64, declared properly.
[[nodiscard]] std::string plain_file_part(std::string_view file);
/// A multipart body with the boundary `mark` holding `parts`, with the closing delimiter.
[[nodiscard]] std::string multipart(std::string_view mark, const std::vector<std::string>& parts);
/// Envelope, MIME-Version, `type_fields` (as they are), blank line, `body`.
[[nodiscard]] std::string mail(std::string_view type_fields, std::string_view body);
/// An ordinary mail with a text and `part`; the boundary is `sep`.
[[nodiscard]] std::string mail_with_part(std::string_view part);
/// A mail of a text and an ordinary file part, with these type fields and this boundary in the body.
[[nodiscard]] std::string mail_with_boundary(std::string_view type_fields, std::string_view mark,
                                             std::string_view file);
/// "Content-Transfer-Encoding: " + value + CRLF
[[nodiscard]] std::string cte(std::string_view value);
/// "Content-Type: multipart/mixed" + parameters + CRLF
[[nodiscard]] std::string mixed(std::string_view parameters);

/// A message as a function of the file in it.
using Build = std::function<std::string(std::string_view file)>;
/// A message as a function of the attachment's name and of the file in it.
using BuildNamed = std::function<std::string(std::string_view name, std::string_view file)>;

/// Collects cases. Every case is built twice: once with EICAR, once with harmless text.
class CaseList {
public:
  void content(std::string_view klass, std::string_view name, const Build& build);
  void named(std::string_view klass, std::string_view name, std::string_view extension, const BuildNamed& build);
  [[nodiscard]] std::vector<EvasionCase> take() { return std::move(cases_); }

  /// A case for each row: the row is the transfer encoding's field or fields, the body is base64.
  void cte_rows(std::string_view klass, const std::vector<Row>& rows);
  /// A case for each row: the row is the raw top type field or fields, the boundary in the body is `sep`.
  void type_rows(std::string_view klass, const std::vector<Row>& rows);
  /// A case for each row: the row is what comes after "multipart/mixed", the boundary in the body is `mark`.
  void parameter_rows(std::string_view klass, std::string_view mark, const std::vector<Row>& rows);

private:
  std::vector<EvasionCase> cases_;
};

void add_transfer_encoding(CaseList& cases);
void add_content_type(CaseList& cases);
void add_line_ends(CaseList& cases);
void add_boundary_choice(CaseList& cases);
void add_boundary_syntax(CaseList& cases);
void add_boundary_quotes(CaseList& cases);
void add_boundary_rfc2231(CaseList& cases);
void add_delimiters(CaseList& cases);
void add_header_end(CaseList& cases);
void add_comments(CaseList& cases);
void add_encoded_words(CaseList& cases);
void add_base64(CaseList& cases);
void add_quoted_printable(CaseList& cases);
void add_other_encodings(CaseList& cases);
void add_part_headers(CaseList& cases);
void add_names_rfc2231(CaseList& cases);
void add_names_rfc2047(CaseList& cases);
void add_names_syntax(CaseList& cases);
void add_newest(CaseList& cases);
void add_combined(CaseList& cases);

} // namespace fumiban::evasion
