// SPDX-License-Identifier: Apache-2.0
#include "rewrite/places.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/digest.hpp"
#include "mail/header.hpp"
#include "mime/encodings.hpp"
#include "mime/findings.hpp"
#include "mime/parameters.hpp"

namespace fumiban::rewrite {
namespace {

constexpr std::size_t kMostParameters = 64;

/// Over these programs disagree without cutting or decoding the ordinary parts another way.
bool is_harmless(std::string_view disagreement) {
  static constexpr std::array<std::string_view, 9> kHarmless = {
      "no-mime-version",   "preamble", "epilogue", "encoded-word-in-parameter",
      "conflicting-names", "uuencode", "yenc",     "binhex",
      "external-body"};
  return std::find(kHarmless.begin(), kHarmless.end(), disagreement) != kHarmless.end();
}

std::string decoded(std::string_view body, Encoding encoding) {
  bool illegal = false;
  switch (encoding) {
    case Encoding::identity: return std::string(body);
    case Encoding::base64: return decode_base64(body);
    case Encoding::quoted_printable: return mime::decode_quoted_printable(body, mime::IllegalEquals::kept, illegal);
  }
  return {};
}

/// The MIME header of a part of the multipart whose body begins at `begin`. What was read as a message has that
/// message's own header in its fields.
const HeaderFields* announced(const Part& part, std::uint64_t begin) {
  static const HeaderFields kNone;
  const auto& fields = part.carrier.empty() ? part.fields : part.carrier;
  const auto stands_before = [&](const HeaderField& field) {
    return field.offset >= begin && field.offset + field.length <= part.offset;
  };
  return std::all_of(fields.begin(), fields.end(), stands_before) ? &fields : &kNone;
}

} // namespace

std::string value_of(const HeaderFields& fields, std::string_view name) {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const auto& one) { return equal_fold(one.name, name); });
  return found == fields.end() ? "" : mail::unfolded(found->raw);
}

std::string parameter(const std::string& value, std::string_view name) {
  const auto read = mime::read_value(value, kMostParameters, 1);
  const auto found =
      std::find_if(read.parameters.begin(), read.parameters.end(), [&](const auto& one) { return one.name == name; });
  return found == read.parameters.end() ? "" : found->value;
}

std::optional<Encoding> encoding_of(const HeaderFields& fields) {
  const auto value = value_of(fields, "content-transfer-encoding");
  const auto word = to_lower(trim(value));
  if (word.empty() || word == "7bit" || word == "8bit" || word == "binary") return Encoding::identity;
  if (word == "base64") return Encoding::base64;
  if (word == "quoted-printable") return Encoding::quoted_printable;
  return std::nullopt;
}

Places::Places(ByteView message, const Report& report)
    : message_(message), report_(report), disputed_(report.parts.size(), false) {
  for (const auto& part : report.parts)
    if (part.alternate_of < disputed_.size()) disputed_[part.alternate_of] = true;
  for (const auto& finding : report.findings)
    if (finding.spec->id == mime::kIrregular.id && !is_harmless(finding.evidence)) disputed_[finding.part] = true;
  // A parent comes before its children.
  for (std::uint32_t i = 0; i < report.parts.size(); ++i) places_.push_back(find(i));
}

std::optional<Place> Places::find(std::uint32_t index) const {
  const auto& part = report_.parts[index];
  Place out;
  out.part = index;
  if (index == 0) {
    out.end = message_.size();
    out.fields = &part.fields;
    return out;
  }
  if (part.readings.front() != "plain" || part.alternate_of != kNoPart) return std::nullopt;
  if (part.raw_size == 0 && (part.size > 0 || part.offset == 0)) return std::nullopt;
  // Offsets count from the nearest part above that has content: a message whose bytes stand here as they are.
  auto holder = part.parent;
  while (holder != 0 && !report_.parts[holder].sha256) holder = report_.parts[holder].parent;
  const auto& around = places_[holder];
  const auto& message = report_.parts[holder];
  if (!around || message.type != "message" || (holder != 0 && message.raw_size != message.size)) return std::nullopt;
  out.base = around->body;
  const auto room = around->end - around->body;
  if (part.offset > room || part.raw_size > room - part.offset) return std::nullopt;
  out.body = out.base + part.offset;
  out.end = out.body + part.raw_size;
  // What is in no multipart is the one part of a message, and has its header.
  const bool own = part.parent == holder;
  out.fields = own ? &message.fields : announced(part, report_.parts[part.parent].offset);
  out.outermost = own && holder == 0;
  for (const auto& field : *out.fields)
    out.header_end = std::max(out.header_end, out.base + field.offset + field.length);
  if (out.fields->empty()) { // in front of the empty line
    const auto text = message_.text();
    out.header_end = out.body;
    for (const char c : {'\n', '\r'})
      if (out.header_end > out.base && text[out.header_end - 1] == c) --out.header_end;
  }
  if (out.header_end > out.body) return std::nullopt;
  const auto before = message_.clamped(0, out.body).text();
  out.has_empty_line = before.ends_with("\n\r\n") || before.ends_with("\n\n") || out.body <= 2;
  return out;
}

bool Places::is_multipart(std::uint32_t part) const { return !report_.parts[part].sha256; }

std::uint32_t Places::unit(std::uint32_t part) const {
  for (; part != 0 && part != kNoPart; part = report_.parts[part].parent)
    if (places_[part] && report_.parts[part].sha256) return part;
  return kNoPart;
}

bool Places::is_ambiguous(std::uint32_t part) const {
  for (; part != kNoPart; part = report_.parts[part].parent)
    if (disputed_[part]) return true;
  return false;
}

bool Places::is_signed(std::uint32_t part) const {
  static constexpr std::array<std::string_view, 5> kTypes = {"multipart/signed", "multipart/encrypted",
                                                             "application/pkcs7-mime", "application/x-pkcs7-mime",
                                                             "application/pgp-encrypted"};
  const auto& own = places_[part];
  // PGP inline (RFC 4880 6.2) covers what stands between its lines, and nobody knows where a reader looks for them.
  if (own && report_.parts[part].declared_type.starts_with("text/")) {
    const auto text = content(*own);
    if (text && text->find("-----BEGIN PGP ") != std::string::npos) return true;
  }
  for (; part != kNoPart; part = report_.parts[part].parent) {
    const auto& type = report_.parts[part].declared_type;
    if (std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end()) return true;
  }
  return false;
}

std::optional<std::string> Places::content(const Place& place) const {
  const auto encoding = encoding_of(*place.fields);
  if (!encoding) return std::nullopt;
  auto out = decoded(body(place), *encoding);
  const auto& digest = report_.parts[place.part].sha256;
  if (!digest || sha256(ByteView(std::string_view(out))) != *digest) return std::nullopt;
  return out;
}

} // namespace fumiban::rewrite
