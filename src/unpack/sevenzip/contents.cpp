// SPDX-License-Identifier: Apache-2.0
// Files of 7z archives, cut from what their folders give.
// Reads:  files that were compressed together, in order.
// Leaves: nothing.
// Trusts: nothing; length and CRC-32 are compared with what came out.
// Costs:  a byte for each byte made (coders.cpp), also of those that are left out.
// Damage: what came out before it is kept; what should have come behind it is told as empty and damaged.
#include "unpack/sevenzip/contents.hpp"

#include <algorithm>

#include "analyser/blob_writer.hpp"
#include "base/digest.hpp"

namespace fumiban::sevenzip {

/// Gives the bytes of the next file to `take` until that says no.
template <class Take>
std::string Cutter::run(const File& file, Take take) {
  std::uint32_t crc = 0;
  for (auto left = file.size; left > 0;) {
    if (rest_.empty() && failed_.empty()) {
      const auto piece = stream_->next();
      if (!piece) failed_ = piece.error().what;
      else if (piece->empty()) failed_ = "ends early";
      else rest_ = *piece;
    }
    if (rest_.empty()) return failed_;
    const auto bytes = rest_.clamped(0, static_cast<std::size_t>(std::min<std::uint64_t>(left, rest_.size())));
    rest_ = rest_.clamped(bytes.size());
    left -= bytes.size();
    crc = crc32(bytes, crc);
    if (!take(bytes)) return "refused";
  }
  return file.has_crc && crc != file.crc ? "CRC-32" : "";
}

Cut Cutter::cut(const File& file, Context& context) {
  Cut out;
  BlobWriter writer(context);
  out.damage = run(file, [&](ByteView bytes) { return writer.write(bytes); });
  out.refused = context.broke();
  if (!out.refused) out.content = std::move(writer).finish();
  return out;
}

std::string Cutter::skip(const File& file, Context& context) {
  return run(file, [&](ByteView bytes) { return context.pay(bytes.size()); });
}

std::size_t LockedFolder::add(const File& file) {
  files_.push_back(file);
  return files_.size() - 1;
}

std::optional<Cut> LockedFolder::open(std::size_t index, std::string_view password, Context& context) {
  if (std::find(wrong_.begin(), wrong_.end(), password) != wrong_.end()) return std::nullopt;
  if (!cutter_ || password_ != password || at_ > index) {
    const bool known = password_ == password && confirmed_;
    cutter_.reset();
    if (!known && !may_fit(*opened_, folder_, password, context)) {
      if (!context.broke()) wrong_.emplace_back(password);
      return std::nullopt;
    }
    auto stream = decode(*opened_, folder_, password, context);
    if (!stream) return std::nullopt;
    cutter_.emplace(std::move(*stream));
    password_ = password;
    confirmed_ = known;
    at_ = 0;
  }
  std::optional<Cut> out;
  while (!out) {
    const auto& file = files_[at_];
    std::string damage;
    if (at_++ == index) {
      out = cutter_->cut(file, context);
      damage = out->damage;
    } else {
      damage = cutter_->skip(file, context);
    }
    if (context.broke()) return std::nullopt;
    if (!damage.empty() && !confirmed_) {
      wrong_.emplace_back(password);
      cutter_.reset();
      return std::nullopt;
    }
    confirmed_ = confirmed_ || (file.has_crc && damage.empty() && file.size > 0);
  }
  if (at_ == files_.size()) cutter_.reset();
  return out;
}

} // namespace fumiban::sevenzip
