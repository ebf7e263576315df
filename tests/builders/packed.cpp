// SPDX-License-Identifier: Apache-2.0
#include "packed.hpp"

#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <stdexcept>

#include "little_endian.hpp"

namespace fumiban::test {
namespace {

std::string zlib_packed(std::string_view bytes, int level, int window_bits) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("zlib could not start");
  std::string input(bytes);
  std::string out(deflateBound(&stream, static_cast<uLong>(input.size())) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int status = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (status != Z_STREAM_END) throw std::runtime_error("zlib could not compress");
  return out;
}

const std::uint8_t* input_of(std::string_view bytes) { return reinterpret_cast<const std::uint8_t*>(bytes.data()); }
std::uint8_t* output_of(std::string& bytes) { return reinterpret_cast<std::uint8_t*>(bytes.data()); }

} // namespace

std::string raw_deflate(std::string_view bytes, int level) { return zlib_packed(bytes, level, -MAX_WBITS); }

std::string zlib(std::string_view bytes, int level) { return zlib_packed(bytes, level, MAX_WBITS); }

std::string gzip(std::string_view bytes, std::string_view name) {
  auto out = zlib_packed(bytes, 9, MAX_WBITS + 16);
  if (name.empty()) return out;
  out[3] = '\x08';
  return out.insert(10, std::string(name) + '\0');
}

std::string bzip2(std::string_view bytes) {
  std::string input(bytes);
  std::string out(bytes.size() + bytes.size() / 50 + 700, '\0');
  auto size = static_cast<unsigned>(out.size());
  if (BZ2_bzBuffToBuffCompress(out.data(), &size, input.data(), static_cast<unsigned>(input.size()), 9, 0, 0) != BZ_OK)
    throw std::runtime_error("bzip2 could not compress");
  out.resize(size);
  return out;
}

std::string zstd(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const auto size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 9);
  if (ZSTD_isError(size) != 0) throw std::runtime_error("zstd could not compress");
  out.resize(size);
  return out;
}

std::string xz(std::string_view bytes) {
  std::string out(lzma_stream_buffer_bound(bytes.size()), '\0');
  std::size_t size = 0;
  if (lzma_easy_buffer_encode(6, LZMA_CHECK_CRC32, nullptr, input_of(bytes), bytes.size(), output_of(out), &size,
                              out.size()) != LZMA_OK)
    throw std::runtime_error("xz could not compress");
  out.resize(size);
  return out;
}

std::string zip_lzma(std::string_view bytes) {
  lzma_options_lzma options{};
  lzma_stream stream = LZMA_STREAM_INIT;
  if (lzma_lzma_preset(&options, 6) != 0 || lzma_alone_encoder(&stream, &options) != LZMA_OK)
    throw std::runtime_error("lzma could not start");
  std::string out(bytes.size() + bytes.size() / 3 + 256, '\0');
  stream.next_in = input_of(bytes);
  stream.avail_in = bytes.size();
  stream.next_out = output_of(out);
  stream.avail_out = out.size();
  const auto status = lzma_code(&stream, LZMA_FINISH);
  out.resize(out.size() - stream.avail_out);
  lzma_end(&stream);
  if (status != LZMA_STREAM_END) throw std::runtime_error("lzma could not compress");
  // .lzma: five bytes of properties, eight of the size, the stream.
  return std::string("\x10\x02", 2) + le16(5) + out.substr(0, 5) + out.substr(13);
}

void Deflate64Writer::bits(std::uint32_t value, int count) {
  for (int i = 0; i < count; ++i) {
    held_ |= (value >> i & 1U) << held_bits_;
    if (++held_bits_ == 8) align();
  }
}

void Deflate64Writer::code(std::uint32_t value, int count) {
  for (int i = count - 1; i >= 0; --i) bits(value >> i & 1U, 1);
}

void Deflate64Writer::align() {
  if (held_bits_ == 0) return;
  out_.push_back(static_cast<char>(held_));
  held_ = 0;
  held_bits_ = 0;
}

/// RFC 1951 3.2.6.
void Deflate64Writer::symbol(unsigned value) {
  if (value < 144) code(0x30 + value, 8);
  else if (value < 256) code(0x190 + value - 144, 9);
  else if (value < 280) code(value - 256, 7);
  else code(0xC0 + value - 280, 8);
}

void Deflate64Writer::stored(std::string_view bytes) {
  if (bytes.size() > 65535) throw std::length_error("stored block");
  bits(0, 3);
  align();
  const auto size = static_cast<std::uint16_t>(bytes.size());
  out_ += le16(size) + le16(static_cast<std::uint16_t>(~size)) + std::string(bytes);
}

void Deflate64Writer::begin_block() { bits(2, 3); }

void Deflate64Writer::literals(std::string_view bytes) {
  for (const char c : bytes) symbol(static_cast<unsigned char>(c));
}

void Deflate64Writer::match(std::uint32_t length, std::uint32_t distance) {
  if (length < 3 || length > 65538 || distance < 1 || distance > 65536) throw std::length_error("match");
  // Code 285 has sixteen bits and begins at 3 here; it says every length.
  symbol(285);
  bits(length - 3, 16);
  std::uint32_t base = 1;
  for (std::uint32_t number = 0; number < 32; ++number) {
    const auto extra = number < 4 ? 0U : number / 2 - 1;
    if (distance < base + (1U << extra)) {
      code(number, 5);
      bits(distance - base, static_cast<int>(extra));
      return;
    }
    base += 1U << extra;
  }
}

void Deflate64Writer::end_block() { symbol(256); }

std::string Deflate64Writer::finish() {
  bits(3, 3);
  symbol(256);
  align();
  return out_;
}

} // namespace fumiban::test
