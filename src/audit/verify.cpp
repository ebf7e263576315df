// SPDX-License-Identifier: Apache-2.0
// Verification of a log: docs/audit.md.
// Reads:   segments, tiles, the checkpoint file.
// Leaves:  what events say; files of other names.
// Trusts:  the key, and the checkpoints that are given.
// Costs:   a hash of each event and about one more; a signature a segment.
// Damage:  ends the reading; told is the first event that is not what it was.
#include "audit/verify.hpp"

#include <algorithm>
#include <map>

#include "audit/segment.hpp"
#include "audit/store.hpp"
#include "audit/tiles.hpp"

namespace fumiban::audit {
namespace {

/// A checkpoint to hold the events against, and what it means if they do not fit.
struct Witness {
  Checkpoint checkpoint;
  bool outside = false;
};

class Verifier {
public:
  Verifier(Files& files, const std::string& folder, const PublicKey& key, std::vector<Witness> witnesses,
           std::uint64_t published, ReadTile tiles, bool every_signature)
      : files_(files),
        folder_(folder),
        key_(key),
        witnesses_(std::move(witnesses)),
        published_(published),
        tiles_(std::move(tiles)),
        every_signature_(every_signature) {
    std::stable_sort(witnesses_.begin(), witnesses_.end(),
                     [](const auto& a, const auto& b) { return a.checkpoint.size < b.checkpoint.size; });
  }

  Verification run() {
    out_.trouble = read_all();
    if (!out_.trouble) out_.trouble = end();
    out_.events = good_;
    out_.root = good_root_;
    return out_;
  }

private:
  using Maybe = std::optional<Trouble>;

  Maybe read_all() {
    const auto found = segments_in(files_, folder_);
    if (const auto* wrong = std::get_if<Failed>(&found)) return Trouble{Wrong::unreadable, 0, 0, wrong->why};
    const auto& segments = std::get<std::vector<SegmentFile>>(found);
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const auto& segment = segments[i];
      if (segment.first > number_) return Trouble{Wrong::missing, number_, segment.first - 1, segment.path};
      if (segment.first < number_) return Trouble{Wrong::changed, segment.first, segment.first, segment.path};
      const auto read = files_.read(segment.path);
      if (const auto* wrong = std::get_if<Failed>(&read))
        return Trouble{Wrong::unreadable, number_, number_, wrong->why};
      path_ = segment.path;
      if (auto trouble = read_segment(std::get<std::string>(read), i + 1 == segments.size())) return trouble;
    }
    return std::nullopt;
  }

  Maybe read_segment(std::string_view bytes, bool is_last) {
    std::size_t at = bytes.starts_with(kSegmentHead) ? kSegmentHead.size() : 0;
    const bool has_head = at != 0;
    auto checkpoint_end = at;
    std::optional<SignedCheckpoint> last;
    while (has_head && at < bytes.size()) {
      const auto frame = read_frame(bytes, at);
      if (!frame) break;
      if (frame->kind == Frame::Kind::event) {
        if (auto trouble = add(leaf_hash(frame->payload))) return trouble;
      } else {
        last = read_payload(frame->payload, key_);
        if (!last) break;
        if (auto trouble = hold_against(*last)) return trouble;
        if (every_signature_ && !is_signed(*last)) return unsigned_trouble();
        if (every_signature_) signed_ = number_;
        checkpoint_end = frame->end;
      }
      at = frame->end;
    }
    if (last && !is_signed(*last)) return unsigned_trouble();
    if (last) signed_ = number_at_checkpoint_;
    if (at == bytes.size() && checkpoint_end == at && has_head) return std::nullopt;
    // What follows was never acknowledged, unless something shows that it was.
    const bool shown = !is_last || was_acknowledged(bytes, checkpoint_end, key_);
    if (shown || good_ < known()) {
      const auto first = shown ? number_ : std::min(number_, known() - 1); // behind the last event: that one
      if (at < bytes.size() || !has_head) return Trouble{Wrong::damaged, first, first, path_, at};
      return Trouble{Wrong::cut, first, std::max(known(), first + 1) - 1, path_};
    }
    out_.unfinished = bytes.size() - (has_head ? checkpoint_end : 0);
    return std::nullopt;
  }

  Maybe add(const Hash& leaf) {
    if (auto trouble = ask_witnesses()) return trouble;
    leaves_.push_back(leaf);
    tree_.add(leaf, [&](const Tile& tile, const std::string& bytes) {
      if ((tile.index + 1) << 8 * (tile.level + 1) <= published_) compare(tile, bytes);
    });
    ++number_;
    if (number_ == published_)
      for (const auto& [tile, bytes] : tree_.partial()) compare(tile, bytes);
    return std::nullopt;
  }

  /// Remembers a tile that is not as the events have it; which of them is wrong, the next checkpoint tells.
  void compare(const Tile& tile, const std::string& bytes) {
    if (bad_tile_.empty() && tiles_(tile) != bytes) bad_tile_ = folder_ + "/" + tile.path();
  }

  /// A checkpoint between the events.
  Maybe hold_against(const SignedCheckpoint& told) {
    const auto& checkpoint = told.checkpoint;
    if (checkpoint.size != number_ || checkpoint.root != tree_.root()) {
      if (const auto place = locate()) return Trouble{Wrong::changed, *place, *place, path_};
      if (checkpoint.size > number_) return Trouble{Wrong::changed, number_, number_, path_};
      if (checkpoint.size < number_ && checkpoint.size >= good_)
        return Trouble{Wrong::changed, checkpoint.size, checkpoint.size, path_};
      return Trouble{Wrong::among, good_, std::max(number_, good_ + 1) - 1, path_};
    }
    if (!bad_tile_.empty()) return Trouble{Wrong::tile, 0, 0, bad_tile_};
    leaves_.clear();
    good_ = number_at_checkpoint_ = number_;
    good_root_ = checkpoint.root;
    return std::nullopt;
  }

  /// The first event behind the last good checkpoint that is not as its tile has it.
  [[nodiscard]] std::optional<std::uint64_t> locate() {
    const auto at = hash_from(published_, tiles_);
    for (std::size_t i = 0; i < leaves_.size(); ++i) {
      const auto hash = at(0, good_ + i);
      if (hash && *hash != leaves_[i]) return good_ + i;
    }
    return std::nullopt;
  }

  /// Those that speak of just the events so far.
  Maybe ask_witnesses() {
    for (; next_ < witnesses_.size() && witnesses_[next_].checkpoint.size <= number_; ++next_) {
      const auto& [checkpoint, outside] = witnesses_[next_];
      if (checkpoint.size < number_) continue; // there is none: sizes only grow
      if (checkpoint.root != tree_.root()) {
        const auto last = std::max(number_, fits_ + 1) - 1;
        if (leaves_.empty()) return Trouble{outside ? Wrong::outside : Wrong::among, fits_, last, path_};
        if (const auto place = locate()) return Trouble{Wrong::changed, *place, *place, path_};
        return Trouble{Wrong::among, good_, last, path_}; // there was a checkpoint here when the witness was made
      }
      fits_ = number_;
      if (outside) ++out_.compared;
    }
    return std::nullopt;
  }

  Maybe end() {
    if (auto trouble = ask_witnesses()) return trouble;
    // The tree holds what was never acknowledged too; nothing speaks of that.
    if (good_ < known()) return Trouble{Wrong::cut, std::min(number_, known() - 1), known() - 1, path_};
    if (!bad_tile_.empty()) return Trouble{Wrong::tile, 0, 0, bad_tile_};
    return std::nullopt;
  }

  /// How many events there were, as far as somebody tells.
  [[nodiscard]] std::uint64_t known() const { return witnesses_.empty() ? 0 : witnesses_.back().checkpoint.size; }

  [[nodiscard]] bool is_signed(const SignedCheckpoint& told) const {
    return key_.verifies(told.checkpoint.text(), told.signature);
  }
  [[nodiscard]] Trouble unsigned_trouble() const {
    return {Wrong::unsigned_, signed_, std::max(number_at_checkpoint_, signed_ + 1) - 1, path_};
  }

  Files& files_;
  const std::string& folder_;
  const PublicKey& key_;
  std::vector<Witness> witnesses_; ///< by size
  std::uint64_t published_;
  ReadTile tiles_;
  bool every_signature_;

  TiledTree tree_;
  std::uint64_t number_ = 0;               ///< of the next event
  std::uint64_t number_at_checkpoint_ = 0; ///< the same at the last checkpoint
  std::uint64_t good_ = 0;                 ///< events that a checkpoint between them speaks for
  Hash good_root_ = empty_root();
  std::uint64_t signed_ = 0; ///< the same, and its signature was checked
  std::uint64_t fits_ = 0;   ///< the last witness that fit
  std::size_t next_ = 0;
  std::vector<Hash> leaves_; ///< since `good_`
  std::string bad_tile_;
  std::string path_;
  Verification out_;
};

/// The checkpoint file and the tiles that are not full under it: a writer replaces them together.
struct Published {
  std::optional<Checkpoint> checkpoint; ///< none: damaged, missing or of another key
  std::map<std::string, std::optional<std::string>> partial;
};

Published read_published(Files& files, const std::string& folder, const PublicKey& key) {
  const auto read_note = [&] {
    auto note = files.read(folder + "/" + std::string(kCheckpointFile));
    auto* text = std::get_if<std::string>(&note);
    return text == nullptr ? std::string() : std::move(*text);
  };
  for (auto note = read_note();;) {
    Published out;
    const auto read = read_checkpoint(note, key);
    if (const auto* good = std::get_if<SignedCheckpoint>(&read)) {
      out.checkpoint = good->checkpoint;
      for (const auto& tile : partial_tiles(good->checkpoint.size))
        out.partial[tile.path()] = tiles_in(files, folder)(tile);
    }
    auto now = read_note();
    if (now == note) return out;
    note = std::move(now);
  }
}

} // namespace

std::string_view name_of(Wrong wrong) noexcept {
  switch (wrong) {
    case Wrong::damaged: return "damaged";
    case Wrong::changed: return "changed";
    case Wrong::among: return "among";
    case Wrong::missing: return "missing";
    case Wrong::cut: return "cut";
    case Wrong::unsigned_: return "unsigned";
    case Wrong::outside: return "outside";
    case Wrong::tile: return "tile";
    case Wrong::checkpoint: return "checkpoint";
    case Wrong::unreadable: break;
  }
  return "unreadable";
}

Verification verify(Files& files, const std::string& folder, const PublicKey& key,
                    const std::vector<Checkpoint>& outside) {
  const auto note = read_published(files, folder, key);
  std::vector<Witness> witnesses;
  witnesses.reserve(outside.size() + 1);
  for (const auto& checkpoint : outside) witnesses.push_back({checkpoint, true});
  if (note.checkpoint) witnesses.push_back({*note.checkpoint, false});
  const auto tiles = [&](const Tile& tile) {
    const auto found = note.partial.find(tile.path());
    return found == note.partial.end() ? tiles_in(files, folder)(tile) : found->second;
  };
  const auto size = note.checkpoint ? note.checkpoint->size : 0;
  auto out = Verifier(files, folder, key, witnesses, size, tiles, false).run();
  if (out.trouble && (out.trouble->wrong == Wrong::unsigned_ || out.trouble->wrong == Wrong::outside))
    if (auto again = Verifier(files, folder, key, witnesses, size, tiles, true).run(); again.trouble) out = again;
  if (!out.trouble && !note.checkpoint)
    out.trouble = Trouble{Wrong::checkpoint, 0, 0, folder + "/" + std::string(kCheckpointFile)};
  return out;
}

} // namespace fumiban::audit
