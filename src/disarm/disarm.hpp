// SPDX-License-Identifier: Apache-2.0
/// @file
/// A file without what acts in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "fumiban/options.hpp"

namespace fumiban::disarm {

/// What can be taken out.
enum class Removed : std::uint8_t {
  macros,       ///< VBA, and what calls it
  macro_sheets, ///< Excel 4 macros
  objects,      ///< embedded and linked objects, ActiveX controls, documents within a document
  dde,          ///< fields and links that ask other programs
  external,     ///< what is fetched from elsewhere when the file is opened
  ribbon,       ///< buttons of the document's own
  scripts,      ///< of pages; add-ins that documents bring with them
  forms,        ///< of pages
  frames,       ///< other pages and players within a page
  redirects,    ///< what leads on without a click, or turns links elsewhere
  markup,       ///< of a page: what is not known to be harmless, and what readers may take for something else
  files,        ///< of an archive: files that act or could not be disarmed; of a document: parts that it does not use
};
inline constexpr std::size_t kKindsOfRemoved = 12;

/// "macros", "macro-sheets" ..
[[nodiscard]] std::string_view name_of(Removed) noexcept;

struct Options {
  std::string name{};          ///< UTF-8; only ever a further reason to say no
  std::string declared_type{}; ///< lower case; "text/html" makes a page of what looks like text
  std::string charset{};       ///< label, of a page
  std::string notice{};        ///< UTF-8: stands in an archive in place of a file that was taken out
  bool defang = false;         ///< links of pages lead nowhere, and are shown as hxxp://..
  Limits limits{};             ///< of all work on this file
};

struct Disarmed {
  std::string bytes;
  std::string_view extension{};   ///< ".docx": what the name must end with now; empty: what it ended with before
  std::vector<Removed> removed{}; ///< each once, in order; empty: `bytes` are what came, byte for byte
};

/// `bytes` without what acts, and what was taken out; nothing where that cannot be done safely: the file is encrypted,
/// damaged, two things at once, of a kind that is not known through and through (PDF), or a limit was reached. Then it
/// must not be handed on. Pure: the same bytes and options give the same. At most 8 times as long as `bytes`, and 64 KB
/// more. Cost: linear, within `limits`.
[[nodiscard]] std::optional<Disarmed> disarm(ByteView bytes, const Options& options = {});

} // namespace fumiban::disarm
