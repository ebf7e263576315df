// SPDX-License-Identifier: Apache-2.0
/// @file
/// What macros can ask their document and its forms for.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "scripts/vba/value.hpp"
#include "scripts/vba/vba.hpp"

namespace fumiban::vba {

/// Texts by name, in any case. Where there are several under one name, the value has all of them with gaps between: a
/// second one must not hide the first.
class Holdings {
public:
  explicit Holdings(std::span<const Held> held);
  [[nodiscard]] bool empty() const { return texts_.empty(); }
  /// A variable or property; unknown if there is none.
  [[nodiscard]] Value of(Held::As as, std::string_view name, Work& work) const;
  /// What a control holds. Where `form` has no such control, that of any form; `control` may be the form's own name.
  [[nodiscard]] Value of(Held::As as, std::string_view form, std::string_view control, Work& work) const;

private:
  struct Text {
    std::string form;
    std::string_view text;
  };
  [[nodiscard]] Value all_of(const std::string& key, const std::string* form, Work& work) const;

  std::unordered_map<std::string, std::vector<Text>> texts_; ///< by kind and folded name
};

/// The built-in property that a number stands for (WdBuiltInProperty); empty if macros do not hide texts there.
[[nodiscard]] std::string_view property_of(double number);

} // namespace fumiban::vba
