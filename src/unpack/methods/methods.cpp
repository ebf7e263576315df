// SPDX-License-Identifier: Apache-2.0
// Wrappers of libbz2, liblzma and libzstd.
// Reads:  what the libraries read.
// Leaves: checksums of archives: their readers know them.
// Trusts: no size from a file: dictionaries are bounded.
// Costs:  bzip2 and LZMA about a quarter of deflate's speed: their callers pay four times a byte.
// Damage: what was decoded before it is given out first.
#include "unpack/methods/methods.hpp"

#include <bzlib.h>
#include <lzma.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/raw.hpp"

namespace fumiban::methods {
namespace {

constexpr std::size_t kStep = 64U << 10U;
constexpr std::uint64_t kLargestDictionary = 64U << 20U;

/// The loop that all libraries want: input when they have none, output until the step is full.
class Decoder : public Stream {
public:
  [[nodiscard]] Result<ByteView> next() final {
    if (out_.empty()) out_.resize(kStep);
    std::size_t made = 0;
    while (made < out_.size() && !ended_ && !failed_) {
      if (input_.empty() && !input_ended_) {
        auto more = packed_.next();
        if (more) input_ = *more;
        input_ended_ = input_.empty();
      }
      made += decode(made);
    }
    if (made == 0 && failed_) return *failed_;
    return ByteView(std::string_view(out_).substr(0, made));
  }

protected:
  explicit Decoder(Stream& packed) : packed_(packed) {}
  /// Decodes from input_ into room(made): how many bytes it made. Sets ended_ or failed_ when it can do no more.
  virtual std::size_t decode(std::size_t made) = 0;

  void take(std::size_t bytes) { input_ = input_.clamped(bytes); }
  void fail(const char* what) { failed_ = Error{Error::Kind::malformed, what, 0}; }
  [[nodiscard]] const char* input() const { return Raw::chars(input_); }
  [[nodiscard]] char* room(std::size_t made) { return out_.data() + made; }
  [[nodiscard]] std::size_t room_left(std::size_t made) const { return out_.size() - made; }

  Stream& packed_;
  ByteView input_;
  bool input_ended_ = false;
  bool ended_ = false;
  std::optional<Error> failed_;

private:
  std::string out_;
};

class Bzip2 final : public Decoder {
public:
  explicit Bzip2(Stream& packed) : Decoder(packed) { begin(); }
  ~Bzip2() override { BZ2_bzDecompressEnd(&state_); }

private:
  void begin() {
    state_ = {};
    if (BZ2_bzDecompressInit(&state_, 0, 0) != BZ_OK) fail("bzip2: no memory");
  }
  std::size_t decode(std::size_t made) override {
    state_.next_in = const_cast<char*>(input());
    state_.avail_in = static_cast<unsigned>(std::min<std::size_t>(input_.size(), 1U << 30U));
    state_.next_out = room(made);
    state_.avail_out = static_cast<unsigned>(room_left(made));
    const auto before = state_.avail_in;
    const int status = BZ2_bzDecompress(&state_);
    const auto taken = before - state_.avail_in;
    const auto got = room_left(made) - state_.avail_out;
    take(taken);
    if (status == BZ_STREAM_END) {
      BZ2_bzDecompressEnd(&state_);
      begin(); // another stream may follow
      fresh_ = true;
    } else if (status != BZ_OK) {
      if (fresh_) ended_ = true; // what follows a whole stream and is none
      else fail("bzip2: damaged");
    } else if (taken > 0) {
      fresh_ = false;
    }
    if (taken == 0 && got == 0 && input_ended_ && !failed_) {
      ended_ = true;
      if (!fresh_) fail("bzip2: ends early");
    }
    return got;
  }
  bz_stream state_{};
  bool fresh_ = false; ///< a whole stream has ended and no other begun
};

class Zstd final : public Decoder {
public:
  explicit Zstd(Stream& packed) : Decoder(packed), state_(ZSTD_createDStream()) {
    if (state_ == nullptr) fail("zstd: no memory");
    else ZSTD_DCtx_setParameter(state_, ZSTD_d_windowLogMax, 26);
  }
  ~Zstd() override { ZSTD_freeDStream(state_); }

private:
  std::size_t decode(std::size_t made) override {
    ZSTD_inBuffer in{input(), input_.size(), 0};
    ZSTD_outBuffer out{room(made), room_left(made), 0};
    const auto status = ZSTD_decompressStream(state_, &out, &in);
    take(in.pos);
    if (ZSTD_isError(status)) {
      if (frame_ended_) ended_ = true;
      else fail("zstd: damaged");
      return out.pos;
    }
    if (in.pos > 0 || out.pos > 0) frame_ended_ = status == 0;
    if (in.pos == 0 && out.pos == 0 && input_ended_) {
      ended_ = true;
      if (!frame_ended_) fail("zstd: ends early");
    }
    return out.pos;
  }
  ZSTD_DStream* state_;
  bool frame_ended_ = false;
};

class Lzma final : public Decoder {
public:
  /// .xz
  explicit Lzma(Stream& packed) : Decoder(packed) {
    if (lzma_stream_decoder(&state_, kLargestDictionary + (4U << 20U), LZMA_CONCATENATED) != LZMA_OK)
      fail("xz: no memory");
  }
  /// One raw filter.
  Lzma(Stream& packed, lzma_vli filter, ByteView properties, std::uint64_t size) : Decoder(packed), size_(size) {
    std::array<lzma_filter, 2> filters{};
    filters[0].id = filter;
    if (lzma_properties_decode(filters.data(), nullptr, reinterpret_cast<const std::uint8_t*>(Raw::data(properties)),
                               properties.size()) != LZMA_OK) {
      fail("lzma: no such properties");
      return;
    }
    auto* options = static_cast<lzma_options_lzma*>(filters[0].options);
    lzma_options_lzma copy = *options;
    free(options); // NOLINT: liblzma allocates it with malloc
    // What comes out bounds what can be referred to: a file's word does not size the memory.
    if (size != ~std::uint64_t{0})
      copy.dict_size =
          static_cast<std::uint32_t>(std::min<std::uint64_t>(copy.dict_size, std::max<std::uint64_t>(size, 4096)));
    if (copy.dict_size > kLargestDictionary) {
      fail("lzma: the dictionary is larger than 64 MB");
      return;
    }
    filters[0].options = &copy;
    filters[1].id = LZMA_VLI_UNKNOWN;
    if (lzma_raw_decoder(&state_, filters.data()) != LZMA_OK) fail("lzma: no memory");
  }
  ~Lzma() override { lzma_end(&state_); }

private:
  std::size_t decode(std::size_t made) override {
    state_.next_in = reinterpret_cast<const std::uint8_t*>(input());
    state_.avail_in = input_.size();
    state_.next_out = reinterpret_cast<std::uint8_t*>(room(made));
    state_.avail_out = static_cast<std::size_t>(std::min<std::uint64_t>(room_left(made), size_ - made_));
    const auto wanted = state_.avail_out;
    const auto status = lzma_code(&state_, input_ended_ ? LZMA_FINISH : LZMA_RUN);
    take(input_.size() - state_.avail_in);
    const auto got = wanted - state_.avail_out;
    made_ += got;
    if (status == LZMA_STREAM_END || made_ == size_) ended_ = true;
    else if (status == LZMA_BUF_ERROR && got == 0) fail("lzma: ends early");
    else if (status != LZMA_OK && status != LZMA_BUF_ERROR) fail("lzma: damaged");
    return got;
  }
  lzma_stream state_ = LZMA_STREAM_INIT;
  std::uint64_t size_ = ~std::uint64_t{0};
  std::uint64_t made_ = 0;
};

} // namespace

Result<ByteView> Piece::next() {
  if (at_ >= end_) return ByteView();
  auto some = blob_.some(at_, std::min<std::uint64_t>(end_ - at_, kStep));
  if (!some) return some.error();
  held_ = std::move(*some);
  at_ += held_.size();
  return held_.whole();
}

std::unique_ptr<Stream> bzip2(Stream& packed) { return std::make_unique<Bzip2>(packed); }
std::unique_ptr<Stream> zstd(Stream& packed) { return std::make_unique<Zstd>(packed); }
std::unique_ptr<Stream> xz(Stream& packed) { return std::make_unique<Lzma>(packed); }
std::unique_ptr<Stream> lzma1(Stream& packed, ByteView properties, std::uint64_t size) {
  return std::make_unique<Lzma>(packed, LZMA_FILTER_LZMA1, properties, size);
}
std::unique_ptr<Stream> lzma2(Stream& packed, ByteView properties, std::uint64_t size) {
  return std::make_unique<Lzma>(packed, LZMA_FILTER_LZMA2, properties, size);
}

} // namespace fumiban::methods
