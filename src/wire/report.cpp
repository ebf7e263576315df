// SPDX-License-Identifier: Apache-2.0
// Reports as bytes.
// Reads:  what encode() writes, in the same order.
// Leaves: what can be computed again: depths.
// Trusts: nothing; each index, word and text is checked.
// Costs:  one pass.
// Damage: the first thing that is wrong ends it.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "wire/wire.hpp"

namespace fumiban::wire {
namespace {

constexpr std::array<std::string_view, 7> kIndicatorKinds = {"url", "email", "host", "ip", "command", "hash", "unc"};

Error wrong(const char* what) { return {Error::Kind::malformed, what, 0}; }

void put(Sink& sink, const std::vector<std::string>& texts) {
  sink.number(texts.size());
  for (const auto& text : texts) sink.text(text);
}

Result<std::vector<std::string>> texts_of(Source& source) {
  std::vector<std::string> out;
  for (auto left = FB_TRY(source.count<std::string>()); left > 0; --left) out.emplace_back(FB_TRY(source.utf8()));
  return out;
}

/// Words of our own and evidence go to a terminal as they are.
bool is_printable(std::string_view text) { return printable(text) == text; }
bool are_printable(const std::vector<std::string>& texts) {
  return std::all_of(texts.begin(), texts.end(), [](const auto& text) { return is_printable(text); });
}

/// A part's index, or kNoPart.
void put_index(Sink& sink, std::uint32_t index) { sink.number(index == kNoPart ? 0 : std::uint64_t{index} + 1); }
Result<std::uint32_t> index_below(Source& source, std::size_t parts) {
  const auto number = FB_TRY(source.number_up_to(parts));
  return number == 0 ? kNoPart : static_cast<std::uint32_t>(number - 1);
}

void put(Sink& sink, const HeaderFields& fields) {
  sink.number(fields.size());
  if (fields.empty()) return;
  const auto& text = *fields.text();
  sink.text(text);
  const auto place = [&](std::string_view piece) {
    sink.number(piece.empty() ? 0 : static_cast<std::uint64_t>(piece.data() - text.data()));
    sink.number(piece.size());
  };
  for (const auto& field : fields) {
    place(field.name);
    place(field.raw);
    place(field.decoded);
    sink.number(field.offset);
    sink.number(field.length);
  }
}

Result<HeaderFields> fields_of(Source& source) {
  auto left = FB_TRY(source.count<HeaderField>());
  if (left == 0) return HeaderFields();
  auto text = std::make_shared<const std::string>(FB_TRY(source.text()));
  const auto place = [&]() -> Result<std::string_view> {
    const auto begin = FB_TRY(source.number_up_to(text->size()));
    const auto size = FB_TRY(source.number_up_to(text->size() - begin));
    return std::string_view(*text).substr(begin, size);
  };
  std::vector<HeaderField> fields;
  for (; left > 0; --left) {
    HeaderField field;
    field.name = FB_TRY(place());
    field.raw = FB_TRY(place());
    field.decoded = FB_TRY(place());
    field.offset = FB_TRY(source.number());
    field.length = FB_TRY(source.number());
    fields.push_back(field);
  }
  return HeaderFields(std::move(text), std::move(fields));
}

void put(Sink& sink, const Part& part) {
  put_index(sink, part.parent);
  put_index(sink, part.alternate_of);
  sink.text(part.name);
  put(sink, part.other_names);
  sink.text(part.declared_type);
  sink.text(part.type);
  sink.number(part.size);
  sink.flag(part.sha256.has_value());
  if (part.sha256)
    for (const auto byte : *part.sha256) sink.number(byte);
  put(sink, part.readings);
  sink.number(part.offset);
  sink.number(part.raw_size);
  put(sink, part.fields);
  put(sink, part.carrier);
  sink.text(part.text);
  std::string content(part.content.size(), '\0');
  std::transform(part.content.begin(), part.content.end(), content.begin(),
                 [](std::byte byte) { return static_cast<char>(byte); });
  sink.text(content);
}

Result<Part> part_of(Source& source, const std::vector<Part>& before, std::size_t all, const Vocabulary& vocabulary,
                     const Limits& limits) {
  Part part;
  part.parent = FB_TRY(index_below(source, before.size()));
  if ((part.parent == kNoPart) != before.empty()) return wrong("a part without a parent, or a root with one");
  part.depth = before.empty() ? 0 : before[part.parent].depth + 1;
  if (part.depth > limits.depth) return wrong("a part deeper than it may be");
  part.alternate_of = FB_TRY(index_below(source, all));
  part.name = FB_TRY(source.utf8());
  part.other_names = FB_TRY(texts_of(source));
  part.declared_type = FB_TRY(source.utf8());
  const auto type = FB_TRY(source.text());
  part.type = vocabulary.kind(type);
  if (part.type.data() == nullptr) return wrong("a kind that nobody knows");
  part.size = FB_TRY(source.number());
  if (FB_TRY(source.flag())) {
    auto& digest = part.sha256.emplace();
    for (auto& byte : digest) byte = static_cast<std::uint8_t>(FB_TRY(source.number_up_to(0xFF)));
  }
  part.readings = FB_TRY(texts_of(source));
  if (part.readings.empty()) return wrong("a part that no reading reaches");
  if (!are_printable(part.readings)) return wrong("a reading of a kind that nobody knows");
  part.offset = FB_TRY(source.number());
  part.raw_size = FB_TRY(source.number());
  part.fields = FB_TRY(fields_of(source));
  part.carrier = FB_TRY(fields_of(source));
  part.text = FB_TRY(source.utf8());
  const auto content = FB_TRY(source.text());
  part.content.resize(content.size());
  std::transform(content.begin(), content.end(), part.content.begin(),
                 [](char c) { return static_cast<std::byte>(c); });
  return part;
}

} // namespace

std::string encode(const Report& report) {
  Sink sink;
  sink.number(report.parts.size());
  for (const auto& part : report.parts) put(sink, part);
  sink.number(report.findings.size());
  for (const auto& finding : report.findings) {
    sink.text(finding.spec->id);
    sink.number(finding.part);
    sink.number(finding.offset);
    sink.number(finding.length);
    sink.text(finding.evidence);
  }
  sink.number(report.indicators.size());
  for (const auto& indicator : report.indicators) {
    sink.text(indicator.kind);
    sink.text(indicator.value);
    sink.number(indicator.part);
  }
  sink.number(report.passwords.size());
  for (const auto& password : report.passwords) {
    sink.number(password.part);
    sink.text(password.source);
    sink.text(password.word);
  }
  sink.number(report.limits.size());
  for (const auto& limit : report.limits) {
    sink.text(limit.id);
    sink.number(limit.allowed);
  }
  put(sink, report.notes);
  return std::move(sink).take();
}

Result<Report> decode(ByteView bytes, const std::shared_ptr<const Vocabulary>& vocabulary, const Limits& limits,
                      std::uint64_t memory) {
  Source source(bytes, memory);
  Report report;
  report.vocabulary = vocabulary;
  const auto parts = FB_TRY(source.count<Part>());
  if (parts == 0) return wrong("a report about nothing");
  if (parts > std::max<std::uint64_t>(limits.parts, 1)) return wrong("more parts than there may be");
  while (report.parts.size() < parts)
    report.parts.push_back(FB_TRY(part_of(source, report.parts, parts, *vocabulary, limits)));
  const auto part = [&]() -> Result<std::uint32_t> {
    return static_cast<std::uint32_t>(FB_TRY(source.number_up_to(parts - 1)));
  };
  auto left = FB_TRY(source.count<Finding>());
  // Of each kind the first is told in any case.
  if (left > limits.findings && left - limits.findings > vocabulary->specs())
    return wrong("more findings than there may be");
  for (; left > 0; --left) {
    Finding finding;
    finding.spec = vocabulary->spec(FB_TRY(source.text()));
    if (finding.spec == nullptr) return wrong("a finding that nobody knows");
    finding.part = FB_TRY(part());
    finding.offset = FB_TRY(source.number());
    finding.length = FB_TRY(source.number());
    finding.evidence = FB_TRY(source.utf8());
    if (!is_printable(finding.evidence)) return wrong("evidence that is too long or cannot be shown");
    report.findings.push_back(std::move(finding));
  }
  left = FB_TRY(source.count<Indicator>());
  if (left > limits.indicators) return wrong("more indicators than there may be");
  for (; left > 0; --left) {
    Indicator indicator;
    const auto kind = FB_TRY(source.text());
    const auto known = std::find(kIndicatorKinds.begin(), kIndicatorKinds.end(), kind);
    if (known == kIndicatorKinds.end()) return wrong("an indicator of a kind that nobody knows");
    indicator.kind = *known;
    indicator.value = FB_TRY(source.text());
    indicator.part = FB_TRY(part());
    report.indicators.push_back(std::move(indicator));
  }
  for (left = FB_TRY(source.count<PasswordUsed>()); left > 0; --left) {
    PasswordUsed password;
    password.part = FB_TRY(part());
    password.source = FB_TRY(source.utf8());
    password.word = FB_TRY(source.text());
    report.passwords.push_back(std::move(password));
  }
  const auto known_limits = fumiban::limits();
  for (left = FB_TRY(source.count<LimitReached>()); left > 0; --left) {
    const auto id = FB_TRY(source.text());
    const auto known =
        std::find_if(known_limits.begin(), known_limits.end(), [&](const auto& limit) { return limit.id == id; });
    if (known == known_limits.end()) return wrong("a limit that nobody knows");
    report.limits.push_back({known->id, FB_TRY(source.number())});
  }
  report.notes = FB_TRY(texts_of(source));
  if (!are_printable(report.notes)) return wrong("a note that cannot be shown");
  FB_TRY(source.end());
  return report;
}

} // namespace fumiban::wire
