// SPDX-License-Identifier: Apache-2.0
#include "mime/delimiters.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/ascii.hpp"

namespace fumiban::mime {
namespace {

/// The end of the line at `at` and the beginning of the next; a line ends with CRLF, LF or (`cr_ends`) CR.
std::size_t line_end(std::string_view s, std::size_t at, std::size_t& next, bool cr_ends) {
  auto end = cr_ends ? find_where(
                           s, [](char c) { return c == '\r' || c == '\n'; }, at)
                     : s.find('\n', at);
  if (end == std::string_view::npos) {
    next = s.size();
    end = s.size();
  } else {
    next = end + 1;
    if (s[end] == '\r' && next < s.size() && s[next] == '\n') ++next;
  }
  while (end > at && s[end - 1] == '\r') --end;
  return end;
}

/// Where the line in front of `at` ends.
std::size_t before_line_end(std::string_view s, std::size_t at) {
  if (at > 0 && s[at - 1] == '\n') {
    --at;
    if (at > 0 && s[at - 1] == '\r') --at;
  } else if (at > 0 && s[at - 1] == '\r') {
    --at;
  }
  return at;
}

bool begins_mime_field(std::string_view line) {
  return starts_fold(line, "content-") && line.find(':') != std::string_view::npos;
}

/// True if the text before a line calls `boundary` a boundary: then the line is a nested multipart's own. Looks
/// backwards, since the nearest header is the likeliest.
bool declared_in(std::string_view before, std::string_view boundary) {
  for (auto from = before.rbegin();; ++from) {
    from = std::search(from, before.rend(), boundary.rbegin(), boundary.rend());
    if (from == before.rend()) return false;
    auto head = before.substr(0, static_cast<std::size_t>(before.rend() - from) - boundary.size());
    while (!head.empty() && (head.back() == '"' || is_space(head.back()))) head.remove_suffix(1);
    if (!head.empty() && head.back() == '=') return true;
  }
}

} // namespace

Delimiters find_delimiters(std::string_view body, std::string_view boundary, std::size_t most) {
  Delimiters out;
  out.strict.reserve(4);
  bool any_loose = false;
  std::string_view last_foreign;
  int searches = 0; // each costs a pass
  const bool cr_ends = body.find('\n') == std::string_view::npos;
  const std::string needle = "--" + std::string(boundary);
  // Another case of letters is looked for only where the boundary as written cuts nothing. In a row of dashes only the
  // first can begin a line.
  const auto next_candidate = [&](std::size_t from, bool fold) {
    for (auto at = body.find('-', from); at != std::string_view::npos; at = body.find('-', at)) {
      const auto rest = body.substr(at);
      const bool may = rest.size() >= needle.size() && lower(rest[needle.size() - 1]) == lower(needle.back());
      if (may && (fold ? starts_fold(rest, needle) : rest.starts_with(needle))) return at;
      while (at < body.size() && body[at] == '-') ++at;
    }
    return std::string_view::npos;
  };
  const auto first = next_candidate(0, false);
  const bool fold = first == std::string_view::npos;
  for (auto at = fold ? next_candidate(0, true) : first;
       at != std::string_view::npos && std::max(out.strict.size(), out.loose.size()) < most;) {
    auto start = at;
    while (start > 0 && (body[start - 1] == ' ' || body[start - 1] == '\t')) --start;
    const bool line_start = start == 0 || body[start - 1] == '\n';
    const bool cr_start = start > 0 && body[start - 1] == '\r';
    if (!line_start && !cr_start) {
      at = next_candidate(at + needle.size(), fold);
      continue;
    }
    std::size_t next = 0;
    const auto end = line_end(body, at, next, cr_ends || cr_start);
    const auto tail = body.substr(at + needle.size(), end - std::min(end, at + needle.size()));
    const bool close = tail.starts_with("--");
    const bool clean = trim(close ? tail.substr(2) : tail).empty();
    const Delimiter here{before_line_end(body, start), next, close};
    if (!fold && clean && (line_start || cr_ends) && start == at) {
      out.strict.push_back(here);
      if (any_loose) out.loose.push_back(here);
    } else {
      // "--abc" begins "--abcdef": only foreign to this boundary if nobody declared abcdef.
      const auto full = trim(body.substr(at + 2, end - at - 2));
      bool foreign = full == last_foreign;
      if (!foreign && full.size() > boundary.size() && full.size() < 256 && searches++ < 16) {
        auto bare = full;
        if (bare.ends_with("--")) bare.remove_suffix(2);
        foreign = declared_in(body.substr(0, at), bare);
        if (foreign) last_foreign = full;
      }
      if (!foreign) {
        if (!std::exchange(any_loose, true)) out.loose = out.strict;
        out.loose.push_back(here);
      }
    }
    at = next_candidate(std::max(next, at + needle.size()), fold);
  }
  return out;
}

std::string_view boundary_at(std::string_view body, std::size_t begin) {
  while (begin < body.size() && (body[begin] == ' ' || body[begin] == '\t')) ++begin;
  if (!body.substr(begin).starts_with("--")) return {};
  std::size_t next = 0;
  const auto end = line_end(body, begin, next, true);
  const auto name = body.substr(begin + 2, end - begin - 2);
  if (name.size() > 4000) return {};
  std::size_t ignored = 0;
  const auto follow_end = line_end(body, next, ignored, true);
  return begins_mime_field(trim(body.substr(next, follow_end - next))) ? name : std::string_view();
}

} // namespace fumiban::mime
