// SPDX-License-Identifier: Apache-2.0
#include "zip_raw.hpp"

#include <zlib.h>

#include <utility>

#include "little_endian.hpp"
#include "packed.hpp"
#include "zip_encryption.hpp"

namespace fumiban::test {
namespace {

constexpr std::uint16_t kTime = 10U << 11 | 30U << 5;
constexpr std::uint16_t kDate = (2023U - 1980U) << 9 | 6U << 5 | 15U;
constexpr std::uint32_t kIn64 = 0xffffffffU;

std::uint32_t crc_of(std::string_view bytes) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

std::string le32_or_64(std::uint64_t value, bool zip64) {
  return le32(zip64 ? kIn64 : static_cast<std::uint32_t>(value));
}

/// From "version needed" to the extra field's length.
std::string shared_fields(const RawHeader& header, const std::string& extra) {
  return le16(header.version) + le16(header.flags) + le16(header.method) + le16(kTime) + le16(kDate) +
         le32(header.crc) + le32_or_64(header.packed, header.zip64) + le32_or_64(header.size, header.zip64) +
         le16(static_cast<std::uint16_t>(header.name.size())) + le16(static_cast<std::uint16_t>(extra.size()));
}

std::string local_header(const RawHeader& header) {
  auto extra = header.extra;
  if (header.zip64) extra = le16(1) + le16(16) + le64(header.size) + le64(header.packed) + extra;
  return "PK\x03\x04" + shared_fields(header, extra) + header.name + extra;
}

std::string central_header(const RawHeader& header) {
  auto extra = header.extra;
  if (header.zip64) extra = le16(1) + le16(24) + le64(header.size) + le64(header.packed) + le64(header.offset) + extra;
  return "PK\x01\x02" + le16(header.version) + shared_fields(header, extra) +
         le16(static_cast<std::uint16_t>(header.comment.size())) + le16(0) + le16(0) + le32(0x20) +
         le32_or_64(header.offset, header.zip64) + header.name + extra + header.comment;
}

std::string descriptor_of(const RawHeader& header, Descriptor descriptor) {
  const std::string signature = "PK\x07\x08";
  const auto crc = le32(header.crc);
  const auto packed = static_cast<std::uint32_t>(header.packed);
  const auto size = static_cast<std::uint32_t>(header.size);
  switch (descriptor) {
    case Descriptor::none: return {};
    case Descriptor::with_signature: return signature + crc + le32(packed) + le32(size);
    case Descriptor::without_signature: return crc + le32(packed) + le32(size);
    case Descriptor::wide_with_signature: return signature + crc + le64(header.packed) + le64(header.size);
  }
  return {};
}

} // namespace

std::string zip_packed(ZipMethod method, std::string_view bytes) {
  switch (method) {
    case ZipMethod::stored: return std::string(bytes);
    case ZipMethod::deflate: return raw_deflate(bytes);
    case ZipMethod::deflate64: {
      Deflate64Writer writer;
      writer.begin_block();
      writer.literals(bytes);
      writer.end_block();
      return writer.finish();
    }
    case ZipMethod::bzip2: return bzip2(bytes);
    case ZipMethod::lzma: return zip_lzma(bytes);
    case ZipMethod::zstd_old:
    case ZipMethod::zstd: return zstd(bytes);
    case ZipMethod::xz: return xz(bytes);
  }
  return {};
}

RawHeader RawZip::prepare(const RawMember& member, std::string& data) {
  RawHeader header;
  header.method = static_cast<std::uint16_t>(member.method);
  header.flags = member.flags;
  if (member.method == ZipMethod::lzma) header.flags |= 2U;
  if (member.descriptor != Descriptor::none) header.flags |= 8U;
  header.crc = crc_of(member.bytes);
  header.size = member.bytes.size();
  header.name = member.name;
  header.extra = member.extra;
  header.zip64 = member.zip64;
  header.version = member.zip64 ? 45 : 20;
  header.offset = out_.size() - base_;
  data = member.packed ? *member.packed : zip_packed(member.method, member.bytes);
  if (!member.password.empty()) {
    header.flags |= 1U;
    const auto check = member.descriptor != Descriptor::none ? kTime >> 8U : header.crc >> 24U;
    data = zip_crypto(data, member.password, static_cast<std::uint8_t>(check), member.name);
  }
  header.packed = data.size();
  central_.push_back(header);
  if (member.central) member.central(central_.back());
  return header;
}

RawZip& RawZip::raw(std::string_view bytes) {
  out_ += bytes;
  return *this;
}

RawZip& RawZip::local(const RawMember& member) {
  std::string data;
  const auto true_header = prepare(member, data);
  auto header = true_header;
  if (member.descriptor != Descriptor::none) {
    header.crc = 0;
    header.packed = 0;
    header.size = 0;
  }
  if (member.local) member.local(header);
  out_ += local_header(header) + data + descriptor_of(true_header, member.descriptor);
  return *this;
}

RawZip& RawZip::without_local(const RawMember& member) {
  std::string data;
  const auto header = prepare(member, data);
  out_ += std::string(local_header(header).size(), '.') + data;
  return *this;
}

RawZip& RawZip::directory(const std::vector<std::size_t>& members) {
  directory_at_ = out_.size();
  directory_count_ = members.size();
  for (const auto member : members) out_ += central_header(central_[member]);
  return *this;
}

RawZip& RawZip::end(const RawEnd& end) {
  const auto size = out_.size() - directory_at_;
  const auto offset = directory_at_ - base_;
  const auto count = static_cast<std::uint16_t>(directory_count_);
  if (end.zip64 || end.also_zip64) {
    const auto at = out_.size() - base_;
    out_ += "PK\x06\x06" + le64(44) + le16(45) + le16(45) + le32(0) + le32(0) + le64(count) + le64(count) + le64(size) +
            le64(end.offset64.value_or(offset));
    out_ += "PK\x06\x07" + le32(0) + le64(at) + le32(1);
  }
  const auto comment_size = end.comment_size.value_or(static_cast<std::uint16_t>(end.comment.size()));
  const auto told = end.count.value_or(count);
  out_ += "PK\x05\x06" + le16(end.disk) + le16(end.disk) + (end.zip64 ? le16(0xffff) : le16(told)) +
          (end.zip64 ? le16(0xffff) : le16(told)) + le32_or_64(end.size.value_or(size), end.zip64) +
          le32_or_64(end.offset.value_or(offset), end.zip64) + le16(comment_size) + end.comment;
  return *this;
}

std::string raw_zip(const std::vector<RawMember>& members, const RawEnd& end) {
  RawZip zip;
  std::vector<std::size_t> all;
  for (const auto& member : members) {
    all.push_back(all.size());
    zip.local(member);
  }
  return zip.directory(all).end(end).bytes();
}

std::string unicode_path(std::string_view name, std::string_view utf8) {
  return le16(0x7075) + le16(static_cast<std::uint16_t>(5 + utf8.size())) + '\x01' + le32(crc_of(name)) +
         std::string(utf8);
}

} // namespace fumiban::test
