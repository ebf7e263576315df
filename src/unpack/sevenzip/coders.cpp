// SPDX-License-Identifier: Apache-2.0
// The coders of 7z archives (Methods.txt of the LZMA SDK).
// Reads:  Copy, LZMA, LZMA2, Deflate, Deflate64, BZip2, Zstandard, BCJ, BCJ2, PPC, ARM, ARMT, SPARC, ARM64, Delta,
// 7zAES. Leaves: PPMd, IA-64, RISC-V, Brotli, LZ4 and others: named as unsupported. Trusts: no size: what comes out of
// a coder is cut where its size says, dictionaries of a folder together are bounded. Costs:  a byte for each byte that
// any coder makes; four for bzip2 and LZMA. Damage: what came out before it is given first.
#include "unpack/sevenzip/coders.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/inflate.hpp"
#include "unpack/methods/methods.hpp"
#include "unpack/sevenzip/filters.hpp"

namespace fumiban::sevenzip {
namespace {

constexpr std::uint64_t kSlow = 4;                    // bzip2 and LZMA make a byte in four times the time
constexpr std::uint64_t kMostDictionary = 64U << 20U; // of one coder
constexpr std::uint64_t kMostMemory = 80U << 20U;     // of all coders of a folder

enum class Does : std::uint8_t {
  nothing,
  copy,
  lzma,
  lzma2,
  deflate,
  deflate64,
  bzip2,
  zstd,
  delta,
  x86,
  ppc,
  arm,
  arm_thumb,
  sparc,
  arm64,
  bcj2,
  aes
};

struct Method {
  std::uint64_t id;
  std::string_view name;
  Does does;
};

constexpr std::array kMethods = {
    Method{0x00, "Copy", Does::copy},
    Method{0x03, "Delta", Does::delta},
    Method{0x04, "BCJ", Does::x86},
    Method{0x05, "PPC", Does::ppc},
    Method{0x06, "IA64", Does::nothing},
    Method{0x07, "ARM", Does::arm},
    Method{0x08, "ARMT", Does::arm_thumb},
    Method{0x09, "SPARC", Does::sparc},
    Method{0x0A, "ARM64", Does::arm64},
    Method{0x0B, "RISCV", Does::nothing},
    Method{0x21, "LZMA2", Does::lzma2},
    Method{0x030101, "LZMA", Does::lzma},
    Method{0x03030103, "BCJ", Does::x86},
    Method{0x0303011B, "BCJ2", Does::bcj2},
    Method{0x03030205, "PPC", Does::ppc},
    Method{0x03030401, "IA64", Does::nothing},
    Method{0x03030501, "ARM", Does::arm},
    Method{0x03030701, "ARMT", Does::arm_thumb},
    Method{0x03030805, "SPARC", Does::sparc},
    Method{0x030401, "PPMD", Does::nothing},
    Method{0x040108, "Deflate", Does::deflate},
    Method{0x040109, "Deflate64", Does::deflate64},
    Method{0x040202, "BZip2", Does::bzip2},
    Method{0x04F71101, "ZSTD", Does::zstd},
    Method{0x04F71102, "Brotli", Does::nothing},
    Method{0x04F71104, "LZ4", Does::nothing},
    Method{0x04F71105, "LZ5", Does::nothing},
    Method{0x04F71106, "Lizard", Does::nothing},
    Method{0x06F10701, "7zAES", Does::aes},
};

Does does(const Coder& coder) noexcept {
  const auto known =
      std::find_if(kMethods.begin(), kMethods.end(), [&](const auto& m) { return m.id == coder.method; });
  return known == kMethods.end() ? Does::nothing : known->does;
}

std::string name(const Coder& coder) {
  for (const auto& method : kMethods)
    if (method.id == coder.method) return std::string(method.name);
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (int shift = 60; shift >= 0; shift -= 4)
    if (const auto rest = coder.method >> static_cast<unsigned>(shift); rest != 0) out += kDigits[rest & 15U];
  return "method " + out;
}

/// What a decoder may keep of what it made.
std::uint64_t memory(const Coder& coder, ByteView properties) {
  std::uint64_t wanted = 1U << 20U;
  switch (does(coder)) {
    case Does::lzma: {
      Reader reader(properties.clamped(1));
      wanted = reader.u32().value_or(0);
      break;
    }
    case Does::lzma2: {
      const auto bits = static_cast<unsigned>(std::max(properties.peek(0), 0));
      wanted = bits > 39 ? 0xFFFFFFFFU : std::uint64_t{2U | (bits & 1U)} << (bits / 2 + 11);
      break;
    }
    case Does::bzip2: return 4U << 20U;
    case Does::zstd: return std::min(kMostDictionary, coder.size);
    default: break;
  }
  return std::min(wanted, coder.size);
}

/// Cuts what a coder makes where it should end, and pays for it.
class Metered final : public Stream {
public:
  Metered(Stream& made, std::uint64_t size, std::uint64_t weight, Context& context)
      : made_(made), left_(size), weight_(weight), context_(context) {}
  [[nodiscard]] Result<ByteView> next() override {
    if (left_ == 0) return ByteView();
    auto piece = made_.next();
    if (!piece) return piece;
    if (piece->empty()) return Error{Error::Kind::truncated, "ends early", 0};
    *piece = piece->clamped(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, piece->size())));
    if (weight_ > 0 && !context_.pay(piece->size() * weight_)) return Error{Error::Kind::limit, "not paid", 0};
    left_ -= piece->size();
    return piece;
  }

private:
  Stream& made_;
  std::uint64_t left_;
  std::uint64_t weight_;
  Context& context_;
};

/// All streams of a folder; the last one gives its content.
class Chain final : public Stream {
public:
  [[nodiscard]] Result<ByteView> next() override { return parts_.back()->next(); }
  Stream& add(std::unique_ptr<Stream> part) { return *parts_.emplace_back(std::move(part)); }

private:
  std::vector<std::unique_ptr<Stream>> parts_;
};

std::uint32_t start_of(ByteView properties) {
  Reader reader(properties);
  return reader.u32().value_or(0);
}

/// The decoder of what takes one stream and no password; nullptr for what changes nothing.
std::unique_ptr<Stream> decoder(const Coder& coder, ByteView properties, Stream& in) {
  switch (does(coder)) {
    case Does::lzma: return methods::lzma1(in, properties, coder.size);
    case Does::lzma2: return methods::lzma2(in, properties, coder.size);
    case Does::deflate: return std::make_unique<Inflater>(in);
    case Does::deflate64: return std::make_unique<Inflater>(in, Deflate::deflate64);
    case Does::bzip2: return methods::bzip2(in);
    case Does::zstd: return methods::zstd(in);
    case Does::delta: return delta(in, static_cast<std::size_t>(std::max(properties.peek(0), 0)) + 1);
    case Does::x86: return branches(in, Machine::x86, start_of(properties));
    case Does::ppc: return branches(in, Machine::ppc, start_of(properties));
    case Does::arm: return branches(in, Machine::arm, start_of(properties));
    case Does::arm_thumb: return branches(in, Machine::arm_thumb, start_of(properties));
    case Does::sparc: return branches(in, Machine::sparc, start_of(properties));
    case Does::arm64: return branches(in, Machine::arm64, start_of(properties));
    default: return nullptr;
  }
}

std::uint64_t weight(const Coder& coder) {
  const auto what = does(coder);
  return what == Does::lzma || what == Does::lzma2 || what == Does::bzip2 ? kSlow : 1;
}

std::uint32_t first_input(const Folder& folder, std::uint32_t coder) {
  std::uint32_t first = 0;
  for (std::uint32_t i = 0; i < coder; ++i) first += folder.coders[i].inputs;
  return first;
}

} // namespace

std::string unsupported(const Archive& archive, const Folder& folder) {
  std::uint64_t all = 0;
  for (const auto& coder : folder.coders) {
    const auto what = does(coder);
    if (what == Does::nothing || coder.inputs != (what == Does::bcj2 ? 4U : 1U)) return name(coder);
    const auto kept = memory(coder, archive.properties(coder));
    all += kept;
    if (kept > kMostDictionary || all > kMostMemory) return name(coder) + ": dictionary";
  }
  return {};
}

bool is_encrypted(const Folder& folder) noexcept {
  return std::any_of(folder.coders.begin(), folder.coders.end(), [](const auto& c) { return does(c) == Does::aes; });
}

bool may_fit(const Opened& opened, const Folder& folder, std::string_view password, Context& context) {
  static constexpr std::uint64_t kBlock = 16;
  for (std::uint32_t i = 0; i < folder.coders.size(); ++i) {
    const auto& coder = folder.coders[i];
    const auto packed = std::find(folder.packed.begin(), folder.packed.end(), first_input(folder, i));
    if (does(coder) != Does::aes || packed == folder.packed.end()) continue;
    const auto index = folder.first_stream + static_cast<std::size_t>(packed - folder.packed.begin());
    const auto [begin, end] = opened.archive.streams[index];
    const auto size = end - begin;
    // Writers other than 7-Zip may pad with something else: what is small can be read to its end.
    if (size < 1U << 20U || size % kBlock != 0 || coder.size >= size || size - coder.size >= kBlock) continue;
    const auto before = opened.blob.read(end - 2 * kBlock, kBlock);
    const auto aes = read_aes(opened.archive.properties(coder));
    if (!before || !aes) continue;
    const auto key = opened.keys->key(password, *aes, context);
    if (!key) return false;
    std::array<std::uint8_t, kBlock> vector{};
    for (std::size_t k = 0; k < kBlock; ++k) vector[k] = static_cast<std::uint8_t>(before->whole().peek(k));
    methods::Piece last(opened.blob, end - kBlock, end);
    const auto stream = decrypt(last, *key, vector);
    const auto plain = stream->next();
    if (!plain) continue;
    const auto padding = plain->clamped(static_cast<std::size_t>(kBlock - (size - coder.size))).text();
    if (padding.find_first_not_of('\0') != std::string_view::npos) return false;
  }
  return true;
}

Result<std::unique_ptr<Stream>> decode(const Opened& opened, const Folder& folder, std::string_view password,
                                       Context& context) {
  // The main coder first, then those that it takes from: made in the opposite order.
  std::vector<std::uint32_t> order = {folder.main};
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto first = first_input(folder, order[i]);
    for (const auto& bind : folder.binds)
      if (bind.input >= first && bind.input < first + folder.coders[order[i]].inputs) order.push_back(bind.output);
  }
  auto chain = std::make_unique<Chain>();
  std::vector<Stream*> outputs(folder.coders.size());
  const auto input = [&](std::uint32_t index) -> Stream* {
    for (const auto& bind : folder.binds)
      if (bind.input == index) return outputs[bind.output];
    const auto packed = std::find(folder.packed.begin(), folder.packed.end(), index) - folder.packed.begin();
    const auto& stream = opened.archive.streams[folder.first_stream + static_cast<std::size_t>(packed)];
    return &chain->add(std::make_unique<methods::Piece>(opened.blob, stream.begin, stream.end));
  };
  for (auto at = order.rbegin(); at != order.rend(); ++at) {
    const auto& coder = folder.coders[*at];
    const auto properties = opened.archive.properties(coder);
    const auto first = first_input(folder, *at);
    auto* made = input(first);
    if (does(coder) == Does::aes) {
      const auto aes = FB_TRY(read_aes(properties));
      const auto key = FB_TRY(opened.keys->key(password, aes, context));
      made = &chain->add(decrypt(*made, key, aes.vector));
    } else if (does(coder) == Does::bcj2) {
      auto* calls = input(first + 1);
      auto* jumps = input(first + 2);
      auto* range = input(first + 3);
      made = &chain->add(bcj2(*made, *calls, *jumps, *range));
    } else if (auto part = decoder(coder, properties, *made)) {
      made = &chain->add(std::move(part));
    }
    const auto cost = weight(coder) - (*at == folder.main ? 1 : 0); // the reader pays that one
    outputs[*at] = &chain->add(std::make_unique<Metered>(*made, coder.size, cost, context));
  }
  return std::unique_ptr<Stream>(std::move(chain));
}

} // namespace fumiban::sevenzip
