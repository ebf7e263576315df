// SPDX-License-Identifier: Apache-2.0
// Packed events: one frame of zstd (RFC 8878).
// Reads:   frames that tell their size.
// Leaves:  what follows a frame is an error.
// Trusts:  nothing; the size that a frame tells is bounded before it is used.
// Costs:   linear in what comes out, at most 16 MB.
// Damage:  gives nothing.
#include "audit/packing.hpp"

#include <zstd.h>

#include <memory>

#include "audit/segment.hpp"
#include "base/base64.hpp"
#include "base/check.hpp"

namespace fumiban::audit {
namespace {

constexpr std::string_view kMagic = "\x28\xB5\x2F\xFD";
constexpr int kLevel = 3;

struct Free {
  void operator()(ZSTD_CDict* dictionary) const { ZSTD_freeCDict(dictionary); }
  void operator()(ZSTD_DDict* dictionary) const { ZSTD_freeDDict(dictionary); }
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

/// Made once; read by all threads.
struct Dictionaries {
  std::string bytes = decode_base64(dictionary_base64());
  std::unique_ptr<ZSTD_CDict, Free> writes{ZSTD_createCDict(bytes.data(), bytes.size(), kLevel)};
  std::unique_ptr<ZSTD_DDict, Free> reads{ZSTD_createDDict(bytes.data(), bytes.size())};
  Dictionaries() { FB_CHECK(writes && reads && ZSTD_getDictID_fromDDict(reads.get()) == 1); }
};

const Dictionaries& dictionaries() {
  static const Dictionaries kDictionaries;
  return kDictionaries;
}

} // namespace

std::string packed(std::string_view text) {
  thread_local const std::unique_ptr<ZSTD_CCtx, Free> context(ZSTD_createCCtx());
  std::string out(ZSTD_compressBound(text.size()), '\0');
  FB_CHECK(context && ZSTD_CCtx_refCDict(context.get(), dictionaries().writes.get()) == 0);
  const auto size = ZSTD_compress2(context.get(), out.data(), out.size(), text.data(), text.size());
  FB_CHECK(ZSTD_isError(size) == 0);
  out.resize(size);
  return out;
}

std::optional<std::string> unpacked(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return std::string(bytes);
  const auto told = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (told > kMostEvent) return std::nullopt; // not told, or no frame: these are the largest numbers
  thread_local const std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
  FB_CHECK(context != nullptr);
  std::string out(static_cast<std::size_t>(told), '\0');
  const auto size = ZSTD_decompress_usingDDict(context.get(), out.data(), out.size(), bytes.data(), bytes.size(),
                                               dictionaries().reads.get());
  if (ZSTD_isError(size) != 0 || size != out.size()) return std::nullopt;
  return out;
}

} // namespace fumiban::audit
