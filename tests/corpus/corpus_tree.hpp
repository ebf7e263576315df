// SPDX-License-Identifier: Apache-2.0
/// @file
/// The structure of a message as a tree that other libraries' statements can be compared with.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fumiban/report.hpp"

namespace fumiban::test {

enum class Shape { leaf, multipart, message };

/// A header and what follows it: one leaf body, the parts of a multipart, or one enclosed message.
struct Entity {
  Shape shape = Shape::leaf;
  std::vector<std::pair<std::string, std::string>> fields; ///< name, value without its leading blanks, LF line ends
  std::string body;                                        ///< of a leaf, after transfer decoding
  std::string text;                                        ///< of a leaf, as UTF-8
  std::string name;                                        ///< of an attachment
  std::string type;                                        ///< as declared or by default: "text/plain"
  std::string charset;                                     ///< label, where it is declared
  std::vector<Entity> children;                            ///< for a message: its one entity
};

/// The ordinary reading of `report` as a tree. What archives and documents hold is not part of it.
[[nodiscard]] Entity ordinary_tree(const Report& report);

/// "multipart(leaf, message(leaf))".
[[nodiscard]] std::string shape_of(const Entity& entity);

/// "multipart/mixed(text/plain, message/rfc822(text/html))".
[[nodiscard]] std::string types_of(const Entity& entity);

/// A message of which another library states the types of all parts.
struct TypedMessage {
  std::string_view file;
  std::string_view types;
};

/// All entities with their places ("1.2"), parents first.
[[nodiscard]] std::vector<std::pair<std::string, const Entity*>> flattened(const Entity& root);

/// True if some part of `report`, in whatever reading, has exactly these bytes; line ends may differ.
[[nodiscard]] bool has_content(const Report& report, std::string_view content);

/// True if every leaf of `expected` that is not blank stands in some part of `report`, in whatever reading.
[[nodiscard]] bool has_every_body(const Report& report, const Entity& expected);

/// A line that shows where two texts part: "at 12: expected "ab", got "ac"".
[[nodiscard]] std::string where_they_part(std::string_view expected, std::string_view got);

} // namespace fumiban::test
