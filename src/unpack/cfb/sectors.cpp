// SPDX-License-Identifier: Apache-2.0
// The lower half of a compound file: header, DIFAT, FAT, chains.
// Reads:  MS-CFB 2.2 (header), 2.3 (FAT), 2.4 (mini FAT), 2.5 (DIFAT); sectors of 128 bytes to 64 KB.
// Leaves: the range lock sector, transaction signatures, the first beta's signature.
// Trusts: no count: tables are as long as the file has sectors for them, chains as long as who follows them asks.
// Costs:  header and DIFAT when opened; the sectors of the FAT that a chain leads through.
// Damage: what lies outside the file ends a chain; an incomplete sector is read as far as it goes.
#include "unpack/cfb/sectors.hpp"

#include <algorithm>

#include "unpack/cfb/findings.hpp"

namespace fumiban::cfb {
namespace {

constexpr std::string_view kSignature = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
constexpr std::uint64_t kHeaderSize = 512;
constexpr std::size_t kDifatAt = 76;
constexpr std::size_t kInHeader = 109;

std::uint32_t little32(ByteView bytes, std::size_t offset) noexcept {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8U | static_cast<std::uint32_t>(bytes.peek(offset + i) & 0xff);
  return value;
}

/// The fields as they are, and a note of each that is not as it must be.
Result<Header> read_header(ByteView bytes, Oddities& oddities) {
  if (!bytes.starts_with(kSignature)) return Error{Error::Kind::malformed, "no signature", 0};
  const auto odd = [&](bool is, std::uint64_t where, std::string_view what, std::uint64_t value) {
    if (is) oddities.note(kNotAsSpecified, where, std::string(what) + " " + std::to_string(value));
  };
  Header header;
  Reader reader(bytes);
  FB_TRY(reader.seek(24));
  const auto minor = FB_TRY(reader.u16());
  header.major = FB_TRY(reader.u16());
  const auto order = FB_TRY(reader.u16());
  header.sector_shift = FB_TRY(reader.u16());
  header.mini_shift = FB_TRY(reader.u16());
  FB_TRY(reader.seek(44));
  header.fat_sectors = FB_TRY(reader.u32());
  header.directory = FB_TRY(reader.u32());
  (void)FB_TRY(reader.u32()); // transaction signature
  header.mini_cutoff = FB_TRY(reader.u32());
  header.mini_fat = FB_TRY(reader.u32());
  (void)FB_TRY(reader.u32()); // sectors of the mini FAT: its chain tells
  header.difat = FB_TRY(reader.u32());
  header.difat_sectors = FB_TRY(reader.u32());
  odd(header.major != 3 && header.major != 4, 26, "version", header.major);
  odd(minor < 0x3b || minor > 0x3e, 24, "minor version", minor);
  odd(order != 0xfffe, 28, "byte order", order);
  odd(header.sector_shift != (header.major == 4 ? 12U : 9U), 30, "sector shift", header.sector_shift);
  odd(header.mini_shift != 6, 32, "mini sector shift", header.mini_shift);
  odd(header.mini_cutoff != 4096, 56, "mini stream cutoff", header.mini_cutoff);
  if (header.sector_shift < 7 || header.sector_shift > 16) header.sector_shift = header.major == 4 ? 12 : 9;
  if (header.mini_shift < 3 || header.mini_shift > header.sector_shift) header.mini_shift = 6;
  if (header.mini_cutoff == 0 || header.mini_cutoff > 65536) header.mini_cutoff = 4096;
  return header;
}

} // namespace

Result<Sectors> Sectors::open(const Blob& blob, Context& context, Oddities& oddities) {
  if (!context.pay(kHeaderSize)) return Error{Error::Kind::limit, "not paid for", 0};
  const auto head = FB_TRY(blob.read(0, std::min(blob.size(), kHeaderSize)));
  Sectors sectors(blob, FB_TRY(read_header(head.whole(), oddities)));
  sectors.base_ = std::max(kHeaderSize, sectors.size());
  if (blob.size() <= sectors.base_) return Error{Error::Kind::truncated, "no sector", blob.size()};
  sectors.count_ =
      std::min<std::uint64_t>((blob.size() - sectors.base_ + sectors.size() - 1) / sectors.size(), kMostSector + 1ULL);
  sectors.in_tables_.resize(sectors.count_);
  sectors.read_difat(head.whole(), context, oddities);
  return sectors;
}

void Sectors::add_table(std::uint32_t sector) {
  if (const auto at = slot(sector)) in_tables_[*at] = true;
  fat_.sectors.push_back(sector);
}

/// As many FAT sectors as the file has sectors for: what more are listed would tell of sectors outside it.
void Sectors::read_difat(ByteView in_header, Context& context, Oddities& oddities) {
  const auto entries = size() / 4;
  const auto wanted = (count_ + entries - 1) / entries;
  for (std::size_t i = 0; i < kInHeader && fat_.sectors.size() < wanted; ++i)
    add_table(little32(in_header, kDifatAt + 4 * i));
  auto sector = header_.difat;
  // Not needed, but where it is said to be it is looked at: Windows does, and the arithmetic tells.
  if (fat_.sectors.size() == wanted && header_.difat_sectors > 0) (void)place(sector);
  while (fat_.sectors.size() < wanted && sector != kEndOfChain && sector != kFreeSector) {
    const auto offset = place(sector);
    const auto at = slot(sector);
    if (!offset || !at) {
      oddities.note(kPastEnd, 68, "DIFAT");
      break;
    }
    if (in_tables_[*at]) {
      oddities.note(kChainLoops, *offset, "DIFAT");
      break;
    }
    in_tables_[*at] = true;
    if (!context.pay(size())) return;
    const auto bytes = blob_.read(*offset, std::min(size(), blob_.size() - *offset));
    if (!bytes) break;
    for (std::uint64_t i = 0; i + 1 < entries && fat_.sectors.size() < wanted; ++i)
      add_table(little32(bytes->whole(), 4 * i));
    sector = little32(bytes->whole(), size() - 4);
  }
  if (fat_.sectors.size() > header_.fat_sectors)
    for (std::size_t i = header_.fat_sectors; i < fat_.sectors.size(); ++i)
      if (fat_.sectors[i] <= kMostSector && place(fat_.sectors[i]))
        oddities.note(kNotAsSpecified, 44, "FAT sectors " + std::to_string(header_.fat_sectors));
  if (wrapped_) oddities.note(kWraps, kDifatAt, "DIFAT");
}

std::optional<std::uint64_t> Sectors::place(std::uint32_t sector) const noexcept {
  if (sector > kMostSector) return std::nullopt;
  const auto offset = base_ + (std::uint64_t{sector} << header_.sector_shift);
  if (offset < blob_.size()) return offset;
  if (offset >> 32U == 0 || (offset & 0xffffffffU) >= blob_.size()) return std::nullopt;
  wrapped_ = true;
  return offset & 0xffffffffU;
}

std::optional<std::uint64_t> Sectors::slot(std::uint32_t sector) const noexcept {
  const auto offset = place(sector);
  if (!offset || *offset < base_) return std::nullopt;
  return (*offset - base_) >> header_.sector_shift;
}

std::optional<std::uint64_t> Sectors::mini_place(std::uint32_t sector) const noexcept {
  const auto offset = std::uint64_t{sector} << header_.mini_shift;
  const auto index = offset >> header_.sector_shift;
  if (sector > kMostSector || index >= mini_stream_.size()) return std::nullopt;
  const auto begin = place(mini_stream_[index]);
  if (!begin) return std::nullopt;
  const auto at = *begin + (offset & (size() - 1));
  if (at >= blob_.size()) return std::nullopt;
  return at;
}

std::optional<std::uint32_t> Sectors::after(const Table& table, std::uint32_t sector) const {
  const auto shift = header_.sector_shift - 2;
  const auto index = sector >> shift;
  if (index >= table.sectors.size()) return std::nullopt;
  if (table.held_at != index) {
    const auto offset = place(table.sectors[index]);
    if (!offset) return std::nullopt;
    auto bytes = blob_.read(*offset, std::min(size(), blob_.size() - *offset));
    if (!bytes) return std::nullopt;
    table.held = std::move(bytes).value();
    table.held_at = index;
  }
  const std::size_t at = std::size_t{sector & ((1U << shift) - 1)} * 4;
  if (at + 4 > table.held.size()) return std::nullopt;
  return little32(table.held.whole(), at);
}

std::optional<std::uint32_t> Walk::next() {
  auto sector = next_;
  if (begun_) {
    const auto after = sectors_.after(mini_ ? sectors_.mini_fat_ : sectors_.fat_, next_);
    leads_out_ = !after;
    if (!after) return std::nullopt;
    sector = *after;
  }
  if (sector == kEndOfChain) return std::nullopt;
  if (!(mini_ ? sectors_.mini_place(sector) : sectors_.place(sector))) {
    leads_out_ = true;
    return std::nullopt;
  }
  begun_ = true;
  next_ = sector;
  if (sector == mark_) loops_ = true;
  if (++steps_ == power_) {
    mark_ = sector;
    power_ *= 2;
    steps_ = 0;
  }
  return sector;
}

std::vector<std::uint32_t> chain(const Sectors& sectors, std::uint32_t start, std::string_view name,
                                 Oddities& oddities) {
  std::vector<std::uint32_t> out;
  if (start == kEndOfChain || start == kFreeSector) return out;
  std::vector<bool> seen(sectors.count());
  Walk walk(sectors, false, start);
  while (const auto sector = walk.next()) {
    const auto at = sectors.slot(*sector);
    if (!at || seen[*at]) {
      oddities.note(at ? kChainLoops : kPastEnd, 0, name);
      return out;
    }
    seen[*at] = true;
    out.push_back(*sector);
  }
  if (walk.leads_out()) oddities.note(kPastEnd, 0, name);
  return out;
}

} // namespace fumiban::cfb
