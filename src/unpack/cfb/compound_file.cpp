// SPDX-License-Identifier: Apache-2.0
// Compound files: storages and streams (MS-CFB).
// Reads:  every stream that the directory lists, orphans too, from the mini stream or from sectors of its own.
// Leaves: what streams mean.
// Trusts: no size: a stream has what its chain gives, and never more than the file has.
// Costs:  header, DIFAT, directory and mini FAT; of each stream its sectors and the sectors of the FAT on its way.
// Damage: what a broken chain still gives is given.
#include "unpack/cfb/compound_file.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "findings/limits.hpp"
#include "unpack/cfb/findings.hpp"
#include "unpack/cfb/node.hpp"

namespace fumiban::cfb {

Result<CompoundFile> CompoundFile::open(const Blob& blob, Context& context) {
  Oddities oddities;
  CompoundFile file(FB_TRY(Sectors::open(blob, context, oddities)));
  auto nodes = FB_TRY(read_directory(file.sectors_, context, oddities));
  for (const auto id : arrange(nodes, oddities)) {
    file.children_.push_back({nodes[id].first, nodes[id].count});
    file.entries_.push_back(std::move(nodes[id].entry));
  }
  auto& sectors = file.sectors_;
  // Longer than the root's size where its chain is: a mini sector behind the end is read all the same.
  sectors.set_mini_stream(chain(sectors, file.entries_[0].start, "mini stream", oddities));
  if (sectors.mini_count() > 0) sectors.set_mini_fat(chain(sectors, sectors.header().mini_fat, "mini FAT", oddities));
  file.oddities_ = std::move(oddities);
  return file;
}

std::vector<std::uint32_t> CompoundFile::children(std::uint32_t storage) const {
  std::vector<std::uint32_t> out;
  if (storage >= children_.size()) return out;
  for (std::uint32_t i = 0; i < children_[storage].count; ++i) out.push_back(children_[storage].first + i);
  return out;
}

std::optional<std::uint32_t> CompoundFile::find(std::uint32_t storage, std::string_view name) const {
  if (storage >= children_.size()) return std::nullopt;
  const auto [first, count] = children_[storage];
  for (auto i = first; i < first + count; ++i)
    if (equal_upper(entries_[i].name, name)) return i;
  return std::nullopt;
}

std::optional<std::uint32_t> CompoundFile::find(std::initializer_list<std::string_view> path) const {
  std::optional<std::uint32_t> at = 0;
  for (const auto name : path) {
    at = find(*at, name);
    if (!at) break;
  }
  return at;
}

std::string CompoundFile::path(std::uint32_t index) const {
  std::string out;
  for (int depth = 0; depth < 64 && index != 0 && index < entries_.size(); ++depth, index = entries_[index].parent)
    out = out.empty() ? entries_[index].name : entries_[index].name + "/" + out;
  return out;
}

bool CompoundFile::is_mini(const Entry& entry) const noexcept {
  return entry.size < sectors_.header().mini_cutoff && entry.type != Entry::Type::root;
}

Result<Blob> CompoundFile::stream(std::uint32_t index, Context& context, std::uint64_t most) const {
  if (index >= entries_.size()) return Error{Error::Kind::malformed, "no such entry", index};
  const auto& entry = entries_[index];
  const bool mini = is_mini(entry);
  const auto unit = mini ? sectors_.mini_size() : sectors_.size();
  const auto units = mini ? sectors_.mini_count() : sectors_.count();
  const auto& blob = sectors_.blob();
  auto left = std::min({entry.size, units * unit, blob.size(), most});
  if (!context.pay(left)) return Error{Error::Kind::limit, "not paid for", entry.offset};

  // Neighbours are one piece: most streams are one, and of a blob that lies together it is no copy.
  const auto& memory = *context.memory();
  const auto room = memory.allowed - std::min(memory.allowed, memory.held);
  std::string made;
  std::uint64_t begin = 0; // of the piece that grows
  std::uint64_t length = 0;
  std::optional<Error> error;
  bool full = false;
  const auto fit = [&] {
    if (length <= room - made.size()) return;
    length = room - made.size();
    full = true;
    context.reached(limit::kMemory);
  };
  const auto flush = [&] {
    fit();
    const auto piece = blob.read(begin, length);
    if (made.empty()) made.reserve(std::min(room, length + left)); // it has been paid for
    if (piece) made += piece->whole().text();
    else error = piece.error();
    length = 0;
  };
  Walk walk(sectors_, mini, entry.start);
  while (left > 0 && !error && !full) {
    const auto sector = walk.next();
    if (!sector) break;
    const auto at = (mini ? sectors_.mini_place(*sector) : sectors_.place(*sector)).value_or(0);
    if (length != 0 && begin + length != at) flush();
    if (error || full) break;
    if (length == 0) begin = at;
    const auto wanted = std::min(unit, left);
    const auto bytes = std::min(wanted, blob.size() - at);
    length += bytes;
    left -= bytes;
    if (bytes < wanted) break; // the last sector of the file is not complete
  }
  if (walk.loops()) oddities_.note(kChainLoops, entry.offset, entry.name);
  if (walk.leads_out()) oddities_.note(kPastEnd, entry.offset, entry.name);
  if (left > 0 && !error && !full && !entry.orphan) oddities_.note(kTruncated, entry.offset, entry.name);
  if (made.empty() && !error) {
    if (!blob.is_whole()) fit();
    return blob.read(begin, length);
  }
  if (length > 0 && !error && !full) flush();
  if (made.empty() && error) return *error;
  return Blob::owned(std::move(made));
}

void CompoundFile::check_chains(Context& context) const {
  auto used = sectors_.tables();
  std::vector<bool> used_mini(sectors_.mini_count());
  const auto take = [&](std::uint32_t start, std::string_view name) {
    for (const auto sector : chain(sectors_, start, name, oddities_)) {
      const auto at = sectors_.slot(sector);
      if (!at) continue;
      if (used[*at]) oddities_.note(kChainsCross, 0, name);
      used[*at] = true;
    }
  };
  take(sectors_.header().directory, "directory");
  take(entries_[0].start, "mini stream");
  if (sectors_.mini_count() > 0) take(sectors_.header().mini_fat, "mini FAT");
  for (std::uint32_t i = 1; i < entries_.size() && !context.broke(); ++i) {
    const auto& entry = entries_[i];
    if (entry.size > 0 && entry.type != Entry::Type::storage) check_chain(entry, used, used_mini, context);
  }
  if (sectors_.wrapped() && !oddities_.has(kWraps)) oddities_.note(kWraps, 0, "sector");
}

void CompoundFile::check_chain(const Entry& entry, std::vector<bool>& used, std::vector<bool>& used_mini,
                               Context& context) const {
  const bool mini = is_mini(entry);
  const auto unit = mini ? sectors_.mini_size() : sectors_.size();
  const auto wanted = entry.size / unit + (entry.size % unit != 0 ? 1 : 0);
  auto& taken = mini ? used_mini : used;
  Walk walk(sectors_, mini, entry.start);
  // Where a sector is taken already the walk ends, so that all walks together are as long as the file.
  std::optional<std::uint32_t> met;
  std::uint64_t got = 0;
  bool cut = false;
  for (; got < wanted && !cut; ++got) {
    const auto sector = walk.next();
    if (!sector) break;
    const auto at = mini ? std::optional<std::uint64_t>(*sector) : sectors_.slot(*sector);
    if (!at || taken[*at]) {
      met = sector;
      break;
    }
    taken[*at] = true;
    const auto begin = (mini ? sectors_.mini_place(*sector) : sectors_.place(*sector)).value_or(0);
    cut = begin + std::min(unit, entry.size - got * unit) > sectors_.blob().size();
  }
  if (!context.pay(got * 4) || (entry.orphan && met)) return;
  if (entry.orphan) {
    if (got == wanted && !cut) oddities_.note(kOrphan, entry.offset, entry.name);
    return;
  }
  if (met) {
    Walk again(sectors_, mini, entry.start);
    auto steps = got;
    while (steps > 0 && again.next() != met) --steps;
    oddities_.note(steps > 0 ? kChainLoops : kChainsCross, entry.offset, entry.name);
    return;
  }
  if (walk.leads_out()) oddities_.note(kPastEnd, entry.offset, entry.name);
  if (got < wanted || cut) oddities_.note(kTruncated, entry.offset, entry.name);
}

} // namespace fumiban::cfb
