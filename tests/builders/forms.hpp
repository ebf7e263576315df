// SPDX-License-Identifier: Apache-2.0
/// @file
/// Forms of VBA projects (MS-OFORMS), and what documents hold for macros (MS-DOC, MS-OLEPS).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "builders/compound_file.hpp"

namespace fumiban::test {

/// A control. All UTF-8.
struct FormControl {
  enum class Kind { label, button, text_box, frame };
  Kind kind = Kind::text_box;
  std::string name;
  std::string text{}; ///< caption, or what a text box holds
  std::string tag{};
  std::string tip{};
  std::vector<FormControl> inside{}; ///< of a frame
};

/// The streams of a form below `path` ("Macros/UserForm1"), strings in 8-bit where they fit and `wide` is false.
[[nodiscard]] std::vector<CompoundStream> form_streams(const std::string& path, const std::string& caption,
                                                       const std::vector<FormControl>& controls, bool wide);

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

/// StwUser: the variables of a Word document.
[[nodiscard]] std::string document_variables(const NamedTexts& variables);
/// "\5SummaryInformation" with Comments, in code page 932.
[[nodiscard]] std::string summary_with_comments(const std::string& comments);
/// "\5DocumentSummaryInformation" with custom properties, strings in UTF-16.
[[nodiscard]] std::string custom_properties(const NamedTexts& properties);

} // namespace fumiban::test
