// SPDX-License-Identifier: Apache-2.0
#include "bombs.hpp"

#include <zlib.h>

#include <stdexcept>
#include <utility>

#include "little_endian.hpp"
#include "packed.hpp"
#include "zip_raw.hpp"

namespace fumiban::test {
namespace {

const Bytef* input_of(std::string_view bytes) { return reinterpret_cast<const Bytef*>(bytes.data()); }

std::uint32_t crc_of(std::string_view bytes) {
  return static_cast<std::uint32_t>(crc32(0, input_of(bytes), static_cast<uInt>(bytes.size())));
}

std::uint32_t crc_of_both(std::uint32_t first, std::uint32_t second, std::uint64_t second_size) {
  return static_cast<std::uint32_t>(crc32_combine(first, second, static_cast<z_off_t>(second_size)));
}

/// What the headers say of the pieces.
struct Sum {
  std::uint32_t crc = 0;
  std::uint64_t size = 0;
};

Sum sum_of(const std::vector<Piece>& pieces) {
  Sum out;
  for (const auto& piece : pieces) {
    // By doubling: the checksum of 600 MB from that of one block.
    std::uint32_t crc = crc_of(piece.bytes);
    std::uint64_t size = piece.bytes.size();
    for (auto times = piece.times; times != 0; times >>= 1U) {
      if ((times & 1U) != 0) {
        out.crc = crc_of_both(out.crc, crc, size);
        out.size += size;
      }
      crc = crc_of_both(crc, crc, size);
      size *= 2;
    }
  }
  return out;
}

/// A Deflate stream of a piece that stands for itself and ends at a byte, so that it may be repeated.
std::string flushed(std::string_view bytes, int flush) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("zlib could not start");
  std::string input(bytes);
  std::string out(deflateBound(&stream, static_cast<uLong>(input.size())) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  (void)deflate(&stream, flush);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// The piece as often as it goes into a few megabytes, and how often that is to be repeated.
std::pair<std::string, std::uint64_t> in_bulk(const Piece& piece, std::uint64_t bulk) {
  std::uint64_t times = 1;
  while (piece.times % (times * 2) == 0 && piece.bytes.size() * times * 2 <= bulk) times *= 2;
  std::string out;
  for (std::uint64_t i = 0; i < times; ++i) out += piece.bytes;
  return {std::move(out), piece.times / times};
}

std::string deflate_pieces(const std::vector<Piece>& pieces) {
  std::string out;
  for (const auto& piece : pieces) {
    const auto [bytes, times] = in_bulk(piece, 8U << 20U);
    const auto packed = flushed(bytes, Z_FULL_FLUSH);
    for (std::uint64_t i = 0; i < times; ++i) out += packed;
  }
  return out + flushed("", Z_FINISH);
}

std::string deflate64_pieces(const std::vector<Piece>& pieces) {
  Deflate64Writer writer;
  for (const auto& piece : pieces) {
    writer.begin_block();
    writer.literals(piece.bytes);
    const auto period = static_cast<std::uint32_t>(piece.bytes.size());
    for (auto left = piece.bytes.size() * (piece.times - 1); left > 0;) {
      auto length = std::min<std::uint64_t>(left, 65538);
      if (left - length > 0 && left - length < 3) length -= 3;
      writer.match(static_cast<std::uint32_t>(length), period);
      left -= length;
    }
    writer.end_block();
  }
  return writer.finish();
}

/// Both have frames that may follow one another.
std::string framed_pieces(const std::vector<Piece>& pieces, Packing packing) {
  std::string out;
  for (const auto& piece : pieces) {
    const auto [bytes, times] = in_bulk(piece, 8U << 20U);
    const auto packed = packing == Packing::zstd ? zstd(bytes) : bzip2(bytes);
    for (std::uint64_t i = 0; i < times; ++i) out += packed;
  }
  return out;
}

} // namespace

std::string zip_of_pieces(std::string_view name, const std::vector<Piece>& pieces, Packing packing) {
  RawMember member;
  member.name = name;
  switch (packing) {
    case Packing::deflate: member.method = ZipMethod::deflate; break;
    case Packing::deflate64: member.method = ZipMethod::deflate64; break;
    case Packing::zstd: member.method = ZipMethod::zstd; break;
    case Packing::bzip2: member.method = ZipMethod::bzip2; break;
  }
  if (packing == Packing::deflate) member.packed = deflate_pieces(pieces);
  else if (packing == Packing::deflate64) member.packed = deflate64_pieces(pieces);
  else member.packed = framed_pieces(pieces, packing);
  const auto sum = sum_of(pieces);
  member.zip64 = sum.size >= 0xffffffffU;
  member.local = member.central = [sum](RawHeader& header) {
    header.crc = sum.crc;
    header.size = sum.size;
  };
  return raw_zip({member});
}

std::string gzip_of_pieces(const std::vector<Piece>& pieces) {
  const auto sum = sum_of(pieces);
  return std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff", 10) + deflate_pieces(pieces) + le32(sum.crc) +
         le32(static_cast<std::uint32_t>(sum.size));
}

std::string nested_zip(std::string core, std::size_t levels, bool deflate) {
  auto name = std::string("core.com");
  for (std::size_t i = 0; i < levels; ++i) {
    core = raw_zip({{.name = name, .bytes = core, .method = deflate ? ZipMethod::deflate : ZipMethod::stored}});
    name = "level.zip";
  }
  return core;
}

std::string nested_gzip(std::string core, std::size_t levels) {
  for (std::size_t i = 0; i < levels; ++i) core = gzip(core, "level.gz");
  return core;
}

std::string zip_of_its_own_rests(std::size_t count) {
  // From the back: the rest behind the last header is the directory, which lists them all.
  constexpr std::size_t kHeader = 30 + 6;
  const auto name = [](std::size_t i) { return std::to_string(10 + i) + ".zip"; };
  const auto size_of_directory = count * (46 + 6) + 22;
  const auto whole = count * kHeader + size_of_directory;
  RawZip directory;
  std::vector<std::size_t> all;
  const auto shape = [&](std::size_t i) {
    return [=](RawHeader& header) {
      header.offset = i * kHeader;
      header.crc = 0;
      header.size = header.packed = whole - (i + 1) * kHeader;
    };
  };
  std::string headers;
  for (std::size_t i = 0; i < count; ++i) {
    const RawMember member{
        .name = name(i), .method = ZipMethod::stored, .packed = "", .local = shape(i), .central = shape(i)};
    headers += RawZip().local(member).bytes();
    directory.local(member);
    all.push_back(i);
  }
  const auto begin = directory.size();
  const auto rest = directory.directory(all).end({.offset = headers.size()}).bytes().substr(begin);
  return headers + rest;
}

std::string sixteen_fold_zip(std::size_t levels) {
  auto bytes = zip_of_pieces("0.dll", {{std::string(1U << 20U, '\0'), 4096}}, Packing::deflate);
  for (std::size_t level = 0; level < levels; ++level) {
    const auto packed = raw_deflate(bytes);
    std::vector<RawMember> members;
    for (int i = 0; i < 16; ++i)
      members.push_back({.name = "lib " + std::to_string(i) + ".zip", .bytes = bytes, .packed = packed});
    bytes = raw_zip(members);
  }
  return bytes;
}

std::string overlapping_zip(std::size_t members, std::size_t kernel) {
  const std::string zeros(kernel, '\0');
  std::string tail = raw_deflate(zeros); // what stands behind the first header so far
  Sum sum{crc_of(zeros), kernel};
  std::string files;
  std::vector<RawHeader> headers(members);
  for (auto i = members; i-- > 0;) {
    const auto packed = tail.size();
    const auto shape = [&](RawHeader& header) {
      header.crc = sum.crc;
      header.packed = packed;
      header.size = sum.size;
    };
    const auto local = RawZip().local({.name = std::to_string(i) + ".bin", .packed = "", .local = shape}).bytes();
    headers[i].name = std::to_string(i) + ".bin";
    headers[i].crc = sum.crc;
    headers[i].packed = packed;
    headers[i].size = sum.size;
    if (i == 0) {
      tail = local + tail;
      break;
    }
    // The member before quotes this header in a stored block that is not its last.
    const auto quoted = static_cast<std::uint16_t>(local.size());
    tail = std::string(1, '\0') + le16(quoted) + le16(static_cast<std::uint16_t>(~quoted)) + local + tail;
    sum.crc = crc_of_both(crc_of(local), sum.crc, sum.size);
    sum.size += local.size();
  }
  RawZip zip;
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < members; ++i) {
    const auto offset = tail.size() - headers[i].packed - 30 - headers[i].name.size();
    zip.local({.name = headers[i].name, .packed = "", .central = [&](RawHeader& header) {
                 header.crc = headers[i].crc;
                 header.packed = headers[i].packed;
                 header.size = headers[i].size;
                 header.offset = offset;
               }});
    all.push_back(i);
  }
  const auto begin = zip.size();
  return tail + zip.directory(all).end({.offset = tail.size()}).bytes().substr(begin);
}

std::string zip_of_empty_members(std::size_t count) {
  std::string locals;
  std::string directory;
  const auto fixed = le16(0) + le16(0) + le16(0) + le16(0x21) + le32(0) + le32(0) + le32(0);
  for (std::size_t i = 0; i < count; ++i) {
    const auto name = std::to_string(i);
    const auto sizes = le16(static_cast<std::uint16_t>(name.size())) + le16(0);
    directory += "PK\x01\x02" + le16(20) + le16(20) + fixed + sizes + le16(0) + le16(0) + le16(0) + le32(0) +
                 le32(static_cast<std::uint32_t>(locals.size())) + name;
    locals += "PK\x03\x04" + le16(20) + fixed + sizes + name;
  }
  const auto at = locals.size() + directory.size();
  const auto end64 = "PK\x06\x06" + le64(44) + le16(45) + le16(45) + le32(0) + le32(0) + le64(count) + le64(count) +
                     le64(directory.size()) + le64(locals.size()) + "PK\x06\x07" + le32(0) + le64(at) + le32(1);
  const auto end = "PK\x05\x06" + le32(0) + le32(0xffffffffU) + le32(0xffffffffU) + le32(0xffffffffU) + le16(0);
  return locals + directory + end64 + end;
}

} // namespace fumiban::test
