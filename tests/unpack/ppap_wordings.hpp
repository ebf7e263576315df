// SPDX-License-Identifier: Apache-2.0
/// @file
/// Mails that carry a locked archive and give its password away, as people in offices write them. Every wording
/// differs from the others in form.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "builders/zip.hpp"

namespace fumiban::test {

/// A way to tell a password. All UTF-8; "{p}" stands for the password.
struct Wording {
  std::string_view form;         ///< what is particular about it
  std::string_view password;     ///< what opens the archive
  std::string_view body;         ///< LF; HTML if it begins with "<"
  std::string_view subject = {}; ///< empty: an ordinary one
  std::string_view file = {};    ///< the archive's name; empty: an ordinary one
  std::string_view date = {};    ///< the Date field; empty: an ordinary one
  std::string_view note = {};    ///< the text of a file that hangs beside the archive; empty: none
};

[[nodiscard]] std::span<const Wording> japanese_labels();   ///< words for "password" and what joins them to it
[[nodiscard]] std::span<const Wording> japanese_layouts();  ///< lines, rulers, brackets, boxes
[[nodiscard]] std::span<const Wording> japanese_decoys();   ///< wrong passwords beside the right one, quotes, names
[[nodiscard]] std::span<const Wording> japanese_pages();    ///< HTML
[[nodiscard]] std::span<const Wording> english_sentences(); ///< sentences and labels
[[nodiscard]] std::span<const Wording> english_layouts();   ///< lines, HTML, decoys, names

/// All of them, always in the same order.
[[nodiscard]] std::vector<Wording> wordings();

/// What hangs on the mail.
enum class Locked {
  right, ///< an archive that the wording's password opens
  wrong, ///< one that nothing in the mail opens
  none   ///< no archive
};

/// The whole mail of `wordings()[index]`. Charset, transfer encoding, greeting and signature go by the index; every
/// tenth archive lies in another one.
[[nodiscard]] std::string wording_mail(std::size_t index, const Wording& wording, Locked locked,
                                       ZipEncryption encryption);

} // namespace fumiban::test
