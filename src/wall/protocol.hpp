// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the program that trusts nothing and its workers say to each other. Both are of one build.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace fumiban::wall {

inline constexpr int kControl = 3;                  ///< the descriptor on which a worker's parent is spoken to
inline constexpr std::size_t kPacket = 128U << 10U; ///< the longest packet on it

/// First letter of a packet between the program and the parent of its workers.
enum class Says : char {
  spawn = 'S',   ///< program: a worker that serves the socket that comes with it
  kill = 'K',    ///< program: end a worker; then its serial number
  hello = 'H',   ///< parent: the vocabulary; it is ready
  refuses = 'E', ///< parent: it cannot build the wall; then what the kernel lacks, or nothing
  spawned = 'P', ///< parent: Spawned
  ended = 'X',   ///< parent: Ended
};
struct Spawned {
  std::uint64_t serial = 0;
  std::int64_t pid = 0;
};
struct Ended {
  std::uint64_t serial = 0;
  std::int64_t status = 0; ///< as waitpid() tells it; kNeverBegan
};
inline constexpr int kNeverBegan = -1; ///< the machine has no room for a process

/// To a worker: beside it comes a sealed file with the message and, behind it, the options and the changes.
struct Job {
  std::uint64_t message = 0;   ///< bytes
  std::uint64_t options = 0;   ///< bytes
  std::uint64_t changes = 0;   ///< bytes; 0: the message is to be read, not to be changed
  std::uint64_t questions = 0; ///< how many it may ask
};
/// From a worker: behind it comes the report, the edits or a question. One without a report comes before, as soon as a
/// document is about to be parsed: what a document makes of the worker comes too late to take that back. No question
/// comes behind it.
struct Answer {
  std::uint64_t report = 0;   ///< bytes
  std::uint64_t refusals = 0; ///< how often it tried to open a file for this message
  std::uint64_t spent = 0;    ///< 1: it sees no other message
  std::uint64_t question = 0; ///< bytes of a question, which come instead of a report: it waits for Told
};
/// To a worker that has asked: behind it comes what it is told.
struct Told {
  std::uint64_t answer = 0; ///< bytes
};

inline constexpr int kNoMemory = 71; ///< exit codes of workers
inline constexpr int kNoWall = 72;
inline constexpr int kBadJob = 73;

template <class T>
[[nodiscard]] std::string packed(const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  std::string out(sizeof(T), '\0');
  std::memcpy(out.data(), &value, sizeof(T));
  return out;
}
template <class T>
[[nodiscard]] std::optional<T> unpacked(std::string_view bytes) {
  static_assert(std::is_trivially_copyable_v<T>);
  T value;
  if (bytes.size() != sizeof(T)) return std::nullopt;
  std::memcpy(&value, bytes.data(), sizeof(T));
  return value;
}

} // namespace fumiban::wall
