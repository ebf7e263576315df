// SPDX-License-Identifier: Apache-2.0
/// @file
/// The files that business letters carry, written about the letter's affair.
#pragma once

#include "letter.hpp"

namespace fumiban::test {

enum class FileKind {
  pdf,
  png,
  jpeg,
  txt,
  csv,
  ics,
  vcf,
  docx,
  xlsx,
  doc_with_macro,
  docm_with_macro,
  xlsm_with_macro
};

/// A file of the kind for the letter. Japanese letters get Japanese names; texts are in the code page that Windows
/// would have used.
[[nodiscard]] Attachment document_for(const Letter&, FileKind, Dice&);

/// The iCalendar object that invites the letter's reader. `method` is REQUEST, CANCEL, REPLY ..
[[nodiscard]] std::string calendar_for(const Letter&, std::string_view method);

/// `text` without the characters that Windows forbids in names.
[[nodiscard]] std::string safe_file_name(std::string_view text);

} // namespace fumiban::test
