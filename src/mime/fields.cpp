// SPDX-License-Identifier: Apache-2.0
#include "mime/fields.hpp"

#include <algorithm>
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

HeaderFields fields_of(const mail::Header& header, std::string_view entity, std::size_t base, std::size_t most_words,
                       bool& too_many) {
  // Where a further end of the header lies inside a field, that field goes on behind it.
  auto end = header.end;
  for (const auto& field : header.fields) end = std::max(end, field.offset + field.length);
  const auto block = entity.substr(0, end);
  const bool words = !header.plain || block.find("=?") != std::string_view::npos;
  auto text = std::make_shared<std::string>();
  text->reserve(block.size() + block.size() / 2);
  *text += block;
  const auto append = [&](std::string_view piece) {
    *text += piece;
    return Place{text->size() - piece.size(), piece.size()};
  };
  const auto place_of = [&](std::string_view piece) {
    return Place{static_cast<std::size_t>(piece.data() - entity.data()), piece.size()};
  };
  std::vector<Place> decoded;
  decoded.reserve(header.fields.size());
  for (const auto& field : header.fields) {
    if (header.plain && !field.folded) {
      decoded.push_back(place_of(trim(field.value)));
    } else {
      decoded.push_back(append(header.plain ? mail::unfolded(field.value) : readable(field.value)));
    }
    const auto written = std::string_view(*text).substr(decoded.back().begin, decoded.back().size);
    if (!words || written.find("=?") == std::string_view::npos) continue;
    const auto made = mail::decode_words(written, most_words);
    too_many = too_many || made.too_many;
    decoded.back() = append(made.utf8);
  }
  const auto view = [&](Place place) { return std::string_view(*text).substr(place.begin, place.size); };
  std::vector<HeaderField> fields;
  fields.reserve(header.fields.size());
  for (std::size_t i = 0; i < decoded.size(); ++i) {
    const auto& field = header.fields[i];
    fields.push_back(
        {view(place_of(field.name)), view(place_of(field.value)), view(decoded[i]), base + field.offset, field.length});
  }
  return {std::move(text), std::move(fields)};
}

} // namespace fumiban::mime
