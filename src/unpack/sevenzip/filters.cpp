// SPDX-License-Identifier: Apache-2.0
// Branch filters and delta.
// Reads:  x86 (BCJ), PPC, ARM, ARM Thumb, SPARC, ARM64, Delta.
// Leaves: IA-64 and RISC-V.
// Trusts: nothing: any bytes are filtered into some.
// Costs:  a few instructions a byte.
// Damage: none of its own; what could not be filtered before it is given as it is.
#include "unpack/sevenzip/filters.hpp"

#include <array>
#include <optional>
#include <string>

namespace fumiban::sevenzip {
namespace {

/// Bytes of which the first ones are filtered, and the rest waits for more.
class Bytes {
public:
  explicit Bytes(std::string& bytes) : bytes_(bytes) {}
  [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }
  [[nodiscard]] std::uint32_t at(std::size_t i) const noexcept { return static_cast<std::uint8_t>(bytes_[i]); }
  void set(std::size_t i, std::uint32_t byte) noexcept { bytes_[i] = static_cast<char>(byte); }
  [[nodiscard]] std::uint32_t little(std::size_t i) const noexcept {
    return at(i) | at(i + 1) << 8U | at(i + 2) << 16U | at(i + 3) << 24U;
  }
  [[nodiscard]] std::uint32_t big(std::size_t i) const noexcept {
    return at(i) << 24U | at(i + 1) << 16U | at(i + 2) << 8U | at(i + 3);
  }
  void set_little(std::size_t i, std::uint32_t word) noexcept {
    for (unsigned k = 0; k < 4; ++k) set(i + k, word >> (8 * k));
  }
  void set_big(std::size_t i, std::uint32_t word) noexcept {
    for (unsigned k = 0; k < 4; ++k) set(i + k, word >> (24 - 8 * k));
  }

private:
  std::string& bytes_;
};

/// Takes what comes in pieces, filters as much as is whole, and gives that.
class Filter : public Stream {
public:
  [[nodiscard]] Result<ByteView> next() final {
    held_.erase(0, given_);
    given_ = 0;
    while (!ended_ && given_ == 0) {
      const auto piece = packed_.next();
      if (!piece) failed_ = piece.error();
      ended_ = !piece || piece->empty();
      if (!ended_) held_ += piece->text();
      Bytes bytes(held_);
      given_ = ended_ ? held_.size() : undo(bytes);
      position_ += static_cast<std::uint32_t>(given_);
    }
    if (given_ == 0 && failed_) return *failed_;
    return ByteView(std::string_view(held_).substr(0, given_));
  }

protected:
  Filter(Stream& packed, std::uint32_t start) : position_(start), packed_(packed) {}
  /// Filters from the beginning: how many bytes are done. The others are seen again with more behind them; at the end
  /// they stay as they are.
  virtual std::size_t undo(Bytes& bytes) = 0;
  std::uint32_t position_; ///< address of the first byte that undo() gets

private:
  Stream& packed_;
  std::string held_;
  std::size_t given_ = 0;
  bool ended_ = false;
  std::optional<Error> failed_;
};

/// E8 and E9 with a plausible target. A target is plausible if its highest byte is 00 or FF, and no opcode among the
/// three bytes before makes it likely that this one is an operand.
class X86 final : public Filter {
public:
  X86(Stream& packed, std::uint32_t start) : Filter(packed, start), last_(start - 5) {}

private:
  static bool is_sign(std::uint32_t byte) noexcept { return byte == 0 || byte == 0xFF; }

  std::size_t undo(Bytes& bytes) override {
    static constexpr std::array<bool, 8> kAllowed = {true, true, true, false, true, false, false, false};
    static constexpr std::array<unsigned, 8> kWhere = {0, 1, 2, 2, 3, 3, 3, 3};
    std::size_t i = 0;
    while (i + 4 < bytes.size()) {
      if ((bytes.at(i) & 0xFEU) != 0xE8U) {
        ++i;
        continue;
      }
      const auto here = position_ + static_cast<std::uint32_t>(i);
      const auto distance = here - last_;
      last_ = here;
      mask_ = distance > 3 ? 0 : mask_ << (distance - 1) & 7U;
      const auto where = kWhere[mask_];
      const bool operand = mask_ != 0 && (!kAllowed[mask_] || is_sign(bytes.at(i + 4 - where)));
      if (operand || !is_sign(bytes.at(i + 4))) {
        mask_ = (mask_ << 1U & 7U) | 1U;
        ++i;
        continue;
      }
      auto target = bytes.little(i + 1) - (here + 5);
      while (mask_ != 0 && is_sign(target >> (24 - 8 * where) & 0xFFU))
        target = (target ^ ((std::uint32_t{1} << (32 - 8 * where)) - 1)) - (here + 5);
      target &= 0x01FFFFFFU;
      bytes.set_little(i + 1, (target & 0x01000000U) != 0 ? target | 0xFF000000U : target);
      i += 5;
    }
    return std::min(i, bytes.size());
  }
  std::uint32_t last_; ///< where the last opcode stood
  std::uint32_t mask_ = 0;
};

/// Instructions of two or four bytes, each by itself.
template <std::size_t kStep, class Undo>
class Fixed final : public Filter {
public:
  Fixed(Stream& packed, std::uint32_t start, Undo how) : Filter(packed, start), undo_(how) {}

private:
  std::size_t undo(Bytes& bytes) override {
    std::size_t i = 0;
    while (i + 4 <= bytes.size()) i += undo_(bytes, i, position_ + static_cast<std::uint32_t>(i)) ? 4 : kStep;
    return i;
  }
  Undo undo_;
};

bool undo_ppc(Bytes& b, std::size_t i, std::uint32_t here) {
  const auto word = b.big(i);
  if ((word & 0xFC000003U) == 0x48000001U) b.set_big(i, 0x48000001U | ((word - here) & 0x03FFFFFCU));
  return true;
}
bool undo_arm(Bytes& b, std::size_t i, std::uint32_t here) {
  const auto word = b.little(i);
  if (word >> 24U == 0xEBU) b.set_little(i, 0xEB000000U | ((word - ((here + 8) >> 2U)) & 0x00FFFFFFU));
  return true;
}
bool undo_arm_thumb(Bytes& b, std::size_t i, std::uint32_t here) {
  const auto word = b.little(i); // two half words
  if ((word & 0xF800F800U) != 0xF800F000U) return false;
  const auto target = ((word & 0x7FFU) << 11U | (word >> 16U & 0x7FFU)) - ((here + 4) >> 1U);
  b.set_little(i, 0xF800F000U | (target >> 11U & 0x7FFU) | (target & 0x7FFU) << 16U);
  return true;
}
bool undo_sparc(Bytes& b, std::size_t i, std::uint32_t here) {
  const auto word = b.big(i);
  if (word >> 22U != 0x100U && word >> 22U != 0x1FFU) return true;
  const auto target = word - (here >> 2U);
  b.set_big(i, 0x40000000U | ((target & 0x00400000U) != 0 ? 0x3FC00000U : 0U) | (target & 0x003FFFFFU));
  return true;
}
bool undo_arm64(Bytes& b, std::size_t i, std::uint32_t here) {
  const auto word = b.little(i);
  if ((word & 0xFC000000U) == 0x94000000U) { // BL
    b.set_little(i, 0x94000000U | ((word - (here >> 2U)) & 0x03FFFFFFU));
  } else if ((word & 0x9F000000U) == 0x90000000U) { // ADRP whose target lies within 512 MB
    const auto page = (word >> 29U & 3U) | (word >> 3U & 0x1FFFFCU);
    if (((page + 0x20000U) & 0x1C0000U) != 0) return true;
    const auto target = page - (here >> 12U);
    b.set_little(i, 0x90000000U | (word & 0x1FU) | (target & 3U) << 29U | (target & 0x3FFFCU) << 3U |
                        ((target & 0x20000U) != 0 ? 0x00E00000U : 0U));
  }
  return true;
}

template <std::size_t kStep, class Undo>
std::unique_ptr<Stream> fixed(Stream& packed, std::uint32_t start, Undo undo) {
  return std::make_unique<Fixed<kStep, Undo>>(packed, start, undo);
}

class Delta final : public Filter {
public:
  Delta(Stream& packed, std::size_t distance) : Filter(packed, 0), distance_(distance) {}

private:
  std::size_t undo(Bytes& bytes) override {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      auto& before = before_[at_];
      before = static_cast<std::uint8_t>(before + bytes.at(i));
      bytes.set(i, before);
      at_ = at_ + 1 < distance_ ? at_ + 1 : 0;
    }
    return bytes.size();
  }
  std::size_t distance_;
  std::size_t at_ = 0;
  std::array<std::uint8_t, 256> before_{};
};

} // namespace

std::unique_ptr<Stream> branches(Stream& packed, Machine machine, std::uint32_t start) {
  switch (machine) {
    case Machine::x86: return std::make_unique<X86>(packed, start);
    case Machine::ppc: return fixed<4>(packed, start, &undo_ppc);
    case Machine::arm: return fixed<4>(packed, start, &undo_arm);
    case Machine::arm_thumb: return fixed<2>(packed, start, &undo_arm_thumb);
    case Machine::sparc: return fixed<4>(packed, start, &undo_sparc);
    case Machine::arm64: return fixed<4>(packed, start, &undo_arm64);
  }
  return nullptr;
}

std::unique_ptr<Stream> delta(Stream& packed, std::size_t distance) {
  return std::make_unique<Delta>(packed, distance);
}

} // namespace fumiban::sevenzip
