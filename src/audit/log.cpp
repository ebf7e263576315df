// SPDX-License-Identifier: Apache-2.0
#include "audit/log.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "audit/segment.hpp"
#include "audit/store.hpp"
#include "base/check.hpp"

namespace fumiban::audit {
namespace {

constexpr std::size_t kMostBatch = 8U << 20U; // one event may be larger

std::string_view parent_of(std::string_view path) { return path.substr(0, path.rfind('/')); }

} // namespace

/// Events that somebody waits for.
struct Log::Request {
  std::vector<Hash> leaves; ///< worked out before the turn: callers do it side by side
  std::string frames;
  bool done = false;
  Got<std::uint64_t> answer = Failed{};
};

class Log::Turn {
public:
  Turn(Log& log, std::unique_lock<std::mutex>& lock) : log_(log), lock_(lock) {
    FB_CHECK(!log_.writing_);
    log_.writing_ = true;
    lock_.unlock();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    lock_.lock();
    log_.writing_ = false;
    log_.changed_.notify_all();
  }

private:
  Log& log_;
  std::unique_lock<std::mutex>& lock_;
};

Log::Log(Files& files, std::string folder, const SigningKey& key, const LogOptions& options)
    : files_(files), folder_(std::move(folder)), key_(key), options_(options) {}

Log::~Log() {
  if (broken_.empty()) (void)publish_now(); // the next one that opens it does what failed
}

Got<std::uint64_t> Log::append(std::string_view event) { return append_all(std::span(&event, 1)); }

Got<std::uint64_t> Log::append_all(std::span<const std::string_view> events) {
  Request request;
  for (const auto event : events) {
    if (event.size() > kMostEvent) return Failed{"an event of more than 16 MB cannot be recorded"};
    request.leaves.push_back(leaf_hash(event));
    request.frames += frame_head(Frame::Kind::event, event);
    request.frames += event;
  }
  std::unique_lock lock(mutex_);
  if (events.empty()) return last_.checkpoint.size;
  waiting_.push_back(&request);
  while (!request.done) {
    if (writing_) {
      changed_.wait(lock);
      continue;
    }
    std::vector<Request*> batch;
    std::size_t bytes = 0;
    auto next = waiting_.begin();
    for (; next != waiting_.end() && (batch.empty() || bytes + (*next)->frames.size() <= kMostBatch); ++next) {
      batch.push_back(*next);
      bytes += (*next)->frames.size();
    }
    waiting_.erase(waiting_.begin(), next);
    const Turn turn(*this, lock);
    write(batch);
  }
  return request.answer;
}

void Log::write(const std::vector<Request*>& requests) {
  auto tree = tree_;
  std::vector<std::pair<Tile, std::string>> full;
  std::string batch;
  std::vector<std::uint64_t> numbers;
  for (const auto* request : requests) {
    numbers.push_back(tree.size());
    batch += request->frames;
    for (const auto& leaf : request->leaves)
      tree.add(leaf, [&](const Tile& tile, std::string bytes) { full.emplace_back(tile, std::move(bytes)); });
  }
  SignedCheckpoint signed_one{{key_.public_key().name, tree.size(), tree.root()}, {}};
  signed_one.signature = key_.sign(signed_one.checkpoint.text());
  const auto payload = checkpoint_payload(signed_one);
  batch += frame_head(Frame::Kind::checkpoint, payload) + payload;
  const auto error = broken_.empty() ? write_batch(std::move(batch)) : broken_;
  if (error.empty()) {
    tree_ = std::move(tree);
    std::move(full.begin(), full.end(), std::back_inserter(full_));
  }
  {
    const std::lock_guard lock(mutex_);
    if (error.empty()) last_ = signed_one;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      if (error.empty()) requests[i]->answer = numbers[i];
      else requests[i]->answer = Failed{error};
      requests[i]->done = true;
    }
    changed_.notify_all(); // nobody waits for the tiles; whoever wakes finds that it is not its turn yet
  }
  if (error.empty() && tree_.size() - published_ >= options_.publish_every) {
    auto wrong = publish_now();
    const std::lock_guard lock(mutex_);
    trouble_ = std::move(wrong);
  }
}

/// On the disk, or not there.
std::string Log::write_batch(std::string batch) {
  const bool fresh = !segment_ || (end_ > kSegmentHead.size() && end_ + batch.size() > options_.segment_bytes);
  const auto path = segment_path(folder_, tree_.size());
  std::unique_ptr<File> made;
  if (fresh) {
    auto opened = files_.open(path);
    if (const auto* wrong = std::get_if<Failed>(&opened)) return wrong->why;
    made = std::move(std::get<std::unique_ptr<File>>(opened));
    batch.insert(0, kSegmentHead);
  }
  auto& file = fresh ? *made : *segment_;
  const auto at = fresh ? 0 : end_;
  auto error = file.write(at, batch);
  if (!error.empty()) {
    // Nothing of it was synced: once it is cut off, the file is as it was.
    auto wrong = file.cut(at);
    if (wrong.empty() && fresh) wrong = files_.remove(path);
    error += "; nothing of it was recorded";
    if (!wrong.empty()) broken_ = error + "; " + wrong + "; the log has to be opened again";
    return broken_.empty() ? error : broken_;
  }
  error = file.sync();
  if (error.empty() && fresh) error = files_.sync_folder(std::string(parent_of(path)));
  if (!error.empty()) {
    // Nobody knows what of it is on the disk, and asking again would be answered from memory: whoever opens the log
    // next reads it, and writes again what is whole.
    (void)file.cut(at);
    broken_ = error + "; nothing of it was recorded; the log has to be opened again";
    return broken_;
  }
  if (fresh) segment_ = std::move(made);
  end_ = at + batch.size();
  return "";
}

std::string Log::publish() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !writing_; });
  const Turn turn(*this, lock);
  return broken_.empty() ? publish_now() : broken_;
}

std::string Log::write_tile(const Tile& tile, std::string_view bytes, std::vector<std::string>& folders) {
  const auto path = folder_ + "/" + tile.path();
  auto opened = files_.open(path);
  if (const auto* wrong = std::get_if<Failed>(&opened); wrong != nullptr && wrong->missing) {
    for (auto at = path.find('/', folder_.size() + 1); at != std::string::npos; at = path.find('/', at + 1)) {
      if (auto error = files_.make_folder(path.substr(0, at)); !error.empty()) return error;
      folders.emplace_back(parent_of(path.substr(0, at)));
    }
    opened = files_.open(path);
  }
  if (const auto* wrong = std::get_if<Failed>(&opened)) return wrong->why;
  auto& file = *std::get<std::unique_ptr<File>>(opened);
  folders.emplace_back(parent_of(path));
  auto error = file.write(0, bytes);
  if (error.empty()) error = file.cut(bytes.size());
  return error.empty() ? file.sync() : error;
}

std::string Log::publish_now() {
  auto partial = tree_.partial();
  std::vector<std::string> folders;
  for (const auto* tiles : {&full_, &partial})
    for (const auto& [tile, bytes] : *tiles)
      if (auto error = write_tile(tile, bytes, folders); !error.empty()) return error;
  for (const auto& path : std::set(folders.begin(), folders.end()))
    if (auto error = files_.sync_folder(path); !error.empty()) return error;
  full_.clear();
  if (tree_.size() == published_ && published_ > 0) return "";
  if (auto error = replace_file(files_, folder_, std::string(kCheckpointFile), last_.note(key_.public_key()));
      !error.empty())
    return error;
  for (const auto& tile : partial_tiles(published_)) {
    const auto is_it = [&](const auto& other) { return other.first == tile; };
    if (std::any_of(partial.begin(), partial.end(), is_it)) continue;
    const auto path = folder_ + "/" + tile.path(); // a fuller one has taken its place; if it stays, it harms nobody
    if (files_.remove(path).empty()) (void)files_.remove(std::string(parent_of(path)));
  }
  published_ = tree_.size();
  return "";
}

SignedCheckpoint Log::checkpoint() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

std::string Log::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

} // namespace fumiban::audit
