// SPDX-License-Identifier: Apache-2.0
// Compound files: how sound they are, and the files in them.
// Reads:  all chains; the beginning of every stream; whole streams that are files a person could open.
// Leaves: what streams mean to Word, Excel, PowerPoint and Outlook: each has a reader of its own. An object that is a
//         storage, not a stream (a document in a document), is read by those readers where it lies.
// Trusts: no name: a stream is a file if its content is one.
// Costs:  the FAT once, 40 KB of each stream, then what is handed on, one stream at a time.
// Damage: said; what can be read is.
#include "unpack/cfb/cfb.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "findings/archive.hpp"
#include "unpack/cfb/compound_file.hpp"
#include "unpack/cfb/findings.hpp"
#include "unpack/ole1/package.hpp"

namespace fumiban::cfb {
namespace {

constexpr std::uint64_t kHead = 40960; // kind_of() looks no further

/// A name for people: where the stream stands, without the control character that marks those of OLE.
std::string shown(std::string path) {
  std::erase_if(path, is_control);
  return path;
}

class Streams final : public Members {
public:
  explicit Streams(std::shared_ptr<const CompoundFile> file) : file_(std::move(file)) {}

  bool next(Context& context) override {
    while (at_ < file_->entries().size()) {
      const auto index = at_++;
      const auto& entry = file_->entries()[index];
      if (entry.type == Entry::Type::storage || entry.type == Entry::Type::root || entry.size == 0) continue;
      if (!context.room()) return false;
      if (add(index, entry, context)) return true;
    }
    return false;
  }

private:
  bool add(std::uint32_t index, const Entry& entry, Context& context) {
    const auto head = file_->stream(index, context, kHead);
    if (!head) return false;
    if (equal_upper(entry.name, "\1Ole10Native")) return add_native(index, context);
    const auto& is = kind_of(head->whole());
    const bool object = equal_upper(entry.name, "Package") || equal_upper(entry.name, "CONTENTS");
    if (is.family == Family::unknown || is.family == Family::empty || (is_passive(is.family) && !object)) return false;
    const auto whole = file_->stream(index, context);
    return whole && add_child({.blob = *whole, .name = shown(file_->path(index))}, context) != kNoPart;
  }

  bool add_native(std::uint32_t index, Context& context) {
    const auto whole = file_->stream(index, context);
    if (!whole) return false;
    const auto native = ole1::native_data(whole->whole());
    const auto package = ole1::read_package(native);
    if (!package) {
      if (is_passive(kind_of(native).family) || kind_of(native).family == Family::unknown) return false;
      return add_child({.blob = whole->piece(native), .name = shown(file_->path(index))}, context) != kNoPart;
    }
    return ole1::hand_on(*package, *whole, 0, context) != kNoPart;
  }

  static std::uint32_t add_child(Child child, Context& context) {
    return context.add(context.part_index(), std::move(child));
  }

  std::shared_ptr<const CompoundFile> file_;
  std::uint32_t at_ = 0;
};

constexpr std::array<const FindingSpec*, 9> kFindings = {&kChainLoops, &kChainsCross,    &kPastEnd,
                                                         &kWraps,      &kNotATree,       &kOrphan,
                                                         &kTruncated,  &kNotAsSpecified, &archive::kDamaged};

Result<void> analyse(const Blob& blob, Context& context) {
  const auto file = FB_TRY(context.parsed<CompoundFile>(blob));
  file->check_chains(context);
  for (const auto& oddity : file->oddities())
    for (const auto* spec : kFindings)
      if (spec->id == oddity.id) context.say(*spec, oddity.offset, 0, oddity.evidence);
  context.enumerate(std::make_unique<Streams>(file));
  return {};
}

bool is_compound(const Sight& sight) noexcept { return sight.kind.id == "cfb"; }

} // namespace

const Analyser kAnalyser{"cfb", &is_compound, &analyse, kFindings, true, true};

} // namespace fumiban::cfb
