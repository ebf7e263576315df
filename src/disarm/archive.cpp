// SPDX-License-Identifier: Apache-2.0
// Zip archives.
// Reads:  sound archives (zip_writer.cpp), and those that lie in them.
// Leaves: a member in which nothing had to be taken out, as it is packed.
// Trusts: no name, but that what acts by its name is taken out too.
// Costs:  each member once.
// Damage: refused; of an archive in an archive: a notice stands in its place.
#include "disarm/archive.hpp"

#include <set>

#include "base/ascii.hpp"
#include "disarm/harmless.hpp"
#include "disarm/zip_writer.hpp"
#include "kind/kind.hpp"
#include "unpack/names/names.hpp"

namespace fumiban::disarm {
namespace {

constexpr std::size_t kDeepest = 8; ///< archives within archives
constexpr std::string_view kNotice =
    "This file was taken out because it could act when it is opened, or could not be made safe.\r\n"
    "このファイルは、開くと動作するおそれがあるか、無害化できなかったため、取り除きました。\r\n";

/// An archive that is gone through.
struct Frame {
  Blob blob;
  zip::Directory directory;
  std::size_t next = 0;
  ZipWriter out{};
  RemovedSet removed{};
  std::set<std::string> names{}; ///< lower case
};

std::optional<Frame> open(Blob blob, Context& context) {
  auto directory = read_sound_directory(blob, context);
  if (!directory) return std::nullopt;
  Frame frame{.blob = std::move(blob), .directory = std::move(*directory)};
  for (const auto& member : frame.directory.members) frame.names.insert(to_lower(name_of(member.header).bytes));
  return frame;
}

class Archive {
public:
  Archive(Work& work, const DisarmMember& disarm_member) : work_(work), disarm_member_(disarm_member) {}

  std::optional<Disarmed> disarm(const Blob& blob) {
    auto first = open(blob, work_.context);
    if (!first) return std::nullopt;
    frames_.push_back(std::move(*first));
    while (true) {
      if (work_.limited() || work_.context.broke()) return std::nullopt;
      auto& frame = frames_.back();
      if (frame.next < frame.directory.members.size()) {
        if (!take(frame)) return std::nullopt;
        continue;
      }
      auto done = finish(frame);
      frames_.pop_back();
      if (frames_.empty()) return done;
      auto& around = frames_.back();
      put(around, around.directory.members[around.next++], std::move(done));
    }
  }

private:
  /// Takes the next member. False: it cannot be copied.
  bool take(Frame& frame) {
    const auto& member = frame.directory.members[frame.next];
    const auto name = name_of(member.header);
    if (name.bytes.ends_with('/') && member.header.size == 0) {
      frame.out.copy(name, member.header, {});
      ++frame.next;
      return true;
    }
    const auto shown = names::member_name(name.bytes);
    const auto other = names::member_name(member.header.name);
    std::optional<Disarmed> done;
    if (!acts_by_name(shown) && !acts_by_name(other)) {
      auto content = read_sound_member(frame.blob, member, work_.context);
      if (!content) return false;
      if (kind_of(content->whole()).id == "zip") {
        if (frames_.size() < kDeepest)
          if (auto inner = open(std::move(*content), work_.context)) {
            frames_.push_back(std::move(*inner)); // `frame` is none any more
            return true;
          }
      } else {
        done = disarm_member_(*content, shown, work_);
      }
    }
    put(frame, member, std::move(done));
    ++frame.next;
    return true;
  }

  /// Writes what became of a member.
  void put(Frame& frame, const zip::Member& member, std::optional<Disarmed> done) {
    auto name = name_of(member.header);
    if (done && done->removed.empty()) {
      const auto packed = frame.blob.read(member.data, member.data_end - member.data);
      FB_CHECK(packed.has_value()); // it has been unpacked
      frame.out.copy(name, member.header, packed->whole());
      return;
    }
    if (!done) {
      frame.removed.add(Removed::files);
      const std::string_view text = work_.options.notice.empty() ? kNotice : std::string_view(work_.options.notice);
      rename(frame, name, ".txt", false);
      frame.out.add(name, member.header, ByteView(text));
      return;
    }
    frame.removed.add(done->removed);
    if (!done->extension.empty()) rename(frame, name, done->extension, true);
    frame.out.add(name, member.header, ByteView(std::string_view(done->bytes)));
  }

  /// Gives a name that ends with `extension`, instead of the one it has or behind it, and that no other member has.
  static void rename(Frame& frame, ZipName& name, std::string_view extension, bool instead) {
    const auto dot = name.bytes.find_last_of("./\\");
    const bool has = dot != std::string::npos && name.bytes[dot] == '.';
    if (has && instead && equal_fold(std::string_view(name.bytes).substr(dot), extension)) return;
    auto made = (has && instead ? name.bytes.substr(0, dot) : name.bytes) + std::string(extension);
    while (!frame.names.insert(to_lower(made)).second) made += extension;
    name.bytes = std::move(made);
  }

  static std::optional<Disarmed> finish(Frame& frame) {
    auto done = frame.removed.empty()
                    ? unchanged(frame.blob.whole())
                    : Disarmed{.bytes = std::move(frame.out).finish(), .removed = frame.removed.list()};
    if (opens_as_pdf(ByteView(std::string_view(done.bytes)))) return std::nullopt; // by a member that is not packed
    return done;
  }

  Work& work_;
  const DisarmMember& disarm_member_;
  std::vector<Frame> frames_;
};

} // namespace

std::optional<Disarmed> disarm_archive(const Blob& blob, Work& work, const DisarmMember& disarm_member) {
  return Archive(work, disarm_member).disarm(blob);
}

} // namespace fumiban::disarm
