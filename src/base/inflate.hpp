// SPDX-License-Identifier: Apache-2.0
/// @file
/// Deflate (RFC 1951) and Deflate64 (APPNOTE 4.4.5, method 9) as a stream.
/// Ours and not zlib's: see docs/decisions/0007-streams.md.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/stream.hpp"

namespace fumiban {

enum class Deflate : std::uint8_t { plain, deflate64 };

/// Inflates what `packed` gives. Pieces are 64 to 256 KB. Linear in input and output; long matches cost a memcpy.
class Inflater final : public Stream {
public:
  explicit Inflater(Stream& packed, Deflate kind = Deflate::plain);
  [[nodiscard]] Result<ByteView> next() override;
  /// True once the last block has ended as it should.
  [[nodiscard]] bool complete() const noexcept { return state_ == State::done; }
  /// Bytes of input that the stream took, its last byte included.
  [[nodiscard]] std::uint64_t consumed() const noexcept { return taken_ - count_ / 8; }

private:
  enum class State : std::uint8_t { header, stored, codes, done };
  /// A canonical Huffman code: the short ones by table, the others by counting.
  struct Code {
    static constexpr unsigned kFast = 10;
    std::array<std::uint16_t, 1U << kFast> fast; ///< symbol << 4 | length; 0: longer or none
    std::array<std::uint16_t, 16> count;
    std::array<std::uint16_t, 288> symbols;
    [[nodiscard]] bool build(std::span<const std::uint8_t> lengths);
  };

  void refill();
  [[nodiscard]] bool need(unsigned bits);
  [[nodiscard]] unsigned take(unsigned bits) noexcept;
  [[nodiscard]] int symbol(const Code& code);
  [[nodiscard]] Result<void> header();
  [[nodiscard]] Result<void> lengths();
  [[nodiscard]] Result<void> stored();
  [[nodiscard]] Result<void> codes();
  void run_codes() noexcept;
  void copy(std::size_t distance, std::size_t length) noexcept;

  Stream& packed_;
  Deflate kind_;
  std::size_t window_;
  ByteView piece_;
  std::size_t at_ = 0; ///< in piece_
  bool input_ended_ = false;
  std::uint64_t hold_ = 0; ///< bits not yet used, the next one lowest
  unsigned count_ = 0;
  std::uint64_t taken_ = 0;
  State state_ = State::header;
  std::optional<Error> failed_;
  bool last_ = false;
  std::size_t stored_left_ = 0;
  Code literals_{};
  Code distances_{};
  std::unique_ptr<char[]> out_; ///< what was made before, then what is made now; never read before it was written
  std::size_t begin_ = 0;       ///< of what the last call made
  std::size_t end_ = 0;
};

/// All of a deflate stream at once, of which `size` bytes must come and which must end with `packed`; nothing where
/// that is not so: then Inflater tells how far it can be read. Three times as fast as Inflater. `size` must be paid
/// for.
[[nodiscard]] std::optional<std::string> inflate_whole(ByteView packed, std::size_t size);

struct Inflated {
  std::string bytes;
  bool complete = false; ///< the stream ended as it should
  bool refused = false;  ///< `pay` said no
};

/// Inflates a zlib stream (RFC 1950). `pay(n)` is asked before each further n bytes are kept; what was made before a
/// damage or a refusal is kept.
[[nodiscard]] Inflated inflate_zlib(ByteView packed, const std::function<bool(std::uint64_t)>& pay);

} // namespace fumiban
