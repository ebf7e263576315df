// SPDX-License-Identifier: Apache-2.0
/// @file
/// Compression methods that archives share, as streams. Every decoder takes what it decodes from another stream, which
/// must outlive it; an error ends it after all that could be decoded has been given.
#pragma once

#include <memory>
#include <string>

#include "analyser/blob.hpp"
#include "base/stream.hpp"

namespace fumiban::methods {

/// `[begin, end)` of a blob, 64 KB at a time.
class Piece final : public Stream {
public:
  Piece(Blob blob, std::uint64_t begin, std::uint64_t end) : blob_(std::move(blob)), at_(begin), end_(end) {}
  [[nodiscard]] Result<ByteView> next() override;

private:
  Blob blob_;
  Blob held_; ///< what the last answer looks at
  std::uint64_t at_;
  std::uint64_t end_;
};

/// bzip2, several streams in a row.
[[nodiscard]] std::unique_ptr<Stream> bzip2(Stream& packed);
/// Zstandard (RFC 8878), several frames in a row. Windows above 64 MB are refused.
[[nodiscard]] std::unique_ptr<Stream> zstd(Stream& packed);
/// The .xz format.
[[nodiscard]] std::unique_ptr<Stream> xz(Stream& packed);
/// LZMA without a header: `properties` are the five bytes of the LZMA SDK, `size` what will come of it (it bounds the
/// dictionary), ~0 if unknown. A damaged `properties` gives a stream that only fails.
[[nodiscard]] std::unique_ptr<Stream> lzma1(Stream& packed, ByteView properties, std::uint64_t size);
/// LZMA2: `properties` is its one byte.
[[nodiscard]] std::unique_ptr<Stream> lzma2(Stream& packed, ByteView properties, std::uint64_t size);
} // namespace fumiban::methods
