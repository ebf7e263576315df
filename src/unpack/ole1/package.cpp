// SPDX-License-Identifier: Apache-2.0
// OLE 1.0 native data of the Packager.
// Reads:  MS-OLEDS 2.3.6; what lies in it for the class "Package": label, paths, file, and the same names in UTF-16.
// Leaves: links to files that lie elsewhere, commands (a package may be a command line with an icon).
// Trusts: no size.
// Costs:  the names; the file is not copied.
// Damage: a file that is cut off is given as far as it goes.
#include "unpack/ole1/package.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "findings/archive.hpp"
#include "unpack/names/names.hpp"

namespace fumiban::ole1 {
namespace {

constexpr std::size_t kMostName = 4096;

/// Bytes up to a NUL.
Result<std::string> narrow(Reader& reader, ByteView all) {
  const auto begin = reader.position();
  const auto end = all.find('\0', begin);
  if (end == ByteView::npos || end - begin > kMostName)
    return Error{Error::Kind::malformed, "a name without an end", begin};
  auto text = FB_TRY(reader.bytes(end - begin)).copy();
  (void)FB_TRY(reader.u8());
  return names::member_name(text);
}

/// UTF-16LE behind the count of its units.
Result<std::string> wide(Reader& reader) {
  const auto units = FB_TRY(reader.u32());
  if (units > kMostName) return Error{Error::Kind::malformed, "a name without an end", reader.position()};
  const auto bytes = FB_TRY(reader.bytes(std::size_t{units} * 2));
  auto text = to_utf8(bytes.text(), "utf-16le").utf8;
  return text.substr(0, text.find('\0'));
}

Result<Package> read(ByteView native) {
  Package package;
  Reader reader(native);
  if (FB_TRY(reader.u16()) != 2) return Error{Error::Kind::malformed, "not a package", 0};
  package.label = FB_TRY(narrow(reader, native));
  package.path = FB_TRY(narrow(reader, native));
  (void)FB_TRY(reader.u16());
  if (FB_TRY(reader.u16()) != 3) return Error{Error::Kind::unsupported, "no file in it", reader.position()};
  const auto length = FB_TRY(reader.u32());
  const auto temporary = FB_TRY(reader.bytes(length)).text();
  package.temporary = names::member_name(temporary.substr(0, std::min(temporary.find('\0'), kMostName)));
  const auto size = FB_TRY(reader.u32());
  package.complete = size <= reader.remaining();
  package.data = FB_TRY(reader.bytes(std::min<std::size_t>(size, reader.remaining())));
  // The same in UTF-16, where newer versions wrote it: those names lost no character.
  for (auto* name : {&package.temporary, &package.label, &package.path}) {
    auto better = wide(reader);
    if (!better) break;
    if (!better->empty()) *name = std::move(better).value();
  }
  return package;
}

} // namespace

ByteView native_data(ByteView stream) noexcept { return stream.clamped(4); }

std::optional<Package> read_package(ByteView native) {
  auto package = read(native);
  if (!package) return std::nullopt;
  return std::move(package).value();
}

std::string last_of_path(std::string_view path) {
  const auto slash = path.find_last_of("\\/");
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

std::uint32_t hand_on(const Package& package, const Blob& blob, std::uint64_t offset, Context& context) {
  Child child{.blob = blob.piece(package.data), .name = last_of_path(package.label), .offset = offset};
  for (const auto* path : {&package.path, &package.temporary}) {
    auto name = last_of_path(*path);
    if (child.name.empty()) child.name = name;
    else if (!name.empty() && name != child.name &&
             std::find(child.other_names.begin(), child.other_names.end(), name) == child.other_names.end())
      child.other_names.push_back(std::move(name));
  }
  const auto part = context.add(context.part_index(), std::move(child));
  if (part != kNoPart && !package.complete) context.say_of(part, archive::kDamaged, 0, 0, "Ole10Native");
  return part;
}

} // namespace fumiban::ole1
