// SPDX-License-Identifier: Apache-2.0
/// @file
/// The front door for hostile bytes: scan() in processes that have no file, no network and no privilege.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "fumiban/dns.hpp"
#include "fumiban/edits.hpp"
#include "fumiban/options.hpp"
#include "fumiban/report.hpp"

namespace fumiban {

struct WallOptions {
  std::string worker;              ///< the worker's program; empty: the one that was installed with this program
  std::uint32_t cpu_seconds = 60;  ///< of a worker's processor time for one message
  std::uint32_t seconds = 300;     ///< on the clock, for one message
  std::uint64_t memory = 1U << 30; ///< bytes of a worker's data
  std::uint64_t answer = 1U << 29; ///< bytes of a worker's answer, beside those of the message; twice that decoded
  bool degraded = false;           ///< go on where the kernel lacks Landlock or seccomp; reports then say so
  dns::Resolver resolver = {};     ///< answers workers' questions; empty: they ask none
  std::uint32_t questions = 100;   ///< that a worker may ask about one message
  std::uint32_t dns_seconds = 20;  ///< for all of them; later ones are told that time is up
};

/// Why there is no wall, or none any more: a fault of the installation or the machine, never of a message.
struct WallError {
  std::string_view id; ///< of a text in rules/messages.*.toml
  std::string detail;  ///< a path, the system's words, what is missing
};

/// Starts workers and hands them messages. Many threads may scan at once, each with a worker of its own.
class Wall {
public:
  [[nodiscard]] static std::variant<Wall, WallError> start(const WallOptions& options = {});
  Wall(Wall&&) noexcept;
  Wall& operator=(Wall&&) noexcept;
  ~Wall();

  /// What scan() says, from behind the wall. A worker that dies is replaced and the message tried once more; after the
  /// second death, and where a worker takes too long, the report says just that (`engine.crashed`,
  /// `engine.timed-out`). The bytes are copied once. About 0.1 ms more than scan(), for documents a process more.
  [[nodiscard]] std::variant<Report, WallError> scan(std::span<const std::byte> bytes, const ScanOptions& options);

  [[nodiscard]] const WallOptions& options() const noexcept;
  /// The edits that change the message so, from a worker that sees nothing else; the same options as for scan(), and
  /// parts as its report numbers them. Where the worker dies or takes too long: Obstacle::crashed. Takes as long as
  /// scan() and a new process.
  [[nodiscard]] std::variant<Edits, WallError> rewrite(std::span<const std::byte> bytes, const ScanOptions& options,
                                                       const Changes& changes);

  /// What is known of a finding that a report may have; null: it may have none with that id. Lives as long as the wall.
  [[nodiscard]] const FindingSpec* finding(std::string_view id) const noexcept;
  /// How often workers tried to open a file, which libraries do and which is refused.
  [[nodiscard]] std::uint64_t refusals() const noexcept;

private:
  struct State;
  explicit Wall(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

} // namespace fumiban
