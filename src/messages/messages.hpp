// SPDX-License-Identifier: Apache-2.0
/// @file
/// Everything that is said to people, in English and in Japanese. The texts are in rules/messages.*.toml.
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace fumiban {

enum class Language { en, ja };

/// One language's texts by key: "finding.mime.ambiguous.title", "ui.summary" ..
class Messages {
public:
  /// The catalogue of that language; read once.
  [[nodiscard]] static const Messages& in(Language language);
  /// The language that LC_ALL, LC_MESSAGES or LANG ask for; English if none.
  [[nodiscard]] static Language of_locale() noexcept;

  /// The text of `key` with every "{name}" replaced. A key that is missing is shown as itself (a test proves that none
  /// is).
  [[nodiscard]] std::string say(std::string_view key,
                                std::initializer_list<std::pair<std::string_view, std::string>> values = {}) const;
  [[nodiscard]] bool has(std::string_view key) const { return texts_.find(key) != texts_.end(); }
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& all() const noexcept { return texts_; }

private:
  explicit Messages(std::string_view toml);
  std::map<std::string, std::string, std::less<>> texts_;
};

} // namespace fumiban
