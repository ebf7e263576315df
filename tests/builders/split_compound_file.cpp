// SPDX-License-Identifier: Apache-2.0
// A compound file with a hole: the header in front, then bytes that belong to nothing, then all sectors.
#include <stdexcept>
#include <vector>

#include "bombs.hpp"
#include "little_endian.hpp"

namespace fumiban::test {
namespace {

constexpr std::size_t kSector = 512;
constexpr std::size_t kPerFatSector = kSector / 4;
constexpr std::size_t kInHeader = 109;
constexpr std::uint32_t kSpecial = 0xFFFFFFFA; // and above: no sector numbers
constexpr std::uint32_t kFree = 0xFFFFFFFF;
constexpr std::uint32_t kEndOfChain = 0xFFFFFFFE;
constexpr std::uint32_t kFatSector = 0xFFFFFFFD;
constexpr std::uint32_t kDifatSector = 0xFFFFFFFC;

std::uint32_t u32_at(const std::string& bytes, std::size_t at) {
  std::uint32_t out = 0;
  for (std::size_t i = 4; i-- > 0;) out = out << 8U | static_cast<unsigned char>(bytes.at(at + i));
  return out;
}

std::size_t sector_at(std::uint32_t number) { return (std::size_t{number} + 1) * kSector; }

} // namespace

SplitCompoundFile split_compound_file(const std::string& compound_file, std::uint64_t gap) {
  if (gap % (kSector * kPerFatSector) != 0) throw std::invalid_argument("gap");
  const auto moved = static_cast<std::uint32_t>(gap / kSector);
  const auto by = [&](std::uint32_t sector) { return sector >= kSpecial ? sector : sector + moved; };
  std::string bytes = compound_file;
  const auto fat_count = u32_at(bytes, 0x2C);

  // The chains, and where the FAT lies.
  std::vector<std::uint32_t> fat;
  for (std::uint32_t i = 0; i < fat_count; ++i)
    for (std::size_t k = 0; k < kPerFatSector; ++k)
      fat.push_back(by(u32_at(bytes, sector_at(u32_at(bytes, 0x4C + std::size_t{i} * 4)) + k * 4)));

  // The directory's entries: only streams of the ordinary sectors and the root's mini stream have numbers that move.
  std::uint32_t directory = u32_at(bytes, 0x30);
  for (auto sector = directory; sector < kSpecial;
       sector = fat.at(sector) >= kSpecial ? fat[sector] : fat[sector] - moved)
    for (std::size_t entry = sector_at(sector); entry < sector_at(sector) + kSector; entry += 128) {
      const auto type = bytes[entry + 66];
      if (type == 5 || (type == 2 && u32_at(bytes, entry + 120) >= 4096))
        put(bytes, entry + 116, le32(by(u32_at(bytes, entry + 116))));
    }

  // Sectors that are added: one of the FAT that says "free" for the whole gap, those of the DIFAT, and as many of the
  // FAT as the sectors themselves need.
  const auto groups_before = moved / kPerFatSector;
  const auto old_sectors = (bytes.size() - kSector) / kSector;
  const auto difat_count = (groups_before + 64) / (kPerFatSector - 1) + 1;
  auto own_groups = std::size_t{1};
  while (own_groups * kPerFatSector < old_sectors + 1 + difat_count + own_groups) ++own_groups;
  fat.resize(own_groups * kPerFatSector, kFree);
  for (std::uint32_t i = 0; i < fat_count; ++i) fat[u32_at(bytes, 0x4C + std::size_t{i} * 4)] = kFree; // written anew
  const auto free_sector = old_sectors;
  const auto first_difat = old_sectors + 1;
  const auto first_fat = first_difat + difat_count;
  fat[free_sector] = kFatSector;
  for (std::size_t i = 0; i < difat_count; ++i) fat[first_difat + i] = kDifatSector;
  for (std::size_t i = 0; i < own_groups; ++i) fat[first_fat + i] = kFatSector;

  std::vector<std::uint32_t> places(groups_before, static_cast<std::uint32_t>(free_sector + moved));
  for (std::size_t i = 0; i < own_groups; ++i) places.push_back(static_cast<std::uint32_t>(first_fat + i + moved));
  const auto told = static_cast<std::uint32_t>(places.size());
  places.resize(kInHeader + difat_count * (kPerFatSector - 1), kFree);

  std::string added(kSector, '\xFF');
  for (std::size_t i = 0; i < difat_count; ++i) {
    const auto from = kInHeader + i * (kPerFatSector - 1);
    for (std::size_t k = 0; k + 1 < kPerFatSector; ++k) added += le32(places[from + k]);
    added += le32(i + 1 < difat_count ? static_cast<std::uint32_t>(first_difat + i + 1 + moved) : kEndOfChain);
  }
  for (const auto next : fat) added += le32(next);

  std::string head = bytes.substr(0, kSector);
  put(head, 0x2C, le32(told));
  put(head, 0x30, le32(by(directory)));
  put(head, 0x3C, le32(by(u32_at(bytes, 0x3C))));
  put(head, 0x44,
      le32(static_cast<std::uint32_t>(first_difat + moved)) + le32(static_cast<std::uint32_t>(difat_count)));
  for (std::size_t i = 0; i < kInHeader; ++i) put(head, 0x4C + i * 4, le32(places[i]));
  return {head, bytes.substr(kSector) + added};
}

} // namespace fumiban::test
