// SPDX-License-Identifier: Apache-2.0
// Deflate and Deflate64.
// Reads:  RFC 1951; the 64 KB window, distances and lengths of Deflate64 where asked for.
// Leaves: checksums and wrappers: the formats' own readers know theirs.
// Trusts: nothing; a distance before the beginning, a code that is over-subscribed or unknown ends it.
// Costs:  linear; a buffer of at most 0.4 MB.
// Damage: what was made before it has been given out.
#include "base/inflate.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <bit>

#include "base/raw.hpp"

namespace fumiban {
namespace {

constexpr std::size_t kStep = 128U << 10U;        // made a call, about
constexpr std::size_t kLongestMatch = 65538 + 16; // Deflate64: 3 + 2^16 - 1, and a step too far

struct Extra {
  std::uint16_t base;
  std::uint8_t bits;
};
constexpr std::array<Extra, 29> kLengths = {
    {{3, 0},  {4, 0},  {5, 0},  {6, 0},   {7, 0},   {8, 0},   {9, 0},   {10, 0},  {11, 1}, {13, 1},
     {15, 1}, {17, 1}, {19, 2}, {23, 2},  {27, 2},  {31, 2},  {35, 3},  {43, 3},  {51, 3}, {59, 3},
     {67, 4}, {83, 4}, {99, 4}, {115, 4}, {131, 5}, {163, 5}, {195, 5}, {227, 5}, {258, 0}}};
constexpr std::array<Extra, 32> kDistances = {
    {{1, 0},     {2, 0},     {3, 0},     {4, 0},      {5, 1},      {7, 1},      {9, 2},      {13, 2},
     {17, 3},    {25, 3},    {33, 4},    {49, 4},     {65, 5},     {97, 5},     {129, 6},    {193, 6},
     {257, 7},   {385, 7},   {513, 8},   {769, 8},    {1025, 9},   {1537, 9},   {2049, 10},  {3073, 10},
     {4097, 11}, {6145, 11}, {8193, 12}, {12289, 12}, {16385, 13}, {24577, 13}, {32769, 14}, {49153, 14}}};
constexpr std::array<std::uint8_t, 19> kOrder = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

unsigned reversed(unsigned code, unsigned length) noexcept {
  unsigned out = 0;
  for (unsigned i = 0; i < length; ++i) out |= (code >> i & 1U) << (length - 1 - i);
  return out;
}

Error malformed(const char* what, std::uint64_t where) { return {Error::Kind::malformed, what, where}; }

} // namespace

bool Inflater::Code::build(std::span<const std::uint8_t> lengths) {
  count.fill(0);
  fast.fill(0);
  for (const auto length : lengths) ++count[length];
  count[0] = 0;
  int left = 1;
  std::array<std::uint16_t, 16> place{};
  std::array<unsigned, 16> first{};
  for (unsigned length = 1; length < 16; ++length) {
    left = left * 2 - count[length];
    if (left < 0) return false; // more codes than there is room for
    place[length] = static_cast<std::uint16_t>(place[length - 1] + count[length - 1]);
    first[length] = (first[length - 1] + count[length - 1]) << 1U;
  }
  for (std::size_t s = 0; s < lengths.size(); ++s) {
    const unsigned length = lengths[s];
    if (length == 0) continue;
    symbols[place[length]++] = static_cast<std::uint16_t>(s);
    const unsigned code = first[length]++;
    if (length > kFast) continue;
    for (auto i = reversed(code, length); i < fast.size(); i += 1U << length)
      fast[i] = static_cast<std::uint16_t>(s << 4U | length);
  }
  return true;
}

Inflater::Inflater(Stream& packed, Deflate kind)
    : packed_(packed), kind_(kind), window_(kind == Deflate::plain ? 32U << 10U : 64U << 10U) {}

void Inflater::refill() {
  while (count_ <= 56) {
    if (at_ == piece_.size()) {
      if (input_ended_) return;
      auto more = packed_.next();
      piece_ = more ? *more : ByteView();
      at_ = 0;
      if (piece_.empty()) {
        input_ended_ = true;
        return;
      }
    }
    if constexpr (std::endian::native == std::endian::little) {
      if (piece_.size() - at_ >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, Raw::data(piece_) + at_, 8);
        hold_ |= word << count_;
        const auto bytes = (63 - count_) / 8;
        at_ += bytes;
        taken_ += bytes;
        count_ += bytes * 8;
        return;
      }
    }
    hold_ |= static_cast<std::uint64_t>(piece_.peek(at_++)) << count_;
    ++taken_;
    count_ += 8;
  }
}

bool Inflater::need(unsigned bits) {
  if (count_ < bits) refill();
  return count_ >= bits;
}

unsigned Inflater::take(unsigned bits) noexcept {
  const auto value = static_cast<unsigned>(hold_ & ((1ULL << bits) - 1));
  hold_ >>= bits;
  count_ -= bits;
  return value;
}

/// The next symbol, or -1 where the code has none or the input ends.
int Inflater::symbol(const Code& code) {
  if (count_ < 15) refill();
  const auto entry = code.fast[hold_ & (code.fast.size() - 1)];
  if (entry != 0) {
    const unsigned length = entry & 15U;
    if (length > count_) return -1;
    (void)take(length);
    return entry >> 4U;
  }
  // Canonical: the codes of each length are consecutive numbers.
  int value = 0;
  int first = 0;
  int index = 0;
  for (unsigned length = 1; length < 16 && length <= count_; ++length) {
    value |= static_cast<int>(hold_ >> (length - 1) & 1U);
    const int codes = code.count[length];
    if (value - codes < first) {
      (void)take(length);
      return code.symbols[static_cast<std::size_t>(index + value - first)];
    }
    index += codes;
    first = (first + codes) << 1;
    value <<= 1;
  }
  return -1;
}

Result<void> Inflater::header() {
  if (last_) {
    state_ = State::done;
    return {};
  }
  if (!need(3)) return Error{Error::Kind::truncated, "deflate: the stream ends between blocks", taken_};
  last_ = take(1) == 1;
  switch (take(2)) {
    case 0: {
      (void)take(count_ % 8);
      if (!need(32)) return Error{Error::Kind::truncated, "deflate: a stored block has no length", taken_};
      const auto length = take(16);
      if (take(16) != (length ^ 0xffffU)) return malformed("deflate: a stored block's length is not confirmed", taken_);
      stored_left_ = length;
      state_ = State::stored;
      return {};
    }
    case 1: {
      std::array<std::uint8_t, 288> literal{};
      for (std::size_t i = 0; i < literal.size(); ++i)
        literal[i] = static_cast<std::uint8_t>(i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8);
      std::array<std::uint8_t, 32> distance{};
      distance.fill(5);
      if (!literals_.build(literal) || !distances_.build(distance)) return malformed("deflate: fixed codes", taken_);
      state_ = State::codes;
      return {};
    }
    case 2: return lengths();
    default: return malformed("deflate: no such block type", taken_);
  }
}

/// The two codes of a block (RFC 1951 3.2.7).
Result<void> Inflater::lengths() {
  if (!need(14)) return Error{Error::Kind::truncated, "deflate: the stream ends in its codes", taken_};
  const std::size_t literals = take(5) + 257;
  const std::size_t distances = take(5) + 1;
  const std::size_t ordered = take(4) + 4;
  std::array<std::uint8_t, 19> order{};
  for (std::size_t i = 0; i < ordered; ++i) {
    if (!need(3)) return Error{Error::Kind::truncated, "deflate: the stream ends in its codes", taken_};
    order[kOrder[i]] = static_cast<std::uint8_t>(take(3));
  }
  if (!literals_.build(order)) return malformed("deflate: too many length codes", taken_);
  std::array<std::uint8_t, 320> all{};
  std::size_t made = 0;
  while (made < literals + distances) {
    const int s = symbol(literals_);
    if (s < 0) return malformed("deflate: no such length code", taken_);
    if (s < 16) {
      all[made++] = static_cast<std::uint8_t>(s);
      continue;
    }
    if (s == 16 && made == 0) return malformed("deflate: a length is repeated before the first", taken_);
    const unsigned extra = s == 16 ? 2 : s == 17 ? 3 : 7;
    if (!need(extra)) return Error{Error::Kind::truncated, "deflate: the stream ends in its codes", taken_};
    const auto again = take(extra) + (s == 18 ? 11U : 3U);
    if (again > literals + distances - made) return malformed("deflate: more lengths than codes", taken_);
    const auto value = s == 16 ? all[made - 1] : std::uint8_t{0};
    for (unsigned i = 0; i < again; ++i) all[made++] = value;
  }
  const std::span<const std::uint8_t> both(all);
  if (literals > 288 || !literals_.build(both.first(literals)) || !distances_.build(both.subspan(literals, distances)))
    return malformed("deflate: a code has more words than room", taken_);
  state_ = State::codes;
  return {};
}

Result<void> Inflater::stored() {
  while (stored_left_ > 0 && count_ >= 8) {
    out_[end_++] = static_cast<char>(take(8));
    --stored_left_;
    if (end_ - begin_ >= kStep) return {};
  }
  if (stored_left_ > 0) hold_ = 0; // bits that were looked at and not counted
  while (stored_left_ > 0 && end_ - begin_ < kStep) {
    if (at_ == piece_.size()) {
      auto more = packed_.next();
      piece_ = more ? *more : ByteView();
      at_ = 0;
      if (piece_.empty()) return Error{Error::Kind::truncated, "deflate: a stored block ends early", taken_};
    }
    const auto bytes = std::min({stored_left_, piece_.size() - at_, kStep - (end_ - begin_)});
    std::memcpy(out_.get() + end_, Raw::data(piece_) + at_, bytes);
    at_ += bytes;
    taken_ += bytes;
    end_ += bytes;
    stored_left_ -= bytes;
  }
  if (stored_left_ == 0) state_ = State::header;
  return {};
}

void Inflater::copy(std::size_t distance, std::size_t length) noexcept {
  char* to = out_.get() + end_;
  end_ += length;
  if (distance == 1) {
    std::memset(to, to[-1], length);
    return;
  }
  const char* from = to - distance;
  while (length > 0) { // what was copied lengthens what can be copied
    const auto bytes = std::min(length, static_cast<std::size_t>(to - from));
    std::memcpy(to, from, bytes);
    to += bytes;
    length -= bytes;
  }
}

/// Symbols while there are eight bytes of input, with bits and places in registers: a char that is written could
/// be any member. What is not plain (a long code, an end, an error) is left to codes().
void Inflater::run_codes() noexcept {
  if constexpr (std::endian::native != std::endian::little) return;
  const auto* input = reinterpret_cast<const std::uint8_t*>(Raw::data(piece_));
  const auto input_size = piece_.size();
  char* out = out_.get();
  auto at = at_;
  auto hold = hold_;
  auto count = count_;
  auto end = end_;
  const auto stop = begin_ + kStep;
  while (at + 8 <= input_size && end < stop) {
    std::uint64_t word = 0;
    std::memcpy(&word, input + at, 8);
    hold |= word << count;
    const auto bytes = (63 - count) / 8;
    at += bytes;
    count += bytes * 8; // 56 or more: enough for a length and a distance with all their bits (20 + 28)
    unsigned entry = literals_.fast[hold & (literals_.fast.size() - 1)];
    if (entry != 0 && (entry >> 4U) < 256) { // literals come in rows
      do {
        out[end++] = static_cast<char>(entry >> 4U);
        hold >>= entry & 15U;
        count -= entry & 15U;
        entry = literals_.fast[hold & (literals_.fast.size() - 1)];
      } while (entry != 0 && (entry >> 4U) < 256 && count >= 20 && end < stop);
      continue;
    }
    const unsigned symbol = entry >> 4U;
    if (entry == 0 || symbol == 256 || symbol > 285 || (symbol == 285 && kind_ == Deflate::deflate64)) break;
    const auto& length_code = kLengths[symbol - 257];
    auto bits = hold >> (entry & 15U);
    auto used = (entry & 15U) + length_code.bits;
    const auto length = length_code.base + static_cast<unsigned>(bits & ((1U << length_code.bits) - 1));
    bits >>= length_code.bits;
    const unsigned far = distances_.fast[bits & (distances_.fast.size() - 1)];
    if (far == 0 || (far >> 4U) > 29) break;
    const auto& distance_code = kDistances[far >> 4U];
    bits >>= far & 15U;
    used += (far & 15U) + distance_code.bits;
    const auto distance = distance_code.base + static_cast<unsigned>(bits & ((1U << distance_code.bits) - 1));
    if (distance > end) break;
    hold >>= used;
    count -= used;
    const char* from = out + end - distance;
    char* to = out + end;
    end += length;
    if (distance >= 16) { // in steps of 16: what is written too far is written again, and there is room
      for (unsigned done = 0; done < length; done += 16) std::memcpy(to + done, from + done, 16);
    } else if (distance == 1) {
      std::memset(to, *from, length);
    } else {
      for (unsigned i = 0; i < length; ++i) to[i] = from[i];
    }
  }
  taken_ += at - at_;
  at_ = at;
  hold_ = hold;
  count_ = count;
  end_ = end;
}

Result<void> Inflater::codes() {
  while (end_ - begin_ < kStep) {
    run_codes();
    if (end_ - begin_ >= kStep) break;
    const int s = symbol(literals_);
    if (s < 0) return malformed("deflate: no such code, or the stream ends", taken_);
    if (s < 256) {
      out_[end_++] = static_cast<char>(s);
      continue;
    }
    if (s == 256) {
      state_ = State::header;
      return {};
    }
    if (s > 285) return malformed("deflate: no such length", taken_);
    const bool wide = kind_ == Deflate::deflate64 && s == 285;
    const Extra length_code = wide ? Extra{3, 16} : kLengths[static_cast<std::size_t>(s - 257)];
    if (!need(length_code.bits)) return Error{Error::Kind::truncated, "deflate: the stream ends in a match", taken_};
    const auto length = length_code.base + take(length_code.bits);
    const int d = symbol(distances_);
    if (d < 0 || (d > 29 && kind_ == Deflate::plain) || d > 31) return malformed("deflate: no such distance", taken_);
    const Extra distance_code = kDistances[static_cast<std::size_t>(d)];
    if (!need(distance_code.bits)) return Error{Error::Kind::truncated, "deflate: the stream ends in a match", taken_};
    const auto distance = distance_code.base + take(distance_code.bits);
    if (distance > end_) return malformed("deflate: a match from before the beginning", taken_);
    copy(distance, length);
  }
  return {};
}

Result<ByteView> Inflater::next() {
  if (!out_) out_ = std::make_unique_for_overwrite<char[]>(window_ + kStep + kLongestMatch);
  if (end_ > window_) { // what a match may still reach moves to the front
    std::memmove(out_.get(), out_.get() + (end_ - window_), window_);
    end_ = window_;
  }
  begin_ = end_;
  while (state_ != State::done && end_ - begin_ < kStep) {
    if (failed_) break; // what was made before comes first
    const auto done = state_ == State::header ? header() : state_ == State::stored ? stored() : codes();
    if (!done) failed_ = done.error();
  }
  if (failed_ && end_ == begin_) return *failed_;
  return ByteView(std::string_view(out_.get() + begin_, end_ - begin_));
}

std::optional<std::string> inflate_whole(ByteView packed, std::size_t size) {
  struct Free {
    void operator()(libdeflate_decompressor* one) const noexcept { libdeflate_free_decompressor(one); }
  };
  thread_local const std::unique_ptr<libdeflate_decompressor, Free> decompressor(libdeflate_alloc_decompressor());
  std::string out(size, '\0');
  std::size_t taken = 0;
  const auto result = libdeflate_deflate_decompress_ex(decompressor.get(), Raw::data(packed), packed.size(), out.data(),
                                                       size, &taken, nullptr);
  if (result != LIBDEFLATE_SUCCESS || taken != packed.size()) return std::nullopt;
  return out;
}

Inflated inflate_zlib(ByteView packed, const std::function<bool(std::uint64_t)>& pay) {
  struct Body final : Stream {
    explicit Body(ByteView all) : rest(all) {}
    Result<ByteView> next() override { return std::exchange(rest, ByteView()); }
    ByteView rest;
  };
  Inflated out;
  const bool wrapped = packed.size() > 2 && (packed.peek(0) & 15) == 8 &&
                       (packed.peek(0) * 256 + packed.peek(1)) % 31 == 0 && (packed.peek(1) & 32) == 0;
  Body body(packed.clamped(wrapped ? 2 : 0));
  Inflater inflater(body);
  while (true) {
    const auto piece = inflater.next();
    if (!piece || piece->empty()) break;
    if (!pay(piece->size())) {
      out.refused = true;
      break;
    }
    out.bytes += piece->text();
  }
  out.complete = inflater.complete();
  return out;
}

} // namespace fumiban
