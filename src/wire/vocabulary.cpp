// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "wire/wire.hpp"

namespace fumiban::wire {

std::string Vocabulary::encode(std::string_view version, const std::vector<const FindingSpec*>& specs,
                               const std::vector<std::string_view>& kinds) {
  Sink sink;
  sink.text(version);
  sink.number(specs.size());
  for (const auto* spec : specs) {
    sink.text(spec->id);
    sink.number(static_cast<std::uint64_t>(spec->severity));
    sink.number(static_cast<std::uint64_t>(spec->topic));
    sink.number(static_cast<std::uint64_t>(spec->unread));
    sink.text(spec->technique);
  }
  sink.number(kinds.size());
  for (const auto kind : kinds) sink.text(kind);
  return std::move(sink).take();
}

Result<std::shared_ptr<const Vocabulary>> Vocabulary::decode(ByteView bytes, std::string_view version) {
  auto out = std::make_shared<Vocabulary>();
  const auto keep = [&](std::string_view word) { return std::string_view(*out->words_.emplace(word).first); };
  Source source(bytes);
  if (FB_TRY(source.utf8()) != version)
    return Error{Error::Kind::unsupported, "the worker is of another version than the program that started it"};
  for (auto left = FB_TRY(source.count<FindingSpec>()); left > 0; --left) {
    FindingSpec spec;
    spec.id = keep(FB_TRY(source.utf8()));
    spec.severity = static_cast<Severity>(FB_TRY(source.number_up_to(static_cast<int>(Severity::critical))));
    spec.topic = static_cast<Topic>(FB_TRY(source.number_up_to(static_cast<int>(Topic::engine))));
    spec.unread = static_cast<Unread>(FB_TRY(source.number_up_to(static_cast<int>(Unread::crashed))));
    spec.technique = keep(FB_TRY(source.utf8()));
    out->specs_.push_back(spec);
  }
  std::sort(out->specs_.begin(), out->specs_.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  for (auto left = FB_TRY(source.count<std::string_view>()); left > 0; --left)
    out->kinds_.insert(keep(FB_TRY(source.utf8())));
  FB_TRY(source.end());
  return std::shared_ptr<const Vocabulary>(std::move(out));
}

const FindingSpec* Vocabulary::spec(std::string_view id) const noexcept {
  const auto found = std::lower_bound(specs_.begin(), specs_.end(), id,
                                      [](const auto& spec, auto wanted) { return spec.id < wanted; });
  return found == specs_.end() || found->id != id ? nullptr : &*found;
}

std::string_view Vocabulary::kind(std::string_view id) const noexcept {
  const auto found = kinds_.find(id);
  return found == kinds_.end() ? std::string_view() : *found;
}

} // namespace fumiban::wire
