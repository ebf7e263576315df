// SPDX-License-Identifier: Apache-2.0
/// @file
/// Where held messages lie: a folder with a file a message, `<id>.held`: a line of JSON that tells of it, then the
/// message as it came. One file, so that it is there whole or not at all.
#pragma once

#include <string>
#include <string_view>
#include <variant>

namespace fumiban::gateway {

/// Writes behind fsync: what is said to be stored survives a power cut. Thread-safe.
class Spool {
public:
  /// Makes the folder (0700) if need be; the second alternative says why it cannot be used.
  [[nodiscard]] static std::variant<Spool, std::string> open(const std::string& folder);

  /// Keeps a message and what is told of it. `id`: letters, digits and "-"; where it is there already it is the same
  /// message, and kept once. What failed, or empty; nothing is left behind then. `json` has no line end.
  [[nodiscard]] std::string store(std::string_view id, std::string_view json, std::string_view message) const;

private:
  explicit Spool(std::string folder) : folder_(std::move(folder)) {}
  std::string folder_;
};

} // namespace fumiban::gateway
