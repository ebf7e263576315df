// SPDX-License-Identifier: Apache-2.0
/// @file
/// What an RTF document says and holds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace fumiban::rtf {

/// The bytes that an objdata gives.
struct ObjectData {
  std::string bytes;
  /// The same where a character in between (\'hh) takes no digit with it; empty where there is none.
  std::string other_bytes;
  std::size_t begin = 0; ///< in the document
  std::size_t end = 0;
};

/// Ways to write that no program uses and that Word reads all the same.
struct Oddities {
  bool header = false;     ///< the first word is not \rtf
  bool groups = false;     ///< among the digits of an object: groups
  bool words = false;      ///< control words
  bool characters = false; ///< \'hh
  bool binary = false;     ///< \bin, where there are digits too
  bool junk = false;       ///< characters that are no digits
};

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
