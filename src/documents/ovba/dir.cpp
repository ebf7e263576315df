// SPDX-License-Identifier: Apache-2.0
// The dir stream.
// Reads:  MS-OVBA 2.3.4.2, record by record.
// Leaves: references, versions, help.
// Trusts: no record's length beyond the stream.
// Costs:  once through.
// Damage: ends it; what was told before is kept.
#include "documents/ovba/dir.hpp"

#include "base/text.hpp"

namespace fumiban::ovba {
namespace {

constexpr std::size_t kMostModules = 0xffff; // PROJECTMODULES counts in 16 bits

std::string utf16(ByteView bytes) { return to_utf8(bytes.text(), "utf-16le").utf8; }

} // namespace

/// Tags, lengths and values; PROJECTVERSION alone has two bytes more than it says.
Dir read_dir(ByteView bytes) {
  Dir dir;
  Reader reader(bytes);
  std::string label = "windows-1252";
  const auto text = [&](ByteView value) { return to_utf8(value.text(), label).utf8; };
  while (reader.remaining() >= 6) {
    const auto tag = reader.u16();
    const auto size = reader.u32();
    if (!tag || !size) break;
    const auto value = reader.bytes(*size + (*tag == 0x0009 ? 2U : 0U));
    if (!value) return dir;
    auto* module = dir.modules.empty() ? nullptr : &dir.modules.back();
    switch (*tag) {
      case 0x0003:
        if (value->size() >= 2) {
          dir.code_page = static_cast<std::uint16_t>(value->peek(0) | value->peek(1) << 8);
          label = dir.code_page == 932 ? "cp932" : "windows-" + std::to_string(dir.code_page);
        }
        break;
      case 0x0002:
      case 0x0014:
        if (Reader number(*value); const auto lcid = number.u32())
          if (*lcid != 0x409) dir.lcid = *lcid;
        break;
      case 0x0019:
        if (dir.modules.size() == kMostModules) return dir;
        dir.modules.push_back({.name = text(*value)});
        break;
      case 0x0047:
        if (module != nullptr) module->name = utf16(*value);
        break;
      case 0x001a:
        if (module != nullptr) module->stream = text(*value);
        break;
      case 0x0032:
        if (module != nullptr) module->stream_unicode = utf16(*value);
        break;
      case 0x0031:
        if (module != nullptr && value->size() >= 4) {
          Reader number(*value);
          if (const auto offset = number.u32()) module->offset = *offset;
        }
        break;
      case 0x0022:
        if (module != nullptr) module->standard = false;
        break;
      case 0x0010: dir.complete = true; return dir;
      default: break;
    }
  }
  return dir;
}

} // namespace fumiban::ovba
