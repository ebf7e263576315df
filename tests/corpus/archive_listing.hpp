// SPDX-License-Identifier: Apache-2.0
/// @file
/// What other readers of archives say: libarchive, asked in a process of its own, and the listings that rarfile keeps.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fumiban::test {

/// A member that is not a folder.
struct ListedMember {
  std::string name; ///< UTF-8 as far as the reader could tell
  std::uint64_t size = 0;
  std::uint32_t crc = 0; ///< of what came out; of a link, of where it leads
  bool link = false;     ///< symbolic or hard: some readers tell it as a file, others leave it out
};

struct Listing {
  std::vector<ListedMember> members;
  std::string trouble; ///< why it ended early; empty if it did not
};

/// All that libarchive gets out of `bytes`. Corpora hold files that end older versions of it: that is trouble, too.
[[nodiscard]] Listing libarchive_listing(std::string_view bytes, const std::vector<std::string>& passwords);

/// The names of files in one of rarfile's `.exp` files; neither folders nor links.
[[nodiscard]] std::vector<std::string> rarfile_names(std::string_view text);

/// The first uuencoded file in `text`; empty if there is none.
[[nodiscard]] std::string uudecoded(std::string_view text);

[[nodiscard]] std::uint32_t crc_of(std::string_view bytes);

} // namespace fumiban::test
