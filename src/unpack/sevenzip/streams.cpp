// SPDX-License-Identifier: Apache-2.0
// How the contents of a 7z archive come out of its packed streams.
// Reads:  PackInfo, UnpackInfo, SubStreamsInfo.
// Leaves: digests of packed streams; folders that are kept in other streams ("External").
// Trusts: no count, and no bind pair before all of them are known to be different.
// Costs:  linear in the blocks.
// Damage: what was read before it is kept.
#include "unpack/sevenzip/streams.hpp"

#include <algorithm>

namespace fumiban::sevenzip {
namespace {

constexpr std::uint64_t kMostCoders = 32; // of one folder, and inputs of all of them

/// True if what each coder gives comes to the main one in the end.
bool is_tree(const Folder& folder) {
  std::vector<std::uint32_t> owner; // of each input
  for (std::uint32_t i = 0; i < folder.coders.size(); ++i) owner.insert(owner.end(), folder.coders[i].inputs, i);
  std::vector<std::uint32_t> taker(folder.coders.size(), folder.main);
  for (const auto& bind : folder.binds) taker[bind.output] = owner[bind.input];
  for (auto at : taker) {
    for (std::size_t step = 0; at != folder.main && step < taker.size(); ++step) at = taker[at];
    if (at != folder.main) return false;
  }
  return true;
}

} // namespace

Result<void> StreamsParser::streams_info() {
  for (auto id = FB_TRY(reader_.number()); id != kEnd; id = FB_TRY(reader_.number())) {
    if (id == kPackInfo) FB_TRY(pack_info());
    else if (id == kUnpackInfo) FB_TRY(unpack_info());
    else if (id == kSubStreamsInfo) FB_TRY(substreams_info());
    else return damaged("an unknown block in the streams");
  }
  return {};
}

Result<void> StreamsParser::pack_info() {
  if (!out_.streams.empty()) return damaged("PackInfo is repeated");
  const auto position = FB_TRY(reader_.number());
  const auto streams = FB_TRY(reader_.count());
  auto begin = std::min(archive_size_, kSignatureSize + std::min(position, archive_size_));
  bool beyond = position > archive_size_;
  for (auto id = FB_TRY(reader_.number()); id != kEnd; id = FB_TRY(reader_.number())) {
    if (id == kSize) {
      for (std::uint32_t i = 0; i < streams; ++i) {
        const auto size = FB_TRY(reader_.number());
        beyond = beyond || size > archive_size_ - begin;
        const auto end = begin + std::min(size, archive_size_ - begin);
        out_.streams.push_back({begin, end});
        begin = end;
      }
    } else if (id == kCrc) {
      FB_TRY(reader_.digests(streams, [](std::size_t, std::uint32_t) {}));
    } else {
      return damaged("an unknown block in PackInfo");
    }
  }
  if (beyond) out_.damage = "packed bytes are missing";
  return {};
}

Result<void> StreamsParser::unpack_info() {
  if (!out_.folders.empty() || has_substreams_) return damaged("UnpackInfo is repeated");
  FB_TRY(reader_.expect(kFolder));
  const auto folders = FB_TRY(reader_.count());
  if (FB_TRY(reader_.byte()) != 0) return unread("External folders");
  std::uint64_t first_stream = 0;
  std::vector<Folder> read;
  for (std::uint32_t i = 0; i < folders; ++i) {
    read.push_back(FB_TRY(folder()));
    read.back().first_stream = static_cast<std::uint32_t>(first_stream);
    first_stream += read.back().packed.size();
  }
  if (first_stream > out_.streams.size()) return damaged("folders without packed streams");
  FB_TRY(reader_.expect(kUnpackSize));
  for (auto& folder : read)
    for (auto& coder : folder.coders) coder.size = FB_TRY(reader_.number());
  out_.folders = std::move(read);
  for (auto id = FB_TRY(reader_.number()); id != kEnd; id = FB_TRY(reader_.number())) {
    if (id != kCrc) return damaged("an unknown block in UnpackInfo");
    FB_TRY(reader_.digests(out_.folders.size(), [&](std::size_t i, std::uint32_t crc) { out_.folders[i].crc = crc; }));
  }
  return {};
}

Result<Folder> StreamsParser::folder() {
  Folder folder;
  const auto coders = FB_TRY(reader_.number());
  if (coders == 0 || coders > kMostCoders) return damaged("a folder with no coders, or too many");
  std::uint64_t inputs = 0;
  for (std::uint64_t i = 0; i < coders; ++i) {
    folder.coders.push_back(FB_TRY(coder()));
    inputs += folder.coders.back().inputs;
  }
  if (inputs > kMostCoders || inputs < coders - 1) return damaged("a folder with too many streams");
  std::vector<bool> input_taken(static_cast<std::size_t>(inputs));
  std::vector<bool> output_taken(static_cast<std::size_t>(coders));
  for (std::uint64_t i = 0; i + 1 < coders; ++i) {
    const auto input = FB_TRY(reader_.number());
    const auto output = FB_TRY(reader_.number());
    if (input >= inputs || output >= coders || input_taken[input] || output_taken[output])
      return damaged("a folder with impossible bind pairs");
    input_taken[input] = output_taken[output] = true;
    folder.binds.push_back({static_cast<std::uint32_t>(input), static_cast<std::uint32_t>(output)});
  }
  const auto free = std::find(output_taken.begin(), output_taken.end(), false);
  folder.main = static_cast<std::uint32_t>(free - output_taken.begin());
  if (!is_tree(folder)) return damaged("a folder whose bind pairs go round");
  const auto packed = inputs - (coders - 1);
  for (std::uint64_t i = 0; i < packed; ++i) {
    const auto input = packed > 1 ? FB_TRY(reader_.number())
                                  : static_cast<std::uint64_t>(
                                        std::find(input_taken.begin(), input_taken.end(), false) - input_taken.begin());
    if (input >= inputs || input_taken[input]) return damaged("a folder with impossible packed streams");
    input_taken[input] = true;
    folder.packed.push_back(static_cast<std::uint32_t>(input));
  }
  return folder;
}

Result<Coder> StreamsParser::coder() {
  const auto flags = FB_TRY(reader_.byte());
  const unsigned id_size = flags & 0x0FU;
  if (id_size > 8 || (flags & 0xC0U) != 0) return unread("a coder of an unknown form");
  Coder coder;
  for (unsigned i = 0; i < id_size; ++i) coder.method = coder.method << 8U | FB_TRY(reader_.byte());
  if ((flags & 0x10U) != 0) {
    const auto inputs = FB_TRY(reader_.number());
    const auto outputs = FB_TRY(reader_.number());
    if (inputs == 0 || inputs > kMostCoders) return damaged("a coder with impossible streams");
    if (outputs != 1) return unread("a coder with several outputs");
    coder.inputs = static_cast<std::uint32_t>(inputs);
  }
  if ((flags & 0x20U) != 0) {
    coder.properties_size = FB_TRY(reader_.count());
    coder.properties_at = static_cast<std::uint32_t>(reader_.position());
    (void)FB_TRY(reader_.bytes(coder.properties_size));
  }
  return coder;
}

Result<void> StreamsParser::substreams_info() {
  if (has_substreams_) return damaged("SubStreamsInfo is repeated");
  auto id = FB_TRY(reader_.number());
  if (id == kNumUnpackStream) {
    for (auto& folder : out_.folders) folder.files = FB_TRY(reader_.count(1));
    id = FB_TRY(reader_.number());
  }
  // Of each folder's files all sizes are written but the last: that is what is left.
  std::vector<File> files;
  for (std::uint32_t i = 0; i < out_.folders.size(); ++i) {
    const auto& folder = out_.folders[i];
    auto left = folder.coders[folder.main].size;
    for (std::uint32_t k = 0; k < folder.files; ++k) {
      auto size = left;
      if (k + 1 < folder.files) {
        if (id != kSize) return damaged("sizes are missing");
        size = FB_TRY(reader_.number());
      }
      if (size > left) return damaged("files larger than their folder");
      left -= size;
      files.push_back({.folder = i, .size = size});
    }
  }
  take(std::move(files));
  if (id == kSize) id = FB_TRY(reader_.number());
  if (id == kEnd) return {};
  if (id != kCrc) return damaged("an unknown block in SubStreamsInfo");
  std::vector<std::size_t> unknown; // a folder's own digest is that of its only file
  for (std::size_t i = 0; i < substreams_.size(); ++i)
    if (!substreams_[i].has_crc) unknown.push_back(i);
  FB_TRY(reader_.digests(unknown.size(), [&](std::size_t i, std::uint32_t crc) {
    substreams_[unknown[i]].crc = crc;
    substreams_[unknown[i]].has_crc = true;
  }));
  return reader_.expect(kEnd);
}

void StreamsParser::take(std::vector<File> files) {
  substreams_ = std::move(files);
  for (auto& file : substreams_) {
    const auto& folder = out_.folders[file.folder];
    if (folder.files != 1 || !folder.crc) continue;
    file.crc = *folder.crc;
    file.has_crc = true;
  }
  has_substreams_ = true;
}
const std::vector<File>& StreamsParser::substreams() {
  if (has_substreams_) return substreams_;
  std::vector<File> files;
  for (std::uint32_t i = 0; i < out_.folders.size(); ++i) {
    auto& folder = out_.folders[i];
    folder.files = 1;
    files.push_back({.folder = i, .size = folder.coders[folder.main].size});
  }
  take(std::move(files));
  return substreams_;
}

} // namespace fumiban::sevenzip
