// SPDX-License-Identifier: Apache-2.0
// 7z archives.
// Reads:  the header, packed and encrypted ones too, and every file in the methods of coders.cpp.
// Leaves: what files are: each goes to the walker. Folders and anti items make no parts.
// Trusts: nothing that the header says (archive.cpp); checksums only to tell damage and wrong passwords.
// Costs:  128 bytes for each byte of the header, then each folder once, one file at a time.
// Damage: what can be decoded is, and what was damaged is said; of what cannot be, name and size are told.
#include "unpack/sevenzip/sevenzip.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "findings/archive.hpp"
#include "unpack/sevenzip/contents.hpp"

namespace fumiban::sevenzip {
namespace {

constexpr std::uint64_t kMostHeader = 2U << 20U; // some 20,000 files
constexpr std::uint64_t kParsing = 128; // a byte of a header takes up to 100 bytes of room while the archive is open
constexpr int kMostEncodings = 4;       // headers packed in headers: 7-Zip packs once

class FileLock final : public Lock {
public:
  FileLock(std::shared_ptr<LockedFolder> folder, std::size_t index) : folder_(std::move(folder)), index_(index) {}
  bool open(std::string_view password, Context& context) override {
    auto cut = folder_->open(index_, password, context);
    if (!cut) return false;
    if (!cut->damage.empty()) context.say(archive::kDamaged, 0, 0, cut->damage);
    context.unlocked(std::move(cut->content));
    return true;
  }

private:
  std::shared_ptr<LockedFolder> folder_;
  std::size_t index_;
};

class SevenZipMembers final : public Members {
public:
  /// `password`: that of the header, if it was encrypted.
  SevenZipMembers(std::shared_ptr<const Opened> opened, std::string password)
      : opened_(std::move(opened)), password_(std::move(password)) {}

  bool next(Context& context) override {
    const auto& files = opened_->archive.files;
    while (at_ < files.size()) {
      const auto& file = files[at_++];
      if (file.is_folder || file.is_anti) continue;
      if (file.folder != kNone && file.folder != folder_) enter(file.folder, context);
      if (context.broke() || !context.room()) return false;
      Child child{.blob = {}, .name = opened_->archive.name(file)};
      if (file.folder == kNone) {
        (void)context.add(context.part_index(), std::move(child));
        return true;
      }
      place(file, child);
      if (locked_) {
        auto lock = std::make_shared<FileLock>(locked_, locked_->add(file));
        (void)context.add_locked(context.part_index(), std::move(child), file.size, std::move(lock),
                                 archive::kEncrypted, "7z AES");
        return true;
      }
      if (!cutter_) { // why not was said
        const auto index = context.add(context.part_index(), std::move(child));
        if (index != kNoPart) context.part(index).size = file.size;
        return true;
      }
      auto cut = cutter_->cut(file, context);
      if (cut.refused) return false;
      child.blob = std::move(cut.content);
      const auto index = context.add(context.part_index(), std::move(child));
      if (index != kNoPart && !cut.damage.empty()) context.say_of(index, archive::kDamaged, 0, 0, cut.damage);
      return true;
    }
    return false;
  }

private:
  void enter(std::uint32_t index, Context& context) {
    folder_ = index;
    locked_.reset();
    cutter_.reset();
    const auto& folder = opened_->archive.folders[index];
    const bool encrypted = is_encrypted(folder);
    if (const auto why = unsupported(opened_->archive, folder); !why.empty()) {
      context.say(archive::kUnsupported, 0, 0, why);
    } else if (encrypted && password_.empty()) {
      locked_ = std::make_shared<LockedFolder>(opened_, folder);
    } else if (auto stream = decode(*opened_, folder, password_, context)) {
      cutter_.emplace(std::move(*stream));
    } else if (!context.broke()) {
      context.say(archive::kDamaged, 0, 0, stream.error().what);
    }
  }
  /// Where the file lies, if it was not compressed together with others.
  void place(const File& file, Child& child) const {
    const auto& folder = opened_->archive.folders[file.folder];
    if (folder.files != 1 || folder.packed.empty()) return;
    const auto& streams = opened_->archive.streams;
    child.offset = streams[folder.first_stream].begin;
    child.raw_size = streams[folder.first_stream + folder.packed.size() - 1].end - child.offset;
  }

  std::shared_ptr<const Opened> opened_;
  std::string password_;
  std::size_t at_ = 0;
  std::uint32_t folder_ = kNone;
  std::optional<Cutter> cutter_;
  std::shared_ptr<LockedFolder> locked_;
};

/// What an EncodedHeader holds.
Result<std::string> decode_header(const Opened& opened, std::string_view password, Context& context) {
  const auto& folder = opened.archive.folders.front();
  auto stream = FB_TRY(decode(opened, folder, password, context));
  const auto size = folder.coders[folder.main].size;
  std::string header;
  std::uint32_t crc = 0;
  while (header.size() < size) {
    const auto piece = FB_TRY(stream->next());
    if (piece.empty()) return Error{Error::Kind::truncated, "the header ends early", 0};
    if (!context.pay(piece.size())) return Error{Error::Kind::limit, "not paid", 0};
    header += piece.text();
    crc = crc32(piece, crc);
  }
  if (folder.crc && crc != *folder.crc) return Error{Error::Kind::malformed, "CRC-32 of the header", 0};
  return header;
}

/// Reads `header`, and those that are packed in it, as far as no password is wanted: what comes of it is still an
/// EncodedHeader if one is.
Result<Archive> read_header(const Blob& blob, std::string header, const std::shared_ptr<Keyring>& keys,
                            std::string_view password, Context& context) {
  for (int depth = 0; depth < kMostEncodings; ++depth) {
    if (!context.pay(header.size() * kParsing)) return Error{Error::Kind::limit, "not paid", 0};
    auto archive = parse_header(std::move(header), blob.size());
    if (!is_encoded(ByteView(std::string_view(archive.header)))) return archive;
    if (archive.folders.empty()) {
      if (archive.damage.empty()) archive.damage = "a packed header without content";
      return archive;
    }
    const auto& folder = archive.folders.front();
    if (auto why = unsupported(archive, folder); !why.empty()) archive.unread = std::move(why);
    else if (folder.coders[folder.main].size > kMostHeader) archive.unread = "a header larger than 2 MB";
    if (!archive.unread.empty() || (is_encrypted(folder) && password.empty())) return archive;
    const Opened opened{blob, std::move(archive), keys};
    header = FB_TRY(decode_header(opened, password, context));
  }
  return Error{Error::Kind::malformed, "too many packed headers", 0};
}

void enumerate(const Blob& blob, Archive archive, std::shared_ptr<Keyring> keys, std::string_view password,
               Context& context) {
  if (!archive.damage.empty()) context.say(archive::kDamaged, 0, 0, archive.damage);
  if (!archive.unread.empty()) context.say(archive::kUnsupported, 0, 0, archive.unread);
  auto opened = std::make_shared<const Opened>(Opened{blob, std::move(archive), std::move(keys)});
  context.enumerate(std::make_unique<SevenZipMembers>(std::move(opened), std::string(password)));
}

/// An encrypted header: names and contents wait behind it.
class HeaderLock final : public Lock {
public:
  HeaderLock(Blob blob, std::string header)
      : blob_(std::move(blob)), header_(std::move(header)), keys_(std::make_shared<Keyring>()) {}
  bool open(std::string_view password, Context& context) override {
    if (password.empty()) return false;
    auto archive = read_header(blob_, header_, keys_, password, context);
    if (!archive || archive->files.empty()) return false; // what is encrypted holds something
    enumerate(blob_, std::move(*archive), keys_, password, context);
    return true;
  }

private:
  Blob blob_;
  std::string header_;
  std::shared_ptr<Keyring> keys_;
};

/// Where nobody says where the header is, 7-Zip takes the last thing that looks like one, close to the end.
void find_header(const Blob& blob, SignatureHeader& signature) {
  static constexpr std::uint64_t kReach = 512;
  const auto from = std::max(kSignatureSize, blob.size() - std::min(blob.size(), kReach));
  const auto tail = blob.read(from, blob.size() - std::min(blob.size(), from));
  if (!tail) return;
  const auto text = tail->whole().text();
  const auto plain = text.rfind("\x01\x04");
  const auto encoded = text.rfind("\x17\x06");
  const auto at =
      plain == std::string_view::npos || (encoded != std::string_view::npos && encoded > plain) ? encoded : plain;
  if (at == std::string_view::npos) return;
  signature.offset = from + at;
  signature.size = blob.size() - signature.offset;
  signature.crc = crc32(tail->whole().clamped(at));
}

Result<void> analyse(const Blob& blob, Context& context) {
  const auto head = FB_TRY(blob.read(0, std::min(blob.size(), kSignatureSize)));
  auto signature = FB_TRY(read_signature(head.whole()));
  if (!signature.intact && signature.size == 0) find_header(blob, signature);
  if (!signature.intact) context.say(archive::kDamaged, 0, kSignatureSize, "CRC-32 of the signature header");
  if (signature.size == 0 && signature.intact) return {}; // nothing in it
  if (signature.offset > blob.size() || signature.size > blob.size() - signature.offset)
    return Error{Error::Kind::truncated, "the header lies past the end", signature.offset};
  if (signature.size > kMostHeader) {
    context.say(archive::kUnsupported, signature.offset, signature.size, "a header larger than 2 MB");
    return {};
  }
  if (!context.pay(signature.size)) return {};
  const auto header = FB_TRY(blob.read(signature.offset, signature.size));
  if (crc32(header.whole()) != signature.crc)
    context.say(archive::kDamaged, signature.offset, signature.size, "CRC-32 of the header");
  auto keys = std::make_shared<Keyring>();
  auto archive = FB_TRY(read_header(blob, header.whole().copy(), keys, {}, context));
  const bool locked = is_encoded(ByteView(std::string_view(archive.header))) && archive.unread.empty() &&
                      !archive.folders.empty() && is_encrypted(archive.folders.front());
  if (locked)
    context.lock(std::make_shared<HeaderLock>(blob, std::move(archive.header)), archive::kEncrypted, "7z AES");
  else enumerate(blob, std::move(archive), std::move(keys), {}, context);
  return {};
}

bool is_sevenzip(const Sight& sight) noexcept { return sight.kind.id == "7z"; }

constexpr std::array<const FindingSpec*, 3> kFindings = {&archive::kEncrypted, &archive::kUnsupported,
                                                         &archive::kDamaged};

} // namespace

const Analyser kAnalyser{"7z", &is_sevenzip, &analyse, kFindings, true, true};

} // namespace fumiban::sevenzip
