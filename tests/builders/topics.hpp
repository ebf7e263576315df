// SPDX-License-Identifier: Apache-2.0
/// @file
/// What business letters are about: sentences with places for names, amounts and days ({project}, {amount}, {day1} ..),
/// so that two letters on one topic say different things. letter.cpp fills the places.
#pragma once

#include <string_view>
#include <vector>

#include "business_words.hpp"

namespace fumiban::test {

/// Alternatives for each piece of a letter and of the answers to it.
struct Topic {
  std::string_view name;
  bool inside; ///< between colleagues; otherwise between firms
  std::vector<std::string_view> subjects;
  std::vector<std::string_view> openings;
  std::vector<std::string_view> details;
  std::vector<std::string_view> requests;
  std::vector<std::string_view> answers;    ///< the whole of a reply
  std::vector<std::string_view> thanks;     ///< the whole of the reply to that
  std::vector<std::string_view> file_names; ///< of a document that goes with it, without extension
};

/// All topics of the language.
[[nodiscard]] const std::vector<Topic>& topics(Language);

/// Parts of the Japanese list, one function for each file.
[[nodiscard]] std::vector<Topic> japanese_trade_topics();
[[nodiscard]] std::vector<Topic> japanese_project_topics();
[[nodiscard]] std::vector<Topic> japanese_office_topics();
[[nodiscard]] std::vector<Topic> japanese_notice_topics();
[[nodiscard]] std::vector<Topic> english_trade_topics();
[[nodiscard]] std::vector<Topic> english_office_topics();

} // namespace fumiban::test
