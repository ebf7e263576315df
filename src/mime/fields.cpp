// SPDX-License-Identifier: Apache-2.0
#include "mime/fields.hpp"

#include <utility>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "mail/encoded_word.hpp"

namespace fumiban::mime {
namespace {

/// A piece of the text that is being put together, which may still move.
struct Place {
  std::size_t begin = 0;
  std::size_t size = 0;
};

} // namespace

std::string readable(std::string_view value) {
  auto out = mail::unfolded(value);
  if (is_plain_ascii(out)) return out;
  if (!is_utf8(out)) return to_utf8(out, {}).utf8;
  // Words keep their own escapes inside base64; a raw escape in a name is what programs in Japan wrote before MIME.
  return out.find('\x1b') == std::string::npos ? out : to_utf8(out, "iso-2022-jp").utf8;
}

FieldTexts field_texts(const mail::Header& header, std::string_view entity, std::size_t base, std::size_t most_words) {
  FieldTexts out;
  const auto block = entity.substr(0, header.end);
  const bool words = !header.plain || block.find("=?") != std::string_view::npos;
  std::string text;
  text.reserve(block.size() + block.size() / 2);
  text += block;
  const auto append = [&](std::string_view piece) {
    text += piece;
    return Place{text.size() - piece.size(), piece.size()};
  };
  const auto place_of = [&](std::string_view piece) {
    return Place{static_cast<std::size_t>(piece.data() - entity.data()), piece.size()};
  };
  std::vector<std::pair<Place, Place>> places; // value, decoded
  places.reserve(header.fields.size());
  for (const auto& field : header.fields) {
    const auto value = !header.plain  ? append(readable(field.value))
                       : field.folded ? append(mail::unfolded(field.value))
                                      : place_of(trim(field.value));
    auto decoded = value;
    const auto written = std::string_view(text).substr(value.begin, value.size);
    if (words && written.find("=?") != std::string_view::npos) {
      const auto made = mail::decode_words(written, most_words);
      out.too_many_words = out.too_many_words || made.too_many;
      decoded = append(made.utf8);
    }
    places.emplace_back(value, decoded);
  }
  out.text = std::make_shared<const std::string>(std::move(text));
  const auto view = [&](Place place) { return std::string_view(*out.text).substr(place.begin, place.size); };
  std::vector<HeaderField> fields;
  fields.reserve(header.fields.size());
  out.values.reserve(header.fields.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& field = header.fields[i];
    out.values.push_back(view(places[i].first));
    fields.push_back({view(place_of(field.name)), view(place_of(field.value)), view(places[i].second),
                      base + field.offset, field.length});
  }
  out.fields = HeaderFields(out.text, std::move(fields));
  return out;
}

} // namespace fumiban::mime
