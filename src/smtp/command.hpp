// SPDX-License-Identifier: Apache-2.0
/// @file
/// What an SMTP client says: a verb and what stands behind it (RFC 5321 4.1), and what Postfix tells about the client
/// that the mail came from (XFORWARD_README). No I/O.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fumiban::smtp {

/// One line without its end.
struct Command {
  std::string verb;      ///< in capitals
  std::string_view rest; ///< without the blanks around it
};
/// Nothing if the line has a control character: who sends that means something else than a command.
[[nodiscard]] std::optional<Command> command_of(std::string_view line);

/// What stands behind MAIL or RCPT.
struct Path {
  std::string address;                 ///< as it came, with its brackets
  std::vector<std::string> parameters; ///< "SIZE=100", "BODY=8BITMIME" ..

  /// The value of a parameter; "" where it has none, nothing where it is not there.
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};
/// `prefix`: "FROM:" or "TO:". Nothing if it is not written so.
[[nodiscard]] std::optional<Path> path_of(std::string_view text, std::string_view prefix);

/// The name of a parameter: what stands before '='.
[[nodiscard]] std::string_view name_of(std::string_view parameter);

/// "a+2Bb" as "a+b" (RFC 3461 4); what is no such triple stays as it is. Control characters become '?'.
[[nodiscard]] std::string xtext_decoded(std::string_view text);

/// What was said by XFORWARD: attributes in capitals, values as they came (xtext).
struct Forward {
  std::map<std::string, std::string, std::less<>> attributes;

  /// The value as text; "" if it was not told or is not known.
  [[nodiscard]] std::string get(std::string_view name) const;
  /// Takes what stands behind XFORWARD. False if it is not written so; then nothing has changed.
  [[nodiscard]] bool take(std::string_view text);
};
/// The attributes that we know, as EHLO names them.
inline constexpr std::string_view kForwardAttributes = "NAME ADDR PORT PROTO HELO IDENT SOURCE";

/// The words of a text; blanks between them.
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view text);

/// In capitals.
[[nodiscard]] std::string capitals(std::string_view text);

/// A number in decimal digits and nothing else.
[[nodiscard]] std::optional<std::uint64_t> number_of(std::string_view text);

} // namespace fumiban::smtp
