// SPDX-License-Identifier: Apache-2.0
/// @file
/// The bytes of an object, from the digits in a document and from what is strewn among them.
#pragma once

#include <string>
#include <string_view>

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

/// Reads one object. Linear.
class Digits {
public:
  Digits(std::size_t begin, Oddities& oddities) : oddities_(&oddities) { data_.begin = begin; }

  void text(std::string_view text);
  void character();
  void binary(std::string_view bytes);
  [[nodiscard]] ObjectData finish(std::size_t end) &&;

private:
  static void add(int digit, int& half, std::string& bytes);

  Oddities* oddities_; ///< never null
  ObjectData data_;
  int half_ = -1; ///< a digit that waits for the other one
  int other_half_ = -1;
  bool two_ways_ = false;
  bool has_digits_ = false;
  bool has_binary_ = false;
};

} // namespace fumiban::rtf
