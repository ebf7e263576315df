// SPDX-License-Identifier: Apache-2.0
#include "toml_values.hpp"

#include <algorithm>
#include <chrono>

namespace fumiban::gateway::values {

std::string place(const toml::node& node, std::string_view file) {
  const auto& begin = node.source().begin;
  return std::string(file) + ":" + std::to_string(begin.line) + ":" + std::to_string(begin.column) + ": ";
}

std::string read_table(const toml::table& table, const Known& known, std::string_view what, std::string_view file) {
  for (const auto& [key, node] : table) {
    const auto found = known.find(key.str());
    if (found == known.end()) {
      std::string names;
      for (const auto& [name, read] : known) names += (names.empty() ? "" : ", ") + name;
      return place(node, file) + std::string(what) + " has no '" + std::string(key.str()) + "'; there are " + names;
    }
    auto error = found->second(node);
    if (error.starts_with(std::string(file) + ":")) return error;
    if (!error.empty()) return place(node, file) + std::string(key.str()) + ": " + error;
  }
  return "";
}

Read table(Known known, std::string what, std::string file) {
  return [known = std::move(known), what = std::move(what), file = std::move(file)](const toml::node& node) {
    const auto* table = node.as_table();
    return table == nullptr ? "write [" + what + "] and its values below" : read_table(*table, known, what, file);
  };
}

Read tables(std::function<Known()> begin, std::function<std::string()> end, std::string what, std::string file) {
  return [begin = std::move(begin), end = std::move(end), what = std::move(what),
          file = std::move(file)](const toml::node& node) -> std::string {
    const auto* list = node.as_array();
    if (list == nullptr || !std::all_of(list->begin(), list->end(), [](const auto& one) { return one.is_table(); }))
      return "write [[" + what + "]] and its values below";
    for (const auto& one : *list) {
      if (auto error = read_table(*one.as_table(), begin(), what, file); !error.empty()) return error;
      if (auto error = end(); !error.empty()) return place(one, file) + what + ": " + error;
    }
    return "";
  };
}

Read boolean(bool& out) {
  return [&out](const toml::node& node) -> std::string {
    out = node.value_or(false);
    return node.is_boolean() ? "" : "write true or false";
  };
}

Read text(std::string& out) {
  return [&out](const toml::node& node) -> std::string {
    out = node.value_or("");
    return out.empty() ? "write a text in quotes" : "";
  };
}

Read word(std::vector<std::string_view> words, std::function<void(std::string_view)> take) {
  return [words = std::move(words), take = std::move(take)](const toml::node& node) -> std::string {
    const auto value = node.value_or(std::string_view());
    if (std::find(words.begin(), words.end(), value) != words.end()) {
      take(value);
      return "";
    }
    std::string out = "write one of";
    for (const auto one : words) out += (one == words.front() ? " \"" : ", \"") + std::string(one) + "\"";
    return out;
  };
}

Read texts(std::function<std::string(std::string_view)> take, std::string example) {
  return [take = std::move(take), example = std::move(example)](const toml::node& node) -> std::string {
    const auto* list = node.as_array();
    if (list == nullptr) return "write a list: [\"" + example + "\"]";
    for (const auto& one : *list)
      if (auto error = one.is_string() ? take(one.value_or(std::string_view())) : "write each in quotes";
          !error.empty())
        return error;
    return "";
  };
}

Read day(std::int64_t& out) {
  return [&out](const toml::node& node) -> std::string {
    const auto value = node.value<toml::date>();
    if (!value) return "write a day without quotes: 2027-01-31";
    const std::chrono::sys_days days(std::chrono::year(value->year) / value->month / value->day);
    out = std::int64_t{days.time_since_epoch().count()} * 86400;
    return "";
  };
}

} // namespace fumiban::gateway::values
