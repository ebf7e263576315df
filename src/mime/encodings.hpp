// SPDX-License-Identifier: Apache-2.0
/// @file
/// Transfer encodings other than base64: quoted-printable (RFC 2045 6.7), and the older ways of putting a file into
/// text: uuencode (POSIX), yEnc (1.3), BinHex 4.0 (RFC 1741).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fumiban::mime {

/// What an '=' that begins no legal sequence becomes.
enum class IllegalEquals {
  kept,
  dropped,
  joined, ///< as kept, but soft line breaks are taken out before anything is decoded, so that "=4" "=" "1" is "A"
};

/// The bytes of quoted-printable `text`; never fails. Lower-case hex and blanks behind a soft line break are accepted.
/// `illegal` is set where programs differ. Linear.
[[nodiscard]] std::string decode_quoted_printable(std::string_view text, IllegalEquals rule, bool& illegal);

/// A file inside text.
struct EmbeddedFile {
  std::string name; ///< as written
  std::string bytes;
  std::string_view how;   ///< "uuencode", "yenc", "binhex"
  std::size_t offset = 0; ///< of its first line in the text
  std::size_t length = 0;
};

/// True if a uuencoded, yEnc or BinHex file may begin with this line.
[[nodiscard]] bool may_begin_file(std::string_view line) noexcept;

/// Every uuencoded, yEnc or BinHex file in `text` that begins at one of `lines`, the places in order where
/// may_begin_file(); `most` bounds their number. Linear.
[[nodiscard]] std::vector<EmbeddedFile> embedded_files(std::string_view text, std::span<const std::size_t> lines,
                                                       std::size_t most);

} // namespace fumiban::mime
