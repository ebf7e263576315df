// SPDX-License-Identifier: Apache-2.0
// Segment files: docs/audit.md.
// Reads:   frames from the head on, as far as they are whole.
// Leaves:  what events say.
// Trusts:  nothing; a checksum finds what broke by itself, hashes and signatures find who did it.
// Costs:   linear; a check of Ed25519 for each sound checkpoint behind a broken place.
// Damage:  ends the reading; told is where.
#include "audit/segment.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/digest.hpp"

namespace fumiban::audit {
namespace {

constexpr std::size_t kPayload = 8 + 32 + 64;

std::string little(std::uint64_t value, unsigned bytes) {
  std::string out;
  for (unsigned i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i & 0xFFU);
  return out;
}

template <class Bytes>
std::string_view text_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

std::string frame_head(Frame::Kind kind, std::string_view payload) {
  FB_CHECK(payload.size() <= kMostEvent);
  auto out = static_cast<char>(kind) + little(payload.size(), 4);
  return out + little(crc32(ByteView(payload), crc32(ByteView(std::string_view(out)))), 4);
}

std::optional<Frame> read_frame(std::string_view segment, std::size_t at) {
  Reader reader{ByteView(segment)};
  if (!reader.seek(at)) return std::nullopt;
  const auto kind = reader.u8();
  const auto length = reader.u32();
  const auto sum = reader.u32();
  if (!kind || !length || !sum || *length > kMostEvent) return std::nullopt;
  if (*kind != static_cast<std::uint8_t>(Frame::Kind::event) &&
      *kind != static_cast<std::uint8_t>(Frame::Kind::checkpoint))
    return std::nullopt;
  const auto payload = reader.bytes(*length);
  if (!payload || crc32(*payload, crc32(ByteView(segment.substr(at, 5)))) != *sum) return std::nullopt;
  return Frame{static_cast<Frame::Kind>(*kind), payload->text(), reader.position()};
}

std::string checkpoint_payload(const SignedCheckpoint& checkpoint) {
  return little(checkpoint.checkpoint.size, 8) + std::string(text_of(checkpoint.checkpoint.root)) +
         std::string(text_of(checkpoint.signature));
}

std::optional<SignedCheckpoint> read_payload(std::string_view payload, const PublicKey& key) {
  if (payload.size() != kPayload) return std::nullopt;
  SignedCheckpoint out;
  out.checkpoint.origin = key.name;
  out.checkpoint.size = Reader(ByteView(payload)).u64().value();
  std::copy_n(payload.begin() + 8, 32, out.checkpoint.root.begin());
  std::copy_n(payload.begin() + 40, 64, out.signature.begin());
  return out;
}

Extent extent_of(std::string_view segment, const PublicKey& key) {
  Extent out;
  if (!segment.starts_with(kSegmentHead)) return out;
  out.broken = kSegmentHead.size();
  while (const auto frame = read_frame(segment, out.broken)) {
    if (frame->kind == Frame::Kind::event) {
      ++out.whole;
    } else {
      const auto checkpoint = read_payload(frame->payload, key);
      if (!checkpoint) break;
      out.end = frame->end;
      out.events = out.whole;
      out.last = checkpoint;
    }
    out.broken = frame->end;
  }
  return out;
}

bool was_acknowledged(std::string_view segment, std::size_t from, const PublicKey& key) {
  const auto pattern = static_cast<char>(Frame::Kind::checkpoint) + little(kPayload, 4);
  for (auto at = segment.find(pattern, from); at != std::string_view::npos; at = segment.find(pattern, at + 1)) {
    const auto frame = read_frame(segment, at);
    const auto checkpoint = frame && frame->end < segment.size() ? read_payload(frame->payload, key) : std::nullopt;
    if (checkpoint && key.verifies(checkpoint->checkpoint.text(), checkpoint->signature)) return true;
  }
  return false;
}

} // namespace fumiban::audit
