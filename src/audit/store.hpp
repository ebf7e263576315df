// SPDX-License-Identifier: Apache-2.0
/// @file
/// What lies where in the folder of a log, and reading it without being its writer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/files.hpp"
#include "audit/segment.hpp"
#include "audit/tiles.hpp"

namespace fumiban::audit {

inline constexpr std::string_view kCheckpointFile = "checkpoint";
inline constexpr std::string_view kPublicKeyFile = "audit.pub";

struct SegmentFile {
  std::uint64_t first = 0; ///< number of its first event
  std::string path;
};

/// segments/<number of the first event, 20 digits>.log
[[nodiscard]] std::string segment_path(const std::string& folder, std::uint64_t first);
/// In their order; other files are passed over. Missing if there is no folder.
[[nodiscard]] Got<std::vector<SegmentFile>> segments_in(Files& files, const std::string& folder);
/// The tiles that lie in the folder.
[[nodiscard]] ReadTile tiles_in(Files& files, const std::string& folder);
/// The one that the folder names; whoever can write there can put another in its place.
[[nodiscard]] Got<PublicKey> public_key_in(Files& files, const std::string& folder);
/// The newest checkpoint: of everything that was acknowledged. Costs the reading of the last segment.
[[nodiscard]] Got<SignedCheckpoint> newest_checkpoint(Files& files, const std::string& folder, const PublicKey& key);

/// Goes through acknowledged events in their order, also while somebody writes. Holds one segment.
class Events {
public:
  struct One {
    std::uint64_t number = 0;
    std::string_view bytes; ///< until the next call
  };
  /// From event `from` on.
  Events(Files& files, std::string folder, const PublicKey& key, std::uint64_t from = 0);
  /// Nothing at the end.
  [[nodiscard]] Got<std::optional<One>> next();

private:
  /// Loads the segment that holds the next event. False: there is none.
  [[nodiscard]] Got<bool> load();

  Files& files_;
  std::string folder_;
  PublicKey key_;
  std::uint64_t from_;
  std::uint64_t number_ = 0; ///< of the event at `at_`
  std::string segment_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
};

} // namespace fumiban::audit
