// SPDX-License-Identifier: Apache-2.0
/// @file
/// Compound files (MS-CFB): the file system in a file that Office 97-2003, Outlook, Windows Installer and every
/// vbaProject.bin are made of. States facts; cfb.cpp and the readers of documents say what they mean.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyser/context.hpp"
#include "unpack/cfb/oddities.hpp"
#include "unpack/cfb/sectors.hpp"

namespace fumiban::cfb {

inline constexpr std::uint32_t kNoEntry = 0xffffffff;

/// A storage or a stream.
struct Entry {
  enum class Type : std::uint8_t { unknown, storage, stream, root };
  std::string name; ///< UTF-8, as written; what is no UTF-16 is U+FFFD
  Type type = Type::unknown;
  std::uint32_t parent = kNoEntry; ///< index; kNoEntry for the root and for what nobody holds
  std::uint64_t size = 0;          ///< of a stream as its entry claims, in bytes; never to size anything by
  bool orphan = false;             ///< no way leads here from the root
  std::array<std::uint8_t, 16> clsid{};
  std::uint64_t created = 0; ///< FILETIME, 0 if not told
  std::uint64_t modified = 0;
  std::uint32_t start = 0;  ///< first sector
  std::uint64_t offset = 0; ///< of the directory entry, in the file
};

/// A compound file, version 3 or 4, as far as it can be read. Sectors are looked at where and when they are wanted.
/// Total: whatever is wrong becomes an oddity and reading goes on. Not for two threads at once.
class CompoundFile {
public:
  static constexpr std::uint64_t kAll = ~std::uint64_t{0};

  /// Reads header, DIFAT and directory. An error if there is no header or no directory. Costs what it reads.
  [[nodiscard]] static Result<CompoundFile> open(const Blob& blob, Context& context);

  /// Index 0 is the root; the children of one storage stand together; a parent stands before its children wherever the
  /// directory allows it. Orphans stand behind all others. At most 65,536 (then `limit.parts` is said).
  [[nodiscard]] std::span<const Entry> entries() const noexcept { return entries_; }
  /// The indices of what a storage holds.
  [[nodiscard]] std::vector<std::uint32_t> children(std::uint32_t storage) const;
  /// The entry of that name in a storage, compared as MS-CFB 2.6.4 does: each character in upper case. The first, if
  /// there are several.
  [[nodiscard]] std::optional<std::uint32_t> find(std::uint32_t storage, std::string_view name) const;
  /// The same down a path of names.
  [[nodiscard]] std::optional<std::uint32_t> find(std::initializer_list<std::string_view> path) const;
  /// "Macros/VBA/dir", for people; control characters as they are; at most 64 names.
  [[nodiscard]] std::string path(std::uint32_t index) const;

  /// The content of a stream (of the root: the mini stream), all of it together in memory. At most `Entry::size` bytes;
  /// fewer where the chain or the file ends before, which is noted. As Windows does, a chain that loops is followed
  /// until the size is reached, yet never for more bytes than the file has. Paid for; what Limits::memory has no room
  /// for is cut off and said. An error where nothing can be paid for, or the bytes were not kept.
  /// With `most` only so many bytes of the beginning.
  [[nodiscard]] Result<Blob> stream(std::uint32_t index, Context& context, std::uint64_t most = kAll) const;

  /// Follows the chain of every stream once, without looking at content, and notes what is out of order: loops,
  /// crossings, missing sectors, orphans that have content. Linear in the sectors of the file.
  void check_chains(Context& context) const;

  /// What was noted so far.
  [[nodiscard]] std::span<const Oddity> oddities() const noexcept { return oddities_.all(); }

private:
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };

  explicit CompoundFile(Sectors sectors) : sectors_(std::move(sectors)) {}
  void check_chain(const Entry& entry, std::vector<bool>& used, std::vector<bool>& used_mini, Context& context) const;
  [[nodiscard]] bool is_mini(const Entry& entry) const noexcept;

  Sectors sectors_;
  std::vector<Entry> entries_;
  std::vector<Range> children_; ///< of each entry
  mutable Oddities oddities_;   ///< streams are read one by one, and some of it is seen only then
};

} // namespace fumiban::cfb
