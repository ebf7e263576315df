// SPDX-License-Identifier: Apache-2.0
/// @file
/// A VBA project in a compound file (MS-OVBA 2.2): its modules, wherever and however it is stored.
#pragma once

#include <string>
#include <vector>

#include "documents/ovba/compiled.hpp"
#include "documents/ovba/forms.hpp"
#include "unpack/cfb/compound_file.hpp"

namespace fumiban::ovba {

struct Module {
  enum class Type : std::uint8_t { standard, document, form, klass };
  std::string name;   ///< UTF-8
  std::string source; ///< UTF-8
  Type type = Type::standard;
  std::uint32_t stream = cfb::kNoEntry;
  Compiled compiled{};             ///< the performance cache before the source; literals in UTF-8
  std::vector<Control> controls{}; ///< of a form
};

/// What was not as MS-OVBA says, and read all the same.
enum class Oddity : std::uint8_t {
  dir_damaged,    ///< the dir stream ends early or cannot be read: modules were searched for
  stream_names,   ///< MBCS and Unicode name of a module's stream differ
  offset_wrong,   ///< no source where dir says; it was found elsewhere
  signature_bits, ///< chunk headers that the specification forbids
  source_damaged, ///< a module's source ends in a damaged chunk
  not_in_project, ///< a stream with source that no dir record names
  chunks,         ///< chunks that are stored or short, as Office writes none
  no_project,     ///< the stream PROJECT is missing
  storage_name,   ///< the storage of the modules is not called VBA
  language,       ///< a language that MS-OVBA does not allow
};

struct Project {
  std::uint32_t storage = 0; ///< the one with the dir stream or the module streams
  std::string code_page;     ///< "cp932"
  std::vector<Module> modules;
  std::vector<std::pair<Oddity, std::string>> oddities; ///< with the module's or stream's name
  std::vector<std::string> identifiers{};               ///< of _VBA_PROJECT: every name that the compiled project uses
  bool locked_for_view = false;
  bool excel95 = false; ///< VBA of Excel 95: no source that can be read
};

/// Every project in `file`. Reads storages that hold a dir or _VBA_PROJECT stream, and orphans. Linear; bounded by the
/// limits: at most 4 MB of source a module and 16 MB together, then `limit.memory` is said.
[[nodiscard]] std::vector<Project> projects_in(const cfb::CompoundFile& file, Context& context);

} // namespace fumiban::ovba
