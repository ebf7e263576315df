// SPDX-License-Identifier: Apache-2.0
#include "ovba.hpp"

#include "little_endian.hpp"
#include "text.hpp"

namespace fumiban::test {
namespace {

using namespace std::string_literals;

constexpr std::string_view kProjectId = "{5B0A7D3C-2E41-4C6B-9A57-0F1E2D3C4B5A}";

std::string in_code_page(std::string_view utf8, const VbaProject& project) {
  return to_charset(utf8, project.code_page == 932 ? Charset::shift_jis : Charset::us_ascii);
}

std::string record(std::uint16_t id, std::string_view content) {
  return le16(id) + le32(static_cast<std::uint32_t>(content.size())) + std::string(content);
}

/// A record and the same text once more in UTF-16, as most of the dir stream is written.
std::string twin_record(std::uint16_t id, std::uint16_t unicode_id, std::string_view utf8, const VbaProject& project) {
  return record(id, in_code_page(utf8, project)) + record(unicode_id, utf16le(utf8));
}

/// MS-OVBA 2.3.4.2, before compression.
std::string dir_stream(const VbaProject& project) {
  constexpr std::uint32_t lcid = 0x409;                           // of every project, also of Japanese ones
  std::string out = record(0x0001, le32(1));                      // PROJECTSYSKIND: 32-bit Windows
  out += record(0x0002, le32(lcid)) + record(0x0014, le32(lcid)); // PROJECTLCID, PROJECTLCIDINVOKE
  out += record(0x0003, le16(project.code_page));
  out += record(0x0004, in_code_page(project.name, project));
  out += twin_record(0x0005, 0x0040, "", project);            // PROJECTDOCSTRING
  out += record(0x0006, "") + record(0x003D, "");             // PROJECTHELPFILEPATH
  out += record(0x0007, le32(0)) + record(0x0008, le32(0));   // PROJECTHELPCONTEXT, PROJECTLIBFLAGS
  out += le16(0x0009) + le32(4) + le32(0x5FB1D9E2) + le16(6); // PROJECTVERSION
  out += twin_record(0x000C, 0x003C, "", project);            // PROJECTCONSTANTS
  out += twin_record(0x0016, 0x003E, "stdole", project);
  const std::string library =
      "*\\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\\Windows\\System32\\stdole2.tlb#OLE Automation";
  out += record(0x000D, le32(static_cast<std::uint32_t>(library.size())) + library + le32(0) + le16(0));
  out += record(0x000F, le16(static_cast<std::uint16_t>(project.modules.size())));
  out += record(0x0013, le16(0xFFFF)); // PROJECTCOOKIE
  for (const VbaModule& module : project.modules) {
    out += twin_record(0x0019, 0x0047, module.name, project); // MODULENAME
    out += twin_record(0x001A, 0x0032, module.name, project); // MODULESTREAMNAME
    out += twin_record(0x001C, 0x0048, "", project);          // MODULEDOCSTRING
    out += record(0x0031, le32(0));                           // MODULEOFFSET: no compiled code before the source
    out += record(0x001E, le32(0)) + record(0x002C, le16(0xFFFF));
    out += record(module.kind == ModuleKind::standard ? 0x0021 : 0x0022, "");
    out += record(0x002B, "");
  }
  return out + record(0x0010, "");
}

std::string module_source(const VbaModule& module) {
  std::string out = "Attribute VB_Name = \"" + module.name + "\"\n";
  if (module.kind == ModuleKind::document) {
    out += "Attribute VB_Base = \"1Normal.ThisDocument\"\n";
  } else if (module.kind == ModuleKind::class_module) {
    out += "Attribute VB_Base = \"0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}\"\n";
  }
  if (module.kind != ModuleKind::standard) {
    const std::string id = module.kind == ModuleKind::document ? "True" : "False";
    out += "Attribute VB_GlobalNameSpace = False\nAttribute VB_Creatable = False\nAttribute VB_PredeclaredId = " + id +
           "\nAttribute VB_Exposed = " + id + "\nAttribute VB_TemplateDerived = " + id +
           "\nAttribute VB_Customizable = " + id + "\n";
  }
  return to_crlf(out + module.source);
}

/// Data Encryption (MS-OVBA 2.4.3.2), as upper-case hexadecimal. It hides nothing; readers check that it is there.
std::string encrypted_value(std::string_view bytes, std::uint8_t seed) {
  std::uint8_t key = 0;
  for (const char c : kProjectId) key = static_cast<std::uint8_t>(key + static_cast<std::uint8_t>(c));
  std::string out(1, static_cast<char>(seed));
  std::uint8_t clear_before = key;
  auto hidden_before = static_cast<std::uint8_t>(seed ^ key);
  auto hidden_twice_before = static_cast<std::uint8_t>(seed ^ 2);
  out.push_back(static_cast<char>(hidden_twice_before));
  out.push_back(static_cast<char>(hidden_before));
  const auto append = [&](std::uint8_t clear) {
    const auto hidden =
        static_cast<std::uint8_t>(clear ^ static_cast<std::uint8_t>(hidden_twice_before + clear_before));
    out.push_back(static_cast<char>(hidden));
    hidden_twice_before = hidden_before;
    hidden_before = hidden;
    clear_before = clear;
  };
  for (int i = 0; i < (seed & 6) / 2; ++i) append(7);
  for (const char c : le32(static_cast<std::uint32_t>(bytes.size()))) append(static_cast<std::uint8_t>(c));
  for (const char c : bytes) append(static_cast<std::uint8_t>(c));
  std::string hex;
  for (const char c : out) {
    const auto byte = static_cast<unsigned char>(c);
    hex.push_back("0123456789ABCDEF"[byte >> 4]);
    hex.push_back("0123456789ABCDEF"[byte & 15]);
  }
  return hex;
}

std::string project_stream(const VbaProject& project) {
  std::string out = "ID=\"" + std::string(kProjectId) + "\"\n";
  for (const VbaModule& module : project.modules) {
    switch (module.kind) {
      case ModuleKind::document: out += "Document=" + module.name + "/&H00000000\n"; break;
      case ModuleKind::standard: out += "Module=" + module.name + "\n"; break;
      case ModuleKind::class_module: out += "Class=" + module.name + "\n"; break;
    }
  }
  out += "Name=\"" + project.name + "\"\nHelpContextID=\"0\"\nVersionCompatible32=\"393222000\"\n";
  out += "CMG=\"" + encrypted_value("\0\0\0\0"s, 0x07) + "\"\n";
  out += "DPB=\"" + encrypted_value("\0"s, 0x0E) + "\"\n";
  out += "GC=\"" + encrypted_value("\xFF"s, 0x15) + "\"\n";
  out += "\n[Host Extender Info]\n&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000\n\n[Workspace]\n";
  for (const VbaModule& module : project.modules) out += module.name + "=0, 0, 0, 0, C\n";
  return to_crlf(out);
}

std::string name_map(const VbaProject& project) {
  std::string out;
  for (const VbaModule& module : project.modules) {
    out += in_code_page(module.name, project) + '\0' + utf16le(module.name) + le16(0);
  }
  return out + le16(0);
}

} // namespace

std::string compiled_cache(std::uint16_t lines, const std::vector<std::string>& literals) {
  std::string out = "\x01\x16\x01" + std::string(600, '\0');
  for (const auto& literal : literals)
    out += le16(0x00B9) + le16(static_cast<std::uint16_t>(literal.size())) + literal +
           (literal.size() % 2 != 0 ? "\0"s : "");
  return out + std::string(40, '\xFF') + le32(0x0001CAFE) + le16(lines) + std::string(std::size_t{12} * lines, '\7');
}

std::vector<CompoundStream> vba_streams(const VbaProject& project, std::string_view prefix) {
  const std::string base(prefix);
  std::vector<CompoundStream> out;
  out.push_back({base + "VBA/dir", ovba_compressed(dir_stream(project))});
  out.push_back({base + "VBA/_VBA_PROJECT", le16(0x61CC) + le16(0xFFFF) + std::string(3, '\0')});
  for (const VbaModule& module : project.modules) {
    out.push_back({base + "VBA/" + module.name, ovba_compressed(in_code_page(module_source(module), project))});
  }
  out.push_back({base + "PROJECT", in_code_page(project_stream(project), project)});
  out.push_back({base + "PROJECTwm", name_map(project)});
  return out;
}

std::string vba_project_file(const VbaProject& project) { return compound_file(vba_streams(project, "")); }

} // namespace fumiban::test
