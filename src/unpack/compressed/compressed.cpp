// SPDX-License-Identifier: Apache-2.0
// One file, compressed.
// Reads:  gzip, bzip2, xz, Zstandard.
// Leaves: what it is: it goes to the walker.
// Trusts: nothing.
// Costs:  a byte for each byte made; four for bzip2 and xz.
// Damage: what came out before it goes on, and the file is said to be damaged.
#include "unpack/compressed/compressed.hpp"

#include <array>

#include "analyser/blob_writer.hpp"
#include "base/ascii.hpp"
#include "findings/archive.hpp"
#include "unpack/compressed/gzip.hpp"
#include "unpack/names/names.hpp"

namespace fumiban::compressed {
namespace {

/// The archive's name without what says that it is compressed: "a.tar.gz" and "a.tgz" hold "a.tar".
std::string inner_name(std::string_view outer) {
  const auto dot = outer.rfind('.');
  if (dot == std::string_view::npos) return std::string(outer);
  const auto extension = to_lower(outer.substr(dot + 1));
  auto stem = std::string(outer.substr(0, dot));
  for (const auto tar : {"tgz", "tbz", "tbz2", "txz", "tzst"})
    if (extension == tar) return stem + ".tar";
  for (const auto plain : {"gz", "bz2", "xz", "zst"})
    if (extension == plain) return stem;
  return std::string(outer);
}

/// The one file inside, made when the walker asks for it.
class TheFile final : public Members {
public:
  TheFile(Blob blob, std::string_view kind) : blob_(std::move(blob)), kind_(kind), packed_(blob_, 0, blob_.size()) {}

  bool next(Context& context) override {
    if (done_ || !context.room()) return false;
    done_ = true;
    Gzip gzip(blob_);
    std::unique_ptr<Stream> other;
    if (kind_ == "bzip2") other = methods::bzip2(packed_);
    else if (kind_ == "xz") other = methods::xz(packed_);
    else if (kind_ == "zstd") other = methods::zstd(packed_);
    Stream& plain = other ? *other : gzip;
    BlobWriter writer(context, kind_ == "bzip2" || kind_ == "xz" ? 4 : 1);
    std::string damage;
    while (true) {
      const auto piece = plain.next();
      if (!piece) damage = piece.error().what;
      if (!piece || piece->empty()) break;
      if (!writer.write(*piece)) return false;
    }
    Child child{.blob = std::move(writer).finish(), .name = inner_name(context.part().name)};
    if (!gzip.name().empty()) {
      child.other_names.push_back(child.name);
      child.name = names::member_name(gzip.name());
      if (child.name == child.other_names.front()) child.other_names.clear();
    }
    const auto part = context.add(context.part_index(), std::move(child));
    if (part != kNoPart && !damage.empty()) context.say_of(part, archive::kDamaged, 0, 0, damage);
    return true;
  }

private:
  Blob blob_;
  std::string_view kind_;
  methods::Piece packed_;
  bool done_ = false;
};

Result<void> analyse(const Blob& blob, Context& context) {
  context.enumerate(std::make_unique<TheFile>(blob, context.kind().id));
  return {};
}

bool is_compressed(const Sight& sight) noexcept {
  const auto& id = sight.kind.id;
  return id == "gzip" || id == "bzip2" || id == "xz" || id == "zstd";
}

constexpr std::array<const FindingSpec*, 1> kFindings = {&archive::kDamaged};

} // namespace

const Analyser kAnalyser{"compressed", &is_compressed, &analyse, kFindings, true, true};

} // namespace fumiban::compressed
