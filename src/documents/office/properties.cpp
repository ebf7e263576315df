// SPDX-License-Identifier: Apache-2.0
// Properties and variables of binary documents.
// Reads:  MS-OLEPS 2.20-2.21 (sets, strings, dictionaries), MS-OSHARED 2.3.3.2 (which number is which property);
//         MS-DOC 2.9.298 (StwUser).
// Leaves: numbers, dates, blobs, vectors.
// Trusts: no offset or length beyond the stream; at most 1,024 properties of a set.
// Costs:  each property once.
// Damage: what lies outside is left out.
#include <algorithm>
#include <array>
#include <map>

#include "base/text.hpp"
#include "documents/office/held.hpp"

namespace fumiban::office {
namespace {

using As = vba::Held::As;

constexpr std::uint32_t kMostProperties = 1024;

struct Named {
  std::uint32_t id;
  std::string_view name;
};
constexpr std::array kSummary = {Named{2, "title"},    Named{3, "subject"},  Named{4, "author"},
                                 Named{5, "keywords"}, Named{6, "comments"}, Named{8, "last author"},
                                 Named{7, "template"}};
constexpr std::array kDocumentSummary = {Named{2, "category"}, Named{14, "manager"}, Named{15, "company"}};

std::uint32_t u32_at(ByteView bytes, std::size_t at) {
  Reader reader(bytes.clamped(at));
  const auto value = reader.u32();
  return value ? *value : 0;
}

std::string until_zero(std::string text) {
  if (const auto end = text.find('\0'); end != std::string::npos) text.resize(end);
  return text;
}

/// One set (MS-OLEPS 2.20). `custom`: its names stand in its dictionary.
class Set {
public:
  Set(ByteView bytes, vba::Document& document) : bytes_(bytes), document_(document) {
    const auto count = std::min(u32_at(bytes, 4), kMostProperties);
    for (std::uint32_t i = 0; i < count; ++i) places_.push_back({u32_at(bytes, 8 + 8 * i), u32_at(bytes, 12 + 8 * i)});
    for (const auto& [id, at] : places_)
      if (id == 1) code_page_ = u32_at(bytes, at + 4) & 0xffffU;
  }

  void read_named(std::span<const Named> names) {
    for (const auto& [id, at] : places_)
      for (const auto& named : names)
        if (named.id == id) document_.hold({As::builtin, "", std::string(named.name), string_at(at)});
  }

  void read_custom() {
    std::map<std::uint32_t, std::string> names;
    for (const auto& [id, at] : places_)
      if (id == 0) read_dictionary(at, names);
    for (const auto& [id, at] : places_)
      if (const auto name = names.find(id); name != names.end())
        document_.hold({As::custom, "", name->second, string_at(at)});
  }

private:
  [[nodiscard]] std::string in_code_page(ByteView bytes) const {
    if (code_page_ == 1200) return until_zero(to_utf8(bytes.text(), "utf-16le").utf8);
    const auto label = code_page_ == 932     ? std::string("cp932")
                       : code_page_ == 65001 ? std::string("utf-8")
                                             : "windows-" + std::to_string(code_page_);
    return until_zero(to_utf8(bytes.text(), label).utf8);
  }

  /// VT_LPSTR (counts bytes) or VT_LPWSTR (counts characters); else nothing.
  [[nodiscard]] std::string string_at(std::size_t at) const {
    const auto type = u32_at(bytes_, at) & 0xffffU;
    const std::size_t count = u32_at(bytes_, at + 4);
    if (type == 0x1e) return in_code_page(bytes_.clamped(at + 8, at + 8 + count));
    if (type == 0x1f) return until_zero(to_utf8(bytes_.clamped(at + 8, at + 8 + 2 * count).text(), "utf-16le").utf8);
    return {};
  }

  void read_dictionary(std::size_t at, std::map<std::uint32_t, std::string>& names) const {
    const auto count = std::min(u32_at(bytes_, at), kMostProperties);
    at += 4;
    for (std::uint32_t i = 0; i < count && at + 8 <= bytes_.size(); ++i) {
      const std::size_t length = u32_at(bytes_, at + 4) * (code_page_ == 1200 ? std::size_t{2} : std::size_t{1});
      names.emplace(u32_at(bytes_, at), in_code_page(bytes_.clamped(at + 8, at + 8 + length)));
      at += 8 + (code_page_ == 1200 ? (length + 3) / 4 * 4 : length);
    }
  }

  ByteView bytes_;
  vba::Document& document_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> places_;
  std::uint32_t code_page_ = 1252;
};

} // namespace

void read_property_stream(ByteView stream, vba::Document& document) {
  const auto sets = std::min(u32_at(stream, 24), 2U);
  for (std::uint32_t i = 0; i < sets; ++i) {
    const auto format = u32_at(stream, 28 + 20 * i); // the first field of the format's id tells them apart
    Set set(stream.clamped(u32_at(stream, 44 + 20 * i)), document);
    if (format == 0xF29F85E0U) set.read_named(kSummary);
    if (format == 0xD5CDD502U) set.read_named(kDocumentSummary);
    if (format == 0xD5CDD505U) set.read_custom();
  }
}

void read_variables(ByteView stw_user, vba::Document& document) {
  Reader reader(stw_user);
  const auto extended = reader.u16();
  const auto count = reader.u16();
  const auto extra = reader.u16();
  if (!extended || *extended != 0xffff || !count || !extra) return;
  const auto text = [&]() -> std::optional<std::string> {
    const auto length = reader.u16();
    if (!length) return std::nullopt;
    const auto bytes = reader.bytes(std::size_t{2} * *length);
    return bytes ? std::optional(to_utf8(bytes->text(), "utf-16le").utf8) : std::nullopt;
  };
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < *count; ++i) {
    auto name = text();
    if (!name || !reader.bytes(*extra)) return;
    names.push_back(std::move(*name));
  }
  for (auto& name : names) {
    auto value = text();
    if (!value) return;
    document.hold({As::variable, "", std::move(name), std::move(*value)});
  }
}

} // namespace fumiban::office
