// SPDX-License-Identifier: Apache-2.0
// What is printed: table, JSON, explanation, the lists of formats and findings.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "fumiban/json.hpp"
#include "mails.hpp"
#include "program.hpp"

namespace fumiban::command {
namespace {

using Names = std::set<std::string>;

Names keys_of(const nlohmann::json& object) {
  Names out;
  for (const auto& [key, value] : object.items()) out.insert(key);
  return out;
}
void expect_fields(const nlohmann::json& object, const Names& promised) {
  const auto there = keys_of(object);
  for (const auto& name : promised) EXPECT_TRUE(there.contains(name)) << "no field " << name;
}

class Output : public testing::Test {
protected:
  Folder folder;
  std::string clean = folder.write("clean.eml", clean_mail("Good morning"));
  std::string bad =
      folder.write("bad.eml", multipart_mail("Content-Type: text/plain\r\n\r\nSee http://www.example.invalid/page\r\n",
                                             attachment("invoice.pdf.exe", "MZ and words")));
};

TEST_F(Output, TableHasAHeadARowAMessageAndASum) {
  const auto ran = run({"scan", clean, bad});
  const auto lines = lines_of(ran.output);
  ASSERT_GE(lines.size(), 4U);
  EXPECT_TRUE(has(lines[0], "VERDICT"));
  EXPECT_TRUE(has(lines[1], "clean"));
  EXPECT_TRUE(has(lines[1], "clean.eml"));
  EXPECT_TRUE(has(lines[1], "Good morning"));
  EXPECT_TRUE(has(lines[2], "malicious"));
  EXPECT_TRUE(has(lines[2], "bad.eml"));
  EXPECT_TRUE(has(lines[2], "Double extension"));
  EXPECT_TRUE(has(lines.back(), "2 scanned")) << lines.back();
  EXPECT_EQ(ran.errors, "");
}

TEST_F(Output, ALineHasTheFieldsThatScriptsRelyOn) {
  const auto all = scanned({bad});
  ASSERT_EQ(all.size(), 1U);
  const auto& line = all[0];
  expect_fields(line, {"path", "message_id", "verdict", "level", "score", "complete", "parts", "findings", "indicators",
                       "passwords", "limits", "engine"});
  ASSERT_EQ(line["parts"].size(), 4U);
  for (const auto& part : line["parts"])
    expect_fields(part, {"index", "parent", "name", "declared_type", "type", "size", "sha256", "readings"});
  ASSERT_FALSE(line["findings"].empty());
  for (const auto& finding : line["findings"])
    expect_fields(finding, {"id", "severity", "part", "offset", "length", "evidence"});
  ASSERT_FALSE(line["indicators"].empty());
  for (const auto& indicator : line["indicators"]) expect_fields(indicator, {"kind", "value", "part"});
  EXPECT_EQ(line["indicators"][0]["value"], "http://www.example.invalid/page");
  EXPECT_EQ(line["parts"][3]["name"], "invoice.pdf.exe");
  EXPECT_EQ(line["parts"][3]["type"], "pe");
  EXPECT_EQ(line["complete"], true);
}

TEST_F(Output, JsonIsOneDocument) {
  const auto ran = run({"scan", "--format", "json", clean, bad});
  const auto document = nlohmann::json::parse(ran.output);
  ASSERT_EQ(document["messages"].size(), 2U);
  EXPECT_EQ(document["summary"]["clean"], 1);
  EXPECT_EQ(document["summary"]["malicious"], 1);
  const auto lines = scanned({clean, bad});
  EXPECT_EQ(document["messages"][0], lines[0]);
  EXPECT_EQ(document["messages"][1], lines[1]);
}

TEST_F(Output, JsonStaysOneDocumentWhereAPathIsMissing) {
  const auto ran = run({"scan", "--format", "json", folder.at("missing"), clean, folder.at("gone"), bad});
  EXPECT_EQ(nlohmann::json::parse(ran.output)["messages"].size(), 2U);
  EXPECT_EQ(nlohmann::json::parse(run({"scan", "--format", "json", folder.at("missing")}).output)["messages"].size(),
            0U);
}

TEST_F(Output, JsonIsTheSameInEveryLanguageAndLocale) {
  const auto reference = run({"scan", "--format", "jsonl", clean, bad}).output;
  How japanese;
  for (const char* locale : {"LC_ALL=C.UTF-8", "LANG=ja_JP.UTF-8", "LC_ALL=ja_JP.eucJP", "LC_ALL=nonsense"}) {
    japanese.environment = {locale};
    EXPECT_EQ(run({"scan", "--format", "jsonl", clean, bad}, japanese).output, reference) << locale;
  }
  EXPECT_EQ(run({"--lang", "ja", "scan", "--format", "jsonl", clean, bad}).output, reference);
}

TEST_F(Output, ExplainTellsPartsFindingsAndProof) {
  const auto ran = run({"scan", "--explain", bad});
  for (const char* piece :
       {"[0] message", "[1] multipart", "[3] pe", "invoice.pdf.exe", "[name.double-extension]", "ATT&CK T1036.007",
        "Windows hides the last extension", "part 3", "http://www.example.invalid/page", "level 5 of 5"})
    EXPECT_TRUE(has(ran.output, piece)) << piece << "\n" << ran.output;
}

TEST_F(Output, ExplainTellsOffsets) {
  const auto path = folder.write("gtube.eml", malicious_mail());
  const auto all = scanned({path});
  const auto& finding = all[0]["findings"][0];
  ASSERT_EQ(finding["id"], "test.gtube");
  EXPECT_EQ(finding["length"], 68);
  const auto explained = run({"scan", "--explain", path}).output;
  EXPECT_TRUE(has(explained, "68 bytes")) << explained;
}

TEST_F(Output, EveryExplainedFindingHasItsMeaning) {
  const auto output = run({"scan", "--explain", bad}).output;
  std::string flat;
  for (const char c : output)
    if (c != ' ' && c != '\n') flat += c;
  const auto all = nlohmann::json::parse(run({"findings", "--json"}).output);
  const auto message = scanned({bad})[0];
  for (const auto& spec : all) {
    if (!has_id(message, spec["id"].get<std::string>())) continue;
    auto meaning = spec["meaning"].get<std::string>();
    std::erase(meaning, ' ');
    EXPECT_TRUE(has(flat, meaning)) << spec["id"];
    EXPECT_TRUE(has(output, spec["title"].get<std::string>())) << spec["id"];
    if (!spec["technique"].get<std::string>().empty()) {
      EXPECT_TRUE(has(output, spec["technique"].get<std::string>())) << spec["id"];
    }
  }
}

TEST(Lists, TheFindingsThatWerePromised) {
  const auto ran = run({"findings", "--json"});
  EXPECT_EQ(ran.code, 0);
  Names ids;
  for (const auto& spec : nlohmann::json::parse(ran.output))
    EXPECT_TRUE(ids.insert(spec["id"]).second) << spec["id"] << " twice";
  for (const char* id : {"vba.present", "vba.autoexec", "vba.autoexec-executes", "vba.stomped", "xlm.present",
                         "office.encrypted", "archive.encrypted", "type.mismatch", "name.double-extension", "name.bidi",
                         "mime.ambiguous", "file.padded", "test.eicar", "test.gtube"})
    EXPECT_TRUE(ids.contains(id)) << id;
  for (const char* prefix : {"limit.", "engine."})
    EXPECT_TRUE(std::any_of(ids.begin(), ids.end(), [&](const auto& id) { return id.starts_with(prefix); })) << prefix;
  const auto lines = lines_of(run({"findings"}).output);
  EXPECT_EQ(lines.size(), ids.size());
  for (const auto& line : lines) EXPECT_TRUE(ids.contains(line.substr(0, line.find(' ')))) << line;
}

TEST(Lists, FormatsAreTheTypesOfParts) {
  const auto ran = run({"formats", "--json"});
  Names ids;
  for (const auto& format : nlohmann::json::parse(ran.output)) {
    EXPECT_TRUE(ids.insert(format["id"]).second) << format["id"] << " twice";
    expect_fields(format, {"id", "media", "family", "extensions", "read"});
  }
  for (const char* id :
       {"message", "multipart", "text", "html", "pdf", "zip", "cfb", "ooxml", "pe", "lnk", "onenote", "iso"})
    EXPECT_TRUE(ids.contains(id)) << id;
  EXPECT_EQ(lines_of(run({"formats"}).output).size(), ids.size());
}

TEST(Lists, EveryFindingCanBeExplainedInBothLanguages) {
  for (const char* language : {"en", "ja"})
    for (const auto& spec : nlohmann::json::parse(run({"--lang", language, "findings", "--json"}).output)) {
      const auto id = spec["id"].get<std::string>();
      const auto ran = run({"--lang", language, "explain", id});
      EXPECT_EQ(ran.code, 0) << id;
      EXPECT_TRUE(has(ran.output, id));
      EXPECT_TRUE(has(ran.output, spec["title"].get<std::string>())) << id;
      EXPECT_FALSE(has(ran.output, "finding." + id)) << "a missing text";
    }
}

TEST(Lists, AnUnknownFindingIsNamed) {
  const auto ran = run({"explain", "no.such"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_TRUE(has(ran.errors, "no.such"));
}

TEST(Passwords, AreToldByLengthUnlessAskedFor) {
  Report report;
  report.parts.emplace_back();
  report.passwords.push_back({0, "body", "himitsu"});
  const auto shy = to_json(report, {}, "a.eml");
  EXPECT_FALSE(has(shy, "himitsu"));
  const auto password = nlohmann::json::parse(shy)["passwords"][0];
  EXPECT_EQ(password["source"], "body");
  EXPECT_EQ(password["length"], 7);
  EXPECT_EQ(nlohmann::json::parse(to_json(report, {}, "a.eml", {.show_passwords = true}))["passwords"][0]["word"],
            "himitsu");
}

TEST(Passwords, NeverStandInTheOutputUnasked) {
  const Folder folder;
  const auto path = folder.write("a.eml", unscanned_mail());
  const auto words = folder.write("words", "kenjitsu\r\n\nbushido\n");
  for (const char* format : {"table", "json", "jsonl"}) {
    const auto ran = run({"scan", "--explain", "--format", format, "--password", "himitsu", "--password", "ninja",
                          "--passwords-file", words, path});
    EXPECT_EQ(ran.code, 2);
    for (const char* word : {"himitsu", "ninja", "kenjitsu", "bushido"})
      EXPECT_FALSE(has(ran.output + ran.errors, word)) << format;
  }
}

TEST(Passwords, OneOptionTakesOneWord) {
  const Folder folder;
  const auto path = folder.write("a.eml", clean_mail());
  EXPECT_EQ(run({"scan", "--password", "himitsu", path}).code, 0) << "the path was taken for a password";
}

TEST(Language, ComesFromTheLocaleOrTheOption) {
  const Folder folder;
  const auto path = folder.write("a.eml", clean_mail());
  const auto japanese = [](const Ran& ran) { return has(ran.output, "判定") && has(ran.output, "安全"); };
  const auto english = [](const Ran& ran) { return has(ran.output, "VERDICT") && !has(ran.output, "安全"); };
  struct Case {
    std::vector<std::string> environment;
    bool is_japanese;
  };
  for (const auto& [environment, is_japanese] :
       {Case{{"LANG=ja_JP.UTF-8"}, true}, Case{{"LANG=ja_JP.utf8"}, true}, Case{{"LANG=ja"}, true},
        Case{{"LC_ALL=ja_JP.UTF-8", "LANG=C"}, true}, Case{{"LC_MESSAGES=ja_JP.UTF-8", "LANG=en_US.UTF-8"}, true},
        Case{{"LC_ALL=", "LANG=ja_JP.UTF-8"}, true}, Case{{"LC_ALL=C", "LANG=ja_JP.UTF-8"}, false},
        Case{{"LC_ALL=C.UTF-8"}, false}, Case{{"LANG=en_US.UTF-8"}, false}, Case{{}, false}}) {
    How how;
    how.environment = environment;
    const auto ran = run({"scan", path}, how);
    EXPECT_EQ(ran.code, 0);
    EXPECT_TRUE(is_japanese ? japanese(ran) : english(ran))
        << (environment.empty() ? "no locale" : environment[0]) << "\n"
        << ran.output;
    EXPECT_TRUE(english(run({"--lang", "en", "scan", path}, how)));
    EXPECT_TRUE(japanese(run({"--lang", "ja", "scan", path}, how)));
    EXPECT_TRUE(japanese(run({"--lang=ja", "scan", path}, how)));
    EXPECT_TRUE(japanese(run({"scan", path, "--lang", "ja"}, how)));
  }
}

/// Everything between the ids and names that a script or a person needs as they are is in Japanese.
TEST(Language, JapaneseOutputIsJapanese) {
  const Folder folder;
  const auto bad = folder.write("bad.eml", multipart_mail(attachment("invoice.pdf.exe", "MZ and words")));
  const std::vector<std::string> english = {
      "clean",  "unscanned", "suspicious", "malicious", "scanned",          "Parts:", "Score",  "level", "Evidence",
      "offset", "bytes",     "by rule",    "sandbox",   "Double extension", "high",   "medium", "policy"};
  const auto ran = run({"--lang", "ja", "scan", "--explain", bad, folder.at("missing")});
  for (const auto& word : english) EXPECT_FALSE(has(ran.output, word)) << word << "\n" << ran.output;
  EXPECT_TRUE(has(ran.output, "二重拡張子"));
  EXPECT_TRUE(has(ran.errors, "読めません")) << ran.errors;
  EXPECT_FALSE(has(ran.errors, "cannot")) << ran.errors;
  const auto help = run({"--lang", "ja", "scan", "--help"}).output;
  for (const char* word : {"exit with", "a message", "Limit:", "print this", "write every"})
    EXPECT_FALSE(has(help, word)) << word;
}

} // namespace
} // namespace fumiban::command
