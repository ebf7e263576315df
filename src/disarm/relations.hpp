// SPDX-License-Identifier: Apache-2.0
/// @file
/// Relationships of a package (ECMA-376 part 2, 9.3), and what becomes of each.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "disarm/disarm.hpp"

namespace fumiban::disarm {

struct Relation {
  std::string id;
  std::string type; ///< the last component, lower case: "oleobject"
  std::string target;
  bool external = false;
  std::size_t begin = 0; ///< of the element in the part's characters
  std::size_t end = 0;
  std::size_t target_begin = 0; ///< of the attribute's value
  std::size_t target_end = 0;
};

/// All relationships of a part; nothing if it is not sound.
[[nodiscard]] std::optional<std::vector<Relation>> read_relations(std::string_view text);

/// What a relationship is for the reader of a document.
enum class Fate : std::uint8_t {
  keep,
  look,  ///< keep it if what it leads to is harmless by its content
  drop,  ///< it goes, and so does what uses it
  blunt, ///< it stays, since others are told by their number, and leads nowhere
};
struct Judgement {
  Fate fate = Fate::keep;
  std::optional<Removed> what{}; ///< nothing: nobody need know
};
[[nodiscard]] Judgement judge(const Relation& relation);

/// True for a path on the reader's own machine, or one beside the document.
[[nodiscard]] bool stays_local(std::string_view target);

/// The name of the part that `target` means when it stands in the relations of `source`, as a name of a member in lower
/// case; empty if it leads out of the package.
[[nodiscard]] std::string resolved(std::string_view source, std::string_view target);

/// Where the relationships of a part are: "word/_rels/document.xml.rels".
[[nodiscard]] std::string relations_of(std::string_view part);

} // namespace fumiban::disarm
