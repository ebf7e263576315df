// SPDX-License-Identifier: Apache-2.0
/// @file
/// Small valid PDF files (ISO 32000-1) with the features that a scanner must see.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace fumiban::test {

/// A file inside of a PDF.
struct PdfFile {
  std::string name; ///< ASCII
  std::string bytes;
};

/// What the one page says and what hangs on it.
struct PdfText {
  std::vector<std::string> lines;  ///< UTF-8; Japanese is set in the standard Japanese font, not embedded
  std::string title;               ///< UTF-8, for the document information
  std::optional<std::string> link; ///< an address that the first line leads to
  bool object_streams = false;     ///< PDF 1.5: objects in a stream, cross references in a stream
  bool compressed = true;          ///< the page's content through FlateDecode
  bool open_action_script = false; ///< /OpenAction with the JavaScript `1+1`
  std::optional<PdfFile> embedded; ///< a file specification with an embedded file
  bool encrypt_marker = false;     ///< an /Encrypt dictionary in the trailer; nothing is in fact encrypted
};

/// The file's bytes; equal input gives equal bytes.
[[nodiscard]] std::string pdf_file(const PdfText& text);

} // namespace fumiban::test
