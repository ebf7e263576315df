// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the lines of a text begin with that may be a file, seen in one pass.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace fumiban::mime {

struct LineMarks {
  std::vector<std::size_t> files; ///< lines that a uuencoded, yEnc or BinHex file may begin with
  /// The boundary that the text itself seems to use: the first line "--X" that a MIME field follows; a view without
  /// data if there is none.
  std::string_view boundary{};
  std::vector<std::pair<std::size_t, std::size_t>> base64; ///< runs of whole lines of base64, [begin, end)
};

/// A line begins behind LF, or behind CR; of base64 only behind LF. Linear.
[[nodiscard]] LineMarks line_marks(std::string_view text);

} // namespace fumiban::mime
