// SPDX-License-Identifier: Apache-2.0
// MS-OVBA 2.4.1.3: a container is a signature byte and chunks of at most 4,096 bytes of text each.
#include <algorithm>

#include "little_endian.hpp"
#include "ovba.hpp"

namespace fumiban::test {
namespace {

constexpr std::size_t kChunk = 4096;

/// How many of a copy token's sixteen bits hold the offset, `done` bytes into a chunk (2.4.1.3.19.1).
unsigned offset_bits(std::size_t done) {
  unsigned bits = 4;
  while ((std::size_t{1} << bits) < done) ++bits;
  return bits;
}

struct Match {
  std::size_t offset = 0;
  std::size_t length = 0;
};

/// The longest earlier text that goes on as the text at `at` does; of equals the nearest.
Match best_match(std::string_view chunk, std::size_t at) {
  Match best;
  for (std::size_t from = at; from-- > 0;) {
    std::size_t length = 0;
    while (at + length < chunk.size() && chunk[from + length] == chunk[at + length]) ++length;
    if (length > best.length) best = {at - from, length};
  }
  return best;
}

std::string compressed_chunk(std::string_view chunk) {
  std::string out;
  std::size_t at = 0;
  while (at < chunk.size()) {
    const std::size_t flags_at = out.size();
    out.push_back('\0');
    unsigned flags = 0;
    for (unsigned token = 0; token < 8 && at < chunk.size(); ++token) {
      const Match match = best_match(chunk, at);
      if (match.length < 3) {
        out.push_back(chunk[at++]);
        continue;
      }
      const unsigned length_bits = 16 - offset_bits(at);
      const std::size_t length = std::min(match.length, (std::size_t{1} << length_bits) + 2);
      out += le16(static_cast<std::uint16_t>((match.offset - 1) << length_bits | (length - 3)));
      flags |= 1U << token;
      at += length;
    }
    out[flags_at] = static_cast<char>(flags);
  }
  return out;
}

} // namespace

std::string ovba_compressed(std::string_view bytes) {
  std::string out(1, '\x01');
  for (std::size_t at = 0; at < bytes.size(); at += kChunk) {
    const std::string_view chunk = bytes.substr(at, kChunk);
    std::string content = compressed_chunk(chunk);
    unsigned flag = 0xB000;
    if (content.size() > kChunk) { // a raw chunk always holds 4,096 bytes
      content = chunk;
      content.resize(kChunk, '\0');
      flag = 0x3000;
    }
    out += le16(static_cast<std::uint16_t>(flag | (content.size() + 2 - 3))) + content;
  }
  return out;
}

} // namespace fumiban::test
