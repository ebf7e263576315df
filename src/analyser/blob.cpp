// SPDX-License-Identifier: Apache-2.0
#include "analyser/blob.hpp"

#include <algorithm>

namespace fumiban {

Result<Blob> Blob::some(std::uint64_t offset, std::uint64_t count) const {
  if (offset > size()) return Error{Error::Kind::truncated, "past the end", offset};
  if (!pages_) return piece(view_.clamped(offset, offset + std::min<std::uint64_t>(count, view_.size() - offset)));
  const auto& pages = pages_->pages;
  auto page = std::upper_bound(pages.begin(), pages.end(), offset,
                               [](std::uint64_t where, const Page& p) { return where < p.offset; });
  if (page == pages.begin() || offset == size()) return Blob();
  --page;
  const auto within = offset - page->offset;
  const auto bytes = std::min(count, page->size - within);
  switch (page->kind) {
    case Page::Kind::literal: return Blob(page->keeper, page->bytes.clamped(within, within + bytes));
    case Page::Kind::run: {
      // The same bytes again and again: what is shared ends with them.
      const auto phase = within % page->bytes.size();
      return Blob(page->keeper, page->bytes.clamped(phase, phase + bytes));
    }
    case Page::Kind::lost: break;
  }
  return Error{Error::Kind::limit, "not kept in memory", offset};
}

Result<Blob> Blob::read(std::uint64_t offset, std::uint64_t count) const {
  if (offset > size() || count > size() - offset) return Error{Error::Kind::truncated, "past the end", offset};
  auto first = some(offset, count);
  if (!first || first->size() == count) return first;
  std::string copy(first->view_.text());
  copy.reserve(count);
  while (copy.size() < count) {
    const auto more = some(offset + copy.size(), count - copy.size());
    if (!more) return more.error();
    copy += more->view_.text();
  }
  return owned(std::move(copy));
}

} // namespace fumiban
