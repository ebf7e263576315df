// SPDX-License-Identifier: Apache-2.0
/// @file
/// What an RTF document says and holds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "documents/rtf/digits.hpp"

namespace fumiban::rtf {

struct Reading {
  std::string text;  ///< what a person sees; UTF-8
  std::string other; ///< what stands in fields and in groups that nobody sees; UTF-8
  std::vector<ObjectData> objects;
  std::vector<std::string> class_names; ///< that \objclass tells
  std::vector<std::string> templates;
  bool updates = false;      ///< an object is brought up to date when the document is opened
  bool more_objects = false; ///< than were asked for
  Oddities oddities;
};

/// Reads all of it. At most `most_objects` objects that are not empty are kept. An error where groups are nested deeper
/// than any program writes; what was read before is in `out`. Linear; what is given is never more than a few times
/// `rtf`.
[[nodiscard]] Result<void> read(std::string_view rtf, std::size_t most_objects, Reading& out);

} // namespace fumiban::rtf
