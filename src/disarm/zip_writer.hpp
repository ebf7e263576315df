// SPDX-License-Identifier: Apache-2.0
/// @file
/// Zip archives as every program reads them: one directory, nothing before, between or behind the members.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "unpack/zip/directory.hpp"

namespace fumiban::disarm {

/// The directory of an archive about which no two programs can disagree: one list, nothing that is not in it, no shared
/// or foreign bytes, nothing locked, each name once. Nothing of any other.
[[nodiscard]] std::optional<zip::Directory> read_sound_directory(const Blob& archive, Context& context);

/// The content of a member, whole and as long as the directory says; nothing if it is not.
[[nodiscard]] std::optional<Blob> read_sound_member(const Blob& archive, const zip::Member& member, Context& context);

/// The name to write: the one that programs show.
struct ZipName {
  std::string bytes;
  bool utf8 = false;
};
[[nodiscard]] ZipName name_of(const zip::Header& header);

class ZipWriter {
public:
  /// A member as it is packed.
  void copy(const ZipName& name, const zip::Header& header, ByteView packed);
  /// `bytes`, packed, with the time of `header`.
  void add(const ZipName& name, const zip::Header& header, ByteView bytes);
  [[nodiscard]] std::size_t size() const noexcept { return out_.size() + directory_.size(); }
  [[nodiscard]] std::string finish() &&;

private:
  void write(const ZipName& name, const zip::Header& header, std::uint16_t method, std::uint32_t crc,
             std::uint64_t size, std::string_view packed);

  std::string out_;
  std::string directory_;
  std::uint16_t count_ = 0;
};

} // namespace fumiban::disarm
