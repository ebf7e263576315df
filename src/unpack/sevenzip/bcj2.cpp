// SPDX-License-Identifier: Apache-2.0
// BCJ2: x86 branches in four streams.
// Reads:  the main stream, targets of E8, targets of E9 and 0F 80..8F, and which of them were moved there (range
// coded). Leaves: nothing. Trusts: nothing; when a stream ends early, so does the output. Costs:  some ten instructions
// a byte. Damage: what came before it is given first.
#include <array>
#include <optional>
#include <string>

#include "unpack/sevenzip/filters.hpp"

namespace fumiban::sevenzip {
namespace {

constexpr std::size_t kStep = 64U << 10U;

/// One byte after another.
class Source {
public:
  explicit Source(Stream& stream) : stream_(stream) {}
  /// The next byte; -1 at the end, or after an error, which failed() then has.
  int byte() {
    while (at_ >= piece_.size()) {
      if (ended_) return -1;
      const auto piece = stream_.next();
      if (!piece) failed_ = piece.error();
      piece_ = piece.value_or(ByteView());
      ended_ = piece_.empty();
      at_ = 0;
    }
    return piece_.peek(at_++);
  }
  [[nodiscard]] const std::optional<Error>& failed() const noexcept { return failed_; }

private:
  Stream& stream_;
  ByteView piece_;
  std::size_t at_ = 0;
  bool ended_ = false;
  std::optional<Error> failed_;
};

class Bcj2 final : public Stream {
public:
  Bcj2(Stream& main, Stream& calls, Stream& jumps, Stream& range)
      : main_(main), calls_(calls), jumps_(jumps), range_source_(range) {
    moved_.fill(1U << 10U);
  }

  [[nodiscard]] Result<ByteView> next() override {
    out_.clear();
    while (!ended_ && out_.size() < kStep) step();
    if (out_.empty() && failed_) return *failed_;
    return ByteView(std::string_view(out_));
  }

private:
  void step() {
    if (!begun_) {
      begun_ = true;
      for (int i = 0; i < 5; ++i) code_ = code_ << 8U | take(range_source_);
      if (ended_) return;
    }
    const auto byte = main_.byte();
    if (byte < 0) {
      ended_ = true;
      failed_ = main_.failed();
      return;
    }
    const auto opcode = static_cast<std::uint32_t>(byte);
    put(opcode);
    const bool jump = opcode == 0xE9U || (last_ == 0x0FU && (opcode & 0xF0U) == 0x80U);
    if (opcode != 0xE8U && !jump) {
      last_ = opcode;
      return;
    }
    const auto before = std::exchange(last_, opcode);
    if (!was_moved(opcode == 0xE8U ? before : opcode == 0xE9U ? 256U : 257U)) return;
    auto& targets = opcode == 0xE8U ? calls_ : jumps_;
    std::uint32_t target = 0;
    for (int i = 0; i < 4; ++i) target = target << 8U | take(targets);
    if (ended_) return;
    target -= made_ + 4;
    for (unsigned i = 0; i < 4; ++i) put(target >> (8 * i) & 0xFFU);
    last_ = target >> 24U;
  }

  /// One bit of the range coder, as in LZMA.
  bool was_moved(std::uint32_t context) {
    if (range_ < 1U << 24U) {
      range_ <<= 8U;
      code_ = code_ << 8U | take(range_source_);
    }
    if (ended_) return false;
    auto& chance = moved_[context];
    const auto bound = (range_ >> 11U) * chance;
    if (code_ < bound) {
      range_ = bound;
      chance += (2048U - chance) >> 5U;
      return false;
    }
    range_ -= bound;
    code_ -= bound;
    chance -= chance >> 5U;
    return true;
  }

  std::uint32_t take(Source& source) {
    const auto byte = source.byte();
    if (byte >= 0) return static_cast<std::uint32_t>(byte);
    ended_ = true;
    failed_ = source.failed() ? *source.failed() : Error{Error::Kind::truncated, "BCJ2: ends early", 0};
    return 0;
  }
  void put(std::uint32_t byte) {
    out_ += static_cast<char>(byte);
    ++made_;
  }

  Source main_;
  Source calls_;
  Source jumps_;
  Source range_source_;
  std::array<std::uint32_t, 258> moved_{}; ///< chance of each context that a target stayed where it was
  std::uint32_t range_ = 0xFFFFFFFFU;
  std::uint32_t code_ = 0;
  std::uint32_t made_ = 0; ///< bytes, as x86 counts addresses
  std::uint32_t last_ = 0;
  bool begun_ = false;
  bool ended_ = false;
  std::optional<Error> failed_;
  std::string out_;
};

} // namespace

std::unique_ptr<Stream> bcj2(Stream& main, Stream& calls, Stream& jumps, Stream& range) {
  return std::make_unique<Bcj2>(main, calls, jumps, range);
}

} // namespace fumiban::sevenzip
