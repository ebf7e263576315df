// SPDX-License-Identifier: Apache-2.0
// The catalogues in rules/: complete in both languages, and in step with the code.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "fumiban/scan.hpp"
#include "fumiban/verdict.hpp"
#include "messages/messages.hpp"
#include "program.hpp"

namespace fumiban::command {
namespace {

using Names = std::set<std::string>;

const Messages& kEnglish = Messages::in(Language::en);
const Messages& kJapanese = Messages::in(Language::ja);

Names placeholders(const std::string& text) {
  static const std::regex kName("\\{([a-z-]+)\\}");
  Names out;
  for (std::sregex_iterator it(text.begin(), text.end(), kName), end; it != end; ++it) out.insert((*it)[1]);
  return out;
}

bool has_japanese(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xE3; });
}

/// All code that talks to people.
std::vector<std::pair<std::string, std::string>> sources() {
  std::vector<std::pair<std::string, std::string>> out;
  for (const char* folder : {"apps", "src"})
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::filesystem::path(given("FUMIBAN_SOURCE")) / folder)) {
      const auto extension = entry.path().extension();
      if ((extension == ".cpp" || extension == ".hpp") && !entry.path().filename().string().ends_with("_test.cpp"))
        out.emplace_back(std::filesystem::relative(entry.path(), given("FUMIBAN_SOURCE")).string(),
                         read_file(entry.path()));
    }
  return out;
}

TEST(Catalogues, HaveTheSameKeys) {
  for (const auto& [key, text] : kEnglish.all()) EXPECT_TRUE(kJapanese.has(key)) << key << " is missing in Japanese";
  for (const auto& [key, text] : kJapanese.all()) EXPECT_TRUE(kEnglish.has(key)) << key << " is missing in English";
}

TEST(Catalogues, HaveNoEmptyText) {
  for (const auto* messages : {&kEnglish, &kJapanese})
    for (const auto& [key, text] : messages->all()) EXPECT_FALSE(text.empty()) << key;
}

TEST(Catalogues, HaveTheSamePlaceholders) {
  for (const auto& [key, text] : kEnglish.all()) {
    const auto other = kJapanese.all().find(key);
    if (other != kJapanese.all().end()) {
      EXPECT_EQ(placeholders(text), placeholders(other->second)) << key;
    }
  }
}

TEST(Catalogues, AreInTheirLanguage) {
  for (const auto& [key, text] : kEnglish.all()) EXPECT_FALSE(has_japanese(text)) << key << ": " << text;
  // Texts that are names or placeholders alone need no Japanese.
  for (const auto& [key, text] : kJapanese.all()) EXPECT_TRUE(has_japanese(text)) << key << ": " << text;
}

TEST(Catalogues, NoTextStandsInBothUntranslated) {
  for (const auto& [key, text] : kEnglish.all()) {
    const auto other = kJapanese.all().find(key);
    if (other != kJapanese.all().end()) {
      EXPECT_NE(text, other->second) << key;
    }
  }
}

TEST(Catalogues, EveryFindingHasTitleAndMeaning) {
  for (const auto& spec : nlohmann::json::parse(run({"findings", "--json"}).output)) {
    const auto key = "finding." + spec["id"].get<std::string>();
    for (const auto* messages : {&kEnglish, &kJapanese})
      for (const char* what : {".title", ".meaning"}) EXPECT_TRUE(messages->has(key + what)) << key << what;
  }
}

TEST(Catalogues, DescribeNoFindingThatDoesNotExist) {
  Names ids;
  for (const auto* spec : finding_specs()) ids.emplace(spec->id);
  for (const auto& [key, text] : kEnglish.all()) {
    if (!key.starts_with("finding.")) continue;
    EXPECT_TRUE(ids.contains(key.substr(8, key.rfind('.') - 8))) << key;
  }
}

TEST(Catalogues, NameEveryOutcomeSeverityTopicAndReason) {
  Names keys;
  for (const auto outcome : {Outcome::clean, Outcome::unscanned, Outcome::suspicious, Outcome::malicious})
    keys.insert("verdict." + std::string(name_of(outcome)));
  for (const auto severity : {Severity::info, Severity::low, Severity::medium, Severity::high, Severity::critical})
    keys.insert("severity." + std::string(name_of(severity)));
  for (const auto topic : {Topic::content, Topic::evasion, Topic::deception, Topic::test, Topic::limit, Topic::engine})
    keys.insert("topic." + std::string(name_of(topic)));
  for (const auto unread :
       {Unread::locked, Unread::limit, Unread::damaged, Unread::unknown_container, Unread::end_to_end, Unread::crashed})
    keys.insert("unread." + std::string(name_of(unread)));
  for (const auto* spec : finding_specs()) {
    keys.insert("severity." + std::string(name_of(spec->severity)));
    keys.insert("topic." + std::string(name_of(spec->topic)));
  }
  for (const auto& note : scan({}, {}).notes) keys.insert("note." + note);
  for (const auto& key : keys) EXPECT_TRUE(kEnglish.has(key)) << key;
  for (const auto& [key, text] : kEnglish.all())
    for (const char* family : {"verdict.", "severity.", "topic.", "unread."})
      if (key.starts_with(family)) {
        EXPECT_TRUE(keys.contains(key)) << key << " is never said";
      }
}

TEST(Catalogues, EveryKeyInTheCodeExists) {
  static const std::regex kKey("\"((?:ui|help|verdict|severity|topic|unread|note)\\.[a-z.-]*[a-z])\"");
  std::size_t count = 0;
  for (const auto& [name, text] : sources())
    for (std::sregex_iterator it(text.begin(), text.end(), kKey), end; it != end; ++it, ++count)
      EXPECT_TRUE(kEnglish.has((*it)[1].str())) << name << " says " << (*it)[1];
  EXPECT_GT(count, 40U) << "the code is no longer written as this test reads it";
}

TEST(Catalogues, EveryKeyIsSaidSomewhere) {
  std::string all;
  for (const auto& [name, text] : sources()) all += text;
  for (const auto& [key, text] : kEnglish.all())
    if (key.starts_with("ui.") || key.starts_with("help.")) {
      EXPECT_TRUE(has(all, "\"" + key + "\"")) << key << " is never said";
    }
}

/// say("key", {{"name", ..}}): the names are those of the text.
TEST(Catalogues, TheCodeFillsEveryPlaceholder) {
  static const std::regex kSay("say\\(\\s*\"((?:ui|help)\\.[a-z.-]+)\"");
  static const std::regex kName("\\{\\s*\"([a-z]+)\"");
  std::size_t count = 0;
  for (const auto& [file, text] : sources())
    for (std::sregex_iterator it(text.begin(), text.end(), kSay), end; it != end; ++it, ++count) {
      const auto begin = static_cast<std::size_t>(it->position());
      auto at = text.find('(', begin);
      int open = 0;
      do {
        open += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
        ++at;
      } while (open > 0 && at < text.size());
      const auto call = text.substr(begin, at - begin);
      Names given_names;
      for (std::sregex_iterator name(call.begin(), call.end(), kName), none; name != none; ++name)
        given_names.insert((*name)[1]);
      const auto key = (*it)[1].str();
      if (kEnglish.has(key)) {
        EXPECT_EQ(given_names, placeholders(kEnglish.all().find(key)->second)) << file << ": " << key;
      }
    }
  EXPECT_GT(count, 40U);
}

TEST(Messages, FillPlaceholdersOnceAndLeaveOthers) {
  EXPECT_EQ(kEnglish.say("ui.part", {{"part", "{part}{other}"}}), "part {part}{other}");
  EXPECT_EQ(kEnglish.say("no.such.key"), "no.such.key");
}

} // namespace
} // namespace fumiban::command
