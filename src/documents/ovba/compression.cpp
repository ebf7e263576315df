// SPDX-License-Identifier: Apache-2.0
// MS-OVBA decompression.
// Reads:  MS-OVBA 2.4.1.1.4 (chunks), 2.4.1.3.19 (copy tokens).
// Leaves: what the bytes mean.
// Trusts: no chunk size: a chunk makes at most 4,096 bytes, and reads no further than the stream.
// Costs:  linear in what comes out.
// Damage: ends the container.
#include "documents/ovba/compression.hpp"

#include <algorithm>
#include <bit>

namespace fumiban::ovba {
namespace {

constexpr std::size_t kChunk = 4096;

/// Tokens of one chunk (MS-OVBA 2.4.1.3.2). False: a token points before the chunk's beginning.
bool read_tokens(ByteView chunk, std::string& out, std::size_t most) {
  const auto begin = out.size();
  std::size_t at = 0;
  while (at < chunk.size()) {
    const auto flags = static_cast<unsigned>(chunk.peek(at++));
    for (unsigned bit = 0; bit < 8 && at < chunk.size(); ++bit) {
      if (out.size() - begin >= kChunk || out.size() >= most) return true;
      if ((flags >> bit & 1U) == 0) {
        out += static_cast<char>(chunk.peek(at++));
        continue;
      }
      if (at + 1 >= chunk.size()) return true; // half a token
      const auto token = static_cast<unsigned>(chunk.peek(at)) | static_cast<unsigned>(chunk.peek(at + 1)) << 8U;
      at += 2;
      const auto made = out.size() - begin;
      if (made == 0) return false;
      // The more there is behind, the more bits the offset has: at least four.
      const auto offset_bits = std::max(4U, static_cast<unsigned>(std::bit_width(made - 1)));
      const auto offset = (token >> (16 - offset_bits)) + 1U;
      const std::size_t length = (token & (0xffffU >> offset_bits)) + 3U;
      if (offset > made) return false;
      const auto room = std::min(length, kChunk - made);
      for (std::size_t i = 0; i < room; ++i) out += out[out.size() - offset];
    }
  }
  return true;
}

} // namespace

Decompressed decompressed(ByteView stream, std::size_t offset, std::size_t most) {
  Decompressed out;
  if (stream.peek(offset) != 1) return out;
  out.begun = true;
  std::size_t at = offset + 1;
  while (at + 2 <= stream.size()) {
    if (out.bytes.size() >= most) {
      out.cut = true;
      return out;
    }
    const auto header = static_cast<unsigned>(stream.peek(at)) | static_cast<unsigned>(stream.peek(at + 1)) << 8U;
    const std::size_t size = (header & 0xfffU) + 3;
    const auto chunk = stream.clamped(at + 2, at + size);
    out.odd = out.odd || (header >> 12U & 7U) != 3;
    out.cramped = out.cramped || out.bytes.size() % kChunk != 0;
    if ((header & 0x8000U) == 0) {
      out.raw = out.raw || out.bytes.empty();
      out.bytes += stream.clamped(at + 2, at + 2 + kChunk).text(); // stored
      at += 2 + kChunk;
      continue;
    }
    if (!read_tokens(chunk, out.bytes, most)) return out;
    at += size;
  }
  out.complete = at == stream.size();
  return out;
}

} // namespace fumiban::ovba
