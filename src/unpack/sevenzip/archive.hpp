// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the header of a 7z archive says (7zFormat.txt of the LZMA SDK): packed streams, the folders that decode them,
/// and the files that are cut from what comes out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace fumiban::sevenzip {

constexpr std::uint32_t kNone = ~std::uint32_t{0};

/// One step of decoding. All of them have one output; what has more is not read.
struct Coder {
  std::uint64_t method = 0;
  std::uint32_t properties_at = 0; ///< in the header
  std::uint32_t properties_size = 0;
  std::uint32_t inputs = 1;
  std::uint64_t size = 0; ///< bytes that come out
};

/// An input of a coder, all inputs of a folder counted through, is what another coder gives.
struct BindPair {
  std::uint32_t input = 0;
  std::uint32_t output = 0;
};

/// Coders that work together on some packed streams.
struct Folder {
  std::vector<Coder> coders;
  std::vector<BindPair> binds;
  std::vector<std::uint32_t> packed; ///< inputs that are packed streams, in their order
  std::uint32_t first_stream = 0;    ///< of Archive::streams
  std::uint32_t main = 0;            ///< the coder whose output is the folder's
  std::optional<std::uint32_t> crc{};
  std::uint32_t files = 1; ///< substreams
};

/// `[begin, end)` of the archive.
struct PackStream {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

struct File {
  std::uint32_t name_at = 0; ///< in the header
  std::uint32_t name_size = 0;
  std::uint32_t folder = kNone; ///< kNone: it has no content
  std::uint32_t crc = 0;
  std::uint64_t size = 0;
  bool has_crc = false;
  bool is_folder = false;
  bool is_anti = false; ///< something to delete
};

struct Archive {
  std::string header; ///< that the rest points into
  std::vector<PackStream> streams;
  std::vector<Folder> folders;
  std::vector<File> files; ///< in the order in which their contents come out of the folders
  std::string damage{};    ///< what could not be read, for people
  std::string unread{};    ///< what is not read by design, for people

  [[nodiscard]] ByteView properties(const Coder& coder) const noexcept {
    return ByteView(std::string_view(header))
        .clamped(coder.properties_at, std::size_t{coder.properties_at} + coder.properties_size);
  }
  /// As stored, in UTF-8; lone surrogates are U+FFFD.
  [[nodiscard]] std::string name(const File& file) const;
};

/// The first 32 bytes.
struct SignatureHeader {
  std::uint64_t offset = 0; ///< of the header, from the archive's beginning
  std::uint64_t size = 0;
  std::uint32_t crc = 0;
  bool intact = false; ///< its own CRC-32 fits
};

constexpr std::uint64_t kSignatureSize = 32;

[[nodiscard]] Result<SignatureHeader> read_signature(ByteView head) noexcept;

/// True if `header` is packed itself (EncodedHeader).
[[nodiscard]] bool is_encoded(ByteView header) noexcept;

/// Reads a Header, or the streams of an EncodedHeader, of an archive of `archive_size` bytes. Total: what was read
/// before a damage is kept. Folders whose bind pairs are no tree that ends in one output are a damage. Linear; makes
/// up to 100 bytes for each byte of the header.
[[nodiscard]] Archive parse_header(std::string header, std::uint64_t archive_size);

} // namespace fumiban::sevenzip
