// SPDX-License-Identifier: Apache-2.0
/// @file
/// Compound files of which every number can be wrong (MS-CFB).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace fumiban::test {

inline constexpr std::uint32_t kRawNone = 0xFFFFFFFF;
inline constexpr std::uint32_t kRawEnd = 0xFFFFFFFE;

/// A directory entry as it is written.
struct RawEntry {
  std::u16string name;
  std::uint8_t type = 2; ///< 0 free, 1 storage, 2 stream, 5 root
  std::uint32_t start = kRawEnd;
  std::uint64_t size = 0;
  std::uint32_t child = kRawNone;
  std::uint32_t left = kRawNone;
  std::uint32_t right = kRawNone;
};

/// A file that is laid out in the order of the calls. What the maps and fields say is written over what would be right.
class RawCompoundFile {
public:
  explicit RawCompoundFile(unsigned sector_shift = 9);

  /// Appends sectors that hold `bytes`, one behind the other; the first one's number.
  std::uint32_t add(std::string bytes);
  /// The same in the mini stream.
  std::uint32_t add_mini(const std::string& bytes);
  /// Adds an entry, as the next sibling to the right of the last that was added to `storage`; its number.
  std::uint32_t enter(RawEntry entry, std::uint32_t storage = 0);
  /// Directory, mini FAT, mini stream, FAT and DIFAT behind all that was added, and the header.
  [[nodiscard]] std::string write() const;

  std::vector<RawEntry> entries;               ///< [0] is the root
  std::map<std::uint32_t, std::uint32_t> next; ///< of sectors, in place of what is right
  std::map<std::uint32_t, std::uint32_t> mini_next;
  std::map<std::size_t, std::string> header; ///< bytes by offset, written last

private:
  [[nodiscard]] std::string lay_out();
  [[nodiscard]] std::string directory() const;
  void append_tables(std::string& head);

  unsigned shift_;
  std::string sectors_;
  std::string mini_;
  std::vector<std::uint32_t> fat_;
  std::vector<std::uint32_t> mini_fat_;
  std::map<std::uint32_t, std::uint32_t> last_child_;
};

} // namespace fumiban::test
