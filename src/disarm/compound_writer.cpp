// SPDX-License-Identifier: Apache-2.0
#include "disarm/compound_writer.hpp"

#include <string_view>

namespace fumiban::disarm {
namespace {

constexpr std::size_t kSector = 512;
constexpr std::size_t kMiniSector = 64;
constexpr std::size_t kCutoff = 4096;
constexpr std::size_t kInHeader = 109; ///< numbers of FAT sectors
constexpr std::size_t kInSector = kSector / 4;
constexpr std::uint32_t kNone = 0xFFFFFFFF;
constexpr std::uint32_t kEndOfChain = 0xFFFFFFFE;
constexpr std::uint32_t kFatSector = 0xFFFFFFFD;
constexpr std::uint32_t kDifatSector = 0xFFFFFFFC;

std::string little(std::uint64_t value, unsigned bytes) {
  std::string out;
  for (unsigned i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8U * i & 0xFFU);
  return out;
}

struct Links {
  std::uint32_t left = kNone;
  std::uint32_t right = kNone;
  std::uint32_t child = kNone;
  bool red = false;
};

/// Siblings as a balanced tree: black but for the last level, where that is not full.
std::uint32_t link(const std::vector<std::uint32_t>& siblings, std::vector<Links>& links) {
  struct Range {
    std::size_t begin;
    std::size_t end;
    std::size_t depth;
    std::uint32_t* from;
  };
  std::size_t full_levels = 0;
  while ((std::size_t{2} << full_levels) - 1 <= siblings.size()) ++full_levels;
  std::uint32_t top = kNone;
  std::vector<Range> waiting = {{0, siblings.size(), 0, &top}};
  while (!waiting.empty()) {
    const auto [begin, end, depth, from] = waiting.back();
    waiting.pop_back();
    if (begin == end) continue;
    const auto middle = begin + (end - begin) / 2;
    *from = siblings[middle];
    auto& here = links[siblings[middle]];
    here.red = depth >= full_levels;
    waiting.push_back({begin, middle, depth + 1, &here.left});
    waiting.push_back({middle + 1, end, depth + 1, &here.right});
  }
  return top;
}

class Writer {
public:
  std::string write(const std::vector<NewEntry>& entries) {
    std::vector<std::uint32_t> starts(entries.size(), kEndOfChain);
    std::string mini_stream;
    for (std::size_t i = 1; i < entries.size(); ++i) {
      const auto& bytes = entries[i].bytes;
      if (bytes.empty()) continue;
      starts[i] = bytes.size() < kCutoff ? append(mini_stream, mini_fat_, kMiniSector, bytes)
                                         : append(sectors_, fat_, kSector, bytes);
    }
    const auto mini_size = mini_stream.size();
    if (mini_size > 0) starts[0] = append(sectors_, fat_, kSector, mini_stream);
    const auto mini_fat = bytes_of(mini_fat_);
    const auto mini_fat_start = mini_fat.empty() ? kEndOfChain : append(sectors_, fat_, kSector, mini_fat, '\xFF');
    const auto mini_fat_count = (mini_fat.size() + kSector - 1) / kSector;
    const auto directory_start = append(sectors_, fat_, kSector, directory(entries, starts, mini_size));

    const auto counted = counts();
    const auto fat_count = counted.first;
    const auto difat_count = counted.second;
    const auto first_fat = fat_.size();
    const auto first_difat = first_fat + fat_count;
    fat_.insert(fat_.end(), fat_count, kFatSector);
    fat_.insert(fat_.end(), difat_count, kDifatSector);
    fat_.resize(fat_count * kInSector, kNone);
    sectors_ += bytes_of(fat_);
    const auto number = [&](std::size_t i) { return little(i < fat_count ? first_fat + i : kNone, 4); };
    for (std::size_t sector = 0; sector < difat_count; ++sector) {
      for (std::size_t i = 0; i + 1 < kInSector; ++i) sectors_ += number(kInHeader + sector * (kInSector - 1) + i);
      sectors_ += little(sector + 1 < difat_count ? first_difat + sector + 1 : kEndOfChain, 4);
    }
    std::string out = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(16, '\0');
    out += little(0x3E, 2) + little(3, 2) + little(0xFFFE, 2) + little(9, 2) + little(6, 2) + std::string(6, '\0');
    out += little(0, 4) + little(fat_count, 4) + little(directory_start, 4) + little(0, 4) + little(kCutoff, 4) +
           little(mini_fat_start, 4) + little(mini_fat_count, 4) +
           little(difat_count > 0 ? first_difat : kEndOfChain, 4) + little(difat_count, 4);
    for (std::size_t i = 0; i < kInHeader; ++i) out += number(i);
    return out + sectors_;
  }

private:
  static std::string bytes_of(const std::vector<std::uint32_t>& table) {
    std::string out;
    for (const auto next : table) out += little(next, 4);
    return out;
  }

  static std::uint32_t append(std::string& to, std::vector<std::uint32_t>& table, std::size_t unit,
                              std::string_view bytes, char padding = '\0') {
    const auto start = static_cast<std::uint32_t>(table.size());
    const auto count = static_cast<std::uint32_t>((bytes.size() + unit - 1) / unit);
    for (std::uint32_t i = 1; i < count; ++i) table.push_back(start + i);
    table.push_back(kEndOfChain);
    to += bytes;
    to.append(count * unit - bytes.size(), padding);
    return start;
  }

  /// How many sectors of the FAT there must be, and of numbers that do not fit the header.
  [[nodiscard]] std::pair<std::size_t, std::size_t> counts() const {
    std::size_t fat = 1;
    while (true) {
      const auto difat = fat > kInHeader ? (fat - kInHeader + kInSector - 2) / (kInSector - 1) : 0;
      if (fat * kInSector >= fat_.size() + fat + difat) return {fat, difat};
      ++fat;
    }
  }

  static std::string directory(const std::vector<NewEntry>& entries, const std::vector<std::uint32_t>& starts,
                               std::size_t mini_size) {
    std::vector<std::vector<std::uint32_t>> children(entries.size());
    for (std::uint32_t i = 1; i < entries.size(); ++i) children[entries[i].parent].push_back(i);
    std::vector<Links> links(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) links[i].child = link(children[i], links);
    std::string out;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const auto& entry = entries[i];
      out += entry.name;
      out += static_cast<char>(i == 0 ? 5 : entry.storage ? 1 : 2);
      out += static_cast<char>(links[i].red ? 0 : 1);
      out += little(links[i].left, 4) + little(links[i].right, 4) + little(links[i].child, 4);
      for (const auto byte : entry.clsid) out += static_cast<char>(byte);
      out.append(4 + 8 + 8, '\0'); // state, times
      out += little(entry.storage && i != 0 ? 0 : starts[i], 4) + little(i == 0 ? mini_size : entry.bytes.size(), 8);
    }
    while (out.size() % kSector != 0) {
      out.append(68, '\0');
      out.append(12, '\xFF');
      out.append(48, '\0');
    }
    return out;
  }

  std::string sectors_;
  std::vector<std::uint32_t> fat_;
  std::vector<std::uint32_t> mini_fat_;
};

} // namespace

std::string write_compound(const std::vector<NewEntry>& entries) { return Writer().write(entries); }

} // namespace fumiban::disarm
