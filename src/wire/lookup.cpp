// SPDX-License-Identifier: Apache-2.0
// Questions to the domain name system, and answers.
// Reads:  what encode() writes, in the same order.
// Leaves: what records say.
// Trusts: nothing; names can be asked for, records are of the type and within their bounds.
// Costs:  one pass.
// Damage: the first thing that is wrong ends it.
#include "wire/lookup.hpp"

#include <limits>

#include "wire/codec.hpp"

namespace fumiban::wire {
namespace {

Error wrong(const char* what) { return {Error::Kind::malformed, what, 0}; }

void put(Sink& sink, const dns::Question& question) {
  sink.number(static_cast<std::uint64_t>(question.type));
  sink.text(question.name);
}

Result<dns::Question> question_of(Source& source) {
  dns::Question question;
  question.type = static_cast<dns::Type>(FB_TRY(source.number_up_to(dns::kTypes - 1)));
  question.name = FB_TRY(source.text());
  if (!dns::is_name(question.name)) return wrong("a name that cannot be asked for");
  return question;
}

} // namespace

std::string encode(const dns::Question& question) {
  Sink sink;
  put(sink, question);
  return std::move(sink).take();
}

Result<dns::Question> decode_question(ByteView bytes) {
  Source source(bytes);
  auto question = FB_TRY(question_of(source));
  FB_TRY(source.end());
  return question;
}

std::string encode(const dns::Answer& answer) {
  Sink sink;
  sink.number(static_cast<std::uint64_t>(answer.lookup));
  sink.number(answer.rcode);
  sink.number(static_cast<std::uint64_t>(answer.security));
  sink.number(answer.ttl);
  sink.number(answer.records.size());
  for (const auto& record : answer.records) sink.text(record);
  return std::move(sink).take();
}

Result<dns::Answer> decode_answer(ByteView bytes, dns::Type type) {
  Source source(bytes);
  dns::Answer answer;
  answer.lookup = static_cast<dns::Lookup>(FB_TRY(source.number_up_to(dns::kLookups - 1)));
  answer.rcode = static_cast<std::uint16_t>(FB_TRY(source.number_up_to(std::numeric_limits<std::uint16_t>::max())));
  answer.security = static_cast<dns::Security>(FB_TRY(source.number_up_to(dns::kSecurities - 1)));
  answer.ttl = static_cast<std::uint32_t>(FB_TRY(source.number_up_to(dns::kMostTtl)));
  for (auto left = FB_TRY(source.number_up_to(dns::kMostRecords)); left > 0; --left)
    answer.records.emplace_back(FB_TRY(source.text()));
  FB_TRY(source.end());
  if (!dns::is_sound(answer, type)) return wrong("an answer that cannot be");
  return answer;
}

std::string encode(const Asked& asked) {
  Sink sink;
  sink.number(asked.id);
  sink.number(asked.milliseconds);
  put(sink, asked.question);
  return std::move(sink).take();
}

Result<Asked> decode_asked(ByteView bytes) {
  Source source(bytes);
  Asked asked;
  asked.id = FB_TRY(source.number());
  asked.milliseconds =
      static_cast<std::uint32_t>(FB_TRY(source.number_up_to(std::numeric_limits<std::uint32_t>::max())));
  asked.question = FB_TRY(question_of(source));
  FB_TRY(source.end());
  return asked;
}

std::string encode(const Told& told) {
  Sink sink;
  sink.number(told.id);
  sink.text(told.answer);
  return std::move(sink).take();
}

Result<Told> decode_told(ByteView bytes) {
  Source source(bytes);
  Told told;
  told.id = FB_TRY(source.number());
  told.answer = FB_TRY(source.text());
  FB_TRY(source.end());
  return told;
}

} // namespace fumiban::wire
