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

/// Takes out objects, controls, fields that fetch, formulas that ask other programs, actions on clicks, and whatever
/// uses a relationship in `gone` (their ids). Nothing where the part is not sound.
[[nodiscard]] std::optional<EditedPart> edit_part(ByteView bytes, const std::set<std::string>& gone,
                                                  RemovedSet& removed);

} // namespace fumiban::disarm
