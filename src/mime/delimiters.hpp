// SPDX-License-Identifier: Apache-2.0
/// @file
/// Where a multipart body is cut (RFC 2046 5.1.1).
#pragma once

#include <string_view>
#include <vector>

namespace fumiban::mime {

/// One delimiter line.
struct Delimiter {
  std::size_t before; ///< where the part in front of it ends: the line end before a delimiter belongs to it
  std::size_t after;  ///< where the part behind it begins
  bool close;         ///< "--boundary--"
};

struct Delimiters {
  std::vector<Delimiter> strict; ///< lines that every program takes for delimiters
  std::vector<Delimiter> loose;  ///< all of those and the lines that some take for one; empty if there are no such
};

/// Cuts `body` at `boundary`. Loose lines: behind a lone CR, with text behind the boundary or blanks before it, in
/// other case. At most `most` of them. Linear.
[[nodiscard]] Delimiters find_delimiters(std::string_view body, std::string_view boundary, std::size_t most);

/// X, if the line at `begin` is "--X", perhaps behind blanks, and a MIME field follows it; else a view without data.
[[nodiscard]] std::string_view boundary_at(std::string_view body, std::size_t begin);

} // namespace fumiban::mime
