// SPDX-License-Identifier: Apache-2.0
#include "analyser/blob_writer.hpp"

#include <algorithm>

#include "findings/limits.hpp"

namespace fumiban {
namespace {

constexpr std::size_t kPage = 64U << 10U;
constexpr std::uint64_t kPlain = 1U << 20U; // smaller blobs are kept as they are
constexpr std::size_t kNeedle = 32;

} // namespace

bool BlobWriter::write(ByteView bytes) {
  if (!context_.pay(bytes.size() * weight_)) return false;
  digest_.add(bytes);
  size_ += bytes.size();
  for (auto rest = bytes; !rest.empty();) {
    const auto taken = std::min(rest.size(), kPage - (recent_.size() - settled_));
    recent_ += rest.clamped(0, taken).text();
    rest = rest.clamped(taken);
    if (recent_.size() - settled_ == kPage) settle();
  }
  return true;
}

/// Keeps the full page at the end of recent_, or lengthens the run that it goes on with.
void BlobWriter::settle() {
  const auto page = ByteView(std::string_view(recent_)).clamped(settled_);
  std::uint64_t period = 0;
  if (size_ > kPlain && repeats(period)) {
    auto* last = pages_.empty() ? nullptr : &pages_.back();
    const bool goes_on = last != nullptr && last->kind == Page::Kind::run && last->period == period &&
                         (period > 1 || last->bytes.peek(0) == page.peek(0));
    if (goes_on) {
      last->size += page.size();
    } else {
      // A run begins with this page; what it repeats stands right before it, or is one byte.
      auto block = period == 1 ? page.copy() : std::string(std::string_view(recent_).substr(settled_ - period, period));
      ByteView view;
      auto keeper = hold(std::move(block), view);
      if (keeper) {
        const auto offset = last == nullptr ? 0 : last->offset + last->size;
        pages_.push_back({offset, page.size(), Page::Kind::run, period, view, std::move(keeper)});
      } else lose(page.size());
    }
  } else keep(page);
  recent_.erase(0, settled_);
  settled_ = recent_.size();
}

/// True if the page equals what stands `period` bytes before each of its bytes.
bool BlobWriter::repeats(std::uint64_t& period) const {
  const auto all = ByteView(std::string_view(recent_));
  const auto page = all.clamped(settled_);
  if (page.clamped(1).text() == page.clamped(0, page.size() - 1).text()) {
    period = 1;
    return true;
  }
  const auto as_before = [&](std::uint64_t distance) {
    return distance <= settled_ && all.clamped(settled_ - distance, all.size() - distance).text() == page.text();
  };
  if (!pages_.empty() && pages_.back().kind == Page::Kind::run && pages_.back().period > 1) {
    period = pages_.back().period;
    if (as_before(period)) return true;
  }
  const auto where = all.clamped(0, settled_ + kNeedle - 1).find(page.clamped(0, kNeedle).text());
  if (where == ByteView::npos || where >= settled_) return false;
  period = settled_ - where;
  return as_before(period);
}

/// Bytes that count against Limits::memory while anybody shares them; nullptr if there is no room.
Blob::Keeper BlobWriter::hold(std::string&& bytes, ByteView& view) {
  struct Held {
    Held(std::string&& all, std::shared_ptr<Memory> purse) : bytes(std::move(all)), memory(std::move(purse)) {
      memory->held += bytes.size();
    }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    ~Held() { memory->held -= bytes.size(); }
    std::string bytes;
    std::shared_ptr<Memory> memory;
  };
  const auto& memory = context_.memory();
  if (bytes.size() > memory->allowed - std::min(memory->allowed, memory->held)) return nullptr;
  auto held = std::make_shared<const Held>(std::move(bytes), memory);
  view = ByteView(std::string_view(held->bytes));
  return held;
}

void BlobWriter::keep(ByteView bytes) {
  const auto& memory = *context_.memory();
  const auto offset = pages_.empty() ? 0 : pages_.back().offset + pages_.back().size;
  // The last quarter of the room is for the end: its pages make room for later ones.
  const auto room = memory.allowed - std::min(memory.allowed, memory.held);
  const bool at_the_end = room < memory.allowed / 4 + bytes.size() || !tail_.empty();
  if (at_the_end && room < bytes.size() && !tail_.empty()) {
    auto& oldest = pages_[tail_.front()];
    oldest.kind = Page::Kind::lost;
    oldest.bytes = {};
    oldest.keeper = nullptr;
    tail_.pop_front();
    context_.reached(limit::kMemory);
  }
  ByteView view;
  auto keeper = hold(bytes.copy(), view);
  if (!keeper) return lose(bytes.size());
  if (at_the_end) tail_.push_back(pages_.size());
  pages_.push_back({offset, bytes.size(), Page::Kind::literal, 0, view, std::move(keeper)});
}

void BlobWriter::lose(std::uint64_t bytes) {
  context_.reached(limit::kMemory);
  const auto offset = pages_.empty() ? 0 : pages_.back().offset + pages_.back().size;
  if (!pages_.empty() && pages_.back().kind == Page::Kind::lost) pages_.back().size += bytes;
  else pages_.push_back({offset, bytes, Page::Kind::lost, 0, {}, nullptr});
}

/// One string of all pages; each page is let go as soon as it is copied.
Blob BlobWriter::flat() {
  std::string all;
  all.reserve(size_);
  for (auto& page : pages_) {
    for (std::uint64_t made = 0; made < page.size;) {
      const auto bytes = page.bytes.clamped(made % page.bytes.size(), made % page.bytes.size() + page.size - made);
      all += bytes.text();
      made += bytes.size();
    }
    page.keeper = nullptr;
  }
  ByteView view;
  auto keeper = hold(std::move(all), view);
  FB_CHECK(keeper != nullptr);
  return {std::move(keeper), view};
}

Blob BlobWriter::finish() && {
  const auto digest = digest_.finish();
  const auto rest = ByteView(std::string_view(recent_)).clamped(settled_);
  Blob blob;
  if (pages_.empty() && !rest.empty()) {
    ByteView view;
    const auto bytes = rest.size();
    auto keeper = hold(std::move(recent_), view);
    if (keeper) blob = Blob(std::move(keeper), view);
    else lose(bytes);
  } else if (!rest.empty()) keep(rest);
  std::uint64_t literal = 0;
  bool lost = false;
  std::vector<Blob::Run> runs;
  for (const auto& page : pages_) {
    if (page.kind == Page::Kind::run) runs.push_back({page.offset, page.size, page.period});
    lost = lost || page.kind == Page::Kind::lost;
    if (page.kind != Page::Kind::lost) literal += page.bytes.size();
  }
  const auto& memory = *context_.memory();
  const auto room = memory.allowed - std::min(memory.allowed, memory.held) + literal;
  if (!pages_.empty() && !lost && size_ <= room) blob = flat();
  else if (!pages_.empty()) {
    auto pages = std::make_shared<Blob::Pages>();
    pages->pages = std::move(pages_);
    pages->size = size_;
    const auto& first = pages->pages.front();
    blob = Blob(first.keeper, first.bytes);
    blob.pages_ = std::move(pages);
  }
  if (!runs.empty()) blob.runs_ = std::make_shared<const std::vector<Blob::Run>>(std::move(runs));
  blob.sha256_ = digest;
  return blob;
}

} // namespace fumiban
