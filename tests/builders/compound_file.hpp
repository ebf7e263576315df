// SPDX-License-Identifier: Apache-2.0
/// @file
/// Compound files, version 3 (MS-CFB), well-formed.
#pragma once

#include <span>
#include <string>

namespace fumiban::test {

/// A stream by its path: "Macros/VBA/dir". Storages come into being by being named. Names are ASCII, at most 31
/// characters.
struct CompoundStream {
  std::string path;
  std::string bytes;
};

/// The file: 512-byte sectors, streams below 4,096 bytes in the mini stream. At most 109 FAT sectors (about 7 MB);
/// throws std::length_error beyond.
[[nodiscard]] std::string compound_file(std::span<const CompoundStream> streams);

} // namespace fumiban::test
