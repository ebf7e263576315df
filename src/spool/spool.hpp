// SPDX-License-Identifier: Apache-2.0
/// @file
/// Where held messages lie: a folder with a file a message, `<id>.held`: a line of JSON that tells of it, then the
/// message as it came. One file, so that it is there whole or not at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fumiban::spool {

/// A message as it was put in.
struct Held {
  std::string json;
  std::string message;
};

/// Writes behind fsync: what is said to be stored survives a power cut. Thread-safe. An id is of small letters, digits
/// and "-".
class Spool {
public:
  /// With `make` makes the folder (0700) if need be; the second alternative says why it cannot be used.
  [[nodiscard]] static std::variant<Spool, std::string> open(const std::string& folder, bool make = true);

  /// Takes out what somebody who was killed left half written. For the one process that stores, before it does.
  void tidy() const;
  /// Keeps a message and what is told of it. Where the id is there already it is the same message, and kept once. What
  /// failed, or empty; nothing is left behind then. `json` has no line end.
  [[nodiscard]] std::string store(std::string_view id, std::string_view json, std::string_view message) const;
  /// Writes a page behind fsync and takes it out again: why nothing could be stored now, or empty.
  [[nodiscard]] std::string try_out() const;
  /// The ids, in their order.
  [[nodiscard]] std::vector<std::string> ids() const;
  /// Nothing if there is none of that id.
  [[nodiscard]] std::optional<Held> read(std::string_view id) const;
  /// What failed, or empty.
  [[nodiscard]] std::string remove(std::string_view id) const;
  /// The same; a power cut may take it back.
  [[nodiscard]] std::string rename(std::string_view id, std::string_view to) const;

private:
  explicit Spool(std::string folder) : folder_(std::move(folder)) {}
  /// Of that id's file; empty if it is no id.
  [[nodiscard]] std::string path_of(std::string_view id) const;
  /// A name for what is being written: tidy() knows it.
  [[nodiscard]] static std::string unfinished(const std::string& path);

  std::string folder_;
};

} // namespace fumiban::spool
