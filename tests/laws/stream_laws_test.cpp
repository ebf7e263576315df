// SPDX-License-Identifier: Apache-2.0
// Laws 5, 9 and 10 for decoders that work in pieces: fed a byte at a time they give what they give at once, they undo
// what the libraries' encoders do, and Inflater agrees with zlib on broken streams too.
#include <bzlib.h>
#include <gtest/gtest.h>
#include <lzma.h>
#include <rapidcheck.h>
#include <zlib.h>
#include <zstd.h>

#include "analyser/blob_writer.hpp"
#include "base/inflate.hpp"
#include "unpack/compressed/gzip.hpp"
#include "unpack/methods/methods.hpp"
#include "unpack/zip/crypt.hpp"

#include <openssl/evp.h>

namespace fumiban::test {
namespace {

/// The bytes in pieces of `step`.
class Crumbs final : public Stream {
public:
  Crumbs(std::string_view all, std::size_t step) : all_(all), step_(step) {}
  Result<ByteView> next() override {
    const auto piece = all_.substr(0, step_);
    all_.remove_prefix(piece.size());
    return ByteView(piece);
  }

private:
  std::string_view all_;
  std::size_t step_;
};

struct Decoded {
  std::string bytes;
  bool whole = false;
  bool operator==(const Decoded&) const = default;
};

Decoded drain(Stream& stream, std::size_t most = 1U << 22U) {
  Decoded out;
  while (out.bytes.size() < most) {
    const auto piece = stream.next();
    if (!piece) return out;
    if (piece->empty()) {
      out.whole = true;
      return out;
    }
    out.bytes += piece->text();
  }
  return out;
}

using Make = std::function<std::unique_ptr<Stream>(Stream&)>;

Decoded decoded(const Make& make, std::string_view packed, std::size_t step) {
  Crumbs crumbs(packed, step);
  const auto stream = make(crumbs);
  return drain(*stream);
}

std::string deflated(std::string_view bytes, int level, int strategy) {
  z_stream stream{};
  (void)deflateInit2(&stream, level, Z_DEFLATED, -15, 8, strategy);
  std::string in(bytes);
  std::string out(deflateBound(&stream, in.size()) + 16, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  (void)deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  (void)deflateEnd(&stream);
  return out;
}

/// What zlib makes of a raw stream before it stops.
Decoded inflated_by_zlib(std::string_view packed) {
  Decoded out;
  z_stream stream{};
  (void)inflateInit2(&stream, -15);
  std::string in(packed);
  out.bytes.resize(1U << 22U);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.bytes.data());
  stream.avail_out = static_cast<uInt>(out.bytes.size());
  out.whole = inflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.bytes.resize(stream.total_out);
  (void)inflateEnd(&stream);
  return out;
}

/// Numbers from one seed that RapidCheck chooses: thousands of its own draws would cost more than what is tested.
struct Dice {
  std::uint32_t state = *rc::gen::inRange<std::uint32_t>(1, 1000000);
  std::size_t below(std::size_t n) {
    state = state * 1664525U + 1013904223U;
    return (state >> 8U) % n;
  }
};

/// Words, runs and noise: literals, short and long matches, stored blocks.
std::string sample_text(Dice& dice) {
  const auto size = dice.below(60000);
  std::string out;
  while (out.size() < size) {
    switch (dice.below(4)) {
      case 0: out.append(dice.below(700), static_cast<char>(dice.below(256))); break;
      case 1: out += "An invoice for the month of May is attached. "; break;
      case 2:
        for (auto i = dice.below(300); i > 0; --i) out += static_cast<char>(dice.below(256));
        break;
      default: out += out.substr(out.size() / 2, dice.below(2000));
    }
  }
  return out;
}

const Make kInflate = [](Stream& packed) { return std::make_unique<Inflater>(packed); };

TEST(StreamLaws, InflaterUndoesZlibWhateverThePieces) {
  EXPECT_TRUE(rc::check([] {
    Dice dice;
    const auto bytes = sample_text(dice);
    const auto packed = deflated(bytes, static_cast<int>(dice.below(10)), static_cast<int>(dice.below(5)));
    const auto at_once = decoded(kInflate, packed, packed.size() + 1);
    RC_ASSERT(at_once.whole);
    RC_ASSERT(at_once.bytes == bytes);
    RC_ASSERT(decoded(kInflate, packed, 1) == at_once);
    RC_ASSERT(decoded(kInflate, packed, 7) == at_once);
    RC_ASSERT(inflate_whole(ByteView(std::string_view(packed)), bytes.size()) == bytes);
  }));
}

TEST(StreamLaws, InflaterStopsWhereZlibStops) {
  EXPECT_TRUE(rc::check([] {
    Dice dice;
    auto packed = deflated(sample_text(dice), 6, 0);
    for (auto i = dice.below(3) + 1; i > 0; --i) packed[dice.below(packed.size())] = static_cast<char>(dice.below(256));
    const auto ours = decoded(kInflate, packed, packed.size() + 1);
    const auto theirs = inflated_by_zlib(packed);
    RC_ASSERT(decoded(kInflate, packed, 1) == ours);
    // zlib refuses more codes (incomplete ones, 286 and 287): what both make is the same, and ours may be more.
    RC_ASSERT(ours.bytes.size() >= theirs.bytes.size() || !theirs.whole);
    const auto both = std::min(ours.bytes.size(), theirs.bytes.size());
    RC_ASSERT(std::string_view(ours.bytes).substr(0, both) == std::string_view(theirs.bytes).substr(0, both));
    if (theirs.whole) RC_ASSERT(ours == theirs);
  }));
}

/// Encoders of the libraries.
std::string packed_by(std::string_view method, std::string bytes) {
  std::string out(bytes.size() + bytes.size() / 2 + 4096, '\0');
  if (method == "bzip2") {
    auto size = static_cast<unsigned>(out.size());
    (void)BZ2_bzBuffToBuffCompress(out.data(), &size, bytes.data(), static_cast<unsigned>(bytes.size()), 1, 0, 0);
    out.resize(size);
  } else if (method == "zstd") {
    out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
  } else {
    std::size_t size = 0;
    (void)lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, nullptr, reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                  bytes.size(), reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size());
    out.resize(size);
  }
  return out;
}

TEST(StreamLaws, TheOtherMethodsRoundTripWhateverThePieces) {
  const std::vector<std::pair<std::string, Make>> methods = {
      {"bzip2", methods::bzip2}, {"zstd", methods::zstd}, {"xz", methods::xz}};
  for (const auto& [name, make] : methods) {
    EXPECT_TRUE(rc::check(name, [&, &make = make, &name = name] {
      Dice dice;
      const auto bytes = sample_text(dice);
      const auto packed = packed_by(name, bytes);
      const auto at_once = decoded(make, packed, packed.size() + 1);
      RC_ASSERT(at_once.whole);
      RC_ASSERT(at_once.bytes == bytes);
      RC_ASSERT(decoded(make, packed, 1) == at_once);
      // Two in a row are one.
      RC_ASSERT(decoded(make, packed + packed, 4096).bytes == bytes + bytes);
      // A beginning is never whole, and gives a beginning.
      const auto cut = dice.below(packed.size());
      const auto part = decoded(make, std::string_view(packed).substr(0, cut), 512);
      RC_ASSERT(bytes.starts_with(part.bytes));
      RC_ASSERT(cut == 0 || !part.whole);
    }));
  }
}

TEST(StreamLaws, GzipGivesAllItsMembers) {
  const auto member = [](std::string_view bytes) {
    std::string out(
        "\x1f\x8b\x08\x08\0\0\0\0\0\x03"
        "a.txt\0",
        16);
    out += deflated(bytes, 6, 0);
    const auto crc = crc32(ByteView(bytes));
    for (unsigned i = 0; i < 4; ++i) out += static_cast<char>(crc >> (8 * i));
    for (unsigned i = 0; i < 4; ++i) out += static_cast<char>(bytes.size() >> (8 * i));
    return out;
  };
  compressed::Gzip gzip(Blob::owned(member("one ") + member("and two") + "rubbish"));
  const auto all = drain(gzip);
  EXPECT_EQ(all.bytes, "one and two");
  EXPECT_TRUE(all.whole);
  EXPECT_EQ(gzip.name(), "a.txt");
  auto wrong = member("one ");
  wrong[wrong.size() - 8] = static_cast<char>(wrong[wrong.size() - 8] ^ 1);
  compressed::Gzip broken(Blob::owned(wrong));
  EXPECT_EQ(drain(broken), (Decoded{"one ", false}));
}

TEST(StreamLaws, OurPbkdf2AgreesWithOpenSsl) {
  for (const auto* password : {"", "password", "pässwörd that is longer than one block of SHA-1, which has 64 bytes"}) {
    const std::string salt = "0123456789abcdef";
    std::array<std::uint8_t, 80> theirs{};
    ASSERT_EQ(PKCS5_PBKDF2_HMAC_SHA1(password, static_cast<int>(std::string_view(password).size()),
                                     reinterpret_cast<const std::uint8_t*>(salt.data()), static_cast<int>(salt.size()),
                                     1000, static_cast<int>(theirs.size()), theirs.data()),
              1);
    for (std::uint8_t block = 1; block <= 4; ++block) {
      const auto ours = zip::pbkdf2_block(password, salt, block);
      EXPECT_TRUE(std::equal(ours.begin(), ours.end(), theirs.begin() + (block - 1) * 20));
    }
  }
}

/// Whatever is written, in whatever pieces and with whatever room: what is kept is what was written.
TEST(StreamLaws, ABlobKeepsWhatWasWritten) {
  EXPECT_TRUE(rc::check([] {
    Dice dice;
    std::string bytes;
    while (bytes.size() < 3000000) {
      const auto piece = sample_text(dice);
      switch (dice.below(4)) {
        case 0: bytes += piece; break;
        case 1: bytes.append(dice.below(900000), static_cast<char>(dice.below(256))); break;
        default:
          for (auto i = dice.below(60); i > 0; --i) bytes += piece + "x";
      }
    }
    ScanOptions options;
    options.limits.memory = std::array<std::uint64_t, 3>{100000, 1000000, 100000000}[dice.below(3)];
    Report report;
    report.parts.emplace_back();
    Context context(report, options);
    BlobWriter writer(context);
    const auto step = std::array<std::size_t, 3>{1000, 65536, 200000}[dice.below(3)];
    for (std::size_t at = 0; at < bytes.size(); at += step)
      RC_ASSERT(writer.write(ByteView(std::string_view(bytes)).clamped(at, at + step)));
    const auto blob = std::move(writer).finish();
    RC_ASSERT(blob.size() == bytes.size());
    RC_ASSERT(blob.sha256() == sha256(ByteView(std::string_view(bytes))));
    RC_ASSERT(context.memory()->held <= options.limits.memory);
    for (int i = 0; i < 200; ++i) {
      const auto at = dice.below(bytes.size());
      const auto size = std::min(dice.below(100000), bytes.size() - at);
      const auto read = blob.read(at, size);
      if (read) RC_ASSERT(read->whole().text() == std::string_view(bytes).substr(at, size));
      else RC_ASSERT(read.error().kind == Error::Kind::limit);
    }
    RC_ASSERT(options.limits.memory < 100000000 || blob.is_whole());
    RC_ASSERT(blob.read(0, 50000).has_value());
    RC_ASSERT(!blob.read(bytes.size(), 1).has_value());
  }));
}

} // namespace
} // namespace fumiban::test
