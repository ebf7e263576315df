// SPDX-License-Identifier: Apache-2.0
/// @file
/// Letters as mail programs write them: field order, charset, encodings, boundaries, names of files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "letter.hpp"
#include "mail.hpp"

namespace fumiban::test {

/// A mail before it is written, so that lists and signers can still change it.
struct DraftMail {
  std::vector<Field> fields;
  Part root;

  [[nodiscard]] std::string bytes() const { return mail_bytes(fields, root); }
};

/// What differs from the mailer's habit.
struct FormWish {
  std::optional<Charset> charset;
  std::optional<TransferEncoding> encoding;
  std::optional<NameStyle> name_style;
  std::optional<std::string> label; ///< the charset that the text part claims
  std::optional<bool> html;         ///< an HTML alternative
  bool quoted_words = false;        ///< Q instead of B words
  WordSplit split = WordSplit::between_characters;
  bool raw_header = false; ///< the charset's bytes in the header, not encoded
};

/// The letter, with its quotes and attachments, in its mailer's form.
[[nodiscard]] DraftMail drafted(const Letter&, Dice&, const FormWish& = {});

/// A boundary as the mailer makes them.
[[nodiscard]] std::string boundary_of(Mailer, Dice&);

/// Return-Path and two Received fields on the way from `sender_domain` to `reader`.
[[nodiscard]] std::vector<Field> trace_fields(const std::string& sender, const std::string& sender_domain,
                                              const std::string& reader, std::int64_t time, Dice&);

/// Where the mailer's attachments get their names from.
[[nodiscard]] NameStyle name_style_of(Mailer, Dice&);

} // namespace fumiban::test
