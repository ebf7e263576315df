// SPDX-License-Identifier: Apache-2.0
/// @file
/// The audit log: append-only, behind fdatasync, a signed Merkle tree over it. docs/audit.md tells what lies in the
/// folder.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/checkpoint.hpp"
#include "audit/files.hpp"
#include "audit/tiles.hpp"

namespace fumiban::audit {

struct LogOptions {
  std::uint64_t segment_bytes = 64U << 20U; ///< beyond which a new segment file begins
  std::uint64_t publish_every = 4096;       ///< events after which tiles and the checkpoint file follow by themselves
};

/// The one writer of a folder. Thread-safe: appends that come while one is on its way to the disk go there together, in
/// one write and one fdatasync, under one signature.
class Log {
public:
  struct Opened {
    std::unique_ptr<Log> log;
    std::string said; ///< what an interrupted write had left and was cut; empty if nothing was
  };
  /// Makes the folder if there is none (the one above it must be there). Reads what was written since the last
  /// published checkpoint, mends tiles, and cuts what was never acknowledged. Fails, and changes nothing, where another
  /// process has the log open, where the key is another one's, and where something acknowledged is damaged or missing.
  [[nodiscard]] static Got<Opened> open(Files& files, const std::string& folder, const SigningKey& key,
                                        const LogOptions& options = {});
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  /// Publishes.
  ~Log();

  /// Gives the event's number once it is on the disk, under a signature. After an error nothing of it is in the log; a
  /// full disk leaves the log open, any other failure to write closes it until it is opened again. At most kMostEvent
  /// bytes.
  [[nodiscard]] Got<std::uint64_t> append(std::string_view event);
  /// All or none of them, in a row; the number of the first.
  [[nodiscard]] Got<std::uint64_t> append_all(std::span<const std::string_view> events);
  /// Writes tiles and the checkpoint file for all that was appended. What failed, or empty.
  [[nodiscard]] std::string publish();
  /// Of all that was appended.
  [[nodiscard]] SignedCheckpoint checkpoint() const;
  /// What failed when tiles or the checkpoint file were last written unasked; nothing is lost by it.
  [[nodiscard]] std::string trouble() const;

private:
  friend class Recovery;
  struct Request;

  Log(Files& files, std::string folder, const SigningKey& key, const LogOptions& options);
  /// While it lives, no other thread writes; takes the lock off meanwhile.
  class Turn;
  /// Writes requests that wait. Fills them in.
  void write(const std::vector<Request*>& requests);
  [[nodiscard]] std::string write_batch(std::string batch);
  [[nodiscard]] std::string publish_now();
  [[nodiscard]] std::string write_tile(const Tile& tile, std::string_view bytes, std::vector<std::string>& folders);

  Files& files_;
  std::string folder_;
  SigningKey key_;
  LogOptions options_;
  std::unique_ptr<File> lock_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool writing_ = false; ///< somebody has the turn, and with it all that stands below
  std::vector<Request*> waiting_;
  SignedCheckpoint last_; ///< guarded by the mutex
  std::string trouble_;   ///< guarded by the mutex

  TiledTree tree_;
  std::unique_ptr<File> segment_;                  ///< that is written to; none: the next batch begins one
  std::uint64_t end_ = 0;                          ///< of it
  std::string broken_;                             ///< why nothing can be appended any more
  std::uint64_t published_ = 0;                    ///< events under the checkpoint file
  std::vector<std::pair<Tile, std::string>> full_; ///< tiles that are to be written
};

/// The key in a file of its own (0600), made for a log of that name if there is none. Fails where others can read it,
/// and where it is no key.
[[nodiscard]] Got<SigningKey> key_in(const std::string& path, const std::string& name);

} // namespace fumiban::audit
