// SPDX-License-Identifier: Apache-2.0
#include "zip.hpp"

#include <zlib.h>

#include <cstdint>
#include <vector>

#include "little_endian.hpp"
#include "packed.hpp"
#include "zip_encryption.hpp"

namespace fumiban::test {
namespace {

constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;
constexpr std::uint16_t kAes = 99;
constexpr std::uint16_t kTime = 10U << 11 | 30U << 5;                 // 10:30:00
constexpr std::uint16_t kDate = (2023U - 1980U) << 9 | 6U << 5 | 15U; // 2023-06-15

/// A member as both of its headers describe it.
struct Member {
  std::uint16_t version = 20;
  std::uint16_t flags = 0;
  std::uint16_t method = kStored;
  std::uint32_t crc = 0;
  std::uint32_t size = 0;
  std::string extra;
  std::string stored; ///< compressed and encrypted
};

Member member_of(const ZipEntry& entry) {
  Member member;
  const auto* bytes = reinterpret_cast<const Bytef*>(entry.bytes.data());
  member.crc = static_cast<std::uint32_t>(crc32(0, bytes, static_cast<uInt>(entry.bytes.size())));
  member.size = static_cast<std::uint32_t>(entry.bytes.size());
  member.method = entry.deflate ? kDeflated : kStored;
  member.flags = static_cast<std::uint16_t>(entry.utf8_flag ? 1U << 11 : 0U);
  member.stored = entry.deflate ? raw_deflate(entry.bytes, 9) : entry.bytes;
  if (entry.encryption == ZipEncryption::zip_crypto) {
    member.flags |= 1U;
    member.stored = zip_crypto(member.stored, entry.password, static_cast<std::uint8_t>(member.crc >> 24), entry.name);
  } else if (entry.encryption == ZipEncryption::aes_256) {
    member.flags |= 1U;
    member.version = 51;
    member.stored = winzip_aes_256(member.stored, entry.password, entry.name);
    member.extra = le16(0x9901) + le16(7) + le16(2) + "AE" + '\x03' + le16(member.method);
    member.method = kAes;
    member.crc = 0; // AE-2 leaves it out: the authentication code does its work
  }
  return member;
}

/// The fields that both headers share, from "version needed" to the extra field's length.
std::string shared_fields(const Member& member, const ZipEntry& entry) {
  return le16(member.version) + le16(member.flags) + le16(member.method) + le16(kTime) + le16(kDate) +
         le32(member.crc) + le32(static_cast<std::uint32_t>(member.stored.size())) + le32(member.size) +
         le16(static_cast<std::uint16_t>(entry.name.size())) + le16(static_cast<std::uint16_t>(member.extra.size()));
}

} // namespace

std::string write_zip(std::span<const ZipEntry> entries) {
  std::string out;
  std::string directory;
  for (const ZipEntry& entry : entries) {
    const Member member = member_of(entry);
    const auto offset = static_cast<std::uint32_t>(out.size());
    out += std::string("PK") + "\x03\x04" + shared_fields(member, entry) + entry.name + member.extra + member.stored;
    directory += std::string("PK") + "\x01\x02" + le16(member.version) + shared_fields(member, entry) + le16(0) +
                 le16(0) + le16(0) + le32(0x20) + le32(offset) + entry.name + member.extra;
  }
  const auto count = static_cast<std::uint16_t>(entries.size());
  const auto start = static_cast<std::uint32_t>(out.size());
  out += directory;
  out += std::string("PK") + "\x05\x06" + le16(0) + le16(0) + le16(count) + le16(count) +
         le32(static_cast<std::uint32_t>(directory.size())) + le32(start) + le16(0);
  return out;
}

std::string locked_zip(std::string_view name, std::string_view bytes, std::string_view password,
                       ZipEncryption encryption) {
  ZipEntry entry;
  entry.name = name;
  entry.bytes = bytes;
  entry.encryption = encryption;
  entry.password = password;
  return write_zip(std::vector<ZipEntry>{entry});
}

} // namespace fumiban::test
