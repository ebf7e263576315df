// SPDX-License-Identifier: Apache-2.0
#include "analyser/context.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "dns/dns.hpp"
#include "findings/limits.hpp"

namespace fumiban {

Context::Context(Report& report, const ScanOptions& options, dns::Ask ask)
    : report_(report),
      options_(options),
      ask_(std::move(ask)),
      bytes_(options.limits.bytes),
      memory_(std::make_shared<Memory>(options.limits.memory)) {
  report_.parts.reserve(8); // enough for most mail
}

dns::Answer Context::ask(const dns::Question& question) const {
  if (!dns::is_name(question.name)) return {.lookup = dns::Lookup::refused};
  return ask_ ? ask_(question) : dns::Answer();
}

bool Context::pay(std::uint64_t bytes) {
  if (bytes_.spend(bytes)) return true;
  reached(limit::kBytes);
  return false;
}

void Context::say_unchecked(std::uint32_t part, const FindingSpec& spec, std::uint64_t offset, std::uint64_t length,
                            std::string_view evidence) {
  std::string key(spec.id);
  key += '\0';
  key += std::to_string(part);
  key += '\0';
  key += evidence;
  if (!said_.insert(std::move(key)).second) return;
  ids_.insert(spec.id);
  report_.findings.push_back({&spec, part, offset, length, printable(evidence)});
}

void Context::say_of(std::uint32_t part, const FindingSpec& spec, std::uint64_t offset, std::uint64_t length,
                     std::string_view evidence) {
  // The first of each id is always told: many small findings must not hide a grave one.
  if (report_.findings.size() >= limits().findings && ids_.contains(spec.id)) {
    reached_in(part, limit::kFindings);
    return;
  }
  say_unchecked(part, spec, offset, length, evidence);
}

void Context::reached_in(std::uint32_t part, const FindingSpec& limit) {
  for (const auto& known : report_.limits)
    if (known.id == limit.id) return; // said once a message: the first place where it was reached
  for (const auto& spec : fumiban::limits())
    if (spec.id == limit.id) report_.limits.push_back({spec.id, limits().*spec.value});
  say_unchecked(part, limit, 0, 0, std::to_string(report_.limits.back().allowed));
}

void Context::indicate(std::string_view kind, std::string value) {
  if (report_.indicators.size() >= limits().indicators) {
    reached(limit::kIndicators);
    return;
  }
  if (indicated_.insert(std::string(kind) + '\0' + value).second)
    report_.indicators.push_back({kind, std::move(value), current_});
}

bool Context::is_ordinary(std::uint32_t part) const noexcept {
  for (; part != kNoPart; part = report_.parts[part].parent)
    if (report_.parts[part].readings.front() != "plain") return false;
  return true;
}

bool Context::room_under(std::uint32_t parent) {
  if (parent == kNoPart) return true; // there is always a root to speak of
  if (report_.parts.size() >= limits().parts) {
    reached_in(parent, limit::kParts);
    return false;
  }
  if (report_.parts[parent].depth + 1 > limits().depth) {
    reached_in(parent, limit::kDepth);
    return false;
  }
  return true;
}

std::uint32_t Context::append(std::uint32_t parent, Child& child) {
  const auto index = static_cast<std::uint32_t>(report_.parts.size());
  auto& part = report_.parts.emplace_back();
  part.parent = parent;
  part.alternate_of = child.alternate_of;
  part.depth = parent == kNoPart ? 0 : report_.parts[parent].depth + 1;
  // Whoever named it: what a report tells is UTF-8.
  const auto told = [](std::string text) { return is_utf8(text) ? std::move(text) : to_utf8(text, {}).utf8; };
  part.name = told(std::move(child.name));
  part.other_names = std::move(child.other_names);
  for (auto& name : part.other_names) name = told(std::move(name));
  part.declared_type = told(std::move(child.declared_type));
  part.size = child.blob.size();
  part.readings.emplace_back(child.reading);
  part.offset = child.offset;
  part.raw_size = child.raw_size;
  part.fields = std::move(child.fields);
  return index;
}

std::uint32_t Context::add(std::uint32_t parent, Child child) {
  const bool further = child.reading != "plain";
  if (further && child.blob.size() == 0) return kNoPart; // nothing is no reading
  if (broke()) return kNoPart;
  const auto& paid = child.blob.sha256(); // whoever computed it has paid for it
  if (!paid && !pay(child.blob.size())) return kNoPart;
  const auto digest = paid ? *paid : sha256(child.blob.whole());
  std::uint64_t key = 0;
  std::memcpy(&key, digest.data(), sizeof key);
  const auto twin = by_digest_.find(key);
  if (further && twin != by_digest_.end() && report_.parts[twin->second].sha256 == digest) {
    auto& known = report_.parts[twin->second];
    const bool listed = std::find(known.readings.begin(), known.readings.end(), child.reading) != known.readings.end();
    if (!listed && known.readings.size() < limits().readings) known.readings.emplace_back(child.reading);
    return kNoPart;
  }
  if (!room_under(parent)) return kNoPart;
  const auto index = append(parent, child);
  report_.parts[index].sha256 = digest;
  by_digest_.emplace(key, index);
  queue_.push_back({index, std::move(child.blob), std::move(child.charset)});
  return index;
}

std::uint32_t Context::add_locked(std::uint32_t parent, Child child, std::uint64_t size, std::shared_ptr<Lock> lock,
                                  const FindingSpec& spec, std::string_view evidence) {
  if (broke() || !room_under(parent)) return kNoPart;
  const auto index = append(parent, child);
  report_.parts[index].size = size;
  report_.parts[index].type = fumiban::kind("locked").id;
  locked_.push_back({index, std::move(lock), &spec, std::string(evidence)});
  queue_.push_back({index, Blob(), {}}); // its name can be looked at
  return index;
}

void Context::lock(std::shared_ptr<Lock> lock, const FindingSpec& spec, std::string_view evidence) {
  locked_.push_back({current_, std::move(lock), &spec, std::string(evidence)});
}

void Context::unlocked(Blob content) {
  auto& part = report_.parts[current_];
  part.type = {};
  part.size = content.size();
  part.sha256 = content.sha256() ? *content.sha256() : sha256(content.whole());
  queue_.push_back({current_, std::move(content), {}});
}

std::uint32_t Context::add_container(std::uint32_t parent, Child child, std::string_view type) {
  if (broke() || !room_under(parent)) return kNoPart;
  const auto index = append(parent, child);
  report_.parts[index].type = type;
  return index;
}

} // namespace fumiban
