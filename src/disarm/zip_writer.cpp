// SPDX-License-Identifier: Apache-2.0
// Zip archives, read only where they are sound, and written anew.
// Reads:  what unpack/zip reads.
// Leaves: comments, extra fields, attributes: they are not written again.
// Trusts: nothing: an archive with any irregularity is refused.
// Costs:  the directory; a member's bytes.
// Damage: refused.
#include "disarm/zip_writer.hpp"

#include <array>
#include <set>

#include "base/ascii.hpp"
#include "base/deflate.hpp"
#include "base/digest.hpp"
#include "unpack/zip/member.hpp"

namespace fumiban::disarm {
namespace {

constexpr std::uint16_t kUtf8 = 1U << 11U;
constexpr std::uint16_t kDeflated = 8;

std::string little(std::uint64_t value, unsigned bytes) {
  std::string out;
  for (unsigned i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8U * i & 0xFFU);
  return out;
}

} // namespace

std::optional<zip::Directory> read_sound_directory(const Blob& archive, Context& context) {
  auto directory = zip::read_directory(archive, context);
  if (context.broke() || !directory.has_end || directory.several || directory.overlap || directory.truncated ||
      directory.leading != 0 || directory.trailing != 0 || directory.members.empty() ||
      directory.members.size() >= context.limits().parts)
    return std::nullopt;
  std::set<std::string> names; // Windows, and documents, do not tell A from a
  for (const auto& member : directory.members)
    if (member.listed != zip::Listed::both || !member.disagreement.empty() || member.header.encrypted() ||
        member.header.strong() || !names.insert(to_lower(name_of(member.header).bytes)).second)
      return std::nullopt;
  return directory;
}

std::optional<Blob> read_sound_member(const Blob& archive, const zip::Member& member, Context& context) {
  if (!zip::is_supported(member.header)) return std::nullopt;
  auto unpacked = zip::unpack(archive, member.header, member.data, member.data_end, context);
  if (unpacked.refused || !unpacked.damage.empty() || unpacked.content.size() != member.header.size ||
      !unpacked.content.is_whole())
    return std::nullopt;
  return std::move(unpacked.content);
}

ZipName name_of(const zip::Header& header) {
  if (!header.unicode_name.empty()) return {header.unicode_name, true};
  return {header.name, (header.flags & kUtf8) != 0};
}

void ZipWriter::copy(const ZipName& name, const zip::Header& header, ByteView packed) {
  write(name, header, header.method, header.crc, header.size, packed.text());
}

void ZipWriter::add(const ZipName& name, const zip::Header& header, ByteView bytes) {
  const auto packed = deflated(bytes);
  const bool shorter = packed.size() < bytes.size();
  write(name, header, shorter ? kDeflated : 0, crc32(bytes), bytes.size(), shorter ? packed : bytes.text());
}

void ZipWriter::write(const ZipName& name, const zip::Header& header, std::uint16_t method, std::uint32_t crc,
                      std::uint64_t size, std::string_view packed) {
  // Bits 1 and 2 belong to the method: how LZMA ends.
  const auto flags = static_cast<std::uint16_t>((header.flags & 6U) | (name.utf8 ? kUtf8 : 0U));
  const auto shared = little(method > kDeflated ? 63 : 20, 2) +
                      little(method == header.method ? flags : flags & kUtf8, 2) + little(method, 2) +
                      little(header.time, 2) + little(header.date, 2) + little(crc, 4) + little(packed.size(), 4) +
                      little(size, 4) + little(name.bytes.size(), 2) + little(0, 2);
  directory_ += "PK\x01\x02" + little(20, 2) + shared + std::string(10, '\0') + little(out_.size(), 4) + name.bytes;
  out_ += "PK\x03\x04" + shared + name.bytes;
  out_ += packed;
  ++count_;
}

std::string ZipWriter::finish() && {
  const auto begin = out_.size();
  out_ += directory_;
  out_ += "PK\x05\x06" + little(0, 4) + little(count_, 2) + little(count_, 2) + little(directory_.size(), 4) +
          little(begin, 4) + little(0, 2);
  return std::move(out_);
}

} // namespace fumiban::disarm
