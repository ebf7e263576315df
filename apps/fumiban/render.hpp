// SPDX-License-Identifier: Apache-2.0
/// @file
/// Reports for people: a table row a message, and the explanation.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "fumiban/report.hpp"
#include "fumiban/verdict.hpp"
#include "messages/messages.hpp"

namespace fumiban::app {

/// How the output looks.
struct Style {
  bool colour = false;
  std::size_t width = 0; ///< terminal columns; 0: as wide as it needs
  const Messages* messages = nullptr;
};

/// The head of the table, with a line end.
[[nodiscard]] std::string table_head(const Style& style);
/// One row, with a line end.
[[nodiscard]] std::string table_row(const Report& report, const Verdict& verdict, std::string_view label,
                                    const Style& style);
/// The tree of parts, then every finding with meaning, evidence, offset and technique, then indicators.
[[nodiscard]] std::string explanation(const Report& report, const Verdict& verdict, const Style& style);
/// A finding's title, severity, technique and meaning.
[[nodiscard]] std::string explained(const FindingSpec& spec, const Style& style);
/// "4.1 MB"
[[nodiscard]] std::string human_size(std::uint64_t bytes);
/// `text` broken at `width` columns behind blanks (or anywhere between wide characters), each line after `indent`
/// blanks.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

} // namespace fumiban::app
