// SPDX-License-Identifier: Apache-2.0
// A message and its parts: the union of what mail programs make of it.
// Reads:  RFC 5322, RFC 2045-2047, 2049, 2183, 2231; broken forms as programs read them.
// Leaves: what parts contain: every leaf goes to the walker.
// Trusts: nothing; where two programs would cut or decode differently, both results are handed on.
// Costs:  ordinary mail: one pass a level of nesting with memchr, and decoding. Further readings are capped.
// Damage: a part without an end runs to the end of its parent.
#include "mime/message.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "findings/limits.hpp"
#include "mail/header.hpp"
#include "mime/delimiters.hpp"
#include "mime/encodings.hpp"
#include "mime/fields.hpp"
#include "mime/findings.hpp"
#include "mime/line_marks.hpp"
#include "mime/readings.hpp"

namespace fumiban::mime {
namespace {

/// A header and a body somewhere in the message, to be read under `parent`.
struct Entity {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint32_t parent = 0;
  std::string_view reading = "plain";
  std::uint32_t alternate_of = kNoPart;
  std::string_view default_type = "text/plain";
  bool root = false;
  int skip_blank_lines = 0;
  std::optional<mail::OtherEnd> header_end{}; ///< instead of the one that read_header() finds
  std::optional<Disagreement> margin{};       ///< no entity but text outside the parts: preamble or epilogue
};

/// Reads one message iteratively: a stack of entities, never recursion.
class MessageReader {
public:
  MessageReader(const Blob& blob, Context& context) : blob_(blob), text_(blob.whole().text()), context_(context) {}

  void read_message() {
    push({.begin = 0, .end = text_.size(), .parent = context_.part_index(), .root = true});
    run();
  }
  /// A multipart body without a header, as found in text.
  void read_bare_multipart() {
    TypeReading type;
    type.type = "multipart/mixed";
    Entity entity{.begin = 0, .end = text_.size(), .parent = context_.part_index()};
    cut_multipart(entity, type, text_, 0, context_.part_index());
    run();
  }

private:
  void run() {
    // The ordinary reading first, so that a further one is compared with it.
    while (!(stack_.empty() && next_further_ == further_.size()) && !context_.broke()) {
      Entity entity;
      if (!stack_.empty()) {
        entity = stack_.back();
        stack_.pop_back();
      } else {
        entity = further_[next_further_++];
      }
      if (entity.margin) read_margin(entity);
      else read_entity(entity);
    }
  }

  void push(Entity entity) {
    if (entity.reading != "plain") {
      const auto key = std::tuple(entity.begin, entity.end, entity.skip_blank_lines,
                                  entity.header_end ? entity.header_end->body_begin : std::size_t{0});
      if (!further_seen_.insert(key).second) return;
      if (further_reading(entity.parent)) further_.push_back(entity);
      return;
    }
    stack_.push_back(entity);
  }
  bool further_reading(std::uint32_t part) {
    if (++further_readings_ <= context_.limits().readings) return true;
    context_.reached_in(part, limit::kReadings);
    return false;
  }

  void irregular(std::uint32_t part, Disagreement kind, std::size_t offset, std::size_t length) {
    context_.say_of(part, kIrregular, offset, length, row_of(kind).id);
  }

  void read_entity(const Entity& entity);
  void say_header_limits(std::uint32_t part, const mail::Header& header, const Readings& readings);
  std::uint32_t read_multipart(const Entity& entity, const TypeReading& type, std::string_view body, std::size_t base,
                               HeaderFields& fields);
  bool cut_multipart(const Entity& entity, const TypeReading& type, std::string_view body, std::size_t base,
                     std::uint32_t container);
  void push_cuts(const std::vector<Delimiter>& cuts, std::string_view body, std::size_t base, std::uint32_t container,
                 std::string_view reading, bool digest);
  void read_margin(const Entity& entity);
  std::uint32_t read_leaf(const Entity& entity, const Readings& readings, const TypeReading& type, ByteView body,
                          HeaderFields& fields, std::vector<Disagreement>& disagreements);

  const Blob& blob_;
  std::string_view text_;
  Context& context_;
  std::vector<Entity> stack_;
  std::vector<Entity> further_; ///< taken from next_further_ on
  std::size_t next_further_ = 0;
  std::set<std::tuple<std::size_t, std::size_t, int, std::size_t>> further_seen_;
  std::uint64_t further_readings_ = 0;
};

void MessageReader::say_header_limits(std::uint32_t part, const mail::Header& header, const Readings& readings) {
  if (header.too_long) context_.reached_in(part, limit::kHeaderBytes);
  if (readings.too_many_parameters) context_.reached_in(part, limit::kParameters);
  if (readings.comments_too_deep) context_.reached_in(part, limit::kCommentDepth);
  if (readings.too_many_words) context_.reached_in(part, limit::kEncodedWords);
}

void MessageReader::read_entity(const Entity& entity) {
  const auto view = blob_.whole().clamped(entity.begin, entity.end);
  const auto most = static_cast<std::size_t>(context_.limits().header_bytes);
  auto header = mail::read_header(view, most, entity.skip_blank_lines);
  if (entity.header_end) {
    header.end = entity.header_end->header_end;
    header.body_begin = entity.header_end->body_begin;
    std::erase_if(header.fields, [&](const auto& field) { return field.offset >= header.end; });
  }
  if (!context_.pay(std::min(view.size(), header.end))) return;
  bool too_many_words = false;
  auto fields = fields_of(header, view.text(), entity.begin, context_.limits().encoded_words, too_many_words);
  auto readings = readings_of(header, fields, entity.default_type, context_.limits());
  readings.too_many_words = readings.too_many_words || too_many_words;
  if (entity.root && readings.declares_mime && !readings.has_mime_version)
    readings.disagreements.push_back(Disagreement::no_mime_version);
  const auto body = view.clamped(header.body_begin);
  const auto body_base = entity.begin + header.body_begin;

  const bool outermost = entity.root && entity.reading == "plain";
  if (outermost) {
    // The message's own part exists already: its header is told there.
    auto& part = context_.part(entity.parent);
    part.carrier = std::move(part.fields);
    part.fields = std::exchange(fields, {});
  }
  std::uint32_t primary = kNoPart;
  for (const auto& type : readings.types) {
    Entity as = entity;
    if (type.reading != "plain") {
      if (!further_reading(entity.parent)) break;
      as.reading = type.reading;
      as.alternate_of = primary;
    }
    auto own_fields = &type == &readings.types.back() ? std::exchange(fields, {}) : fields;
    std::uint32_t made = kNoPart;
    if (type.is_multipart()) {
      made = read_multipart(as, type, body.text(), body_base, own_fields);
      const auto encoding = readings.encodings.front().encoding;
      if (encoding == Encoding::base64 || encoding == Encoding::quoted_printable) {
        // Illegal (RFC 2045 6.4), but some programs decode first and cut afterwards.
        readings.disagreements.push_back(Disagreement::encoded_multipart);
        if (context_.pay(body.size()) && further_reading(entity.parent)) {
          bool illegal = false;
          auto decoded = encoding == Encoding::base64
                             ? decode_base64(body.text())
                             : decode_quoted_printable(body.text(), IllegalEquals::kept, illegal);
          context_.add(entity.parent, {.blob = Blob::owned(std::move(decoded)),
                                       .name = {},
                                       .declared_type = type.type,
                                       .reading = row_of(Disagreement::encoded_multipart).id,
                                       .alternate_of = made,
                                       .offset = body_base,
                                       .raw_size = body.size()});
        }
      }
    } else {
      made = read_leaf(as, readings, type, body, own_fields, readings.disagreements);
    }
    if (primary == kNoPart) primary = made;
  }
  const auto place = primary == kNoPart ? entity.parent : primary;
  say_header_limits(place, header, readings);
  if (entity.reading != "plain") return; // readings of readings are not taken
  for (const auto disagreement : readings.disagreements) irregular(place, disagreement, entity.begin, header.end);

  for (const auto& other : header.other_ends) {
    irregular(place, Disagreement::header_end, entity.begin + other.header_end, other.body_begin - other.header_end);
    Entity further = entity;
    further.reading = row_of(Disagreement::header_end).id;
    further.alternate_of = primary;
    further.header_end = other;
    push(further);
  }
  // Fields behind an empty line: readers that skip it find a header there.
  const auto late = trim(body.clamped(0, 400).text());
  const bool header_is_body = readings.types.front().type.starts_with("message/"); // RFC 2046 5.2.3
  if (!header_is_body && starts_fold(late, "content-") && late.substr(0, 80).find(':') != std::string_view::npos) {
    irregular(place, Disagreement::late_header, body_base, 1);
    for (const int lines : {1, 2, 3}) {
      Entity further = entity;
      further.reading = row_of(Disagreement::late_header).id;
      further.alternate_of = primary;
      further.skip_blank_lines = lines;
      push(further);
    }
  }
}

std::uint32_t MessageReader::read_multipart(const Entity& entity, const TypeReading& type, std::string_view body,
                                            std::size_t base, HeaderFields& fields) {
  if (!context_.pay(body.size())) return kNoPart;
  const auto container = context_.add_container(entity.parent,
                                                {.blob = blob_.piece(blob_.whole().clamped(base, base + body.size())),
                                                 .name = {},
                                                 .declared_type = type.type,
                                                 .reading = entity.reading,
                                                 .alternate_of = entity.alternate_of,
                                                 .offset = base,
                                                 .raw_size = body.size(),
                                                 .fields = std::move(fields)},
                                                "multipart");
  if (container == kNoPart) return kNoPart;
  if (type.type == "multipart/encrypted") context_.say_of(container, kEncrypted, base, 0, "");
  if (!cut_multipart(entity, type, body, base, container) && !trim(body).empty()) {
    irregular(container, Disagreement::boundary_missing, base, body.size());
    context_.add(container, {.blob = blob_.piece(blob_.whole().clamped(base, base + body.size())),
                             .name = {},
                             .declared_type = "text/plain",
                             .reading = row_of(Disagreement::boundary_missing).id,
                             .offset = base,
                             .raw_size = body.size()});
  }
  return container;
}

bool MessageReader::cut_multipart(const Entity& entity, const TypeReading& type, std::string_view body,
                                  std::size_t base, std::uint32_t container) {
  const auto most = static_cast<std::size_t>(context_.limits().parts) + 2;
  const bool digest = type.type == "multipart/digest";
  const bool ordinary = entity.reading == "plain";
  bool duplicate = false;
  const auto candidates = boundaries_of(type, false, duplicate);
  if (duplicate && ordinary) irregular(container, Disagreement::duplicate_boundary, base, 0);
  bool cut = false;
  const auto try_boundary = [&](std::string_view boundary, std::string_view reading) {
    auto found = find_delimiters(body, boundary, most);
    if (found.strict.empty()) return false;
    if (!cut || ordinary) push_cuts(found.strict, body, base, container, reading, digest);
    cut = true;
    if (!found.loose.empty() && ordinary) {
      irregular(container, Disagreement::delimiter, base + found.loose.front().before, 0);
      push_cuts(found.loose, body, base, container, row_of(Disagreement::delimiter).id, digest);
    }
    return true;
  };
  for (const auto& candidate : candidates)
    try_boundary(candidate, cut ? row_of(Disagreement::duplicate_boundary).id : entity.reading);
  bool odd = false;
  const auto in_raw = [](char c) {
    return c == '(' || c == ')' || c == '\\' || c == ',' || c == ';' || c == '\'' || c == '<' || c == '>' || c == '@' ||
           c == '%' || c == '\t';
  };
  for (const auto& parameter : type.value.parameters)
    if (parameter.name.find("boundary") != std::string::npos)
      odd = odd || parameter.odd || parameter.name != "boundary" || has_any(parameter.raw, in_raw) ||
            has_any(parameter.value, [](char c) { return c == ' ' || c == '"'; }) ||
            parameter.value.find("=?") != std::string::npos;
  if (!cut || odd) {
    for (const auto& variant : boundaries_of(type, true, duplicate)) {
      if (std::find(candidates.begin(), candidates.end(), variant) != candidates.end()) continue;
      if (try_boundary(variant, row_of(Disagreement::boundary_syntax).id))
        irregular(container, Disagreement::boundary_syntax, base, 0);
    }
  }
  if (!cut) {
    const auto inferred = line_marks(body).boundary;
    if (inferred.data() != nullptr && try_boundary(inferred, row_of(Disagreement::boundary_missing).id))
      irregular(container, Disagreement::boundary_missing, base, 0);
  }
  if (!cut) { // only lines that some programs take for delimiters
    for (const auto& candidate : candidates) {
      const auto found = find_delimiters(body, candidate, most);
      if (found.loose.empty()) continue;
      irregular(container, Disagreement::delimiter, base + found.loose.front().before, 0);
      push_cuts(found.loose, body, base, container, row_of(Disagreement::delimiter).id, digest);
      cut = true;
      break;
    }
  }
  return cut;
}

void MessageReader::push_cuts(const std::vector<Delimiter>& cuts, std::string_view body, std::size_t base,
                              std::uint32_t container, std::string_view reading, bool digest) {
  std::vector<Entity> entities;
  entities.reserve(cuts.size() + 2);
  const auto margin = [&](std::size_t begin, std::size_t end, Disagreement kind) {
    if (reading == "plain" && begin < end)
      entities.push_back({.begin = base + begin, .end = base + end, .parent = container, .margin = kind});
  };
  margin(0, cuts.front().before, Disagreement::preamble);
  bool closed = false;
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    if (cuts[i].close) {
      if (!closed) margin(cuts[i].after, body.size(), Disagreement::epilogue);
      closed = true;
      continue;
    }
    auto end = i + 1 < cuts.size() ? cuts[i + 1].before : body.size();
    end = std::max(end, cuts[i].after);
    Entity entity{.begin = base + cuts[i].after, .end = base + end, .parent = container, .reading = reading};
    // Behind the closing delimiter only some readers go on.
    if (closed) entity.reading = row_of(Disagreement::epilogue).id;
    if (entity.reading != "plain") entity.alternate_of = container;
    if (digest) entity.default_type = "message/rfc822";
    entities.push_back(entity);
  }
  if (entities.size() > context_.limits().parts) context_.reached_in(container, limit::kParts);
  // The ordinary ones wait on a stack, the others in a queue.
  if (reading == "plain") std::reverse(entities.begin(), entities.end());
  for (const auto& entity : entities) push(entity);
}

void MessageReader::read_margin(const Entity& entity) {
  const auto region = blob_.whole().clamped(entity.begin, entity.end);
  const auto words = trim(region.text());
  if (words.empty()) return;
  // "This is a multi-part message in MIME format." and its like are for readers without MIME.
  const bool prose = words.size() <= 300 &&
                     std::all_of(words.begin(), words.end(),
                                 [](char c) {
                                   return is_alnum(c) || is_space(c) ||
                                          std::string_view(".,'-!:()/").find(c) != std::string_view::npos;
                                 }) &&
                     std::count(words.begin(), words.end(), ' ') * 16 >= static_cast<std::ptrdiff_t>(words.size());
  if (prose) return;
  const auto made = context_.add(entity.parent, {.blob = blob_.piece(region),
                                                 .name = {},
                                                 .declared_type = "text/plain",
                                                 .reading = row_of(*entity.margin).id,
                                                 .offset = entity.begin,
                                                 .raw_size = region.size()});
  if (made != kNoPart) irregular(made, *entity.margin, 0, region.size()); // only what lies there is at stake
}

/// True where base64 is a plausible reading of `body`: most of its beginning is of the alphabet.
bool looks_base64(std::string_view body) {
  const auto head = body.substr(0, 512);
  std::size_t good = 0;
  std::size_t bad = 0;
  for (const char c : head) {
    if (is_base64(c) || c == '=') ++good;
    else if (c != '\r' && c != '\n') ++bad;
  }
  return good > 8 && bad * 8 < good;
}

std::uint32_t MessageReader::read_leaf(const Entity& entity, const Readings& readings, const TypeReading& type,
                                       ByteView body, HeaderFields& fields, std::vector<Disagreement>& disagreements) {
  const auto base = body.offset_in(blob_.whole());
  std::uint32_t first = kNoPart;
  bool made_any = false;
  std::string charset;
  for (const auto& parameter : type.value.parameters)
    if (parameter.name == "charset" && charset.empty()) charset = parameter.value;
  const auto add = [&](Blob blob, std::string_view how, std::string name = {}) {
    const bool plain = !made_any && how == "plain";
    Child child{.blob = std::move(blob),
                .name = std::move(name),
                .declared_type = type.type,
                .reading = plain ? entity.reading : (how == "plain" ? entity.reading : how),
                .alternate_of = made_any ? first : entity.alternate_of,
                .offset = base,
                .raw_size = body.size(),
                .charset = charset};
    if (made_any && !further_reading(entity.parent)) return;
    if (child.name.empty() && !readings.names.empty()) child.name = readings.names.front();
    if (readings.names.size() > 1) child.other_names.assign(readings.names.begin() + 1, readings.names.end());
    if (!made_any) child.fields = std::move(fields); // a further reading has the header of the ordinary one
    const auto index = context_.add(entity.parent, std::move(child));
    if (!made_any) first = index;
    made_any = true;
  };
  const auto note = [&](Disagreement kind) {
    if (std::find(disagreements.begin(), disagreements.end(), kind) == disagreements.end())
      disagreements.push_back(kind);
  };
  for (const auto& reading : readings.encodings) {
    if (!context_.pay(body.size())) break;
    const bool guess = reading.reading == row_of(Disagreement::transfer_encoding_unknown).id;
    switch (reading.encoding) {
      case Encoding::identity: add(blob_.piece(body), reading.reading); break;
      case Encoding::base64: {
        if (guess && !looks_base64(body.text())) break;
        Base64Oddities odd;
        add(Blob::owned(decode_base64(body.text(), Padding::stops, &odd)), reading.reading);
        if (odd.after_end) {
          note(Disagreement::base64_padding);
          for (const auto padding : {Padding::restarts, Padding::ignored})
            add(Blob::owned(decode_base64(body.text(), padding)), row_of(Disagreement::base64_padding).id);
        }
        if (odd.junk) {
          note(Disagreement::base64_junk);
          add(blob_.piece(body), row_of(Disagreement::base64_junk).id);
        }
        break;
      }
      case Encoding::quoted_printable: {
        bool illegal = false;
        add(Blob::owned(decode_quoted_printable(body.text(), IllegalEquals::kept, illegal)), reading.reading);
        if (illegal) {
          note(Disagreement::quoted_printable_illegal);
          for (const auto rule : {IllegalEquals::dropped, IllegalEquals::joined})
            add(Blob::owned(decode_quoted_printable(body.text(), rule, illegal)),
                row_of(Disagreement::quoted_printable_illegal).id);
        }
        break;
      }
      case Encoding::uuencode: {
        auto files = embedded_files(body.text(), line_marks(body.text()).files, 64);
        for (auto& file : files) add(Blob::owned(std::move(file.bytes)), reading.reading, file.name);
        if (files.empty() && !guess) add(blob_.piece(body), reading.reading);
        break;
      }
    }
  }
  if (first == kNoPart) return kNoPart;
  if (type.type == "message/partial") {
    note(Disagreement::message_partial);
    context_.say_of(first, kPartial, base, 0, "message/partial");
  } else if (type.type == "message/external-body") {
    note(Disagreement::external_body);
    std::string where;
    for (const auto& parameter : type.value.parameters)
      if (parameter.name == "url" || parameter.name == "site" || parameter.name == "name")
        where += (where.empty() ? "" : " ") + parameter.value;
    context_.say_of(first, kExternalBody, base, 0, where);
  }
  return first;
}

bool is_message(const Sight& sight) noexcept {
  static constexpr std::array<std::string_view, 5> kTypes = {"message/rfc822", "message/global", "message/news",
                                                             "message/partial", "text/rfc822-headers"};
  if (sight.kind.id == "message" || sight.declared.starts_with("multipart/")) return true;
  if (std::find(kTypes.begin(), kTypes.end(), sight.declared) != kTypes.end()) return true;
  return is_attached_message(sight);
}

Result<void> analyse(const Blob& blob, Context& context) {
  MessageReader reader(blob, context);
  if (context.part().declared_type.starts_with("multipart/") && !looks_like_message(blob.whole()))
    reader.read_bare_multipart();
  else reader.read_message();
  return {};
}

constexpr std::array<const FindingSpec*, 4> kFindings = {&kIrregular, &kPartial, &kExternalBody, &kEncrypted};

} // namespace

bool is_attached_message(const Sight& sight) noexcept {
  return sight.kind.family == Family::text && sight.declared != "text/plain" &&
         !sight.declared.starts_with("text/x-") && looks_like_message(sight.content);
}

const Analyser kMessageAnalyser{"message", &is_message, &analyse, kFindings, true};

} // namespace fumiban::mime
