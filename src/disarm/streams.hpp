// SPDX-License-Identifier: Apache-2.0
/// @file
/// The streams of doc, xls and ppt, edited in place: no byte moves, since others are told by their places.
#pragma once

#include <string>

#include "base/bytes.hpp"
#include "disarm/work.hpp"

namespace fumiban::disarm {

/// WordDocument and its table stream: fields that fetch lose their instructions and keep what they show. False: it is
/// encrypted, older than Word 97, or its text cannot be found.
[[nodiscard]] bool edit_word(std::string& document, std::string& table, RemovedSet& removed);
/// True if the table stream is 1Table.
[[nodiscard]] bool uses_first_table(ByteView document) noexcept;

/// Workbook: books that lie on other machines, and links to other programs, lead nowhere. False: it is encrypted, has
/// macro sheets, or is older than Excel 97 and has links.
[[nodiscard]] bool edit_workbook(std::string& book, RemovedSet& removed);

/// PowerPoint Document: objects and the VBA project become zeros, and buttons do nothing.
void edit_slides(std::string& slides, RemovedSet& removed);

} // namespace fumiban::disarm
