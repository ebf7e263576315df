// SPDX-License-Identifier: Apache-2.0
// The directory of a compound file.
// Reads:  MS-CFB 2.6: every entry, whether or not a way leads to it.
// Leaves: state bits, the colours of the red-black tree, its order: every name is found by looking at all.
// Trusts: no link: an entry is reached once, whoever points at it.
// Costs:  128 bytes an entry, 65,536 entries at most; linear.
// Damage: what nothing points at is an orphan, listed behind the others.
#include <algorithm>

#include "base/text.hpp"
#include "findings/limits.hpp"
#include "unpack/cfb/compound_file.hpp"
#include "unpack/cfb/findings.hpp"
#include "unpack/cfb/node.hpp"

namespace fumiban::cfb {
namespace {

constexpr std::size_t kEntrySize = 128;
constexpr std::size_t kMostEntries = 65536;

/// UTF-16LE. `length` counts bytes with the final NUL; where it cannot be right the first NUL ends the name.
std::string name_of(ByteView field, std::size_t length, bool& odd) {
  const auto unit = [&](std::size_t i) {
    return static_cast<std::uint32_t>(field.peek(2 * i) | field.peek(2 * i + 1) << 8);
  };
  std::size_t count = length / 2 - 1;
  odd = length < 2 || length > 64 || length % 2 != 0 || unit(count) != 0;
  if (odd) {
    count = 0;
    while (count < 32 && unit(count) != 0) ++count;
  }
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    auto c = unit(i);
    if (c >= 0xd800 && c < 0xe000) {
      const auto low = c < 0xdc00 && i + 1 < count ? unit(i + 1) : 0;
      if (low >= 0xdc00 && low < 0xe000) {
        c = 0x10000 + ((c - 0xd800) << 10U) + (low - 0xdc00);
        ++i;
      } else c = 0xfffd;
    }
    append_utf8(out, c);
  }
  return out;
}

Result<Node> read_node(ByteView bytes, std::uint64_t offset, bool long_sizes, Oddities& oddities) {
  Reader reader(bytes);
  Node node;
  auto& entry = node.entry;
  entry.offset = offset;
  const auto name = FB_TRY(reader.bytes(64));
  const auto length = FB_TRY(reader.u16());
  const auto type = FB_TRY(reader.u8());
  node.allocated = type != 0;
  if (type == 1) entry.type = Entry::Type::storage;
  else if (type == 2) entry.type = Entry::Type::stream;
  else if (type == 5) entry.type = Entry::Type::root;
  if (node.allocated) {
    bool odd = false;
    entry.name = name_of(name, length, odd);
    if (odd) oddities.note(kNotAsSpecified, offset + 64, "length of a name");
    if (entry.type == Entry::Type::unknown) oddities.note(kNotAsSpecified, offset + 66, "type of an entry");
  }
  (void)FB_TRY(reader.u8()); // colour
  node.left = FB_TRY(reader.u32());
  node.right = FB_TRY(reader.u32());
  node.child = FB_TRY(reader.u32());
  const auto clsid = FB_TRY(reader.bytes(16));
  for (std::size_t i = 0; i < 16; ++i) entry.clsid[i] = static_cast<std::uint8_t>(clsid.peek(i));
  (void)FB_TRY(reader.u32()); // state bits
  entry.created = FB_TRY(reader.u64());
  entry.modified = FB_TRY(reader.u64());
  entry.start = FB_TRY(reader.u32());
  entry.size = FB_TRY(reader.u64());
  if (!long_sizes) entry.size &= 0xffffffffU; // writers left the upper half as it was (MS-CFB 2.6.3)
  return node;
}

/// The entries in order: storages are taken from the list while it grows, so parents stand before their children.
class Arranger {
public:
  Arranger(std::vector<Node>& nodes, Oddities& oddities) : nodes_(nodes), reached_(nodes.size()), oddities_(oddities) {}

  void from_root() {
    reached_[0] = true;
    ids_.push_back(0);
    nodes_[0].entry.type = Entry::Type::root;
    descend();
  }
  /// Then whatever has not been reached: first what nothing points at, then what points at itself.
  void orphans() {
    orphan_ = true;
    std::vector<bool> pointed(nodes_.size());
    const auto point = [&](std::uint32_t id) {
      if (id < pointed.size()) pointed[id] = true;
    };
    for (std::size_t id = 0; id < nodes_.size(); ++id) {
      if (reached_[id] || !nodes_[id].allocated) continue;
      point(nodes_[id].left);
      point(nodes_[id].right);
      if (nodes_[id].entry.type != Entry::Type::stream) point(nodes_[id].child);
    }
    for (const bool tops : {true, false})
      for (std::uint32_t id = 0; id < nodes_.size(); ++id) {
        if (reached_[id] || !nodes_[id].allocated || (tops && pointed[id])) continue;
        siblings(id, kNoEntry);
        descend();
      }
  }
  [[nodiscard]] const std::vector<std::uint32_t>& ids() const { return ids_; }

private:
  void descend() {
    for (; done_ < ids_.size(); ++done_) {
      auto& node = nodes_[ids_[done_]];
      node.first = static_cast<std::uint32_t>(ids_.size());
      if (node.entry.type != Entry::Type::stream) siblings(node.child, static_cast<std::uint32_t>(done_));
      node.count = static_cast<std::uint32_t>(ids_.size()) - node.first;
    }
  }
  /// Adds what one tree of siblings holds, in order.
  void siblings(std::uint32_t top, std::uint32_t parent) {
    std::vector<std::uint32_t> above;
    for (auto id = top; id != kNoEntry || !above.empty();) {
      if (id != kNoEntry && enter(id, parent)) {
        above.push_back(id);
        id = nodes_[id].left;
        continue;
      }
      if (above.empty()) return;
      id = above.back();
      above.pop_back();
      auto& node = nodes_[id];
      node.entry.parent = parent;
      node.entry.orphan = orphan_;
      ids_.push_back(id);
      id = node.right;
    }
  }
  bool enter(std::uint32_t id, std::uint32_t parent) {
    if (id >= nodes_.size()) {
      // What a dead entry points at says nothing.
      if (!orphan_) oddities_.note(kPastEnd, parent == kNoEntry ? 0 : nodes_[ids_[parent]].entry.offset, "directory");
      return false;
    }
    if (reached_[id]) {
      if (!orphan_) oddities_.note(kNotATree, nodes_[id].entry.offset, nodes_[id].entry.name);
      return false;
    }
    return reached_[id] = true;
  }

  std::vector<Node>& nodes_;
  std::vector<bool> reached_;
  Oddities& oddities_;
  std::vector<std::uint32_t> ids_;
  std::size_t done_ = 0;
  bool orphan_ = false;
};

} // namespace

Result<std::vector<Node>> read_directory(const Sectors& sectors, Context& context, Oddities& oddities) {
  std::vector<Node> nodes;
  const auto& blob = sectors.blob();
  for (const auto sector : chain(sectors, sectors.header().directory, "directory", oddities)) {
    const auto offset = sectors.place(sector).value_or(0);
    if (!context.pay(sectors.size())) return Error{Error::Kind::limit, "not paid for", offset};
    const auto bytes = blob.read(offset, std::min(sectors.size(), blob.size() - offset));
    if (!bytes) break;
    for (std::size_t at = 0; at + kEntrySize <= bytes->size(); at += kEntrySize) {
      if (nodes.size() == kMostEntries) {
        context.reached(limit::kParts);
        return nodes;
      }
      nodes.push_back(
          FB_TRY(read_node(bytes->whole().clamped(at), offset + at, sectors.header().major >= 4, oddities)));
    }
  }
  if (std::none_of(nodes.begin(), nodes.end(), [](const Node& node) { return node.allocated; }))
    return Error{Error::Kind::malformed, "no directory", 48};
  if (nodes[0].entry.type != Entry::Type::root) oddities.note(kNotAsSpecified, nodes[0].entry.offset + 66, "no root");
  return nodes;
}

std::vector<std::uint32_t> arrange(std::vector<Node>& nodes, Oddities& oddities) {
  Arranger arranger(nodes, oddities);
  arranger.from_root();
  arranger.orphans();
  return arranger.ids();
}

} // namespace fumiban::cfb
