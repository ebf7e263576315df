// SPDX-License-Identifier: Apache-2.0
// Documents of Office 97 to 2003: a new compound file with the streams that the document needs.
// Reads:  the directory; streams.cpp.
// Leaves: VBA, objects and whatever has no known name, orphans: they are not written again.
// Trusts: a name, as the programs do that open the document by it; what stands under a known name must not be a file.
// Costs:  the file twice.
// Damage: refused.
#include "disarm/compound.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "disarm/compound_writer.hpp"
#include "disarm/streams.hpp"
#include "kind/kind.hpp"
#include "unpack/cfb/compound_file.hpp"
#include "unpack/cfb/findings.hpp"

namespace fumiban::disarm {
namespace {

using cfb::CompoundFile;
using cfb::Entry;

enum class Use : std::uint8_t { keep, leave_out, macros, objects };
struct Known {
  std::string_view name;
  Use use;
};
/// What stands in the root; anything else is an object.
constexpr std::array kKnown = {
    Known{"WordDocument", Use::keep},
    Known{"0Table", Use::keep},
    Known{"1Table", Use::keep},
    Known{"Data", Use::keep},
    Known{"Workbook", Use::keep},
    Known{"Book", Use::keep},
    Known{"User Names", Use::keep},
    Known{"Revision Log", Use::keep},
    Known{"PowerPoint Document", Use::keep},
    Known{"Current User", Use::keep},
    Known{"Pictures", Use::keep},
    Known{"\5SummaryInformation", Use::keep},
    Known{"\5DocumentSummaryInformation", Use::keep},
    Known{"\1CompObj", Use::keep},
    Known{"MsoDataStore", Use::keep},
    Known{"_SX_DB_CUR", Use::keep},
    Known{"\1Ole", Use::leave_out},
    Known{"\3ObjInfo", Use::leave_out},
    Known{"_signatures", Use::leave_out}, // what is changed is not what was signed
    Known{"_xmlsignatures", Use::leave_out},
    Known{"Macros", Use::macros},
    Known{"_VBA_PROJECT_CUR", Use::macros},
    Known{"VBA", Use::macros},
    Known{"PROJECT", Use::macros},
    Known{"PROJECTwm", Use::macros},
};

Use use_of(std::string_view name) {
  for (const auto& known : kKnown)
    if (equal_fold(known.name, name)) return known.use;
  return Use::objects;
}

/// Storages that are kept have streams of these names, or numbers: what the user's data is, and what pivot tables show.
bool is_data_stream(std::string_view storage, std::string_view name) {
  if (equal_fold(storage, "_SX_DB_CUR")) return !name.empty() && std::all_of(name.begin(), name.end(), is_alnum);
  return name == "Item" || name == "Properties";
}

class Document {
public:
  Document(const CompoundFile& file, const Blob& blob, Work& work) : file_(file), blob_(blob), work_(work) {}

  std::optional<Disarmed> disarm() {
    if (!is_sound() || !choose() || !edit()) return std::nullopt;
    if (removed_.empty()) return unchanged(blob_.whole());
    return Disarmed{.bytes = write_compound(entries_), .removed = removed_.list()};
  }

private:
  /// Nothing that a writer did not mean: then the order of the directory is the order that is to be written.
  bool is_sound() {
    file_.check_chains(work_.context);
    const auto oddities = file_.oddities();
    return !work_.context.broke() && std::all_of(oddities.begin(), oddities.end(), [](const cfb::Oddity& oddity) {
      return oddity.id == cfb::kNotAsSpecified.id || oddity.id == cfb::kOrphan.id;
    });
  }

  bool choose() {
    const auto entries = file_.entries();
    constexpr auto kOut = cfb::kNoEntry;
    std::vector<std::uint32_t> written(entries.size(), kOut); // where each entry is in the new file
    std::vector<std::size_t> depths(entries.size());
    if (!add(entries[0], 0)) return false;
    written[0] = 0;
    for (std::uint32_t i = 1; i < entries.size(); ++i) {
      const auto& entry = entries[i];
      if (entry.orphan) {
        if (entry.size > 0) removed_.add(Removed::objects);
        continue;
      }
      if (entry.parent >= i) return false;
      depths[i] = depths[entry.parent] + 1;
      if (written[entry.parent] == kOut) continue; // it goes with what holds it
      const bool storage = entry.type == Entry::Type::storage;
      if (!storage && entry.type != Entry::Type::stream) return false;
      auto use = use_of(entry.name);
      if (depths[i] > 1) {
        const auto& holder = entries[entry.parent].name;
        // MsoDataStore holds a storage for each item.
        const bool item = depths[i] == 2 && storage && equal_fold(holder, "MsoDataStore");
        const bool data = !storage && is_data_stream(holder, entry.name);
        use = item || data ? Use::keep : Use::objects;
      } else if (use == Use::keep &&
                 storage != (entry.name == "MsoDataStore" || equal_fold(entry.name, "_SX_DB_CUR"))) {
        use = Use::objects;
      }
      if (use == Use::macros) removed_.add(Removed::macros);
      if (use == Use::objects) removed_.add(Removed::objects);
      if (use != Use::keep) continue;
      written[i] = static_cast<std::uint32_t>(entries_.size());
      if (!add(entry, written[entry.parent])) return false;
      if (!storage && !read(i)) return false;
    }
    return true;
  }

  /// The entry, without content.
  bool add(const Entry& entry, std::uint32_t parent) {
    const auto name = blob_.read(entry.offset, 66);
    if (!name) return false;
    const bool stream = entry.type == Entry::Type::stream;
    entries_.push_back({.name = name->whole().copy(), .parent = parent, .storage = !stream, .clsid = entry.clsid});
    return true;
  }

  bool read(std::uint32_t index) {
    const auto& entry = file_.entries()[index];
    const auto content = file_.stream(index, work_.context);
    if (!content || content->size() != entry.size) return false;
    const auto& is = kind_of(content->whole());
    if (is.family != Family::unknown && !is_passive(is.family)) return false;
    entries_.back().bytes = content->whole().copy();
    streams_.emplace_back(to_lower(entry.name), entries_.size() - 1);
    return true;
  }

  /// The content of a stream in the root; nullptr if there is none.
  std::string* stream(std::string_view name) {
    for (const auto& [known, index] : streams_)
      if (known == name && entries_[index].parent == 0) return &entries_[index].bytes;
    return nullptr;
  }

  bool edit() {
    auto* word = stream("worddocument");
    auto* slides = stream("powerpoint document");
    const std::array books = {stream("workbook"), stream("book")};
    const bool excel = books[0] != nullptr || books[1] != nullptr;
    if ((word != nullptr) + (slides != nullptr) + excel != 1) return false; // of one program, and of no other
    if (!work_.context.pay(blob_.size())) return false;
    if (word != nullptr) {
      auto* table = stream(uses_first_table(ByteView(std::string_view(*word))) ? "1table" : "0table");
      if (table == nullptr || !edit_word(*word, *table, removed_)) return false;
    }
    for (auto* book : books)
      if (book != nullptr && !edit_workbook(*book, removed_)) return false;
    if (slides != nullptr) {
      const auto* user = stream("current user");
      if (user == nullptr || user->size() < 16 || user->compare(12, 4, "\xDF\xC4\xD1\xF3") == 0)
        return false; // encrypted
      edit_slides(*slides, removed_);
    }
    return true;
  }

  const CompoundFile& file_;
  const Blob& blob_;
  Work& work_;
  RemovedSet removed_;
  std::vector<NewEntry> entries_;
  std::vector<std::pair<std::string, std::size_t>> streams_;
};

} // namespace

std::optional<Disarmed> disarm_compound(const Blob& blob, Work& work) {
  const auto file = CompoundFile::open(blob, work.context);
  if (!file) return std::nullopt;
  return Document(*file, blob, work).disarm();
}

} // namespace fumiban::disarm
