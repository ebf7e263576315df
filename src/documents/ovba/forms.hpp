// SPDX-License-Identifier: Apache-2.0
/// @file
/// Forms of a VBA project (MS-OFORMS): controls, and the texts that lie in them.
#pragma once

#include <string>
#include <vector>

#include "unpack/cfb/compound_file.hpp"

namespace fumiban::ovba {

/// A control, or the form itself (then `name` is empty). All UTF-8.
struct Control {
  std::string name;
  std::string caption;
  std::string value;
  std::string tag;
  std::string tip;
};

/// The form in `storage` and all controls in it, those of its frames and pages too; at most 4,096. Where the controls'
/// own stream is not as MS-OFORMS says, runs of readable characters in it are given as values without a name.
[[nodiscard]] std::vector<Control> read_form(const cfb::CompoundFile& file, std::uint32_t storage,
                                             std::string_view code_page, Context& context);

} // namespace fumiban::ovba
