// SPDX-License-Identifier: Apache-2.0
/// @file
/// What a zip archive says of its members, in both places where it says so (APPNOTE 4.3): the central directory and the
/// local headers. Programs differ in whom they believe, so both are told.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyser/context.hpp"

namespace fumiban::zip {

/// One header, central or local.
struct Header {
  std::uint16_t flags = 0;
  std::uint16_t method = 0; ///< as written: 99 where WinZip's AES hides it
  std::uint16_t time = 0;
  std::uint16_t date = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed = 0;
  std::uint64_t size = 0;
  std::string name;         ///< as written
  std::string unicode_name; ///< Info-ZIP Unicode Path (0x7075), where its CRC fits the name
  std::uint16_t aes_version = 0;
  int aes_strength = 0;
  std::uint16_t aes_method = 0; ///< the method below AES

  [[nodiscard]] bool encrypted() const noexcept { return (flags & 1U) != 0; }
  [[nodiscard]] bool strong() const noexcept { return (flags & 0x2040U) != 0; } ///< PKWARE's, or a masked directory
  [[nodiscard]] bool has_descriptor() const noexcept { return (flags & 8U) != 0; }
};

enum class Listed : std::uint8_t { both, only_central, only_local };

/// A member.
struct Member {
  Header header;               ///< central where it is listed there
  std::optional<Header> local; ///< where it says something else
  Listed listed = Listed::both;
  std::uint64_t local_at = 0;
  std::uint64_t data = 0;     ///< where the packed bytes begin
  std::uint64_t data_end = 0; ///< and end; as far as they may reach where nobody says
  std::string disagreement;   ///< what the two headers disagree on, for people
};

struct Directory {
  std::vector<Member> members; ///< in the order of the central directory, then those that only have a local header
  bool has_end = false;        ///< there is an end record
  bool several = false;        ///< there are end records that lead to different directories
  bool overlap = false;        ///< members share bytes
  bool truncated = false;      ///< an entry could not be read
  std::uint64_t leading = 0;   ///< bytes before the first member
  std::uint64_t trailing = 0;  ///< bytes behind the end record and its comment
};

/// True if `content` has an end record in its last 65 KB with a directory right before it: programs that look for that
/// open it as an archive, whatever it begins with. Costs a search for a byte that text has not.
[[nodiscard]] bool ends_as_zip(ByteView content) noexcept;

/// Reads what there is. Linear in the size of the directory and of the gaps between members.
[[nodiscard]] Directory read_directory(const Blob& blob, Context& context);

} // namespace fumiban::zip
