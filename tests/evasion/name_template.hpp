// SPDX-License-Identifier: Apache-2.0
/// @file
/// Fields that give an attachment a name, written as templates, so that the same field can name a program in the
/// attack and a text in the twin.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "evasion_mail.hpp"

namespace fumiban::evasion {

/// Replaces `<y>` and `<xy>` in `pattern`. y is `N` (the whole name), `1`, `2` or `3` (its first 4, next 4 and last
/// bytes), `A` or `B` (its first 5 bytes and the rest) or `D` (a decoy name). x says how it is written:
/// `P` each byte as %XX, `p` in lower case, `Q` each byte as =XX, `q` in lower case, `R` with a backslash before each,
/// `W` its UTF-16BE as %XX, `B` base64, `T` base64 without padding, `U`, `L`, `M` base64 of its UTF-16BE, UTF-16LE,
/// UTF-16 with a byte order mark, `F` and `S` the first 6 characters and the rest of its base64.
[[nodiscard]] std::string expanded(std::string_view pattern, std::string_view name);

/// A case for each row: the row is a template of the part's fields besides the transfer encoding. The hidden name is
/// payload.exe or payload.zip in turn.
void add_name_rows(CaseList& cases, std::string_view klass, const std::vector<Row>& rows);

} // namespace fumiban::evasion
