// SPDX-License-Identifier: Apache-2.0
// Texts that macros fetch from their document: variables, properties, controls.
// Reads:  what readers of documents and forms found.
// Leaves: cells, shapes and paragraphs.
// Trusts: no name to be there once.
// Costs:  each text once when it is kept, and again each time it is fetched, paid as work.
// Damage: none is possible.
#include "scripts/vba/holdings.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "scripts/vba/markers.hpp"

namespace fumiban::vba {
namespace {

constexpr std::size_t kMostHeld = 4096;
constexpr std::size_t kMostBytes = 1U << 20U;
constexpr std::size_t kMostOfOneName = 16;

std::string key_of(Held::As as, std::string_view name) {
  return std::string(1, static_cast<char>('0' + static_cast<int>(as))) + to_lower(name.substr(0, 256));
}

} // namespace

void Document::hold(Held text) {
  const auto size = text.form.size() + text.name.size() + text.text.size();
  if (text.text.empty() || held.size() >= kMostHeld || bytes_ + size > kMostBytes) return;
  bytes_ += size;
  held.push_back(std::move(text));
}

bool asks_document(std::span<const Module> modules) {
  static constexpr std::array<std::string_view, 3> kAsking = {"variables", "documentproperties", "workbook."};
  return std::any_of(modules.begin(), modules.end(), [](const Module& module) {
    return std::any_of(kAsking.begin(), kAsking.end(),
                       [&](auto word) { return find_fold(module.source, word) != std::string_view::npos; });
  });
}

Holdings::Holdings(std::span<const Held> held) {
  for (const auto& one : held) {
    auto& texts = texts_[key_of(one.as, one.name)];
    if (texts.size() < kMostOfOneName) texts.push_back({to_lower(one.form), one.text});
  }
}

Value Holdings::all_of(const std::string& key, const std::string* form, Work& work) const {
  Value out;
  const auto found = texts_.find(key);
  if (found == texts_.end() || !work.budget.spend(8)) return out;
  std::vector<std::string_view> known;
  for (const auto& [owner, text] : found->second) {
    if ((form != nullptr && owner != *form) || std::find(known.begin(), known.end(), text) != known.end()) continue;
    if (!work.budget.spend(text.size() + 1)) return {};
    known.push_back(text);
    if (out.is_text()) out.text += kGap;
    out.kind = Value::Kind::text;
    out.text += text;
  }
  out.made = true;
  out.seen = markers_about(About::fetching); // labels and properties may show an address
  return out;
}

Value Holdings::of(Held::As as, std::string_view name, Work& work) const {
  return all_of(key_of(as, name), nullptr, work);
}

Value Holdings::of(Held::As as, std::string_view form, std::string_view control, Work& work) const {
  const auto key = key_of(as, control);
  const auto owner = to_lower(form.substr(0, 256));
  if (auto own = all_of(key, &owner, work); own.is_text()) return own;
  const auto itself = to_lower(control.substr(0, 256));
  if (auto own = all_of(key_of(as, ""), &itself, work); own.is_text()) return own;
  return all_of(key, nullptr, work);
}

std::string_view property_of(double number) {
  static constexpr std::array<std::pair<double, std::string_view>, 10> kProperties = {{{1, "title"},
                                                                                       {2, "subject"},
                                                                                       {3, "author"},
                                                                                       {4, "keywords"},
                                                                                       {5, "comments"},
                                                                                       {7, "last author"},
                                                                                       {18, "category"},
                                                                                       {20, "manager"},
                                                                                       {21, "company"},
                                                                                       {29, "hyperlink base"}}};
  for (const auto& [at, name] : kProperties)
    if (at == number) return name;
  return {};
}

} // namespace fumiban::vba
