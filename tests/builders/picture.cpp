// SPDX-License-Identifier: Apache-2.0
// PNG (ISO/IEC 15948), JPEG (ITU-T T.81) and GIF89a with no more in them than a viewer asks for.
#include "picture.hpp"

#include <zlib.h>

#include <stdexcept>
#include <string_view>

namespace fumiban::test {
namespace {

using namespace std::string_view_literals;

void append_big_endian(std::string& out, std::uint32_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift & 0xFF));
}

void append_chunk(std::string& out, std::string_view type, std::string_view content) {
  append_big_endian(out, static_cast<std::uint32_t>(content.size()), 4);
  const std::string named = std::string(type) + std::string(content);
  out += named;
  const auto* bytes = reinterpret_cast<const Bytef*>(named.data());
  append_big_endian(out, static_cast<std::uint32_t>(crc32(0, bytes, static_cast<uInt>(named.size()))), 4);
}

std::string zlib_stream(std::string_view bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  const int status = compress2(reinterpret_cast<Bytef*>(out.data()), &size,
                               reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uLong>(bytes.size()), 9);
  if (status != Z_OK) throw std::runtime_error("zlib could not compress");
  out.resize(size);
  return out;
}

} // namespace

std::string png_picture(unsigned width, unsigned height, Colour colour) {
  std::string rows;
  for (unsigned y = 0; y < height; ++y) {
    rows.push_back('\0');
    for (unsigned x = 0; x < width; ++x) {
      rows.push_back(static_cast<char>(colour.red));
      rows.push_back(static_cast<char>(colour.green));
      rows.push_back(static_cast<char>(colour.blue));
    }
  }
  std::string header;
  append_big_endian(header, width, 4);
  append_big_endian(header, height, 4);
  header += "\x08\x02\x00\x00\x00"sv;
  std::string out("\x89PNG\r\n\x1A\n"sv);
  append_chunk(out, "IHDR", header);
  append_chunk(out, "IDAT", zlib_stream(rows));
  append_chunk(out, "IEND", "");
  return out;
}

std::string jpeg_picture(unsigned width, unsigned height) {
  std::string out("\xFF\xD8\xFF\xE0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"sv);
  out += "\xFF\xDB\x00\x43\x00"sv;
  out.append(64, '\x01');
  out += "\xFF\xC0\x00\x0B\x08"sv;
  append_big_endian(out, height, 2);
  append_big_endian(out, width, 2);
  out += "\x01\x01\x11\x00"sv;
  // Two Huffman tables of one code each: "no change" for DC, "end of block" for AC.
  for (const char table : "\x00\x10"sv) {
    out += "\xFF\xC4\x00\x14"sv;
    out.push_back(table);
    out.push_back('\x01');
    out.append(15, '\0');
    out.push_back('\0');
  }
  out += "\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00"sv;
  const unsigned bits = (width + 7) / 8 * ((height + 7) / 8) * 2;
  out.append(bits / 8, '\0');
  if (bits % 8 != 0) out.push_back(static_cast<char>(0xFF >> bits % 8));
  out += "\xFF\xD9"sv;
  return out;
}

std::string gif_pixel() {
  return std::string(
      "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xFF\xFF\xFF!\xF9\x04\x01\x00\x00\x00\x00"
      ",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x01"
      "D\x00;"sv);
}

} // namespace fumiban::test
