// SPDX-License-Identifier: Apache-2.0
/// @file
/// Values of a TOML file read into where they belong, with errors that name their place and the mend.
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fumiban::gateway::values {

/// Reads one value. What is wrong with it, or empty; an error that has its place already starts with the file's name.
using Read = std::function<std::string(const toml::node&)>;
/// The values that a table may have.
using Known = std::map<std::string, Read, std::less<>>;

/// "file:line:column: "
[[nodiscard]] std::string place(const toml::node& node, std::string_view file);

/// What `known` says of each value of the table; `what` is the table's name for people.
[[nodiscard]] std::string read_table(const toml::table& table, const Known& known, std::string_view what,
                                     std::string_view file);
/// A table as a value of another one.
[[nodiscard]] Read table(Known known, std::string what, std::string file);
/// A list of tables, `[[what]]`: `begin` makes room for the next one and says what it may have, `end` looks at it as a
/// whole.
[[nodiscard]] Read tables(std::function<Known()> begin, std::function<std::string()> end, std::string what,
                          std::string file);

[[nodiscard]] Read boolean(bool& out);
[[nodiscard]] Read text(std::string& out);
/// One of these words.
[[nodiscard]] Read word(std::vector<std::string_view> words, std::function<void(std::string_view)> take);
/// Texts that are added to `out`; what `wrong` says of one is the error.
[[nodiscard]] Read texts(std::function<std::string(std::string_view)> take, std::string example);
/// A day, "2027-01-31" without quotes: its beginning in UTC, as seconds since 1970-01-01.
[[nodiscard]] Read day(std::int64_t& out);

template <class Number>
Read number(Number& out, std::int64_t least, std::int64_t most) {
  return [&out, least, most](const toml::node& node) -> std::string {
    const auto value = node.value<std::int64_t>();
    if (!value || *value < least || *value > most)
      return "write a number from " + std::to_string(least) + " to " + std::to_string(most);
    out = static_cast<Number>(*value);
    return "";
  };
}

} // namespace fumiban::gateway::values
