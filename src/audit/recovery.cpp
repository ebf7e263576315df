// SPDX-License-Identifier: Apache-2.0
// Opening a log: what was written since tiles and checkpoint file were last published is read again, and what an
// interrupted write left behind is cut.
#include <algorithm>
#include <optional>

#include "audit/log.hpp"
#include "audit/segment.hpp"
#include "audit/store.hpp"

namespace fumiban::audit {
namespace {

constexpr std::size_t kMostTilesHeld = 1024;

std::string event_number(std::uint64_t number) { return "event " + std::to_string(number); }

} // namespace

class Recovery {
public:
  Recovery(Log& log, Files& files, const std::string& folder) : log_(log), files_(files), folder_(folder) {}

  /// What is wrong, or empty.
  std::string run() {
    if (auto error = take_folder(); !error.empty()) return error;
    if (auto error = read_published(); !error.empty()) return error;
    const auto found = segments_in(files_, folder_);
    if (const auto* wrong = std::get_if<Failed>(&found)) return wrong->why;
    if (auto error = replay(std::get<std::vector<SegmentFile>>(found)); !error.empty()) return error;
    return log_.publish_now();
  }
  [[nodiscard]] const std::string& said() const noexcept { return said_; }

private:
  std::string take_folder() {
    if (auto error = files_.make_folder(folder_); !error.empty()) return error;
    auto lock = files_.lock(folder_ + "/lock");
    if (const auto* wrong = std::get_if<Failed>(&lock)) return wrong->why;
    log_.lock_ = std::move(std::get<std::unique_ptr<File>>(lock));
    if (auto error = files_.make_folder(folder_ + "/segments"); !error.empty()) return error;
    const auto key = public_key_in(files_, folder_);
    const auto* wrong = std::get_if<Failed>(&key);
    const auto& ours = log_.key_.public_key();
    if (wrong != nullptr && wrong->missing)
      return replace_file(files_, folder_, std::string(kPublicKeyFile), ours.text() + "\n");
    if (wrong != nullptr) return wrong->why;
    if (std::get<PublicKey>(key) == ours) return "";
    return folder_ + ": this log is signed with another key, " + std::get<PublicKey>(key).text() + ", not with " +
           ours.text() + "; give the key that it began with, or begin a log in another folder";
  }

  /// What is under the checkpoint file, and the tree up to there; from the events themselves where tiles are damaged.
  std::string read_published() {
    const auto path = folder_ + "/" + std::string(kCheckpointFile);
    const auto note = files_.read(path);
    if (const auto* wrong = std::get_if<Failed>(&note)) return wrong->missing ? "" : wrong->why;
    const auto read = read_checkpoint(std::get<std::string>(note), log_.key_.public_key());
    const auto* good = std::get_if<SignedCheckpoint>(&read);
    if (good == nullptr)
      return path +
             ": is damaged or signed by another key; 'fumiban audit verify' tells more. If the rest of the log "
             "verifies, delete that file: it is written again";
    published_ = *good;
    auto tree = TiledTree::from(good->checkpoint.size, tiles_in(files_, folder_));
    if (tree && tree->root() == good->checkpoint.root) {
      log_.tree_ = std::move(*tree);
      log_.published_ = good->checkpoint.size;
    } else {
      say("the hash tiles did not fit the checkpoint and were made again");
    }
    return "";
  }

  std::string replay(const std::vector<SegmentFile>& segments) {
    const auto begun = log_.tree_.size();
    std::size_t start = 0;
    while (start + 1 < segments.size() && segments[start + 1].first <= begun) ++start;
    auto number = segments.empty() ? std::uint64_t{0} : segments[start].first;
    if (number > begun) return event_number(begun) + " is missing: " + segments[start].path + " begins behind it";
    for (auto i = start; i < segments.size(); ++i) {
      if (segments[i].first != number)
        return event_number(number) + " is missing: no segment file begins with it (" + segments[i].path + ")";
      if (auto error = replay_one(segments[i], i + 1 == segments.size(), number); !error.empty()) return error;
    }
    if (auto error = missing_from(number); !error.empty()) return error;
    if (log_.last_.checkpoint.size != number || number == 0) {
      log_.last_ = published_;
      log_.last_.checkpoint = {log_.key_.public_key().name, log_.tree_.size(), log_.tree_.root()};
      log_.last_.signature = log_.key_.sign(log_.last_.checkpoint.text());
    }
    return "";
  }

  [[nodiscard]] std::string missing_from(std::uint64_t number) const {
    const auto published = published_.checkpoint.size;
    if (number >= published) return "";
    return event_number(number) + " is damaged or missing: the checkpoint file knows of " + std::to_string(published) +
           "; 'fumiban audit verify' tells more. Put the segment files back from a copy";
  }

  std::string replay_one(const SegmentFile& segment, bool is_last, std::uint64_t& number) {
    const auto read = files_.read(segment.path);
    if (const auto* wrong = std::get_if<Failed>(&read)) return wrong->why;
    const std::string_view bytes = std::get<std::string>(read);
    const auto& key = log_.key_.public_key();
    const auto extent = extent_of(bytes, key);
    if (extent.end != bytes.size() && (!is_last || was_acknowledged(bytes, extent.end, key)))
      return event_number(number + extent.whole) + " is damaged (" + segment.path + ", byte " +
             std::to_string(extent.broken) +
             "), and it was not left so by an interrupted write; 'fumiban audit verify' "
             "tells more. Put the file back from a copy";
    std::size_t unsure = 0; // from here on nothing was published: it may never have been synced
    if (auto error = take(segment, bytes.substr(0, extent.end), number, unsure); !error.empty()) return error;
    if (extent.last && !key.verifies(extent.last->checkpoint.text(), extent.last->signature))
      return segment.path + ": its last checkpoint was not signed by this key; 'fumiban audit verify' tells more";
    if (!is_last) return "";
    if (auto error = missing_from(number); !error.empty()) return error;
    return settle(segment, bytes, extent, unsure);
  }

  /// Takes the events of a segment into the tree, and holds the tree against the checkpoints between them.
  std::string take(const SegmentFile& segment, std::string_view bytes, std::uint64_t& number, std::size_t& unsure) {
    for (std::size_t at = kSegmentHead.size(); at < bytes.size();) {
      const auto frame = read_frame(bytes, at).value();
      at = frame.end;
      if (frame.kind == Frame::Kind::event) {
        if (number++ >= log_.tree_.size()) add(leaf_hash(frame.payload));
        if (log_.full_.size() >= kMostTilesHeld)
          if (auto error = write_tiles(); !error.empty()) return error;
        continue;
      }
      const auto checkpoint = read_payload(frame.payload, log_.key_.public_key()).value();
      const auto& [origin, size, root] = checkpoint.checkpoint;
      const bool known = number >= log_.tree_.size();
      const bool other = size == published_.checkpoint.size && root != published_.checkpoint.root;
      if (size != number || other || (known && root != log_.tree_.root()))
        return "one of the events before " + event_number(number) + " was changed (" + segment.path +
               "); 'fumiban audit verify' tells more. Put the file back from a copy";
      if (number <= log_.published_) unsure = at;
      log_.last_ = checkpoint;
    }
    return "";
  }

  /// Leaves the last segment as it is to go on.
  std::string settle(const SegmentFile& segment, std::string_view bytes, const Extent& extent, std::size_t unsure) {
    if (extent.end < bytes.size() || extent.end == 0)
      say(segment.path + ": " + std::to_string(bytes.size() - extent.end) +
          " bytes of an interrupted write were cut off; nothing acknowledged was among them");
    if (extent.end == 0) {
      auto error = files_.remove(segment.path); // the next batch makes it again
      return error.empty() ? files_.sync_folder(folder_ + "/segments") : error;
    }
    auto opened = files_.open(segment.path);
    if (const auto* wrong = std::get_if<Failed>(&opened)) return wrong->why;
    log_.segment_ = std::move(std::get<std::unique_ptr<File>>(opened));
    log_.end_ = extent.end;
    // After an fdatasync that failed the system may show what is not on the disk: written again, it is.
    auto error = log_.segment_->cut(extent.end);
    if (error.empty()) error = log_.segment_->write(unsure, bytes.substr(unsure, extent.end - unsure));
    if (error.empty()) error = log_.segment_->sync();
    return error.empty() ? files_.sync_folder(folder_ + "/segments") : error;
  }

  void add(const Hash& leaf) {
    log_.tree_.add(
        leaf, [&](const Tile& tile, std::string tile_bytes) { log_.full_.emplace_back(tile, std::move(tile_bytes)); });
  }

  std::string write_tiles() {
    std::vector<std::string> folders;
    for (const auto& [tile, bytes] : log_.full_)
      if (auto error = log_.write_tile(tile, bytes, folders); !error.empty()) return error;
    log_.full_.clear();
    return "";
  }

  void say(const std::string& text) { said_ += (said_.empty() ? "" : "\n") + text; }

  Log& log_;
  Files& files_;
  const std::string& folder_;
  SignedCheckpoint published_;
  std::string said_;
};

Got<Log::Opened> Log::open(Files& files, const std::string& folder, const SigningKey& key, const LogOptions& options) {
  Opened out;
  out.log.reset(new Log(files, folder, key, options));
  Recovery recovery(*out.log, files, folder);
  if (auto error = recovery.run(); !error.empty()) {
    out.log->broken_ = error;
    return Failed{error};
  }
  out.said = recovery.said();
  return out;
}

} // namespace fumiban::audit
