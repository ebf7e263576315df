// SPDX-License-Identifier: Apache-2.0
// Zip archives.
// Reads:  every member that either directory knows (directory.cpp), in every method of member.cpp.
// Leaves: what members are: each goes to the walker.
// Trusts: neither directory: where they disagree both readings are handed on.
// Costs:  the directories, then each member once, one at a time.
// Damage: what can be decoded is, and the member is said to be damaged.
#include "unpack/zip/zip.hpp"

#include <array>
#include <set>

#include "findings/archive.hpp"
#include "unpack/names/names.hpp"
#include "unpack/zip/directory.hpp"
#include "unpack/zip/member.hpp"

namespace fumiban::zip {
namespace {

/// The central directory and a local header, or two central directories, say different things.
constexpr FindingSpec kTwoDirectories{"zip.two-directories", Severity::medium, Topic::evasion, Unread::no, "T1027"};
/// A member that the central directory does not list: some programs show it, others do not.
constexpr FindingSpec kUnlisted{"zip.unlisted-member", Severity::medium, Topic::evasion, Unread::no, "T1027"};
/// Two members share bytes.
constexpr FindingSpec kOverlap{"zip.overlap", Severity::medium, Topic::evasion, Unread::no, "T1027"};
/// Two members have the same name.
constexpr FindingSpec kDuplicate{"zip.duplicate-name", Severity::low, Topic::evasion, Unread::no, "T1027"};
/// Bytes before the first member or behind the end record.
constexpr FindingSpec kForeign{"zip.foreign-bytes", Severity::info, Topic::evasion, Unread::no, "T1027"};
/// The file begins as something else: some programs open the one, some the other.
constexpr FindingSpec kBehind{"zip.behind-another-kind", Severity::medium, Topic::evasion, Unread::no, "T1036.008"};
/// More or fewer bytes come out than the directory says.
constexpr FindingSpec kWrongSize{"zip.wrong-size", Severity::low, Topic::evasion, Unread::no, "T1027"};

bool begins_as_zip(const Kind& kind) noexcept {
  return kind.id == "zip" || kind.id == "jar" || kind.id == "ooxml" || kind.id == "odf";
}

std::string name_of(const Header& header) {
  if (!header.unicode_name.empty()) return names::member_name(header.unicode_name);
  return names::member_name(header.name); // bit 11 says UTF-8: valid UTF-8 is taken for it in any case
}

bool is_folder(const Header& header) {
  return header.size == 0 && !header.name.empty() && (header.name.back() == '/' || header.name.back() == '\\');
}

std::string_view encryption_of(const Header& header) {
  if (header.strong()) return "PKWARE";
  return header.method == 99 ? "AES" : "ZipCrypto";
}

std::string method_name(const Header& header) {
  if (header.strong()) return "PKWARE encryption";
  return "method " + std::to_string(header.method == 99 ? header.aes_method : header.method);
}

void say_damage(const Unpacked& unpacked, const Member& member, std::uint32_t part, Context& context) {
  if (!unpacked.damage.empty())
    context.say_of(part, archive::kDamaged, member.data, member.data_end - member.data, unpacked.damage);
  else if (unpacked.content.size() != member.header.size && member.header.size != 0)
    context.say_of(part, kWrongSize, 0, 0,
                   std::to_string(member.header.size) + " / " + std::to_string(unpacked.content.size()));
}

class MemberLock final : public Lock {
public:
  MemberLock(Blob archive, Member member) : archive_(std::move(archive)), member_(std::move(member)) {}
  bool open(std::string_view password, Context& context) override {
    auto unpacked = unpack_locked(archive_, member_.header, member_.data, member_.data_end, password, context);
    if (!unpacked || unpacked->refused) return false;
    say_damage(*unpacked, member_, context.part_index(), context);
    context.unlocked(std::move(unpacked->content));
    return true;
  }

private:
  Blob archive_;
  Member member_;
};

class ZipMembers final : public Members {
public:
  ZipMembers(Blob archive, std::vector<Member> members) : archive_(std::move(archive)), members_(std::move(members)) {}

  bool next(Context& context) override {
    while (at_ < members_.size()) {
      const auto& member = members_[at_];
      const bool second = second_;
      // Then what the local header says, if it would be read differently.
      if (!second && member.local && differs(member)) second_ = true;
      else {
        second_ = false;
        ++at_;
      }
      if (is_folder(member.header) && !second) continue;
      if (!context.room()) return false;
      if (second) add_local(member, context);
      else add(member, context);
      return true;
    }
    return false;
  }

private:
  static bool differs(const Member& member) {
    return member.header.method != member.local->method || member.header.packed != member.local->packed ||
           member.header.encrypted() != member.local->encrypted();
  }

  static Child child_of(const Member& member) {
    Child child{
        .blob = {}, .name = name_of(member.header), .offset = member.data, .raw_size = member.data_end - member.data};
    const auto plain = names::member_name(member.header.name);
    if (plain != child.name) child.other_names.push_back(plain);
    if (member.local && member.local->name != member.header.name) child.other_names.push_back(name_of(*member.local));
    return child;
  }

  void add(const Member& member, Context& context) {
    const auto parent = context.part_index();
    auto child = child_of(member);
    if (member.listed == Listed::only_local) child.reading = "unlisted";
    if (!is_supported(member.header)) context.say(archive::kUnsupported, member.data, 0, method_name(member.header));
    if (member.header.encrypted()) {
      auto lock = std::make_shared<MemberLock>(archive_, member);
      (void)context.add_locked(parent, std::move(child), member.header.size, std::move(lock), archive::kEncrypted,
                               encryption_of(member.header));
      return;
    }
    if (!is_supported(member.header)) return;
    auto unpacked = unpack(archive_, member.header, member.data, member.data_end, context);
    if (unpacked.refused) return;
    child.blob = unpacked.content;
    const auto index = context.add(parent, std::move(child));
    if (index == kNoPart) return;
    say_damage(unpacked, member, index, context);
    if (member.listed == Listed::only_local) context.say_of(index, kUnlisted, 0, 0, "");
    if (member.listed == Listed::only_central)
      context.say_of(index, archive::kDamaged, member.local_at, 0, "no local header");
  }

  void add_local(const Member& member, Context& context) {
    const auto& header = *member.local;
    if (header.encrypted() || !is_supported(header)) return; // no program reads it this way
    const auto end = header.packed != 0 && header.packed <= archive_.size() - member.data ? member.data + header.packed
                                                                                          : archive_.size();
    auto unpacked = unpack(archive_, header, member.data, end, context);
    if (unpacked.refused) return;
    auto child = child_of(member);
    child.name = name_of(header);
    child.reading = "local-header";
    child.blob = unpacked.content;
    (void)context.add(context.part_index(), std::move(child));
  }

  Blob archive_;
  std::vector<Member> members_;
  std::size_t at_ = 0;
  bool second_ = false;
};

Result<void> analyse(const Blob& blob, Context& context) {
  auto directory = read_directory(blob, context);
  if (directory.members.empty() && !directory.has_end)
    return Error{Error::Kind::malformed, "zip: neither a directory nor a member", 0};
  if (!directory.has_end || directory.truncated)
    context.say(archive::kDamaged, 0, 0, directory.has_end ? "the directory ends early" : "no end record");
  if (directory.several) context.say(kTwoDirectories, 0, 0, "end records");
  if (directory.overlap) context.say(kOverlap);
  if (!begins_as_zip(context.kind())) context.say(kBehind, directory.leading, 0, context.kind().id);
  else if (directory.leading > 0)
    context.say(kForeign, 0, directory.leading, "before: " + std::to_string(directory.leading));
  if (directory.trailing > 0)
    context.say(kForeign, blob.size() - directory.trailing, directory.trailing,
                "behind: " + std::to_string(directory.trailing));
  std::set<std::string_view> names;
  for (const auto& member : directory.members) {
    if (!member.disagreement.empty())
      context.say(kTwoDirectories, member.local_at, member.data - member.local_at, member.disagreement);
    if (!names.insert(member.header.name).second) context.say(kDuplicate, member.local_at, 0, name_of(member.header));
  }
  context.enumerate(std::make_unique<ZipMembers>(blob, std::move(directory.members)));
  return {};
}

/// Also what begins as something else that holds no files of its own: such a file is two things at once.
bool is_zip(const Sight& sight) noexcept {
  if (begins_as_zip(sight.kind)) return true;
  switch (sight.kind.family) {
    case Family::empty:
    case Family::message:
    case Family::multipart:
    case Family::office:
    case Family::archive:
    case Family::disk_image: return false;
    default: return ends_as_zip(sight.content);
  }
}

constexpr std::array<const FindingSpec*, 10> kFindings = {
    &kBehind,          &kTwoDirectories,     &kUnlisted,
    &kOverlap,         &kDuplicate,          &kForeign,
    &kWrongSize,       &archive::kEncrypted, &archive::kUnsupported,
    &archive::kDamaged};

} // namespace

const Analyser kAnalyser{"zip", &is_zip, &analyse, kFindings, true, true};

} // namespace fumiban::zip
