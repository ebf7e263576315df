// SPDX-License-Identifier: Apache-2.0
/// @file
/// Segment files as bytes: events in a row, and after each batch the signed checkpoint of all up to there. No I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audit/checkpoint.hpp"

namespace fumiban::audit {

/// What a segment file begins with.
inline constexpr std::string_view kSegmentHead = "fumiban audit 1\n";
inline constexpr std::size_t kMostEvent = 16U << 20U;

/// A frame is: kind (1 byte), length (4 bytes, little-endian), CRC-32 of kind, length and payload (4), payload.
struct Frame {
  enum class Kind : char { event = 'E', checkpoint = 'C' };
  static constexpr std::size_t kHead = 9;
  Kind kind = Kind::event;
  std::string_view payload;
  std::size_t end = 0; ///< where the next one begins
};

/// What stands before the payload.
[[nodiscard]] std::string frame_head(Frame::Kind kind, std::string_view payload);
/// The frame at `at`; nothing if there is no whole and sound one.
[[nodiscard]] std::optional<Frame> read_frame(std::string_view segment, std::size_t at);

/// Size (8 bytes, little-endian), root, signature. The origin is the key's name.
[[nodiscard]] std::string checkpoint_payload(const SignedCheckpoint& checkpoint);
/// Nothing if it has another length. The signature is not looked at.
[[nodiscard]] std::optional<SignedCheckpoint> read_payload(std::string_view payload, const PublicKey& key);

/// How far a segment reaches.
struct Extent {
  std::size_t end = 0;                  ///< behind its last checkpoint that whole frames lead up to; 0: it has none
  std::uint64_t events = 0;             ///< up to there
  std::size_t broken = 0;               ///< where the first byte lies that belongs to no whole frame; its size if none
  std::uint64_t whole = 0;              ///< events up to there
  std::optional<SignedCheckpoint> last; ///< that checkpoint
};
[[nodiscard]] Extent extent_of(std::string_view segment, const PublicKey& key);

/// True if something behind `from` proves that all before it had reached the disk: a checkpoint that `key` signed, with
/// more behind it (the next batch is written when the one before it is on the disk).
[[nodiscard]] bool was_acknowledged(std::string_view segment, std::size_t from, const PublicKey& key);

} // namespace fumiban::audit
