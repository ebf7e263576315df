// SPDX-License-Identifier: Apache-2.0
/// @file
/// Invented people and firms, and the things that they write about. All UTF-8; all hosts are reserved names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dice.hpp"

namespace fumiban::test {

enum class Language { ja, en };

/// A name in the language's order, and how an address spells it.
struct Person {
  std::string_view family;
  std::string_view given;
  std::string_view family_latin;
  std::string_view given_latin;
  std::string_view family_kana; ///< half-width katakana; empty in English
};

/// A firm and its domain.
struct Company {
  std::string_view name;       ///< with its legal form
  std::string_view short_name; ///< as people say it
  std::string_view domain;
  std::string_view address;
};

/// Somebody at a firm.
struct Contact {
  Person person;
  Company company;
  std::string_view department;
  std::string_view title;

  [[nodiscard]] std::string name() const;      ///< "田中 恵子", "Anna Keller"
  [[nodiscard]] std::string address() const;   ///< "tanaka.k@sakura-denki.invalid"
  [[nodiscard]] std::string telephone() const; ///< a number that nobody has
};

/// The firm that receives the catalogue's mail.
[[nodiscard]] const Company& home_company(Language);
/// Somebody of the home firm.
[[nodiscard]] Contact home_contact(Language, Dice&);
/// Somebody of another firm.
[[nodiscard]] Contact outside_contact(Language, Dice&);
/// Somebody else of the same firm.
[[nodiscard]] Contact colleague_of(const Contact&, Language, Dice&);

/// What letters speak of.
struct Vocabulary {
  std::vector<Company> companies; ///< the first one is home
  std::vector<std::string_view> departments;
  std::vector<std::string_view> titles;
  std::vector<std::string_view> projects;
  std::vector<std::string_view> products;
  std::vector<std::string_view> places;
  std::vector<std::string_view> systems;
};
[[nodiscard]] const Vocabulary& vocabulary(Language);

/// A person; `rare_letters` asks for one whose name needs NEC or IBM characters.
[[nodiscard]] Person any_person(Language, Dice&, bool rare_letters = false);

} // namespace fumiban::test
