// SPDX-License-Identifier: Apache-2.0
// What is to be changed in a message, and how.
// Reads:  what encode() writes, in the same order.
// Leaves: whether the edits are wise: they touch no message but their own.
// Trusts: nothing; a field is one that rewriting changes, one field and no more; places are in order and in range.
// Costs:  one pass.
// Damage: the first thing that is wrong ends it.
#include "fumiban/edits.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "wire/wire.hpp"

namespace fumiban {

std::string_view name_of(Change change) noexcept {
  static constexpr std::array<std::string_view, kChanges> kNames = {
      "tag", "banner", "disarm", "strip", "locked", "no-banner-signed", "no-banner-no-text"};
  return kNames[static_cast<std::size_t>(change)];
}

std::string_view name_of(Obstacle obstacle) noexcept {
  static constexpr std::array<std::string_view, kObstacles> kNames = {
      "none", "ambiguous", "range", "signed", "charset", "size", "crashed", "denied", "remains"};
  return kNames[static_cast<std::size_t>(obstacle)];
}

std::string applied(std::string_view message, const Edits& edits) {
  std::string out;
  std::size_t at = 0;
  for (const auto& edit : edits.edits) {
    if (edit.offset < at || edit.offset > message.size() || edit.length > message.size() - edit.offset) continue;
    out += message.substr(at, edit.offset - at);
    out += edit.bytes;
    at = edit.offset + edit.length;
  }
  out += message.substr(at);
  return out;
}

namespace wire {
namespace {

constexpr std::size_t kMostIndex = 1000;
constexpr std::size_t kMostDetail = 256;

Error wrong(const char* what) { return {Error::Kind::malformed, what, 0}; }

void put(Sink& sink, const std::vector<std::uint32_t>& parts) {
  sink.number(parts.size());
  for (const auto part : parts) sink.number(part);
}

Result<std::vector<std::uint32_t>> parts_of(Source& source) {
  std::vector<std::uint32_t> out;
  for (auto left = FB_TRY(source.count<std::uint32_t>()); left > 0; --left)
    out.push_back(static_cast<std::uint32_t>(FB_TRY(source.number_up_to(kNoPart))));
  return out;
}

} // namespace

bool is_changeable(std::string_view name) noexcept {
  static constexpr std::string_view kNamed = "-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  if (equal_fold(name, "subject") || equal_fold(name, "mime-version")) return true;
  return starts_fold(name, "content-") && name.size() < 64 && name.find_first_not_of(kNamed) == std::string_view::npos;
}

bool is_field(std::string_view bytes, std::string_view name) noexcept {
  if (bytes.empty()) return true;
  if (!starts_fold(bytes, name) || bytes.substr(name.size(), 1) != ":" || bytes.back() != '\n') return false;
  if (bytes.find('\0') != std::string_view::npos) return false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '\r' && bytes.substr(i + 1, 1) != "\n") return false;
    if (bytes[i] == '\n' && i + 1 < bytes.size() && bytes[i + 1] != ' ' && bytes[i + 1] != '\t') return false;
  }
  return true;
}

std::string encode(const Changes& changes) {
  Sink sink;
  sink.text(changes.tag);
  sink.number(changes.banner ? static_cast<std::uint64_t>(*changes.banner) + 1 : 0);
  put(sink, changes.disarm);
  put(sink, changes.strip);
  put(sink, changes.locked);
  sink.number(static_cast<std::uint64_t>(changes.languages));
  sink.text(changes.contact);
  return std::move(sink).take();
}

Result<Changes> decode_changes(ByteView bytes) {
  Source source(bytes);
  Changes changes;
  changes.tag = FB_TRY(source.utf8());
  if (const auto banner = FB_TRY(source.number_up_to(static_cast<std::uint64_t>(Outcome::malicious) + 1)); banner > 0)
    changes.banner = static_cast<Outcome>(banner - 1);
  changes.disarm = FB_TRY(parts_of(source));
  changes.strip = FB_TRY(parts_of(source));
  changes.locked = FB_TRY(parts_of(source));
  changes.languages = static_cast<Languages>(FB_TRY(source.number_up_to(static_cast<std::uint64_t>(Languages::en))));
  changes.contact = FB_TRY(source.utf8());
  FB_TRY(source.end());
  return changes;
}

std::string encode(const Edits& edits) {
  Sink sink;
  sink.number(static_cast<std::uint64_t>(edits.obstacle));
  sink.number(edits.edits.size());
  for (const auto& edit : edits.edits) {
    sink.number(edit.offset);
    sink.number(edit.length);
    sink.text(edit.bytes);
    sink.text(edit.field);
    sink.number(edit.index);
  }
  sink.number(edits.changed.size());
  for (const auto& changed : edits.changed) {
    sink.number(static_cast<std::uint64_t>(changed.what));
    sink.number(changed.part);
    sink.text(changed.detail);
  }
  return std::move(sink).take();
}

Result<Edits> decode_edits(ByteView bytes, std::uint64_t message, std::uint64_t memory) {
  Source source(bytes, memory);
  Edits out;
  out.obstacle = static_cast<Obstacle>(FB_TRY(source.number_up_to(kObstacles - 1)));
  std::uint64_t at = 0;
  std::uint64_t made = 0;
  bool in_header = true;
  for (auto left = FB_TRY(source.count<Edit>()); left > 0; --left) {
    Edit edit;
    edit.offset = FB_TRY(source.number_up_to(message));
    edit.length = FB_TRY(source.number_up_to(message - edit.offset));
    if (edit.offset < at) return wrong("edits that overlap or are out of order");
    at = edit.offset + edit.length;
    edit.bytes = FB_TRY(source.text());
    made += edit.bytes.size();
    if (made > most_made(message)) return wrong("edits that make more than they may");
    edit.field = FB_TRY(source.text());
    edit.index = static_cast<std::uint32_t>(FB_TRY(source.number_up_to(kMostIndex)));
    if (edit.field.empty() != (edit.index == 0)) return wrong("a field without a number, or the other way round");
    if (!edit.field.empty()) {
      if (!in_header) return wrong("a field behind the header");
      if (!is_changeable(edit.field)) return wrong("a field that is not rewritten");
      if (!is_field(edit.bytes, edit.field)) return wrong("a field that is not one");
    }
    in_header = !edit.field.empty();
    out.edits.push_back(std::move(edit));
  }
  for (auto left = FB_TRY(source.count<Changed>()); left > 0; --left) {
    Changed changed;
    changed.what = static_cast<Change>(FB_TRY(source.number_up_to(kChanges - 1)));
    changed.part = static_cast<std::uint32_t>(FB_TRY(source.number_up_to(kNoPart)));
    changed.detail = FB_TRY(source.utf8());
    if (printable(changed.detail, kMostDetail) != changed.detail) return wrong("a detail that cannot be shown");
    out.changed.push_back(std::move(changed));
  }
  FB_TRY(source.end());
  if (out.obstacle != Obstacle::none && !(out.edits.empty() && out.changed.empty()))
    return wrong("edits in spite of an obstacle");
  return out;
}

} // namespace wire
} // namespace fumiban
