// SPDX-License-Identifier: Apache-2.0
/// @file
/// VBA projects as Office stores them (MS-OVBA): compressed module source without compiled code.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compound_file.hpp"

namespace fumiban::test {

/// Who owns a module: the document, a standard module, a class.
enum class ModuleKind { document, standard, class_module };

/// A module. `source` is UTF-8 without the Attribute lines, which are added.
struct VbaModule {
  std::string name;
  std::string source;
  ModuleKind kind = ModuleKind::standard;
};

/// A project. Sources are stored in the code page: 932 or 1252 (ASCII only).
struct VbaProject {
  std::string name = "Project";
  std::uint16_t code_page = 932;
  std::vector<VbaModule> modules;
};

/// A CompressedContainer (MS-OVBA 2.4.1) with copy tokens, as the specification's own algorithm chooses them.
[[nodiscard]] std::string ovba_compressed(std::string_view bytes);

/// A performance cache as compiled code leaves one: literals, then a table of so many lines.
[[nodiscard]] std::string compiled_cache(std::uint16_t lines, const std::vector<std::string>& literals);

/// The project's streams below `prefix`: "Macros/" in a .doc, "" in vbaProject.bin.
[[nodiscard]] std::vector<CompoundStream> vba_streams(const VbaProject& project, std::string_view prefix);

/// vbaProject.bin.
[[nodiscard]] std::string vba_project_file(const VbaProject& project);

/// A project whose AutoOpen starts `cmd /c echo fumiban` and does nothing else.
[[nodiscard]] VbaProject auto_open_echo_project();

/// A project for daily work without any automatic start: tidies tables, counts business days. Differs by `variant`.
[[nodiscard]] VbaProject benign_project(std::size_t variant);

} // namespace fumiban::test
