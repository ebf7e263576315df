// SPDX-License-Identifier: Apache-2.0
/// @file
/// Header, sectors and allocation tables of a compound file (MS-CFB 2.2-2.5).
#pragma once

#include <optional>
#include <vector>

#include "analyser/context.hpp"
#include "unpack/cfb/oddities.hpp"

namespace fumiban::cfb {

inline constexpr std::uint32_t kEndOfChain = 0xfffffffe;
inline constexpr std::uint32_t kFreeSector = 0xffffffff;
inline constexpr std::uint32_t kMostSector = 0xfffffffa; ///< MAXREGSECT

/// The fields of the header that matter (MS-CFB 2.2), made usable.
struct Header {
  std::uint16_t major = 0;
  std::uint32_t sector_shift = 9;
  std::uint32_t mini_shift = 6;
  std::uint32_t fat_sectors = 0;
  std::uint32_t directory = 0; ///< first sector
  std::uint32_t mini_cutoff = 4096;
  std::uint32_t mini_fat = 0; ///< first sector
  std::uint32_t difat = 0;    ///< first sector
  std::uint32_t difat_sectors = 0;
};

/// The sectors of a file, and which follows which. Tables are looked at where they are needed; the sector of a table
/// that was looked at last is kept at hand.
class Sectors {
public:
  /// Reads header and DIFAT.
  [[nodiscard]] static Result<Sectors> open(const Blob& blob, Context& context, Oddities& oddities);

  [[nodiscard]] const Blob& blob() const noexcept { return blob_; }
  [[nodiscard]] const Header& header() const noexcept { return header_; }
  [[nodiscard]] std::uint64_t size() const noexcept { return std::uint64_t{1} << header_.sector_shift; }
  [[nodiscard]] std::uint64_t mini_size() const noexcept { return std::uint64_t{1} << header_.mini_shift; }
  /// Sectors that the file has; the last may be incomplete.
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  [[nodiscard]] std::uint64_t mini_count() const noexcept { return mini_stream_.size() * (size() / mini_size()); }

  /// Where a sector begins in the file, by the 32-bit arithmetic of Windows where plain arithmetic leads out of it.
  [[nodiscard]] std::optional<std::uint64_t> place(std::uint32_t sector) const noexcept;
  /// The same for a sector of the mini stream.
  [[nodiscard]] std::optional<std::uint64_t> mini_place(std::uint32_t sector) const noexcept;
  /// The number that is as good as `sector` (below count()): the same where nothing wraps.
  [[nodiscard]] std::optional<std::uint64_t> slot(std::uint32_t sector) const noexcept;
  /// True once a sector was found by wrapping.
  [[nodiscard]] bool wrapped() const noexcept { return wrapped_; }
  /// Sectors that FAT and DIFAT lie in: one bit for each sector.
  [[nodiscard]] const std::vector<bool>& tables() const noexcept { return in_tables_; }

  void set_mini_stream(std::vector<std::uint32_t> sectors) { mini_stream_ = std::move(sectors); }
  void set_mini_fat(std::vector<std::uint32_t> sectors) { mini_fat_ = Table{std::move(sectors), {}, kFreeSector}; }

private:
  friend class Walk;
  /// An allocation table: the sectors that it lies in.
  struct Table {
    std::vector<std::uint32_t> sectors;
    mutable Blob held{};
    mutable std::uint32_t held_at = kFreeSector;
  };

  Sectors(Blob blob, Header header) : blob_(std::move(blob)), header_(header) {}
  void read_difat(ByteView in_header, Context& context, Oddities& oddities);
  void add_table(std::uint32_t sector);
  [[nodiscard]] std::optional<std::uint32_t> after(const Table& table, std::uint32_t sector) const;

  Blob blob_;
  Header header_;
  std::uint64_t base_ = 512; ///< where sector 0 begins
  std::uint64_t count_ = 0;
  Table fat_;
  Table mini_fat_;
  std::vector<std::uint32_t> mini_stream_;
  std::vector<bool> in_tables_;
  mutable bool wrapped_ = false;
};

/// Goes along a chain.
class Walk {
public:
  Walk(const Sectors& sectors, bool mini, std::uint32_t start) : sectors_(sectors), mini_(mini), next_(start) {}
  /// The next sector; nothing at the end, however it came about.
  [[nodiscard]] std::optional<std::uint32_t> next();
  /// True once a sector came a second time (seen after at most three rounds).
  [[nodiscard]] bool loops() const noexcept { return loops_; }
  /// True if the chain did not end with the mark for its end: a number outside the file, or of a sector that is marked
  /// as free, or as a part of the FAT.
  [[nodiscard]] bool leads_out() const noexcept { return leads_out_; }

private:
  const Sectors& sectors_;
  bool mini_;
  bool begun_ = false;
  std::uint32_t next_;
  std::uint32_t mark_ = kFreeSector; ///< Brent's: a sector that is waited for
  std::uint64_t steps_ = 0;
  std::uint64_t power_ = 1;
  bool loops_ = false;
  bool leads_out_ = false;
};

/// All sectors of a chain of the file itself (directory, mini FAT, mini stream), each once; noted if it loops or leads
/// out. None if there is no chain.
[[nodiscard]] std::vector<std::uint32_t> chain(const Sectors& sectors, std::uint32_t start, std::string_view name,
                                               Oddities& oddities);

} // namespace fumiban::cfb
