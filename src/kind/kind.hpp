// SPDX-License-Identifier: Apache-2.0
/// @file
/// What a file is by its content, and what its name claims it to be.
#pragma once

#include <span>
#include <string_view>

#include "base/bytes.hpp"
#include "fumiban/finding.hpp"

namespace fumiban {

/// What a kind is to the person who opens it.
enum class Family : std::uint8_t {
  empty,
  text,
  message,
  multipart,
  picture,
  sound,
  video,
  font,
  data, // nothing in them acts
  web,
  document,
  office,
  note,
  archive,
  disk_image,
  executable,
  script,
  shortcut,
  installer,
  help,
  sealed,
  unknown,
};
[[nodiscard]] std::string_view name_of(Family) noexcept;

/// True for families in which nothing acts when a person opens the file.
[[nodiscard]] constexpr bool is_passive(Family family) noexcept { return family <= Family::data; }

/// Who reads the content.
enum class Reading : std::uint8_t {
  leaf,   ///< nothing in it to open
  opened, ///< an analyser of this version reads it
  unread, ///< recognised, and said to be unscanned
};

/// A kind of file: one line of the table in kinds.cpp.
struct Kind {
  std::string_view id;
  std::string_view media;
  Family family;
  Reading reading;
  std::string_view extensions; ///< lower case, each with a blank before and behind: " jpg jpeg "
};

/// Every kind, in the order of the table.
[[nodiscard]] std::span<const Kind> kinds() noexcept;

/// The kind with that id; an invariant of ours that it exists.
[[nodiscard]] const Kind& kind(std::string_view id) noexcept;

/// What `content` is, by content alone. Looks at the first 4 KB and at a few fixed places. Total: at worst "data".
[[nodiscard]] const Kind& kind_of(ByteView content) noexcept;

/// True if `content` begins as a mail message does: at least two well-known header fields.
[[nodiscard]] bool looks_like_message(ByteView content) noexcept;

/// The family that a lower-case extension without its dot stands for on a Windows PC; Family::unknown if none.
[[nodiscard]] Family family_of_extension(std::string_view extension) noexcept;

} // namespace fumiban
