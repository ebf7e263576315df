// SPDX-License-Identifier: Apache-2.0
/// @file
/// The process that workers are forked from: it has loaded everything and has seen no message.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>

#include "fumiban/wall.hpp"
#include "wall/descriptor.hpp"
#include "wire/wire.hpp"

namespace fumiban::wall {

/// A worker as seen from outside.
struct Worker {
  std::uint64_t serial = 0;
  Descriptor socket; ///< jobs go in, answers come out; closing it ends the worker
  bool used = false; ///< it has answered before
};

class Zygote {
public:
  [[nodiscard]] static std::variant<std::unique_ptr<Zygote>, WallError> start(const WallOptions& options);
  Zygote(const Zygote&) = delete;
  Zygote& operator=(const Zygote&) = delete;
  ~Zygote(); ///< ends it, and with it all workers

  /// A worker that will be ready soon; jobs can be sent to it at once. Nothing: the zygote is gone.
  [[nodiscard]] std::optional<Worker> spawn();
  /// Processor time that it has used, in seconds; 0 where that is not known.
  [[nodiscard]] double cpu_seconds(const Worker& worker);
  /// By its parent, which alone knows for sure which process it is.
  void kill(const Worker& worker);
  /// How a worker that has ended did so, as waitpid() tells it; waits for that. Nothing: the zygote is gone.
  [[nodiscard]] std::optional<int> fate(const Worker& worker);
  /// Nobody will ask about that worker any more.
  void forget(const Worker& worker);

  [[nodiscard]] const std::shared_ptr<const wire::Vocabulary>& vocabulary() const noexcept { return vocabulary_; }

private:
  struct Known {
    pid_t pid = 0;
    std::optional<int> status;
    bool forgotten = false;
  };

  Zygote(Descriptor control, pid_t pid) : control_(std::move(control)), pid_(pid) {}
  bool take_packet(bool wait);
  /// Reads packets until `ready` or the zygote is gone.
  template <class Ready>
  bool until(Ready ready);

  std::mutex mutex_;
  Descriptor control_;
  pid_t pid_;
  std::uint64_t last_serial_ = 0;
  std::map<std::uint64_t, Known> workers_;
  std::shared_ptr<const wire::Vocabulary> vocabulary_;
};

} // namespace fumiban::wall
