// SPDX-License-Identifier: Apache-2.0
// Objects of OLE 1.0.
// Reads:  MS-OLEDS 2.2.4 (ObjectHeader), 2.2.5 (EmbeddedObject), 2.2.6 (LinkedObject, as far as its topic); monikers by
//         their class ids.
// Leaves: presentations; the version, which no program looks at.
// Trusts: no length beyond the bytes.
// Costs:  the header; two searches for monikers.
// Damage: data that is cut off is given as far as it goes.
#include "unpack/ole1/object.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "unpack/names/names.hpp"

namespace fumiban::ole1 {
namespace {

constexpr std::size_t kMostTargets = 64;
constexpr std::size_t kMostName = 4096;

/// A text behind its length, with a NUL at its end (2.1.4). Some writers put NULs for dots.
Result<std::string> counted(Reader& reader) {
  const auto length = FB_TRY(reader.u32());
  auto text = FB_TRY(reader.bytes(length)).clamped(0, kMostName).copy();
  while (text.ends_with('\0')) text.pop_back();
  std::replace(text.begin(), text.end(), '\0', '.');
  return names::member_name(text);
}

Result<Object> read(ByteView bytes) {
  static constexpr std::uint32_t kNone = 0;
  static constexpr std::uint32_t kLinked = 1;
  Object object;
  Reader reader(bytes);
  (void)FB_TRY(reader.u32());
  const auto format = FB_TRY(reader.u32());
  if (format == kNone) return object;
  object.linked = format == kLinked;
  object.class_name = FB_TRY(counted(reader));
  object.topic = FB_TRY(counted(reader));
  (void)FB_TRY(counted(reader));
  if (object.linked) return object;
  const auto size = FB_TRY(reader.u32());
  object.complete = size <= reader.remaining();
  object.native = FB_TRY(reader.bytes(std::min<std::size_t>(size, reader.remaining())));
  return object;
}

std::string url_of(ByteView behind_class) {
  Reader reader(behind_class);
  const auto length = reader.u32();
  const auto units = behind_class.clamped(4, 4 + std::min<std::size_t>(length.value_or(0), kMostName));
  const auto text = to_utf8(units.clamped(0, units.size() / 2 * 2).text(), "utf-16le").utf8;
  return text.substr(0, text.find('\0'));
}

std::string path_of(ByteView behind_class) {
  Reader reader(behind_class.clamped(2));
  const auto length = reader.u32();
  const auto text = behind_class.clamped(6, 6 + std::min<std::size_t>(length.value_or(0), kMostName)).text();
  return names::member_name(text.substr(0, text.find('\0')));
}

} // namespace

std::optional<Object> read_object(ByteView bytes) {
  auto object = read(bytes);
  if (!object) return std::nullopt;
  return std::move(object).value();
}

std::vector<std::string> moniker_targets(ByteView bytes) {
  using namespace std::string_view_literals;
  static constexpr auto kUrl = "\xE0\xC9\xEA\x79\xF9\xBA\xCE\x11\x8C\x82\x00\xAA\x00\x4B\xA9\x0B"sv;
  static constexpr auto kFile = "\x03\x03\x00\x00\x00\x00\x00\x00\xC0\x00\x00\x00\x00\x00\x00\x46"sv;
  std::vector<std::string> out;
  for (const auto class_id : {kUrl, kFile})
    for (auto at = bytes.find(class_id); at != ByteView::npos && out.size() < kMostTargets;) {
      at += class_id.size();
      auto target = class_id == kUrl ? url_of(bytes.clamped(at)) : path_of(bytes.clamped(at));
      if (!target.empty()) out.push_back(std::move(target));
      at = bytes.find(class_id, at);
    }
  return out;
}

} // namespace fumiban::ole1
