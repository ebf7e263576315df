// SPDX-License-Identifier: Apache-2.0
#include "disarm/fields.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"

namespace fumiban::disarm {
namespace {

constexpr std::size_t kDeepest = 64;
constexpr auto npos = static_cast<std::size_t>(-1);

} // namespace

bool has_field_name(std::string_view instructions) {
  if (trim(instructions).starts_with('=')) return true; // a formula
  const auto begin = find_where(instructions, is_alnum);
  return begin != npos && find_where(
                              instructions, [](char c) { return !is_alnum(c); }, begin) != npos;
}

std::optional<Removed> harm_of_field(std::string_view instructions, bool led) {
  static constexpr std::array<std::pair<std::string_view, Removed>, 8> kFetching = {
      {{"dde", Removed::dde},
       {"ddeauto", Removed::dde},
       {"link", Removed::external},
       {"includetext", Removed::external},
       {"includepicture", Removed::external},
       {"include", Removed::external},
       {"import", Removed::external},
       {"database", Removed::external}}};
  if (led) return Removed::dde; // its name is what another field gives
  const auto begin = find_where(instructions, is_alnum);
  if (begin == std::string_view::npos) return std::nullopt;
  const auto end = std::min(find_where(
                                instructions, [](char c) { return !is_alnum(c); }, begin),
                            instructions.size());
  const auto name = instructions.substr(begin, end - begin);
  for (const auto& [known, what] : kFetching)
    if (equal_fold(known, name)) return what;
  return std::nullopt;
}

bool Fields::in_instructions() const noexcept {
  return std::any_of(open_.begin(), open_.end(), [](const Open& field) { return field.separator == npos; });
}

void Fields::begin(Place mark) {
  if (open_.size() == kDeepest) sound_ = false;
  if (!sound_) return;
  if (!open_.empty() && open_.back().separator == npos) {
    auto& around = open_.back();
    around.led = around.led || !has_field_name(around.instructions);
  }
  open_.push_back({pieces_.size(), npos});
  pieces_.push_back({mark});
}

void Fields::separate(Place mark) {
  if (open_.empty() || open_.back().separator != npos) return;
  open_.back().separator = pieces_.size();
  pieces_.push_back({mark});
}

std::optional<Removed> Fields::end(Place mark, Edits& edits) {
  if (open_.empty()) return std::nullopt; // Word passes over it
  const auto field = std::move(open_.back());
  open_.pop_back();
  pieces_.push_back({mark});
  const auto harm = harm_of_field(field.instructions, field.led);
  if (harm) {
    // Its instructions with all that is in them; of what it shows, nothing but the marks around it.
    const auto last = std::min(field.separator, pieces_.size() - 2);
    for (auto i = field.first; i <= last; ++i) pieces_[i].cut = true;
    pieces_.back().cut = true;
  }
  if (open_.empty()) {
    for (const auto& piece : pieces_)
      if (piece.cut) edits.cut(piece.place.begin, piece.place.end);
    pieces_.clear();
  }
  return harm;
}

void Fields::instruction(Place element, std::string_view text) {
  if (open_.empty()) return; // shown to nobody
  pieces_.push_back({element});
  if (open_.back().separator == npos) open_.back().instructions += text;
}

void Fields::shown(Place element) {
  if (in_instructions()) pieces_.push_back({element});
}

} // namespace fumiban::disarm
