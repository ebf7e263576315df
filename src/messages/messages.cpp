// SPDX-License-Identifier: Apache-2.0
#include "messages/messages.hpp"

#include <toml++/toml.h>

#include <cstdlib>
#include <vector>

#include "base/check.hpp"
#include "rules/embedded.hpp"

namespace fumiban {

Messages::Messages(std::string_view toml) {
  // Flattened without recursion: tables that wait, with the key that leads to them.
  const auto document = toml::parse(toml);
  std::vector<std::pair<std::string, const toml::table*>> waiting{{"", &document}};
  while (!waiting.empty()) {
    const auto [prefix, table] = waiting.back();
    waiting.pop_back();
    for (const auto& [key, node] : *table) {
      const auto full = prefix + std::string(key.str());
      if (const auto* inner = node.as_table()) waiting.emplace_back(full + ".", inner);
      else texts_[full] = node.value_or(std::string());
    }
  }
}

const Messages& Messages::in(Language language) {
  static const Messages kEnglish(rules::kMessagesEn);
  static const Messages kJapanese(rules::kMessagesJa);
  return language == Language::ja ? kJapanese : kEnglish;
}

Language Messages::of_locale() noexcept {
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value != nullptr && *value != '\0')
      return std::string_view(value).starts_with("ja") ? Language::ja : Language::en;
  }
  return Language::en;
}

std::string Messages::say(std::string_view key,
                          std::initializer_list<std::pair<std::string_view, std::string>> values) const {
  const auto found = texts_.find(key);
  std::string_view text = found == texts_.end() ? key : std::string_view(found->second);
  std::string out;
  while (!text.empty()) {
    const auto open = text.find('{');
    const auto close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) break;
    out += text.substr(0, open);
    const auto name = text.substr(open + 1, close - open - 1);
    bool known = false;
    for (const auto& [candidate, value] : values)
      if (candidate == name) {
        out += value;
        known = true;
      }
    if (!known) out += text.substr(open, close - open + 1);
    text.remove_prefix(close + 1);
  }
  out += text;
  return out;
}

} // namespace fumiban
