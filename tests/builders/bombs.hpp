// SPDX-License-Identifier: Apache-2.0
/// @file
/// Archives that are small and cost much. They are written piece by piece: what they unpack to is never held.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fumiban::test {

/// A long content as pieces that repeat.
struct Piece {
  std::string bytes;
  std::uint64_t times = 1;
};

/// How the pieces are packed: Deflate needs about a thousandth, Deflate64 less where a block repeats.
enum class Packing { deflate, deflate64, zstd, bzip2 };

/// A zip with one member: the pieces one after the other.
[[nodiscard]] std::string zip_of_pieces(std::string_view name, const std::vector<Piece>& pieces, Packing packing);
/// The same as gzip (RFC 1952).
[[nodiscard]] std::string gzip_of_pieces(const std::vector<Piece>& pieces);

/// `core` in a zip, that in a zip, and so on.
[[nodiscard]] std::string nested_zip(std::string core, std::size_t levels, bool deflate);
/// `core` in a gzip, and so on.
[[nodiscard]] std::string nested_gzip(std::string core, std::size_t levels);
/// A zip whose members are each the rest of the file behind their header, and so zips of the same kind: `count` members
/// that hold 2^count. (A zip that holds itself whole is the same with one member for ever.)
[[nodiscard]] std::string zip_of_its_own_rests(std::size_t count);
/// Sixteen zips in a zip, `levels` times; in each of the innermost 4 GB of zeros.
[[nodiscard]] std::string sixteen_fold_zip(std::size_t levels);
/// Members that share one stream of `kernel` zeros, each of them quoting the header of the next (D. Fifield, WOOT
/// 2019).
[[nodiscard]] std::string overlapping_zip(std::size_t members, std::size_t kernel);
/// Members without content.
[[nodiscard]] std::string zip_of_empty_members(std::size_t count);

/// A compound file whose sectors stand behind `gap` bytes (a multiple of 65,536): `head`, the gap, `tail`.
struct SplitCompoundFile {
  std::string head;
  std::string tail;
};
[[nodiscard]] SplitCompoundFile split_compound_file(const std::string& compound_file, std::uint64_t gap);

} // namespace fumiban::test
