// SPDX-License-Identifier: Apache-2.0
/// @file
/// Fields of Word that fetch or start something.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "disarm/disarm.hpp"
#include "disarm/edits.hpp"

namespace fumiban::disarm {

/// What a field does that begins with these instructions; nothing if it does no harm. `led`: another field gives (a
/// part of) its name.
[[nodiscard]] std::optional<Removed> harm_of_field(std::string_view instructions, bool led);

/// True if what follows these instructions does not belong to the name of the field any more.
[[nodiscard]] bool has_field_name(std::string_view instructions);

/// The complex fields of one part (ECMA-376 part 1, 17.16.18), as they come: marks, instructions, and what stands in
/// between.
class Fields {
public:
  struct Place {
    std::size_t begin;
    std::size_t end;
  };
  void begin(Place mark);
  void separate(Place mark);
  /// What the field was that ends here, if it had to go.
  std::optional<Removed> end(Place mark, Edits& edits);
  void instruction(Place element, std::string_view text);
  /// Something that is shown.
  void shown(Place element);
  /// False: a field is not closed, or they are nested deeper than any program writes.
  [[nodiscard]] bool sound() const noexcept { return sound_ && open_.empty(); }

private:
  struct Piece {
    Place place;
    bool cut = false;
  };
  struct Open {
    std::size_t first;     ///< of pieces_
    std::size_t separator; ///< of pieces_; npos before it
    std::string instructions{};
    bool led = false;
  };
  [[nodiscard]] bool in_instructions() const noexcept;

  std::vector<Piece> pieces_;
  std::vector<Open> open_;
  bool sound_ = true;
};

} // namespace fumiban::disarm
