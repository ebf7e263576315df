// SPDX-License-Identifier: Apache-2.0
#include "compound_file_raw.hpp"

#include <algorithm>

#include "little_endian.hpp"

namespace fumiban::test {
namespace {

constexpr std::uint32_t kFatSector = 0xFFFFFFFD;
constexpr std::uint32_t kDifatSector = 0xFFFFFFFC;
constexpr std::size_t kInHeader = 109;
constexpr std::size_t kMiniSector = 64;

void chain(std::vector<std::uint32_t>& table, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    table.push_back(i + 1 < count ? static_cast<std::uint32_t>(table.size() + 1) : kRawEnd);
}

} // namespace

RawCompoundFile::RawCompoundFile(unsigned sector_shift) : shift_(sector_shift) {
  entries.push_back({.name = u"Root Entry", .type = 5});
}

std::uint32_t RawCompoundFile::add(std::string bytes) {
  const std::size_t size = std::size_t{1} << shift_;
  const std::size_t count = std::max<std::size_t>(1, (bytes.size() + size - 1) / size);
  const auto start = static_cast<std::uint32_t>(fat_.size());
  bytes.resize(count * size, '\0');
  sectors_ += bytes;
  chain(fat_, count);
  return start;
}

std::uint32_t RawCompoundFile::add_mini(const std::string& bytes) {
  const auto start = static_cast<std::uint32_t>(mini_fat_.size());
  mini_ += bytes;
  mini_.resize((mini_.size() + kMiniSector - 1) / kMiniSector * kMiniSector, '\0');
  chain(mini_fat_, mini_.size() / kMiniSector - start);
  return start;
}

std::uint32_t RawCompoundFile::enter(RawEntry entry, std::uint32_t storage) {
  const auto id = static_cast<std::uint32_t>(entries.size());
  entries.push_back(std::move(entry));
  const auto before = last_child_.find(storage);
  if (before == last_child_.end()) entries[storage].child = id;
  else entries[before->second].right = id;
  last_child_[storage] = id;
  return id;
}

std::string RawCompoundFile::directory() const {
  std::string out;
  for (const RawEntry& entry : entries) {
    std::string name;
    for (const char16_t unit : entry.name) name += le16(static_cast<std::uint16_t>(unit));
    const auto length = static_cast<std::uint16_t>(name.size() + 2);
    name.resize(64, '\0');
    out += name + le16(length) + static_cast<char>(entry.type) + '\1';
    out += le32(entry.left) + le32(entry.right) + le32(entry.child);
    out.append(16 + 4 + 8 + 8, '\0');
    out += le32(entry.start) + le64(entry.size);
  }
  return out;
}

/// FAT and DIFAT; their places go into the header.
void RawCompoundFile::append_tables(std::string& head) {
  const std::size_t entries_each = (std::size_t{1} << shift_) / 4;
  std::size_t fats = 1;
  std::size_t difats = 0;
  while (fats * entries_each < fat_.size() + fats + difats) {
    ++fats;
    difats = fats > kInHeader ? (fats - kInHeader + entries_each - 2) / (entries_each - 1) : 0;
  }
  const auto first = static_cast<std::uint32_t>(fat_.size());
  const auto first_difat = first + static_cast<std::uint32_t>(fats);
  fat_.insert(fat_.end(), fats, kFatSector);
  fat_.insert(fat_.end(), difats, kDifatSector);
  fat_.resize(fats * entries_each, kRawNone);
  for (const auto& [sector, after] : next) fat_[sector] = after;
  for (const std::uint32_t after : fat_) sectors_ += le32(after);
  std::vector<std::uint32_t> places(kInHeader, kRawNone);
  for (std::size_t i = 0; i < std::min(fats, kInHeader); ++i) places[i] = first + static_cast<std::uint32_t>(i);
  put(head, 44, le32(static_cast<std::uint32_t>(fats)));
  put(head, 68, le32(difats > 0 ? first_difat : kRawEnd) + le32(static_cast<std::uint32_t>(difats)));
  for (std::size_t i = 0; i < kInHeader; ++i) put(head, 76 + 4 * i, le32(places[i]));
  std::size_t told = kInHeader;
  for (std::size_t i = 0; i < difats; ++i) {
    for (std::size_t j = 0; j + 1 < entries_each; ++j, ++told)
      sectors_ += le32(told < fats ? first + static_cast<std::uint32_t>(told) : kRawNone);
    sectors_ += le32(i + 1 < difats ? first_difat + static_cast<std::uint32_t>(i) + 1 : kRawEnd);
  }
}

std::string RawCompoundFile::write() const { return RawCompoundFile(*this).lay_out(); }

std::string RawCompoundFile::lay_out() {
  std::string head = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
  put(head, 24,
      le16(0x3E) + le16(shift_ == 12 ? 4 : 3) + le16(0xFFFE) + le16(static_cast<std::uint16_t>(shift_)) + le16(6));
  std::uint32_t mini_fat = kRawEnd;
  if (!mini_.empty()) {
    if (entries[0].start == kRawEnd) entries[0].start = add(mini_);
    if (entries[0].size == 0) entries[0].size = mini_.size();
    for (const auto& [sector, after] : mini_next) mini_fat_[sector] = after;
    std::string table;
    for (const std::uint32_t after : mini_fat_) table += le32(after);
    while (table.size() % (std::size_t{1} << shift_) != 0) table += le32(kRawNone);
    mini_fat = add(table);
  }
  const auto first = add(directory());
  put(head, 48, le32(first) + le32(0) + le32(4096) + le32(mini_fat) + le32(mini_.empty() ? 0 : 1));
  append_tables(head);
  for (const auto& [offset, bytes] : header) put(head, offset, bytes);
  head.resize(std::max<std::size_t>(512, std::size_t{1} << shift_), '\0');
  return head + sectors_;
}

} // namespace fumiban::test
