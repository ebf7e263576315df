// SPDX-License-Identifier: Apache-2.0
/// @file
/// The socket that every format fits.
#pragma once

#include <span>
#include <string_view>

#include "analyser/blob.hpp"
#include "analyser/context.hpp"
#include "kind/kind.hpp"

namespace fumiban {

/// What a probe sees: cheap facts, no work.
struct Sight {
  ByteView content;
  const Kind& kind;          ///< by content
  std::string_view declared; ///< declared type, lower case
};

/// A constant that names functions and holds no state. *All* analysers whose probe says yes are run, so a file that is
/// two things at once cannot choose its reader.
struct Analyser {
  std::string_view name;
  bool (*probe)(const Sight&) noexcept;
  /// Facts to findings and children. An error means "stopped here": it becomes `engine.damaged`, what was said stays.
  Result<void> (*analyse)(const Blob&, Context&);
  /// All that it can ever say.
  std::span<const FindingSpec* const> findings;
  /// True for the reader of a format: two of them on one blob make a polyglot, none makes it unread.
  bool opens = false;
  /// True if it reads a blob through Blob::read(); the others get what lies together, and what is larger is said not to
  /// have been read in full.
  bool streams = false;
  /// What a person reads in it, UTF-8; nullptr if it has no text.
  std::string (*text)(const Blob&, std::string_view charset) = nullptr;
};

} // namespace fumiban
