// SPDX-License-Identifier: Apache-2.0
/// @file
/// The fast way from Japanese charsets to UTF-8, by tables that ICU fills.
#pragma once

#include <string>
#include <string_view>

namespace fumiban::japanese {

/// Appends `bytes` (ISO-2022-JP as CP50221; CP932; EUC-JP as CP51932) to `out` as UTF-8, exactly as ICU's converter
/// does. False, with `out` as it was, where `bytes` hold anything that is not well formed or has no character: how that
/// is read is ICU's to say. One pass; the tables are filled on the first use.
[[nodiscard]] bool from_iso2022jp(std::string_view bytes, std::string& out);
[[nodiscard]] bool from_cp932(std::string_view bytes, std::string& out);
[[nodiscard]] bool from_euc(std::string_view bytes, std::string& out);

} // namespace fumiban::japanese
