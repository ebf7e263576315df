// SPDX-License-Identifier: Apache-2.0
// Events as JSON: docs/audit.md.
// Reads:   objects whose fields have the types that to_json() writes.
// Leaves:  fields of other names; what is sealed and has no key.
// Trusts:  nothing; a field of another type is an error.
// Costs:   linear; nesting beyond 8 is an error.
// Damage:  is an error in plain words.
#include "audit/event.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "audit/packing.hpp"
#include "base/base64.hpp"

namespace fumiban::audit {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMostDepth = 8;
constexpr std::array<std::string_view, 8> kHappened = {"message", "verdict", "action", "release",
                                                       "policy",  "login",   "search", "log"};
constexpr std::array kOutcomes = {Outcome::clean, Outcome::unscanned, Outcome::suspicious, Outcome::malicious};

std::string base64_of(const Sha256& digest) {
  auto out = encode_base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
  out.pop_back(); // of 32 bytes there is one "="
  return out;
}

/// Writes what is there and reads it back: one list of fields for both directions.
class Writer {
public:
  explicit Writer(Json& json) : json_(json) {}
  void field(const char* name, const std::string& text) {
    if (!text.empty()) json_[name] = text;
  }
  void field(const char* name, const std::vector<std::string>& texts) {
    if (!texts.empty()) json_[name] = texts;
  }
  template <class Number>
  void number(const char* name, const Number& value) {
    if (value != Number{}) json_[name] = value;
  }
  void field(const char* name, const bool& value) {
    if (value) json_[name] = true;
  }
  void field(const char* name, const std::optional<Sha256>& digest) {
    if (digest) json_[name] = base64_of(*digest);
  }

private:
  Json& json_;
};

class FieldReader {
public:
  explicit FieldReader(const Json& json) : json_(json) {}
  void field(const char* name, std::string& text) {
    if (const auto* found = find(name)) {
      if (found->is_string()) text = found->get<std::string>();
      else wrong(name);
    }
  }
  void field(const char* name, std::vector<std::string>& texts) {
    const auto* found = find(name);
    if (found == nullptr) return;
    if (!found->is_array()) return wrong(name);
    for (const auto& one : *found) {
      if (!one.is_string()) return wrong(name);
      texts.push_back(one.get<std::string>());
    }
  }
  template <class Number>
  void number(const char* name, Number& value) {
    const auto* found = find(name);
    if (found == nullptr) return;
    if constexpr (std::is_floating_point_v<Number>) {
      if (!found->is_number()) return wrong(name);
    } else {
      if (!found->is_number_unsigned() ||
          found->get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<Number>::max()))
        return wrong(name);
    }
    value = found->get<Number>();
  }
  void field(const char* name, bool& value) {
    if (const auto* found = find(name)) {
      if (found->is_boolean()) value = found->get<bool>();
      else wrong(name);
    }
  }
  void field(const char* name, std::optional<Sha256>& digest) {
    std::string text;
    field(name, text);
    if (text.empty()) return;
    const auto bytes = decode_base64(text + "=");
    Sha256 out{};
    if (bytes.size() != out.size()) return wrong(name);
    std::copy_n(bytes.begin(), out.size(), out.begin());
    if (base64_of(out) != text) return wrong(name);
    digest = out;
  }
  const Json* find(const char* name) {
    const auto found = json_.find(name);
    return found == json_.end() ? nullptr : &*found;
  }
  void wrong(const char* name) {
    if (error_.empty()) error_ = std::string("the field '") + name + "' is not what it should be";
  }
  [[nodiscard]] const std::string& error() const noexcept { return error_; }

private:
  const Json& json_;
  std::string error_;
};

template <class Way, class ThePersonal>
void personal_fields(Way& way, ThePersonal& personal) {
  way.field("sender", personal.sender);
  way.field("recipients", personal.recipients);
  way.field("from", personal.from);
  way.field("reply_to", personal.reply_to);
  way.field("subject", personal.subject);
  way.field("message_id", personal.message_id);
  way.field("in_reply_to", personal.in_reply_to);
  way.field("references", personal.references);
  way.field("client", personal.client);
  way.field("helo", personal.helo);
  way.field("user", personal.user);
  way.field("urls", personal.urls);
  way.field("detail", personal.detail);
}

template <class Way, class ThePart>
void part_fields(Way& way, ThePart& part) {
  way.number("part", part.part);
  way.field("type", part.type);
  way.number("size", part.size);
  way.field("sha256", part.sha256);
  way.field("encrypted", part.encrypted);
  way.field("macro", part.macro);
}

/// What stands before the parts, and what stands behind the verdict.
template <class Way, class TheEvent>
void first_fields(Way& way, TheEvent& event) {
  way.field("interface", event.interface);
  way.field("queue", event.queue);
  way.field("about", event.about);
  way.number("size", event.size);
  way.field("tls", event.tls);
  way.field("spf", event.spf);
  way.field("dkim", event.dkim);
  way.field("dmarc", event.dmarc);
}
template <class Way, class TheEvent>
void last_fields(Way& way, TheEvent& event) {
  way.number("score", event.score);
  way.field("rules", event.rules);
  way.field("action", event.action);
  way.field("changed", event.changed);
  way.field("result", event.result);
  way.field("report", event.report);
  way.field("program", event.program);
  way.field("rules_digest", event.rules_digest);
  way.field("policy", event.policy);
}

Json personal_json(const Event& event) {
  Json out = Json::object();
  Writer writer(out);
  personal_fields(writer, event.personal);
  auto names = Json::array(); // by the order of the parts: name, and as it was written
  bool any = false;
  for (const auto& part : event.parts) {
    any = any || !part.name.empty() || !part.raw_name.empty();
    if (part.raw_name.empty()) names.push_back(part.name);
    else names.push_back(Json::array({part.name, part.raw_name}));
  }
  if (any) out["names"] = std::move(names);
  return out;
}

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

/// The value, or nothing if it is no JSON or nested too deep.
std::optional<Json> parsed(std::string_view text) {
  bool deep = false;
  auto json = Json::parse(
      text,
      [&](int depth, Json::parse_event_t, Json&) {
        deep = deep || depth > kMostDepth;
        return !deep;
      },
      false);
  if (deep || !json.is_object()) return std::nullopt;
  return json;
}

std::string read_personal(const Json& json, Event& event) {
  FieldReader reader(json);
  personal_fields(reader, event.personal);
  if (const auto* names = reader.find("names")) {
    if (!names->is_array() || names->size() != event.parts.size()) return "the field 'names' is not what it should be";
    for (std::size_t i = 0; i < names->size(); ++i) {
      const auto& one = (*names)[i];
      const bool pair = one.is_array() && one.size() == 2 && one[0].is_string() && one[1].is_string();
      if (!pair && !one.is_string()) return "the field 'names' is not what it should be";
      event.parts[i].name = (pair ? one[0] : one).get<std::string>();
      if (pair) event.parts[i].raw_name = one[1].get<std::string>();
    }
  }
  return reader.error();
}

std::string read_parts(const Json& json, Event& event) {
  if (!json.is_array()) return "the field 'parts' is not what it should be";
  for (const auto& one : json) {
    if (!one.is_object()) return "the field 'parts' is not what it should be";
    FieldReader reader(one);
    part_fields(reader, event.parts.emplace_back());
    if (!reader.error().empty()) return reader.error();
  }
  return "";
}

std::string read_event(const Json& json, const Unseal& unseal, Event& event) {
  FieldReader reader(json);
  std::string time;
  std::string happened;
  std::string outcome;
  std::string sealed;
  reader.field("time", time);
  reader.field("event", happened);
  first_fields(reader, event);
  reader.field("verdict", outcome);
  reader.number("level", event.level);
  last_fields(reader, event);
  reader.field("sealed", sealed);
  if (!reader.error().empty()) return reader.error();
  const auto when = parse_utc(time);
  const auto* const what = std::find(kHappened.begin(), kHappened.end(), happened);
  if (!when) return "the field 'time' is no time";
  if (what == kHappened.end()) return "the field 'event' names nothing that this version knows";
  event.time = *when;
  event.happened = static_cast<Happened>(what - kHappened.begin());
  if (!outcome.empty()) {
    for (const auto one : kOutcomes)
      if (name_of(one) == outcome) event.outcome = one;
    if (!event.outcome) return "the field 'verdict' names none";
  }
  if (const auto* parts = reader.find("parts"))
    if (auto error = read_parts(*parts, event); !error.empty()) return error;
  if (const auto* told = reader.find("circumstances")) {
    auto circumstances = Circumstances::from_json(dumped(*told));
    if (auto* error = std::get_if<std::string>(&circumstances)) return std::move(*error);
    event.circumstances = std::get<Circumstances>(std::move(circumstances));
  }
  if (const auto* personal = reader.find("personal"))
    return personal->is_object() ? read_personal(*personal, event) : "the field 'personal' is not what it should be";
  if (sealed.empty()) return "";
  const auto plain = unseal ? unseal(sealed) : std::nullopt;
  const auto text = plain ? unpacked(*plain) : std::nullopt;
  const auto personal = text ? parsed(*text) : std::nullopt;
  event.erased = !personal;
  return personal ? read_personal(*personal, event) : "";
}

} // namespace

std::string_view name_of(Happened happened) noexcept { return kHappened.at(static_cast<std::size_t>(happened)); }

std::string utc(std::int64_t milliseconds) {
  using namespace std::chrono;
  const sys_time<std::chrono::milliseconds> at{std::chrono::milliseconds(milliseconds)};
  const auto day = floor<days>(at);
  const year_month_day date(day);
  const hh_mm_ss<std::chrono::milliseconds> clock(at - day);
  std::array<char, 64> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return out.data();
}

std::optional<std::int64_t> parse_utc(std::string_view text) {
  using namespace std::chrono;
  constexpr std::string_view kForm = "0000-00-00T00:00:00.000Z";
  if (text.size() != kForm.size()) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t digits) {
    int out = -1;
    if (text[at] < '0') return out; // a sign
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + digits, out);
    return error == std::errc() && end == text.data() + at + digits ? out : -1;
  };
  const year_month_day date(year(number(0, 4)), month(static_cast<unsigned>(number(5, 2))),
                            day(static_cast<unsigned>(number(8, 2))));
  if (!date.ok()) return std::nullopt;
  const auto at = sys_days(date) + hours(number(11, 2)) + minutes(number(14, 2)) + seconds(number(17, 2)) +
                  std::chrono::milliseconds(number(20, 3));
  const auto out = duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
  return utc(out) == text ? std::optional<std::int64_t>(out) : std::nullopt;
}

std::string to_json(const Event& event, const Seal& seal) {
  Json out;
  Writer writer(out);
  out["time"] = utc(event.time);
  out["event"] = name_of(event.happened);
  first_fields(writer, event);
  auto parts = Json::array();
  for (const auto& part : event.parts) {
    Json one = Json::object();
    Writer fields(one);
    part_fields(fields, part);
    parts.push_back(std::move(one));
  }
  if (!parts.empty()) out["parts"] = std::move(parts);
  if (event.outcome) out["verdict"] = name_of(*event.outcome);
  writer.number("level", event.level);
  last_fields(writer, event);
  if (event.circumstances) out["circumstances"] = Json::parse(event.circumstances->to_json());
  const auto personal = personal_json(event);
  if (personal.empty()) return dumped(out);
  if (seal) out["sealed"] = seal(packed(dumped(personal)));
  else out["personal"] = personal;
  return dumped(out);
}

std::variant<Event, std::string> event_from_json(std::string_view json, const Unseal& unseal) {
  const auto object = parsed(json);
  if (!object) return "it is no JSON object, or nested too deep";
  Event out;
  auto error = read_event(*object, unseal, out);
  if (!error.empty()) return error;
  return out;
}

std::string to_record(const Event& event, const Seal& seal) { return packed(to_json(event, seal)); }

std::variant<Event, std::string> event_from_record(std::string_view record, const Unseal& unseal) {
  const auto json = unpacked(record);
  if (!json) return "it is damaged, or packed by a newer version";
  return event_from_json(*json, unseal);
}

} // namespace fumiban::audit
