// SPDX-License-Identifier: Apache-2.0
// The directories of a zip archive.
// Reads:  APPNOTE 4.3.7, 4.3.12, 4.3.14-16 (Zip64), 4.5.3; Info-ZIP's 0x7075; WinZip's 0x9901.
// Leaves: digital signatures, patch data, several disks.
// Trusts: no offset and no size: whatever does not lie in the file is cut to it.
// Costs:  the last 65 KB, the directory, and the bytes that belong to no member.
// Damage: without an end record the local headers alone; an entry that cannot be read ends its directory.
#include "unpack/zip/directory.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/digest.hpp"

namespace fumiban::zip {
namespace {

using namespace std::string_view_literals;

constexpr auto kLocal = "PK\x03\x04"sv;
constexpr auto kCentral = "PK\x01\x02"sv;
constexpr auto kEnd = "PK\x05\x06"sv;
constexpr auto kEnd64 = "PK\x06\x06"sv;
constexpr auto kLocator64 = "PK\x06\x07"sv;
constexpr std::size_t kLocalSize = 30;
constexpr std::size_t kEndSize = 22;
constexpr std::uint32_t kIn64 = 0xffffffffU;
constexpr std::size_t kMostEnds = 8;

/// Zip64, AES and Unicode Path extra fields (APPNOTE 4.5).
Result<void> read_extra(ByteView extra, Header& header, std::uint64_t* local_at) {
  Reader reader(extra);
  while (reader.remaining() >= 4) {
    const auto id = FB_TRY(reader.u16());
    const auto size = FB_TRY(reader.u16());
    const auto content = FB_TRY(reader.bytes(std::min<std::size_t>(size, reader.remaining())));
    Reader field(content);
    if (id == 0x0001) {
      if (header.size == kIn64) header.size = FB_TRY(field.u64());
      if (header.packed == kIn64) header.packed = FB_TRY(field.u64());
      if (local_at != nullptr && *local_at == kIn64) *local_at = FB_TRY(field.u64());
    } else if (id == 0x9901) {
      header.aes_version = FB_TRY(field.u16());
      (void)FB_TRY(field.u16()); // "AE"
      header.aes_strength = FB_TRY(field.u8());
      header.aes_method = FB_TRY(field.u16());
    } else if (id == 0x7075) {
      if (FB_TRY(field.u8()) != 1) continue;
      if (FB_TRY(field.u32()) == crc32(ByteView(std::string_view(header.name))))
        header.unicode_name = FB_TRY(field.bytes(field.remaining())).copy();
    }
  }
  return {};
}

/// The fields that central and local headers have in the same order (APPNOTE 4.4), without lengths.
Result<void> read_common(Reader& reader, Header& header) {
  header.flags = FB_TRY(reader.u16());
  header.method = FB_TRY(reader.u16());
  header.time = FB_TRY(reader.u16());
  header.date = FB_TRY(reader.u16());
  header.crc = FB_TRY(reader.u32());
  header.packed = FB_TRY(reader.u32());
  header.size = FB_TRY(reader.u32());
  return {};
}

struct Local {
  Header header;
  std::uint64_t data = 0;
};

Result<Local> read_local(const Blob& blob, std::uint64_t at) {
  const auto fixed = FB_TRY(blob.read(at, kLocalSize));
  if (!fixed.whole().starts_with(kLocal)) return Error{Error::Kind::malformed, "no local header", at};
  Local local;
  Reader reader(fixed.whole());
  FB_TRY(reader.seek(6));
  FB_TRY(read_common(reader, local.header));
  const std::size_t name = FB_TRY(reader.u16());
  const std::size_t extra = FB_TRY(reader.u16());
  const auto rest = FB_TRY(blob.read(at + kLocalSize, name + extra));
  local.header.name = rest.whole().clamped(0, name).copy();
  (void)read_extra(rest.whole().clamped(name), local.header, nullptr); // a broken field says nothing
  local.data = at + kLocalSize + name + extra;
  return local;
}

struct End {
  std::uint64_t at;     ///< of the record
  std::uint64_t offset; ///< of the directory, as it says
  std::uint64_t size;
  std::uint64_t behind; ///< where its comment ends
};

Result<End> read_end(const Blob& blob, std::uint64_t at) {
  const auto record = FB_TRY(blob.read(at, kEndSize));
  Reader reader(record.whole());
  FB_TRY(reader.seek(12));
  End end{at, 0, FB_TRY(reader.u32()), 0};
  end.offset = FB_TRY(reader.u32());
  end.behind = at + kEndSize + FB_TRY(reader.u16());
  if (at < 20 || (end.offset != kIn64 && end.size != kIn64)) return end;
  const auto locator = FB_TRY(blob.read(at - 20, 20));
  if (!locator.whole().starts_with(kLocator64)) return end;
  Reader where(locator.whole());
  FB_TRY(where.seek(8));
  const auto at64 = FB_TRY(where.u64());
  const auto record64 = FB_TRY(blob.read(at64, 56));
  if (!record64.whole().starts_with(kEnd64)) return end;
  Reader wide(record64.whole());
  FB_TRY(wide.seek(40));
  end.size = FB_TRY(wide.u64());
  end.offset = FB_TRY(wide.u64());
  return end;
}

/// End records in the last 65 KB, the last one first; those whose comment reaches the end of the file come first.
std::vector<End> find_ends(const Blob& blob) {
  static constexpr std::uint64_t kReach = 65535 + kEndSize + 20;
  const auto from = blob.size() - std::min(blob.size(), kReach);
  std::vector<End> ends;
  const auto tail = blob.read(from, blob.size() - from);
  if (!tail) return ends;
  const auto text = tail->whole().text();
  for (auto at = text.rfind(kEnd); at != std::string_view::npos && ends.size() < kMostEnds;
       at = at == 0 ? std::string_view::npos : text.rfind(kEnd, at - 1))
    if (const auto end = read_end(blob, from + at)) ends.push_back(*end);
  std::stable_partition(ends.begin(), ends.end(), [&](const End& end) { return end.behind == blob.size(); });
  return ends;
}

class DirectoryReader {
public:
  DirectoryReader(const Blob& blob, Context& context) : blob_(blob), context_(context) {}

  Directory read() {
    const auto ends = find_ends(blob_);
    out_.has_end = !ends.empty();
    for (const auto& end : ends) {
      if (lies_in_member(end.at)) continue; // the end of an archive within this one
      bool found = false;
      // A file may have been put before the archive: then the directory stands right before its end record. Programs
      // believe the one place or the other.
      const bool right_before = end.size <= end.at && starts(end.at - end.size, kCentral);
      const auto place = end.at - std::min(end.size, end.at);
      if (starts(end.offset, kCentral)) found = read_central(end.offset, end.size, 0) || found;
      if (right_before && place != end.offset)
        found = read_central(place, end.size, place - std::min(end.offset, place)) || found;
      if (found && end.behind < blob_.size() && behind_ == 0) out_.trailing = blob_.size() - end.behind;
      if (found && behind_ == 0) behind_ = end.behind;
    }
    find_unlisted();
    return std::move(out_);
  }

private:
  bool lies_in_member(std::uint64_t at) const {
    return std::any_of(out_.members.begin(), out_.members.end(),
                       [&](const Member& member) { return member.data <= at && at < member.data_end; });
  }

  bool starts(std::uint64_t at, std::string_view signature) const {
    const auto there = blob_.read(at, signature.size());
    return there && there->whole().text() == signature;
  }

  /// `size`: where it ends, as the end record says; what follows is looked for by its local headers.
  bool read_central(std::uint64_t at, std::uint64_t size, std::uint64_t shift) {
    const auto begin = at;
    const auto before = out_.members.size();
    // No more than the walker takes: the limit is said when it comes to them.
    while (at < begin + size && starts(at, kCentral) && files_ <= context_.limits().parts && context_.pay(64)) {
      const auto next = read_entry(at, shift);
      if (!next) {
        out_.truncated = true;
        break;
      }
      at = *next;
    }
    if (at > begin) central_.emplace_back(begin, at);
    if (before > 0 && out_.members.size() > before) out_.several = true;
    return at > begin;
  }

  Result<std::uint64_t> read_entry(std::uint64_t at, std::uint64_t shift) {
    const auto fixed = FB_TRY(blob_.read(at, 46));
    Reader reader(fixed.whole());
    FB_TRY(reader.seek(8));
    Member member;
    auto& header = member.header;
    FB_TRY(read_common(reader, header));
    const std::size_t name = FB_TRY(reader.u16());
    const std::size_t extra = FB_TRY(reader.u16());
    const std::size_t comment = FB_TRY(reader.u16());
    FB_TRY(reader.seek(42));
    std::uint64_t local_at = FB_TRY(reader.u32());
    const auto rest = FB_TRY(blob_.read(at + 46, std::min<std::uint64_t>(name + extra, blob_.size() - at - 46)));
    header.name = rest.whole().clamped(0, name).copy();
    (void)read_extra(rest.whole().clamped(name), header, &local_at);
    // Some writers of what is put before an archive mend the offsets, others do not.
    const auto mended = shift == 0 ? Result<Local>(Error{}) : read_local(blob_, local_at);
    member.local_at = mended && mended->header.name == header.name ? local_at : local_at + shift;
    if (context_.pay(name + extra) && seen_.emplace(member.local_at, header.name).second) {
      place(member);
      if (!member.header.name.ends_with('/')) ++files_;
      out_.members.push_back(std::move(member));
    }
    return at + 46 + name + extra + comment;
  }

  /// Finds the data of a listed member and what its local header says otherwise.
  void place(Member& member) const {
    auto local = read_local(blob_, member.local_at);
    if (!local) {
      member.listed = Listed::only_central;
      member.data = member.local_at + kLocalSize + member.header.name.size();
    } else {
      member.data = local->data;
      compare(member, local->header);
    }
    member.data = std::min(member.data, blob_.size());
    member.data_end = member.data + std::min(member.header.packed, blob_.size() - member.data);
  }

  static void compare(Member& member, Header& local) {
    const auto& central = member.header;
    const auto differ = [&](std::string_view what, const std::string& there, const std::string& here) {
      member.disagreement +=
          (member.disagreement.empty() ? "" : "; ") + std::string(what) + ": " + there + " / " + here;
    };
    if (central.name != local.name) differ("name", central.name, local.name);
    if (central.method != local.method) differ("method", std::to_string(central.method), std::to_string(local.method));
    if (central.encrypted() != local.encrypted())
      differ("encrypted", central.encrypted() ? "yes" : "no", local.encrypted() ? "yes" : "no");
    // With a data descriptor the local header knows nothing yet.
    const bool knows = !local.has_descriptor() || local.packed != 0;
    if (knows && central.packed != local.packed && local.packed != kIn64)
      differ("packed", std::to_string(central.packed), std::to_string(local.packed));
    if (knows && central.size != local.size && local.size != kIn64)
      differ("size", std::to_string(central.size), std::to_string(local.size));
    if (knows && central.crc != local.crc && local.crc != 0)
      differ("crc", std::to_string(central.crc), std::to_string(local.crc));
    if (!member.disagreement.empty()) member.local = std::move(local);
  }

  /// Local headers in bytes that no listed member and no directory claims.
  void find_unlisted() {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> taken(central_.begin(), central_.end());
    for (const auto& member : out_.members)
      if (member.listed != Listed::only_central) taken.emplace_back(member.local_at, member.data_end);
    std::sort(taken.begin(), taken.end());
    std::uint64_t at = 0;
    std::uint64_t members_end = 0;
    for (const auto& [begin, end] : taken) {
      if (begin > at) search(at, begin);
      at = std::max(at, end);
    }
    search(at, blob_.size());
    auto spans = std::vector<std::pair<std::uint64_t, std::uint64_t>>();
    for (const auto& member : out_.members)
      if (member.listed != Listed::only_central) spans.emplace_back(member.local_at, member.data_end);
    std::sort(spans.begin(), spans.end());
    out_.leading = spans.empty() ? 0 : spans.front().first;
    for (const auto& [begin, end] : spans) {
      out_.overlap = out_.overlap || begin < members_end;
      members_end = std::max(members_end, end);
    }
  }

  void search(std::uint64_t begin, std::uint64_t end) {
    if (end < begin + kLocalSize) return;
    if (!context_.pay(end - begin)) return;
    while (begin < end && files_ <= context_.limits().parts) {
      const auto found = find(begin, end, [](std::string_view signature) { return signature == kLocal; });
      if (found >= end) return;
      auto local = read_local(blob_, found);
      if (!local || local->header.name.empty() || local->header.method > 99) {
        begin = found + kLocal.size();
        continue;
      }
      Member member{.header = std::move(local->header),
                    .local = {},
                    .listed = out_.has_end ? Listed::only_local : Listed::both,
                    .local_at = found,
                    .data = local->data,
                    .data_end = 0,
                    .disagreement = {}};
      const bool sized = member.header.packed != 0 || !member.header.has_descriptor();
      member.data_end = sized && member.header.packed <= blob_.size() - member.data
                            ? member.data + member.header.packed
                            : next_signature(member.data, std::max(end, member.data));
      begin = std::max(member.data_end, found + kLocal.size());
      ++files_;
      out_.members.push_back(std::move(member));
    }
  }

  std::uint64_t next_signature(std::uint64_t begin, std::uint64_t end) const {
    return find(begin, end, [](std::string_view signature) {
      return signature == kLocal || signature == kCentral || signature == "PK\x07\x08"sv;
    });
  }

  /// Where a signature of four bytes that `wanted` takes stands at or after `begin`; `end` if none does.
  template <class Wanted>
  std::uint64_t find(std::uint64_t begin, std::uint64_t end, Wanted wanted) const {
    while (begin < end) {
      const auto some = blob_.some(begin, end - begin);
      if (!some || some->size() == 0) return end;
      const auto piece = some->whole();
      for (auto at = piece.find('P'); at != ByteView::npos; at = piece.find('P', at + 1)) {
        if (at + 1 < piece.size() && piece.peek(at + 1) != 'K') continue;
        const auto signature = blob_.read(begin + at, 4); // it may reach into the next piece
        if (signature && begin + at + 4 <= end && wanted(signature->whole().text())) return begin + at;
      }
      begin += piece.size();
    }
    return end;
  }

  const Blob& blob_;
  Context& context_;
  Directory out_;
  std::set<std::pair<std::uint64_t, std::string>> seen_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> central_; ///< where directories lie
  std::uint64_t files_ = 0;
  std::uint64_t behind_ = 0;
};

} // namespace

bool ends_as_zip(ByteView content) noexcept {
  static constexpr std::size_t kReach = 65535 + kEndSize;
  const auto tail = content.clamped(content.size() - std::min(content.size(), kReach));
  // The third byte is rare where the first is not: text has none.
  for (auto at = tail.find('\x05'); at != ByteView::npos; at = tail.find('\x05', at + 1)) {
    if (at < 2 || tail.clamped(at - 2, at + 2).text() != kEnd) continue;
    Reader reader(tail.clamped(at + 2));
    if (!reader.seek(8)) return false;
    const auto size = reader.u32();
    if (!size || at - 2 + (content.size() - tail.size()) < *size) continue;
    const auto directory = content.size() - tail.size() + at - 2 - *size;
    if (*size > 0 && content.clamped(directory).starts_with(kCentral)) return true;
  }
  return false;
}

Directory read_directory(const Blob& blob, Context& context) { return DirectoryReader(blob, context).read(); }

} // namespace fumiban::zip
