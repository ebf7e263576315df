// SPDX-License-Identifier: Apache-2.0
/// @file
/// One XML part of an Office document without what acts in it.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "disarm/work.hpp"

namespace fumiban::disarm {

/// What became of a part.
struct EditedPart {
  bool changed = false;
  std::string bytes{};      ///< where it changed
  bool recalculate = false; ///< a formula or a sheet was taken out: what tells the order of formulas is no longer true
};

/// The ids of relationships of a part.
struct Ids {
  std::set<std::string> gone{};  ///< whatever uses them goes
  std::set<std::string> links{}; ///< to pages: nothing but a link may use them
};

/// Takes out objects, controls, fields that fetch, formulas that ask other programs, actions on clicks, and whatever
/// uses a relationship that it may not. Nothing where the part is not sound.
[[nodiscard]] std::optional<EditedPart> edit_part(ByteView bytes, const Ids& ids, RemovedSet& removed);

} // namespace fumiban::disarm
