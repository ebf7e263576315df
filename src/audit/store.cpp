// SPDX-License-Identifier: Apache-2.0
#include "audit/store.hpp"

#include <algorithm>
#include <charconv>

namespace fumiban::audit {
namespace {

constexpr std::size_t kDigits = 20;
constexpr std::string_view kEnding = ".log";

std::string segments_of(const std::string& folder) { return folder + "/segments"; }

} // namespace

std::string segment_path(const std::string& folder, std::uint64_t first) {
  const auto number = std::to_string(first);
  return segments_of(folder) + "/" + std::string(kDigits - number.size(), '0') + number + std::string(kEnding);
}

Got<std::vector<SegmentFile>> segments_in(Files& files, const std::string& folder) {
  const auto names = files.names(segments_of(folder));
  if (const auto* wrong = std::get_if<Failed>(&names)) return *wrong;
  std::vector<SegmentFile> out;
  for (const auto& name : std::get<std::vector<std::string>>(names)) {
    if (name.size() != kDigits + kEnding.size() || !name.ends_with(kEnding)) continue;
    SegmentFile file;
    const auto* const end = name.data() + kDigits;
    const auto [at, error] = std::from_chars(name.data(), end, file.first);
    if (error != std::errc() || at != end) continue;
    file.path = segments_of(folder) + "/" + name;
    out.push_back(std::move(file));
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return out;
}

ReadTile tiles_in(Files& files, const std::string& folder) {
  return [&files, folder](const Tile& tile) -> std::optional<std::string> {
    auto bytes = files.read(folder + "/" + tile.path());
    if (auto* got = std::get_if<std::string>(&bytes)) return std::move(*got);
    return std::nullopt;
  };
}

Got<PublicKey> public_key_in(Files& files, const std::string& folder) {
  const auto path = folder + "/" + std::string(kPublicKeyFile);
  const auto text = files.read(path);
  if (const auto* wrong = std::get_if<Failed>(&text)) return *wrong;
  std::string_view line = std::get<std::string>(text);
  if (line.ends_with('\n')) line.remove_suffix(1);
  auto key = PublicKey::parse(line);
  if (!key) return Failed{path + ": is no public key of a log (name+hash+base64)"};
  return std::move(*key);
}

Got<SignedCheckpoint> newest_checkpoint(Files& files, const std::string& folder, const PublicKey& key) {
  const auto found = segments_in(files, folder);
  if (const auto* wrong = std::get_if<Failed>(&found)) return *wrong;
  const auto& segments = std::get<std::vector<SegmentFile>>(found);
  for (auto i = segments.size(); i-- > 0;) {
    const auto bytes = files.read(segments[i].path);
    if (const auto* wrong = std::get_if<Failed>(&bytes)) return *wrong;
    if (auto extent = extent_of(std::get<std::string>(bytes), key); extent.last) return *extent.last;
  }
  const auto path = folder + "/" + std::string(kCheckpointFile); // of a log without events
  const auto note = files.read(path);
  if (const auto* wrong = std::get_if<Failed>(&note)) return *wrong;
  const auto checkpoint = read_checkpoint(std::get<std::string>(note), key);
  if (const auto* read = std::get_if<SignedCheckpoint>(&checkpoint)) return *read;
  return Failed{path + ": is no checkpoint of " + key.text()};
}

Events::Events(Files& files, std::string folder, const PublicKey& key, std::uint64_t from)
    : files_(files), folder_(std::move(folder)), key_(key), from_(from) {}

Got<bool> Events::load() {
  const auto found = segments_in(files_, folder_);
  if (const auto* wrong = std::get_if<Failed>(&found)) return *wrong;
  const auto& segments = std::get<std::vector<SegmentFile>>(found);
  const auto wanted = std::max(from_, number_);
  const auto* best = static_cast<const SegmentFile*>(nullptr);
  for (const auto& segment : segments)
    if (segment.first <= wanted) best = &segment;
  if (best == nullptr || (end_ != 0 && best->first < number_)) return false; // that one was read to its end
  auto bytes = files_.read(best->path);
  if (const auto* wrong = std::get_if<Failed>(&bytes)) return *wrong;
  segment_ = std::move(std::get<std::string>(bytes));
  number_ = best->first;
  at_ = kSegmentHead.size();
  end_ = std::max(extent_of(segment_, key_).end, at_);
  return true;
}

Got<std::optional<Events::One>> Events::next() {
  while (true) {
    while (at_ < end_) {
      const auto frame = read_frame(segment_, at_);
      if (!frame) break; // extent_of() has seen it: not so
      at_ = frame->end;
      if (frame->kind != Frame::Kind::event) continue;
      const auto number = number_++;
      if (number >= from_) return std::optional(One{number, frame->payload});
    }
    const auto loaded = load();
    if (const auto* wrong = std::get_if<Failed>(&loaded)) return *wrong;
    if (!std::get<bool>(loaded)) return std::optional<One>();
  }
}

} // namespace fumiban::audit
