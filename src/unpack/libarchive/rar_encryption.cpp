// SPDX-License-Identifier: Apache-2.0
// The headers of rar archives, as far as encryption goes.
// Reads:  the block headers of RAR 4 (technote.txt of 2012) and RAR 5 (rarlab.com/technote.htm).
// Leaves: everything else: libarchive reads it.
// Trusts: no size: a block that does not lie in the file ends the walk.
// Costs:  the headers.
// Damage: ends the walk; libarchive says what is broken.
#include "unpack/libarchive/rar_encryption.hpp"

#include <algorithm>

namespace fumiban::libarchive {
namespace {

using namespace std::string_view_literals;

constexpr auto kRar4 = "Rar!\x1A\x07\0"sv;
constexpr auto kRar5 = "Rar!\x1A\x07\x01\0"sv;
constexpr std::uint64_t kLongestHeader = 64U << 10U;

/// A number of RAR 5: seven bits a byte, the lowest first.
Result<std::uint64_t> vint(Reader& reader) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 63; shift += 7) {
    const std::uint64_t byte = FB_TRY(reader.u8());
    value |= (byte & 0x7fU) << shift;
    if ((byte & 0x80U) == 0) return value;
  }
  return Error{Error::Kind::malformed, "rar: a number without an end", reader.position()};
}

/// True if a record of the extra area says how the file is encrypted (record type 1).
Result<bool> has_encryption_record(ByteView extra) {
  Reader reader(extra);
  while (reader.remaining() > 0) {
    const auto size = FB_TRY(vint(reader));
    const auto record =
        FB_TRY(reader.bytes(static_cast<std::size_t>(std::min<std::uint64_t>(size, reader.remaining() + 1))));
    Reader inside(record);
    if (FB_TRY(vint(inside)) == 1) return true;
  }
  return false;
}

Result<void> walk5(const Blob& blob, Context& context, std::vector<bool>& out) {
  std::uint64_t at = kRar5.size();
  while (at < blob.size() && context.pay(64)) {
    const auto block = FB_TRY(blob.read(at, std::min(kLongestHeader, blob.size() - at)));
    Reader reader(block.whole());
    (void)FB_TRY(reader.u32());
    const auto size = FB_TRY(vint(reader));
    const auto begin = reader.position();
    const auto type = FB_TRY(vint(reader));
    const auto flags = FB_TRY(vint(reader));
    const auto extra = (flags & 1U) != 0 ? FB_TRY(vint(reader)) : 0;
    const auto data = (flags & 2U) != 0 ? FB_TRY(vint(reader)) : 0;
    if (type == 4 || type == 5) return {}; // everything is encrypted from here, or the end
    if (size > kLongestHeader || extra > size || data > blob.size()) return {};
    const auto end = begin + static_cast<std::size_t>(size);
    if (type == 2) {
      const auto records =
          FB_TRY(block.whole().slice(end - static_cast<std::size_t>(extra), static_cast<std::size_t>(extra)));
      out.push_back(FB_TRY(has_encryption_record(records)));
    }
    at += end + data;
  }
  return {};
}

Result<void> walk4(const Blob& blob, Context& context, std::vector<bool>& out) {
  std::uint64_t at = kRar4.size();
  while (at < blob.size() && context.pay(64)) {
    const auto block = FB_TRY(blob.read(at, std::min<std::uint64_t>(11, blob.size() - at)));
    Reader reader(block.whole());
    (void)FB_TRY(reader.u16());
    const auto type = FB_TRY(reader.u8());
    const auto flags = FB_TRY(reader.u16());
    const std::uint64_t size = FB_TRY(reader.u16());
    const bool has_data = type == 0x74 || type == 0x7a || (flags & 0x8000U) != 0;
    const std::uint64_t data = has_data ? FB_TRY(reader.u32()) : 0;
    if (type == 0x73 && (flags & 0x80U) != 0) return {}; // the headers that follow are encrypted
    if (type == 0x7b || size < 7) return {};
    if (type == 0x74) out.push_back((flags & 4U) != 0);
    at += size + data;
  }
  return {};
}

} // namespace

std::vector<bool> encrypted_members(const Blob& blob, Context& context) {
  std::vector<bool> out;
  const auto head = blob.read(0, kRar5.size());
  if (!head) return out;
  const auto walked = head->whole().starts_with(kRar5)   ? walk5(blob, context, out)
                      : head->whole().starts_with(kRar4) ? walk4(blob, context, out)
                                                         : Result<void>();
  (void)walked; // where it stopped, libarchive stops too and says why
  return out;
}

} // namespace fumiban::libarchive
