// SPDX-License-Identifier: Apache-2.0
// ActiveMime: a compound file, packed. No specification is published; what is known comes from files that Office wrote.
// Reads:  where the packed stream begins (16 bits at 30, counted from 46); the stream (RFC 1950).
// Leaves: all other fields of the header, the checksum of the stream.
// Trusts: nothing: where no compound file lies at that place, it is searched for in the first 64 KB.
// Costs:  a byte for each byte made; a piece of 64 to 256 KB for each of at most 64 places.
// Damage: what came out before it goes on, and the file is said to be damaged.
#include "unpack/activemime/activemime.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "analyser/blob_writer.hpp"
#include "base/inflate.hpp"
#include "findings/archive.hpp"
#include "unpack/methods/methods.hpp"

namespace fumiban::activemime {
namespace {

constexpr std::string_view kSignature = "ActiveMime";
constexpr std::string_view kCompound = "\xD0\xCF\x11\xE0";
constexpr std::size_t kHead = 64U << 10U;
constexpr std::size_t kMostPlaces = 64;

/// Where a zlib stream may begin, the place that the header tells first.
std::vector<std::size_t> places(ByteView head) {
  const auto is_zlib = [&](std::size_t at) {
    const int method = head.peek(at);
    const int flags = head.peek(at + 1);
    return flags >= 0 && (method & 15) == 8 && method < 128 && (method * 256 + flags) % 31 == 0 && (flags & 32) == 0;
  };
  std::vector<std::size_t> out;
  Reader told(head.clamped(30));
  if (const auto begin = told.u16(); begin && is_zlib(*begin + 46U)) out.push_back(*begin + 46U);
  for (auto at = kSignature.size(); at < head.size() && out.size() < kMostPlaces; ++at)
    if (is_zlib(at)) out.push_back(at);
  return out;
}

/// Hands on what is packed at `place`, if it is a compound file or, where `any`, anything. False: it is not.
bool unpack(const Blob& blob, std::size_t place, bool any, Context& context) {
  methods::Piece packed(blob, place + 2, blob.size());
  Inflater inflater(packed);
  auto piece = inflater.next();
  if (!piece || piece->empty()) return false;
  if (!any && !piece->starts_with(kCompound)) {
    (void)context.pay(piece->size());
    return false;
  }
  BlobWriter writer(context);
  for (; piece && !piece->empty(); piece = inflater.next())
    if (!writer.write(*piece)) break;
  if (!piece || (piece->empty() && !inflater.complete()))
    context.say(archive::kDamaged, place, 0, piece ? "cut off" : piece.error().what);
  (void)context.add(context.part_index(), {.blob = std::move(writer).finish(), .name = context.part().name});
  return true;
}

Result<void> analyse(const Blob& blob, Context& context) {
  const auto head = blob.head().whole().clamped(0, kHead);
  if (!context.pay(head.size()) || !context.room()) return {};
  const auto all = places(head);
  for (const bool any : {false, true})
    for (const auto place : all) {
      if (context.broke()) return {};
      if (unpack(blob, place, any, context)) return {};
    }
  return Error{Error::Kind::malformed, "nothing packed in it", 0};
}

bool is_activemime(const Sight& sight) noexcept { return sight.kind.id == "activemime"; }

constexpr std::array<const FindingSpec*, 1> kFindings = {&archive::kDamaged};

} // namespace

const Analyser kAnalyser{"activemime", &is_activemime, &analyse, kFindings, true, true};

} // namespace fumiban::activemime
