// SPDX-License-Identifier: Apache-2.0
/// @file
/// StreamsInfo of a 7z header: packed streams, folders, and how their contents are cut.
#pragma once

#include <vector>

#include "unpack/sevenzip/archive.hpp"
#include "unpack/sevenzip/header_reader.hpp"

namespace fumiban::sevenzip {

/// Reads into an archive's streams and folders. Each block once: what is repeated is a damage.
class StreamsParser {
public:
  StreamsParser(Archive& out, HeaderReader& reader, std::uint64_t archive_size)
      : out_(out), reader_(reader), archive_size_(archive_size) {}

  [[nodiscard]] Result<void> streams_info();
  /// The files that the folders hold, in order, without names. Asked before the end of streams_info(): one a folder.
  [[nodiscard]] const std::vector<File>& substreams();

private:
  [[nodiscard]] Result<void> pack_info();
  [[nodiscard]] Result<void> unpack_info();
  [[nodiscard]] Result<void> substreams_info();
  [[nodiscard]] Result<Folder> folder();
  [[nodiscard]] Result<Coder> coder();
  void take(std::vector<File> files);

  Archive& out_;
  HeaderReader& reader_;
  std::uint64_t archive_size_;
  std::vector<File> substreams_;
  bool has_substreams_ = false;
};

} // namespace fumiban::sevenzip
