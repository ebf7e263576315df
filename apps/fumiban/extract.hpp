// SPDX-License-Identifier: Apache-2.0
/// @file
/// Writes parts out for an analyst, so that nothing in them can act or overwrite.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "fumiban/report.hpp"

namespace fumiban::app {

/// A folder that this process made or found empty: every part becomes `<sha256>.bin` (mode 0400), never under its own
/// name; `manifest.jsonl` tells which is which.
class ExtractFolder {
public:
  /// Makes the folder (mode 0700) or takes an empty one that is no link. On failure `error` is a message key and the
  /// folder is unusable.
  static ExtractFolder open(const std::string& path, std::string& error);
  ExtractFolder(ExtractFolder&& other) noexcept
      : folder_(std::exchange(other.folder_, -1)), manifest_(std::exchange(other.manifest_, -1)) {}
  ExtractFolder(const ExtractFolder&) = delete;
  ExtractFolder& operator=(const ExtractFolder&) = delete;
  ~ExtractFolder();

  /// Writes every part of `report` (which was scanned with keep_content). False if something could not be written.
  [[nodiscard]] bool write(const Report& report, std::string_view label);

private:
  ExtractFolder() = default;
  int folder_ = -1;
  int manifest_ = -1;
};

} // namespace fumiban::app
