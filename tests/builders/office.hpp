// SPDX-License-Identifier: Apache-2.0
/// @file
/// Office documents with the least that their readers ask for. Not tried in Office itself.
#pragma once

#include <string>
#include <vector>

#include "ovba.hpp"

namespace fumiban::test {

/// What a document says. All UTF-8.
struct DocumentText {
  std::string title;
  std::string author;
  std::vector<std::string> paragraphs;
};

/// A sheet: rows of cells; a cell that is a decimal number is stored as one.
struct SheetText {
  std::string title;
  std::string author;
  std::vector<std::vector<std::string>> rows;
};

/// Word 97 to 2003: a compound file with WordDocument, 1Table, the summary and, if `project` has modules,
/// Macros/VBA.
[[nodiscard]] std::string doc_file(const DocumentText& text, const VbaProject& project);
/// Word, Office Open XML, without macros.
[[nodiscard]] std::string docx_file(const DocumentText& text);
/// The same with word/vbaProject.bin.
[[nodiscard]] std::string docm_file(const DocumentText& text, const VbaProject& project);
/// The same parts in one XML file (Flat OPC), which Word opens too.
[[nodiscard]] std::string flat_opc_file(const DocumentText& text, const VbaProject& project);
/// Excel, Office Open XML, one sheet, without macros.
[[nodiscard]] std::string xlsx_file(const SheetText& sheet);
/// The same with xl/vbaProject.bin.
[[nodiscard]] std::string xlsm_file(const SheetText& sheet, const VbaProject& project);

} // namespace fumiban::test
