// SPDX-License-Identifier: Apache-2.0
// gzip.
// Reads:  RFC 1952, any number of members.
// Leaves: times, comments, the header's own checksum.
// Trusts: nothing; each member's CRC-32 is compared.
// Costs:  that of inflating.
// Damage: a wrong checksum or an early end is an error after all that came out.
#include "unpack/compressed/gzip.hpp"

#include "base/digest.hpp"

namespace fumiban::compressed {
namespace {

constexpr std::uint64_t kHeader = 10;
constexpr std::uint64_t kTrailer = 8;
constexpr std::uint64_t kLongestText = 64U << 10U; // of a name or a comment

enum Flag : std::uint8_t { has_crc = 2, has_extra = 4, has_name = 8, has_comment = 16 };

/// The bytes from `at` up to a NUL.
Result<std::string> text_at(const Blob& blob, std::uint64_t at) {
  const auto bytes = FB_TRY(blob.read(at, std::min(kLongestText, blob.size() - std::min(at, blob.size()))));
  const auto end = bytes.whole().find('\0');
  if (end == ByteView::npos) return Error{Error::Kind::malformed, "gzip: a name without an end", at};
  return bytes.whole().clamped(0, end).copy();
}

} // namespace

/// False where no further member begins.
Result<bool> Gzip::begin_member() {
  const auto fixed = blob_.read(at_, kHeader);
  if (!fixed || fixed->whole().peek(0) != 0x1f || fixed->whole().peek(1) != 0x8b || fixed->whole().peek(2) != 8) {
    if (first_) return Error{Error::Kind::truncated, "gzip: no header", at_};
    return false;
  }
  const auto flags = static_cast<unsigned>(fixed->whole().peek(3));
  auto at = at_ + kHeader;
  if ((flags & has_extra) != 0) {
    const auto length = FB_TRY(blob_.read(at, 2));
    Reader reader(length.whole());
    at += 2U + FB_TRY(reader.u16());
  }
  if ((flags & has_name) != 0) {
    auto text = FB_TRY(text_at(blob_, at));
    at += text.size() + 1;
    if (first_) name_ = std::move(text);
  }
  if ((flags & has_comment) != 0) at += FB_TRY(text_at(blob_, at)).size() + 1;
  if ((flags & has_crc) != 0) at += 2;
  at_ = at;
  inflater_.reset();
  packed_.emplace(blob_, at_, blob_.size());
  inflater_.emplace(*packed_);
  crc_ = 0;
  first_ = false;
  return true;
}

Result<void> Gzip::end_member() {
  at_ += inflater_->consumed();
  inflater_.reset();
  const auto trailer = blob_.read(at_, kTrailer);
  if (!trailer) return Error{Error::Kind::truncated, "gzip: no checksum", at_};
  Reader reader(trailer->whole());
  at_ += kTrailer;
  if (FB_TRY(reader.u32()) != crc_) return Error{Error::Kind::malformed, "CRC-32", at_ - kTrailer};
  return {};
}

Result<ByteView> Gzip::next() {
  while (true) {
    if (!inflater_ && !FB_TRY(begin_member())) return ByteView();
    auto piece = inflater_->next();
    if (!piece) return piece;
    if (!piece->empty()) {
      crc_ = crc32(*piece, crc_);
      return piece;
    }
    FB_TRY(end_member());
  }
}

} // namespace fumiban::compressed
