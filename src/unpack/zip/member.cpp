// SPDX-License-Identifier: Apache-2.0
// Members of zip archives, decrypted and decompressed.
// Reads:  stored, deflate, Deflate64, bzip2, LZMA, Zstandard, xz (APPNOTE 4.4.5).
// Leaves: shrink, reduce, implode, PPMd, WavPack: reported as unsupported.
// Trusts: nothing; length and CRC-32 are compared with what came out.
// Costs:  a byte for each byte made; four for bzip2 and LZMA.
// Damage: what came out before it is kept.
#include "unpack/zip/member.hpp"

#include "analyser/blob_writer.hpp"
#include "base/inflate.hpp"
#include "unpack/methods/methods.hpp"
#include "unpack/zip/crypt.hpp"

namespace fumiban::zip {
namespace {

enum Method : std::uint16_t {
  stored = 0,
  deflated = 8,
  deflate64 = 9,
  bzip2 = 12,
  lzma = 14,
  zstd_old = 20,
  zstd = 93,
  xz = 95
};

std::uint16_t method_of(const Header& header) noexcept {
  return header.method == 99 && header.aes_strength != 0 ? header.aes_method : header.method;
}

constexpr std::uint64_t kSlow = 4; // bzip2 and LZMA make a byte in four times the time
constexpr std::uint64_t kSmall = 256U << 10U;
constexpr std::uint64_t kTry = 256U << 10U; // a password for AES costs the time of that many bytes

/// A decoder of `packed`; nullptr for what needs none.
std::unique_ptr<Stream> decoder_of(const Header& header, Stream& packed, std::uint64_t& weight) {
  switch (method_of(header)) {
    case deflated: return std::make_unique<Inflater>(packed);
    case deflate64: return std::make_unique<Inflater>(packed, Deflate::deflate64);
    case bzip2: weight = kSlow; return methods::bzip2(packed);
    case zstd_old:
    case zstd: return methods::zstd(packed);
    case xz: weight = kSlow; return methods::xz(packed);
    default: return nullptr;
  }
}

/// LZMA in zip has a header of its own (APPNOTE 5.8.8): version, length of the properties, properties.
class ZipLzma final : public Stream {
public:
  ZipLzma(Stream& packed, std::uint64_t size) : packed_(packed), size_(size) {}
  Result<ByteView> next() override {
    if (decoder_) return decoder_->next();
    std::string head;
    while (head.size() < 9) {
      const auto piece = packed_.next();
      if (!piece) return piece;
      if (piece->empty()) return Error{Error::Kind::truncated, "lzma: no properties", 0};
      head += piece->text();
    }
    rest_.bytes = head.substr(9);
    rest_.then = &packed_;
    decoder_ = methods::lzma1(rest_, ByteView(std::string_view(head)).clamped(4, 9), size_);
    return decoder_->next();
  }

private:
  struct Rest final : Stream {
    Result<ByteView> next() override {
      if (given) return then->next();
      given = true;
      return bytes.empty() ? then->next() : ByteView(std::string_view(bytes));
    }
    std::string bytes;
    Stream* then = nullptr;
    bool given = false;
  };
  Stream& packed_;
  std::uint64_t size_;
  Rest rest_;
  std::unique_ptr<Stream> decoder_;
};

Unpacked run(const Header& header, Stream& packed, Context& context) {
  std::uint64_t weight = 1;
  std::unique_ptr<Stream> decoder;
  if (method_of(header) == lzma) {
    weight = kSlow;
    // Bit 1: an end mark, not the size, ends it.
    decoder = std::make_unique<ZipLzma>(packed, (header.flags & 2U) != 0 ? ~std::uint64_t{0} : header.size);
  } else {
    decoder = decoder_of(header, packed, weight);
  }
  auto& plain = decoder ? *decoder : packed;
  BlobWriter writer(context, weight);
  Unpacked out;
  std::uint32_t crc = 0;
  while (true) {
    const auto piece = plain.next();
    if (!piece) {
      out.damage = piece.error().what;
      break;
    }
    if (piece->empty()) break;
    crc = crc32(*piece, crc);
    if (!writer.write(*piece)) {
      out.refused = true;
      return out;
    }
  }
  const bool says_crc = header.crc != 0 && !(header.method == 99 && header.aes_version == 2);
  if (out.damage.empty() && says_crc && crc != header.crc) out.damage = "CRC-32";
  out.content = std::move(writer).finish();
  return out;
}

} // namespace

bool is_supported(const Header& header) noexcept {
  switch (method_of(header)) {
    case stored:
    case deflated:
    case deflate64:
    case bzip2:
    case lzma:
    case zstd_old:
    case zstd:
    case xz: return !header.strong();
    default: return false;
  }
}

Unpacked unpack(const Blob& archive, const Header& header, std::uint64_t begin, std::uint64_t end, Context& context) {
  if (method_of(header) == deflated && header.size <= kSmall && end - begin <= kSmall) {
    // What most members are: small, and as their header says.
    if (!context.pay(header.size)) return {.content = {}, .refused = true};
    const auto packed = archive.read(begin, end - begin);
    auto bytes = packed ? inflate_whole(packed->whole(), static_cast<std::size_t>(header.size)) : std::nullopt;
    if (bytes && crc32(ByteView(std::string_view(*bytes))) == header.crc)
      return {.content = Blob::owned(std::move(*bytes))};
  }
  methods::Piece packed(archive, begin, end);
  return run(header, packed, context);
}

std::optional<Unpacked> unpack_locked(const Blob& archive, const Header& header, std::uint64_t begin, std::uint64_t end,
                                      std::string_view password, Context& context) {
  if (!is_supported(header)) return std::nullopt;
  if (header.method == 99) {
    if (!context.pay(kTry)) return std::nullopt;
    const auto packed = open_winzip_aes(archive, begin, end, password, header.aes_strength);
    if (!packed) return std::nullopt;
    auto out = run(header, *packed, context);
    if (!out.refused && !packed->authentic()) {
      // One wrong password in 65,536 passes the check: rubbish then comes out that is neither whole nor authentic.
      if (!out.damage.empty()) return std::nullopt;
      out.damage = "HMAC-SHA1";
    }
    return out;
  }
  // The last byte of the header repeats the CRC's highest byte, or the time's where the CRC was not known yet. Some
  // writers use the one where the other is meant.
  const auto of_crc = static_cast<std::uint8_t>(header.crc >> 24U);
  const auto of_time = static_cast<std::uint8_t>(header.time >> 8U);
  for (const auto check : {header.has_descriptor() ? of_time : of_crc, header.has_descriptor() ? of_crc : of_time}) {
    const auto packed = open_zip_crypto(archive, begin, end, password, check);
    if (!packed) {
      if (of_crc == of_time) break;
      continue;
    }
    auto out = run(header, *packed, context);
    if (out.refused || out.damage.empty()) return out;
  }
  return std::nullopt;
}

} // namespace fumiban::zip
