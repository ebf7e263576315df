// SPDX-License-Identifier: Apache-2.0
// A file without what acts in it: which way it is done.
// Reads:  what a file is by its content.
// Leaves: nothing that is not known: what has no way here is refused.
// Trusts: no name, but as a reason to refuse.
// Costs:  what the ways cost.
// Damage: refused.
#include "disarm/disarm.hpp"

#include <array>

#include "disarm/harmless.hpp"
#include "disarm/package.hpp"
#include "disarm/work.hpp"
#include "kind/kind.hpp"

namespace fumiban::disarm {
namespace {

std::optional<Disarmed> disarm_blob(const Blob& blob, std::string_view name, Work& work) {
  const auto content = blob.whole();
  if (acts_by_name(name) || is_two_things(content)) return std::nullopt;
  const auto& is = kind_of(content);
  if (is.id == "ooxml") return disarm_package(blob, work);
  if (is_passive(is.family) && !looks_like_message(content)) return unchanged(content);
  return std::nullopt;
}

} // namespace

std::string_view name_of(Removed what) noexcept {
  static constexpr std::array<std::string_view, kKindsOfRemoved> kNames = {
      "macros",  "macro-sheets", "objects", "dde",       "external", "ribbon",
      "scripts", "forms",        "frames",  "redirects", "markup",   "files"};
  return kNames[static_cast<std::size_t>(what)];
}

std::optional<Disarmed> disarm(ByteView bytes, const Options& options) {
  static constexpr std::size_t kMostTimes = 8;
  static constexpr std::size_t kMostMore = 64U << 10U;
  Work work(options);
  if (!work.context.pay(bytes.size())) return std::nullopt;
  auto out = disarm_blob(Blob::borrowed(bytes), options.name, work);
  if (!out || work.limited() || out->bytes.size() > kMostTimes * bytes.size() + kMostMore) return std::nullopt;
  return out;
}

} // namespace fumiban::disarm
