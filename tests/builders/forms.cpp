// SPDX-License-Identifier: Apache-2.0
// MS-OFORMS 2.2.10 (forms and sites), 2.2.1, 2.2.3, 2.2.5 (controls); MS-DOC 2.9.298; MS-OLEPS 2.20-2.21.
#include "builders/forms.hpp"

#include <algorithm>

#include "builders/little_endian.hpp"
#include "builders/text.hpp"

namespace fumiban::test {
namespace {

std::string padded(std::string bytes) {
  bytes.resize((bytes.size() + 3) / 4 * 4, '\0');
  return bytes;
}

bool fits_in_bytes(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0x80U) == 0; });
}

/// The two places of a string: its length among the fields, its characters behind them.
struct Text {
  std::string length;
  std::string characters;
};
Text text_of(const std::string& text, bool wide) {
  const bool narrow = !wide && fits_in_bytes(text);
  const auto bytes = narrow ? text : utf16le(text);
  return {le32(static_cast<std::uint32_t>(bytes.size()) | (narrow ? 0x80000000U : 0U)), padded(bytes)};
}

std::string block(int major, const std::string& content) {
  return std::string(1, '\0') + static_cast<char>(major) + le16(static_cast<std::uint16_t>(content.size())) + content;
}

/// TextProps, which stands behind most controls.
std::string text_props() { return block(2, le32(0)); }

std::string control_bytes(const FormControl& control, bool wide) {
  const auto text = text_of(control.text, wide);
  const auto size = le32(1000) + le32(500);
  switch (control.kind) {
    case FormControl::Kind::label: // VariousPropertyBits, Caption, Size
      return block(2, le32(0x2C) + le32(0x1B) + text.length + text.characters + size) + text_props();
    case FormControl::Kind::button:
      return block(2, le32(0x2C) + le32(0x1B) + text.length + text.characters + size) + text_props();
    case FormControl::Kind::text_box: // VariousPropertyBits, DisplayStyle, Size, Value
      return block(2, le32(0x400141) + le32(0) + le32(0x2C80081B) + std::string("\1\0\0\0", 4) + text.length + size +
                          text.characters) +
             text_props();
    case FormControl::Kind::frame: return "";
  }
  return "";
}

std::uint16_t class_of(FormControl::Kind kind) {
  switch (kind) {
    case FormControl::Kind::label: return 21;
    case FormControl::Kind::button: return 17;
    case FormControl::Kind::text_box: return 23;
    case FormControl::Kind::frame: return 14;
  }
  return 0;
}

std::string site(const FormControl& control, std::uint32_t id, std::size_t size, bool wide) {
  const auto name = text_of(control.name, wide);
  const auto tag = text_of(control.tag, wide);
  const auto tip = text_of(control.tip, wide);
  // Name, Tag, ID, ObjectStreamSize, TabIndex, ClsidCacheIndex, Position, ControlTipText
  const auto content = le32(0x09E7) + name.length + tag.length + le32(id) + le32(static_cast<std::uint32_t>(size)) +
                       le16(0) + le16(class_of(control.kind)) + tip.length + name.characters + tag.characters +
                       le32(10) + le32(20) + tip.characters;
  return le16(0) + le16(static_cast<std::uint16_t>(content.size())) + content;
}

/// One set of a property stream.
std::string property_set(const std::vector<std::pair<std::uint32_t, std::string>>& properties) {
  std::string table;
  std::string values;
  for (const auto& [id, value] : properties) {
    table += le32(id) + le32(static_cast<std::uint32_t>(8 + properties.size() * 8 + values.size()));
    values += padded(value);
  }
  return le32(static_cast<std::uint32_t>(8 + table.size() + values.size())) +
         le32(static_cast<std::uint32_t>(properties.size())) + table + values;
}

std::string property_stream(const std::string& format, const std::string& set) {
  return le16(0xFFFE) + le16(0) + le32(0x00020006) + std::string(16, '\0') + le32(1) + format + le32(48) + set;
}

} // namespace

std::vector<CompoundStream> form_streams(const std::string& path, const std::string& caption,
                                         const std::vector<FormControl>& controls, bool wide) {
  std::vector<CompoundStream> out;
  std::string objects;
  std::string sites;
  std::uint32_t id = 0;
  for (const auto& control : controls) {
    const auto bytes = control_bytes(control, wide);
    sites += site(control, ++id, bytes.size(), wide);
    objects += bytes;
    if (control.kind != FormControl::Kind::frame) continue;
    const auto inner = path + "/i" + (id < 10 ? "0" : "") + std::to_string(id);
    for (auto& stream : form_streams(inner, control.text, control.inside, wide)) out.push_back(std::move(stream));
  }
  // BackColor, BorderStyle, DisplayedSize, Caption, Font: fields are aligned to their sizes.
  const auto text = text_of(caption, wide);
  std::string form = block(4, le32(0x00180482) + le32(0x8000000F) + std::string("\1\0\0\0", 4) + text.length +
                                  le16(0xFFFF) + le16(0) + le32(1) + le32(2) + text.characters);
  const std::string font_id = "\x03\x52\xE3\x0B\x91\x8F\xCE\x11\x9D\xE3" + std::string(1, '\0') + "\xAA" +
                              std::string(1, '\0') + "\x4B\xB8\x51";
  form += font_id + '\1' + le16(0) + '\0' + le16(400) + le32(80000) + '\6' + "Tahoma";
  std::string depths;
  for (std::size_t i = 0; i < controls.size(); ++i) depths += std::string(1, '\0') + '\1';
  depths = padded(depths);
  form += le16(0) + le32(static_cast<std::uint32_t>(controls.size())) +
          le32(static_cast<std::uint32_t>(depths.size() + sites.size())) + depths + sites;
  out.push_back({path + "/f", form});
  out.push_back({path + "/o", objects});
  return out;
}

std::string document_variables(const NamedTexts& variables) {
  const auto counted = [](const std::string& text) {
    const auto units = utf16le(text);
    return le16(static_cast<std::uint16_t>(units.size() / 2)) + units;
  };
  std::string out = le16(0xFFFF) + le16(static_cast<std::uint16_t>(variables.size())) + le16(4);
  for (const auto& [name, value] : variables) out += counted(name) + le32(0);
  for (const auto& [name, value] : variables) out += counted(value);
  return out;
}

std::string summary_with_comments(const std::string& comments) {
  const auto bytes = to_charset(comments, Charset::shift_jis) + '\0';
  const std::string format =
      le32(0xF29F85E0) + le16(0x4FF9) + le16(0x1068) + "\xAB\x91\x08" + '\0' + "\x2B\x27\xB3\xD9";
  return property_stream(format,
                         property_set({{1, le32(2) + le16(932) + le16(0)},
                                       {6, le32(0x1E) + le32(static_cast<std::uint32_t>(bytes.size())) + bytes}}));
}

std::string custom_properties(const NamedTexts& properties) {
  std::string names = le32(static_cast<std::uint32_t>(properties.size()));
  std::vector<std::pair<std::uint32_t, std::string>> all = {{0, ""}, {1, le32(2) + le16(1200) + le16(0)}};
  std::uint32_t id = 2;
  for (const auto& [name, value] : properties) {
    const auto units = utf16le(name) + le16(0);
    names += le32(id) + le32(static_cast<std::uint32_t>(units.size() / 2)) + padded(units);
    const auto text = utf16le(value) + le16(0);
    all.emplace_back(id++, le32(0x1F) + le32(static_cast<std::uint32_t>(text.size() / 2)) + text);
  }
  all[0].second = names;
  const std::string format =
      le32(0xD5CDD505) + le16(0x2E9C) + le16(0x101B) + "\x93\x97\x08" + '\0' + "\x2B\x2C\xF9\xAE";
  return property_stream(format, property_set(all));
}

} // namespace fumiban::test
