// SPDX-License-Identifier: Apache-2.0
#include "compound_file.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "little_endian.hpp"
#include "text.hpp"

namespace fumiban::test {
namespace {

constexpr std::size_t kSector = 512;
constexpr std::size_t kMiniSector = 64;
constexpr std::size_t kMiniCutoff = 4096;
constexpr std::uint32_t kFree = 0xFFFFFFFF;
constexpr std::uint32_t kEndOfChain = 0xFFFFFFFE;
constexpr std::uint32_t kFatSector = 0xFFFFFFFD;
constexpr std::uint32_t kNoEntry = 0xFFFFFFFF;

enum class EntryType : std::uint8_t { storage = 1, stream = 2, root = 5 };

/// A directory entry and, while the tree is built, its children.
struct Entry {
  std::string name;
  EntryType type = EntryType::storage;
  std::string bytes;
  std::vector<std::uint32_t> children;
  std::uint32_t left = kNoEntry;
  std::uint32_t right = kNoEntry;
  std::uint32_t child = kNoEntry;
  bool red = false;
  std::uint32_t start = kEndOfChain;
};

std::string upper(std::string_view name) {
  std::string out(name);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

class Writer {
public:
  Writer() {
    entries_.push_back({});
    entries_[0].name = "Root Entry";
    entries_[0].type = EntryType::root;
  }

  void add(std::string_view path, const std::string& bytes) {
    std::uint32_t parent = 0;
    for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
      parent = child_of(parent, path.substr(0, slash), EntryType::storage);
      path.remove_prefix(slash + 1);
    }
    entries_[child_of(parent, path, EntryType::stream)].bytes = bytes;
  }

  std::string write() {
    for (Entry& entry : entries_) link_children(entry);
    std::string mini_stream;
    for (Entry& entry : entries_) {
      if (entry.type != EntryType::stream || entry.bytes.empty()) continue;
      if (entry.bytes.size() >= kMiniCutoff) {
        entry.start = append_chain(entry.bytes);
      } else {
        entry.start = append_mini_chain(mini_stream, entry.bytes);
      }
    }
    entries_[0].bytes = mini_stream;
    if (!mini_stream.empty()) entries_[0].start = append_chain(mini_stream);
    std::string mini_fat;
    for (const std::uint32_t next : mini_fat_) mini_fat += le32(next);
    const std::uint32_t mini_fat_start = mini_fat.empty() ? kEndOfChain : append_chain(mini_fat, '\xFF');
    const std::size_t mini_fat_sectors = (mini_fat.size() + kSector - 1) / kSector;
    const std::uint32_t directory_start = append_chain(directory());
    return header(directory_start, mini_fat_start, static_cast<std::uint32_t>(mini_fat_sectors)) + sectors_;
  }

private:
  std::uint32_t child_of(std::uint32_t parent, std::string_view name, EntryType type) {
    if (name.empty() || name.size() > 31) throw std::invalid_argument("no compound file name: " + std::string(name));
    for (const std::uint32_t child : entries_[parent].children) {
      if (upper(entries_[child].name) == upper(name)) return child;
    }
    Entry entry;
    entry.name = name;
    entry.type = type;
    entries_.push_back(std::move(entry));
    const auto number = static_cast<std::uint32_t>(entries_.size() - 1);
    entries_[parent].children.push_back(number);
    return number;
  }

  /// MS-CFB 2.6.4: siblings form a red-black tree, shorter names first, then by upper case.
  void link_children(Entry& parent) {
    std::vector<std::uint32_t> sorted = parent.children;
    std::sort(sorted.begin(), sorted.end(), [this](std::uint32_t a, std::uint32_t b) {
      const std::string& left = entries_[a].name;
      const std::string& right = entries_[b].name;
      return left.size() != right.size() ? left.size() < right.size() : upper(left) < upper(right);
    });
    unsigned full_levels = 0;
    while ((std::size_t{2} << full_levels) - 1 <= sorted.size()) ++full_levels;
    parent.child = link(sorted, 0, full_levels);
  }

  /// The middle one is the root; only the last, incomplete level is red.
  std::uint32_t link(std::span<const std::uint32_t> sorted, unsigned depth, unsigned full_levels) {
    if (sorted.empty()) return kNoEntry;
    const std::size_t middle = sorted.size() / 2;
    Entry& entry = entries_[sorted[middle]];
    entry.red = depth >= full_levels;
    entry.left = link(sorted.first(middle), depth + 1, full_levels);
    entry.right = link(sorted.subspan(middle + 1), depth + 1, full_levels);
    return sorted[middle];
  }

  std::uint32_t append_chain(std::string bytes, char padding = '\0') {
    bytes.resize((bytes.size() + kSector - 1) / kSector * kSector, padding);
    const auto start = static_cast<std::uint32_t>(fat_.size());
    const auto count = static_cast<std::uint32_t>(bytes.size() / kSector);
    for (std::uint32_t i = 1; i < count; ++i) fat_.push_back(start + i);
    fat_.push_back(kEndOfChain);
    sectors_ += bytes;
    return start;
  }

  std::uint32_t append_mini_chain(std::string& mini_stream, std::string bytes) {
    bytes.resize((bytes.size() + kMiniSector - 1) / kMiniSector * kMiniSector, '\0');
    const auto start = static_cast<std::uint32_t>(mini_fat_.size());
    const auto count = static_cast<std::uint32_t>(bytes.size() / kMiniSector);
    for (std::uint32_t i = 1; i < count; ++i) mini_fat_.push_back(start + i);
    mini_fat_.push_back(kEndOfChain);
    mini_stream += bytes;
    return start;
  }

  std::string directory() const {
    std::string out;
    for (const Entry& entry : entries_) {
      std::string name = utf16le(entry.name);
      const auto name_size = static_cast<std::uint16_t>(name.size() + 2);
      name.resize(64, '\0');
      out += name + le16(name_size) + static_cast<char>(entry.type) + static_cast<char>(entry.red ? 0 : 1);
      out += le32(entry.left) + le32(entry.right) + le32(entry.child);
      out.append(16 + 4 + 8 + 8, '\0'); // class id, state bits, times
      const bool storage = entry.type == EntryType::storage;
      out += le32(storage ? 0 : entry.start) + le64(storage ? 0 : entry.bytes.size());
    }
    while (out.size() % kSector != 0) {
      out.append(68, '\0');
      out += le32(kNoEntry) + le32(kNoEntry) + le32(kNoEntry);
      out.append(48, '\0');
    }
    return out;
  }

  /// Appends the FAT and answers the header.
  std::string header(std::uint32_t directory_start, std::uint32_t mini_fat_start, std::uint32_t mini_fat_sectors) {
    constexpr std::size_t kPerSector = kSector / 4;
    constexpr std::size_t kInHeader = 109;
    std::size_t fat_sectors = 1;
    while (fat_sectors * kPerSector < fat_.size() + fat_sectors) ++fat_sectors;
    if (fat_sectors > kInHeader) throw std::length_error("compound file too large for its header");
    std::string places;
    for (std::size_t i = 0; i < kInHeader; ++i) {
      places += le32(i < fat_sectors ? static_cast<std::uint32_t>(fat_.size()) : kFree);
      if (i < fat_sectors) fat_.push_back(kFatSector);
    }
    fat_.resize(fat_sectors * kPerSector, kFree);
    for (const std::uint32_t next : fat_) sectors_ += le32(next);
    std::string out = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    out.append(16, '\0');
    out += le16(0x3E) + le16(3) + le16(0xFFFE) + le16(9) + le16(6);
    out.append(6, '\0');
    out += le32(0) + le32(static_cast<std::uint32_t>(fat_sectors)) + le32(directory_start) + le32(0) +
           le32(kMiniCutoff) + le32(mini_fat_start) + le32(mini_fat_sectors) + le32(kEndOfChain) + le32(0);
    return out + places;
  }

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> fat_;
  std::vector<std::uint32_t> mini_fat_;
  std::string sectors_;
};

} // namespace

std::string compound_file(std::span<const CompoundStream> streams) {
  Writer writer;
  for (const CompoundStream& stream : streams) writer.add(stream.path, stream.bytes);
  return writer.write();
}

} // namespace fumiban::test
