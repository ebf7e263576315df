// SPDX-License-Identifier: Apache-2.0
// A file without what acts in it: which way it is done.
// Reads:  what a file is by its content.
// Leaves: nothing that is not known: what has no way here is refused.
// Trusts: no name, but as a reason to refuse.
// Costs:  what the ways cost.
// Damage: refused.
#include "disarm/disarm.hpp"

#include "disarm/archive.hpp"
#include "disarm/compound.hpp"
#include "disarm/harmless.hpp"
#include "disarm/package.hpp"
#include "disarm/page.hpp"
#include "disarm/rtf.hpp"
#include "disarm/work.hpp"
#include "kind/kind.hpp"

namespace fumiban::disarm {
namespace {

/// True if it must not be handed on whatever is done to it.
bool is_refused(ByteView content) {
  return is_two_things(content) || is_module_source(content) || is_loose_part(content) ||
         (kind_of(content).family == Family::text && looks_like_message(content));
}

/// What is left, if it still is what it was: what stands behind what was taken out may make another kind of it.
std::optional<Disarmed> same_kind(std::optional<Disarmed> out, Family family) {
  if (!out) return std::nullopt;
  const ByteView bytes{std::string_view(out->bytes)};
  const auto is = kind_of(bytes).family;
  const bool page = family == Family::web && (is == Family::text || is == Family::empty);
  if ((is != family && !page) || is_refused(bytes)) return std::nullopt;
  return out;
}

/// A file that holds no other files.
std::optional<Disarmed> disarm_file(const Blob& blob, std::string_view name, Work& work) {
  const auto content = blob.whole();
  const auto& is = kind_of(content);
  if (acts_by_name(name) || is_refused(content)) return std::nullopt;
  if (is.id == "ooxml") return same_kind(disarm_package(blob, work), is.family);
  if (is.id == "cfb") return same_kind(disarm_compound(blob, work), is.family);
  if (is.id == "rtf") return same_kind(disarm_rtf(content, work), is.family);
  const bool declared = is.family == Family::text && work.options.declared_type == "text/html";
  if (is.family == Family::web || declared) return same_kind(disarm_page(content, work), Family::web);
  if (is_passive(is.family)) return unchanged(content);
  return std::nullopt;
}

std::optional<Disarmed> disarm_blob(const Blob& blob, std::string_view name, Work& work) {
  if (kind_of(blob.whole()).id != "zip") return disarm_file(blob, name, work);
  if (acts_by_name(name)) return std::nullopt;
  return disarm_archive(blob, work, &disarm_file);
}

} // namespace

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
