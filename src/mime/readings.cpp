// SPDX-License-Identifier: Apache-2.0
// What one header can mean.
// Reads:  RFC 2045 5-6, RFC 2046 5.1.1, RFC 2183, RFC 2231, RFC 2047 in parameters.
// Leaves: the body: message.cpp.
// Trusts: nothing; two fields of one name are two readings, and so are two boundaries.
// Costs:  linear in the header; parameters and words are capped.
// Damage: what cannot be read as a type is text, and is noted.
#include "mime/readings.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "mail/encoded_word.hpp"
#include "mime/fields.hpp"

namespace fumiban::mime {
namespace {

struct Candidate {
  mail::FieldKind kind;
  std::string_view value; ///< readable
  bool odd = false;
  Disagreement how = Disagreement::field_name;
};

/// MIME fields that stand inside another field's value, behind a fold or, with `odd`, behind any control character.
void fields_within(const mail::Field& field, bool odd, std::list<std::string>& keep, std::vector<Candidate>& out) {
  const auto value = field.value;
  int found = 0;
  for (std::size_t i = 0; i < value.size() && found < 4; ++i) {
    if (!odd) i = value.find('\n', i);
    if (i == std::string_view::npos) break;
    if (value[i] == '\t' || !is_control(value[i])) continue;
    auto begin = i + 1;
    while (begin < value.size() && (is_space(value[begin]) || value[begin] == '\0')) ++begin;
    if (!starts_fold(value.substr(begin), "content-")) continue;
    const auto colon = value.find(':', begin);
    if (colon == std::string_view::npos || colon - begin > 60) continue;
    bool odd_name = false;
    const auto kind = mail::kind_of_name(trim(value.substr(begin, colon - begin)), odd_name);
    if (kind == mail::FieldKind::other) continue;
    auto end = colon + 1;
    while (end < value.size() && (value[end] == '\t' || !is_control(value[end]))) ++end;
    keep.push_back(readable(value.substr(colon + 1, end - colon - 1)));
    out.push_back({kind, keep.back(), true, Disagreement::field_in_field});
    ++found;
    i = end - 1;
  }
}

std::string without_controls(std::string_view s) {
  std::string out;
  for (const char c : s)
    if (!is_control(c)) out += c;
  return out;
}

struct EncodingName {
  std::string_view name;
  Encoding encoding;
};
constexpr std::array kEncodings = {
    EncodingName{"7bit", Encoding::identity},
    EncodingName{"8bit", Encoding::identity},
    EncodingName{"binary", Encoding::identity},
    EncodingName{"base64", Encoding::base64},
    EncodingName{"quoted-printable", Encoding::quoted_printable},
    EncodingName{"x-uuencode", Encoding::uuencode},
    EncodingName{"uuencode", Encoding::uuencode},
    EncodingName{"x-uue", Encoding::uuencode},
    EncodingName{"uue", Encoding::uuencode},
    EncodingName{"x-uu", Encoding::uuencode},
    EncodingName{"x-yencode", Encoding::uuencode},
    EncodingName{"x-yenc", Encoding::uuencode},
    EncodingName{"yenc", Encoding::uuencode},
    EncodingName{"x-binhex", Encoding::uuencode},
    EncodingName{"binhex", Encoding::uuencode},
    EncodingName{"x-binhex40", Encoding::uuencode},
    EncodingName{"mac-binhex40", Encoding::uuencode},
};

const EncodingName* encoding_named(std::string_view name) {
  for (const auto& candidate : kEncodings)
    if (equal_fold(candidate.name, name)) return &candidate;
  return nullptr;
}

void note(Readings& out, Disagreement disagreement) {
  if (std::find(out.disagreements.begin(), out.disagreements.end(), disagreement) == out.disagreements.end())
    out.disagreements.push_back(disagreement);
}

void add_encoding(Readings& out, Encoding encoding, Disagreement why) {
  for (const auto& known : out.encodings)
    if (known.encoding == encoding) return;
  out.encodings.push_back({encoding, out.encodings.empty() ? "plain" : row_of(why).id});
}

void read_encoding(Readings& out, const Candidate& candidate, const Limits& limits) {
  const auto why = candidate.odd           ? candidate.how
                   : out.encodings.empty() ? Disagreement::transfer_encoding_syntax
                                           : Disagreement::duplicate_transfer_encoding;
  const bool first = out.encodings.empty();
  if (candidate.odd) note(out, candidate.how);
  if (const auto* exact = encoding_named(trim(candidate.value))) {
    if (!first && exact->encoding != out.encodings.front().encoding) note(out, why);
    add_encoding(out, exact->encoding, why);
    if (candidate.odd && first) add_encoding(out, Encoding::identity, why);
    return;
  }
  // Not a plain token: comments, quotes, encoded words, rubbish at the end, several in one field.
  bool had_comment = false;
  auto plain = without_comments(mail::decode_words(candidate.value, limits.encoded_words).utf8, limits.comment_depth,
                                had_comment, out.comments_too_deep);
  plain = without_controls(plain);
  bool any = false;
  std::size_t at = 0;
  int pieces = 0;
  while (at < plain.size() && pieces < 8) {
    const auto begin = plain.find_first_not_of(" \t;,\"'<>:=", at);
    if (begin == std::string::npos) break;
    const auto end = std::min(plain.find_first_of(" \t;,\"'<>:=", begin), plain.size());
    if (const auto* found = encoding_named(std::string_view(plain).substr(begin, end - begin))) {
      note(out, Disagreement::transfer_encoding_syntax);
      add_encoding(out, found->encoding, Disagreement::transfer_encoding_syntax);
      any = true;
    }
    at = end;
    ++pieces;
  }
  if (any) {
    add_encoding(out, Encoding::identity, Disagreement::transfer_encoding_syntax);
    return;
  }
  // "base64xyz" is base64 for a reader that compares beginnings.
  for (const auto& known : kEncodings)
    if (starts_fold(trim(plain), known.name)) {
      note(out, Disagreement::transfer_encoding_syntax);
      add_encoding(out, Encoding::identity, Disagreement::transfer_encoding_syntax);
      add_encoding(out, known.encoding, Disagreement::transfer_encoding_syntax);
      return;
    }
  // RFC 2045 6.4: an unknown encoding is opaque; some programs guess from how the name begins, or from the body.
  if (trim(plain).empty() && trim(candidate.value).empty()) {
    add_encoding(out, Encoding::identity, Disagreement::transfer_encoding_syntax);
    return;
  }
  note(out, Disagreement::transfer_encoding_unknown);
  add_encoding(out, Encoding::identity, Disagreement::transfer_encoding_unknown);
  add_encoding(out, Encoding::base64, Disagreement::transfer_encoding_unknown);
  add_encoding(out, Encoding::quoted_printable, Disagreement::transfer_encoding_unknown);
  add_encoding(out, Encoding::uuencode, Disagreement::transfer_encoding_unknown);
}

std::string extension_of(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string() : folded(trim(name.substr(dot + 1)));
}

void add_names(Readings& out, const StructuredValue& value, std::string_view parameter, const Limits& limits) {
  bool duplicate = false;
  for (auto& reading : readings_of(value, parameter, limits.encoded_words, duplicate, out.too_many_words)) {
    if (reading.words) note(out, Disagreement::encoded_word_in_parameter);
    if (reading.value.empty() || std::find(out.names.begin(), out.names.end(), reading.value) != out.names.end())
      continue;
    if (out.names.size() < 16) out.names.push_back(std::move(reading.value));
  }
  if (duplicate) note(out, Disagreement::duplicate_parameter);
}

void read_type(Readings& out, const Candidate& candidate, std::string_view default_type, const Limits& limits) {
  TypeReading reading;
  reading.value = read_value(candidate.value, limits.parameters, limits.comment_depth);
  add_names(out, reading.value, "name", limits);
  add_names(out, reading.value, "filename", limits);
  out.too_many_parameters = out.too_many_parameters || reading.value.too_many;
  out.comments_too_deep = out.comments_too_deep || reading.value.too_deep;
  reading.type = reading.value.token;
  const auto slash = reading.type.find('/');
  bool odd = candidate.odd || reading.value.odd_token;
  if (candidate.odd) note(out, candidate.how);
  if (slash == std::string::npos || slash == 0 || slash + 1 == reading.type.size()) {
    // RFC 2045 5.2: a type that cannot be read is text/plain; "multipart" or "text" alone says enough for many.
    odd = odd || (!reading.type.empty() && reading.type != "text");
    if (find_fold(candidate.value, "multipart") != std::string_view::npos ||
        find_fold(candidate.value, "boundary") != std::string_view::npos)
      reading.type = "multipart/mixed";
    else reading.type = std::string(default_type);
  }
  if (reading.value.odd_token && !candidate.odd) note(out, Disagreement::content_type_syntax);
  for (const auto& known : out.types)
    if (known.type == reading.type && !known.is_multipart()) return;
  if (out.types.empty()) {
    out.types.push_back(std::move(reading));
    if (odd && out.types.front().is_multipart()) {
      TypeReading text;
      text.type = std::string(default_type);
      text.reading = row_of(candidate.odd ? candidate.how : Disagreement::content_type_syntax).id;
      out.types.push_back(std::move(text));
    }
    return;
  }
  const auto why = candidate.odd ? candidate.how : Disagreement::duplicate_content_type;
  bool differs = true;
  for (const auto& known : out.types) {
    bool ignored = false;
    if (known.type == reading.type && boundaries_of(known, false, ignored) == boundaries_of(reading, false, ignored))
      differs = false;
  }
  if (!differs) return;
  note(out, why);
  reading.reading = row_of(why).id;
  if (out.types.size() < 6) out.types.push_back(std::move(reading));
}

} // namespace

Readings readings_of(const mail::Header& header, const HeaderFields& fields, std::string_view default_type,
                     const Limits& limits) {
  Readings out;
  out.text = fields.text();
  std::vector<Candidate> candidates;
  candidates.reserve(4);
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    const auto& field = header.fields[i];
    if (field.kind != mail::FieldKind::other) {
      // Encoded words are no part of the syntax: they are looked for in each parameter.
      const bool words = field.value.find("=?") != std::string_view::npos;
      if (words) out.made.push_back(readable(field.value));
      candidates.push_back(
          {field.kind, words ? out.made.back() : fields[i].decoded, field.odd_name, Disagreement::field_name});
    }
    if (field.folded || !header.plain) fields_within(field, !header.plain, out.made, candidates);
  }
  // Fields that all agree on come first; the name in Content-Disposition comes before the one in Content-Type.
  const auto rank = [](const Candidate& c) {
    return (c.odd ? 2 : 0) + (c.kind == mail::FieldKind::disposition ? 0 : 1);
  };
  for (const int turn : {0, 1, 2, 3})
    for (const auto& candidate : candidates) {
      if (rank(candidate) != turn) continue;
      switch (candidate.kind) {
        case mail::FieldKind::content_type:
          out.declares_mime = true;
          read_type(out, candidate, default_type, limits);
          break;
        case mail::FieldKind::transfer_encoding:
          out.declares_mime = true;
          read_encoding(out, candidate, limits);
          break;
        case mail::FieldKind::disposition: {
          const auto value = read_value(candidate.value, limits.parameters, limits.comment_depth);
          out.too_many_parameters = out.too_many_parameters || value.too_many;
          out.comments_too_deep = out.comments_too_deep || value.too_deep;
          add_names(out, value, "filename", limits);
          add_names(out, value, "name", limits);
          break;
        }
        case mail::FieldKind::mime_version: out.has_mime_version = true; break;
        case mail::FieldKind::other: break;
      }
    }
  if (out.types.empty()) {
    TypeReading text;
    text.type = std::string(default_type);
    out.types.push_back(std::move(text));
  }
  if (out.encodings.empty()) out.encodings.push_back({});
  for (std::size_t i = 1; i < out.names.size(); ++i)
    out.names_conflict = out.names_conflict || extension_of(out.names[i]) != extension_of(out.names.front());
  if (out.names_conflict) note(out, Disagreement::conflicting_names);
  if (header.has_nul) note(out, Disagreement::nul_in_header);
  if (header.has_bare_cr) note(out, Disagreement::bare_cr);
  if (header.has_junk) note(out, Disagreement::junk_in_header);
  return out;
}

std::vector<std::string> boundaries_of(const TypeReading& type, bool all, bool& duplicate) {
  std::vector<std::string> out;
  const auto add = [&](std::string_view candidate) {
    if (out.size() > 1 && candidate.size() > 8000) return; // variants of a huge one
    if (std::find(out.begin(), out.end(), candidate) == out.end() && out.size() < 32) out.emplace_back(candidate);
  };
  std::vector<const Parameter*> found;
  bool continued = false;
  for (const auto& parameter : type.value.parameters) {
    if (parameter.name == "boundary") found.push_back(&parameter);
    continued = continued || parameter.name.starts_with("boundary*");
  }
  if (!found.empty()) add(trim(found.front()->value));
  bool again = false;
  bool ignored = false;
  if (continued)
    for (const auto& reading : readings_of(type.value, "boundary", 16, again, ignored)) add(reading.value);
  for (const auto* parameter : found) add(trim(parameter->value));
  duplicate = out.size() > 1;
  if (!all) return out;
  for (const auto& parameter : type.value.parameters) {
    // Also what looks like a boundary under another name: "x-boundary", "boundary " behind a missing ';'.
    const bool named = parameter.name.find("boundary") != std::string::npos;
    if (!named) continue;
    const auto raw = trim(parameter.raw);
    const std::string& value = parameter.value;
    add(value);
    add(raw);
    std::string_view bare = raw;
    while (!bare.empty() && (bare.front() == '"' || bare.front() == '\'' || is_space(bare.front())))
      bare.remove_prefix(1);
    add(bare.substr(0, bare.find_first_of("\"'")));
    add(bare.substr(0, bare.find_first_of(" \t")));
    add(bare.substr(0, bare.find(';')));
    add(trim(bare.substr(0, bare.find('('))));
    while (!bare.empty() && (bare.back() == '"' || bare.back() == '\'' || is_space(bare.back()))) bare.remove_suffix(1);
    add(bare);
    add(value.substr(0, value.find_first_of(" \t")));
    add(value.substr(0, value.find(';')));
    add(value.substr(0, value.find('\0')));
    add(without_controls(value));
    std::string squeezed;
    for (const char c : value)
      if (!is_space(c) && c != '\\') squeezed += c;
    add(squeezed);
    std::string unquoted;
    for (const char c : raw)
      if (c != '"' && c != '\'' && c != '\\') unquoted += c;
    add(unquoted);
    bool had = false;
    bool deep = false;
    add(trim(without_comments(value, 64, had, deep)));
    add(trim(without_comments(unquoted, 64, had, deep)));
    for (std::size_t at = 0; at <= value.size();) {
      const auto end = std::min(value.find(',', at), value.size());
      add(trim(std::string_view(value).substr(at, end - at)));
      at = end + 1;
    }
    add(trim(mail::decode_words(value, 16).utf8));
    add(trim(mail::decode_words(raw, 16).utf8));
    if (const auto quote = value.rfind('\''); quote != std::string::npos)
      add(std::string_view(value).substr(quote + 1));
  }
  return out;
}

} // namespace fumiban::mime
