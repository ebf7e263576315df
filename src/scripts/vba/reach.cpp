// SPDX-License-Identifier: Apache-2.0
#include "scripts/vba/reach.hpp"

#include <unordered_map>

namespace fumiban::vba {
namespace {

bool is_opening_event(std::uint32_t name) noexcept {
  switch (name) {
    case word("userform_initialize"):
    case word("userform_activate"):
    case word("userform_layout"):
    case word("userform_terminate"):
    case word("class_initialize"):
    case word("class_terminate"): return true;
    default: return false;
  }
}

using ByName = std::unordered_map<std::uint32_t, std::vector<std::uint32_t>>;

} // namespace

std::vector<std::uint32_t> reached_from_entries(const Facts& facts, std::span<const Module> modules, Symbols& symbols) {
  ByName by_name;   // procedures by their name
  ByName by_module; // opening events by their module's name
  for (std::uint32_t i = 1; i < facts.procedures.size(); ++i) {
    const auto& procedure = facts.procedures[i];
    by_name[procedure.name].push_back(i);
    if (is_opening_event(procedure.name)) by_module[symbols.of(modules[procedure.module].name)].push_back(i);
  }
  std::vector<std::uint32_t> from(facts.procedures.size(), kNowhere);
  std::vector<std::uint32_t> queue;
  const auto reach = [&](std::uint32_t procedure, std::uint32_t entry) {
    if (from[procedure] != kNowhere) return;
    from[procedure] = entry;
    queue.push_back(procedure);
  };
  for (std::uint32_t i = 1; i < facts.procedures.size(); ++i)
    if (facts.procedures[i].entry) reach(i, i);
  if (symbols.overflowed() && !queue.empty()) { // names were lost: anything may be called
    const auto entry = queue.front();
    for (std::uint32_t i = 1; i < from.size(); ++i) reach(i, entry);
  }
  while (!queue.empty()) {
    const auto at = queue.back();
    queue.pop_back();
    for (const auto name : facts.procedures[at].mentions)
      for (auto* const index : {&by_name, &by_module}) {
        const auto found = index->find(name);
        if (found == index->end()) continue;
        for (const auto next : found->second) reach(next, from[at]);
        index->erase(found); // each name is followed once
      }
  }
  return from;
}

} // namespace fumiban::vba
