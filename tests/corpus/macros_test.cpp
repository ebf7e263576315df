// SPDX-License-Identifier: Apache-2.0
/// @file
/// Office documents of Apache POI: where VBA, Excel 4 macros and encryption are told, where the truth is otherwise, and
/// what the standard policy makes of macros that nobody means ill.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <iomanip>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "analyser/context.hpp"
#include "corpus_files.hpp"
#include "documents/ovba/project.hpp"
#include "fumiban/scan.hpp"
#include "fumiban/verdict.hpp"

namespace fumiban::test {
namespace {

constexpr double kMostSuspicious = 0.02;

/// What a document is said to hold.
struct Held {
  bool vba = false;
  bool xlm = false;
  bool encrypted = false;

  bool operator==(const Held&) const = default;
};

/// A file of which the truth says what is not so.
struct WrongTruth {
  std::string_view file;
  Held held;
  std::string_view reason;
};

constexpr std::array kWrongTruth = {
    WrongTruth{"slideshow/Password_Protected-56-hello.ppt",
               {.encrypted = true},
               "CurrentUserAtom.headerToken is 0xF3D1C4DF: the document is encrypted (MS-PPT 2.3.2)"},
    WrongTruth{"slideshow/Password_Protected-hello.ppt", {.encrypted = true}, "the same"},
    WrongTruth{"slideshow/Password_Protected-np-hello.ppt", {.encrypted = true}, "the same"},
    WrongTruth{"slideshow/ppt_with_png_encrypted.ppt", {.encrypted = true}, "the same"},
    WrongTruth{"spreadsheet/60284.xls",
               {.vba = true, .encrypted = true},
               "storage _VBA_PROJECT with dir: a project of Excel 95; FilePass with a key: its sheets are obfuscated"},
};

struct Document {
  std::string file;
  Held truth;
};

std::vector<Document> documents(const std::filesystem::path& root) {
  std::vector<Document> out;
  std::istringstream lines(bytes_of(root / "poi-truth.jsonl"));
  for (std::string line; std::getline(lines, line);) {
    const auto row = nlohmann::json::parse(line);
    out.push_back({row.at("file"), {row.at("vba"), row.at("xlm"), row.at("encrypted")}});
  }
  return out;
}

Report read_file(const std::filesystem::path& root, const std::string& file) {
  const auto bytes = bytes_of(root / "poi" / file);
  ScanOptions options;
  options.name = file.substr(file.rfind('/') + 1);
  options.keep_content = true;
  return scan(as_span(bytes), options);
}

bool says(const Report& report, std::string_view id) {
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [&](const Finding& finding) { return finding.spec->id == id; });
}

Held held_by(const Report& report) {
  return {says(report, "vba.present"), says(report, "xlm.present"), says(report, "office.encrypted")};
}

std::string named(const Held& held) {
  std::string out;
  if (held.vba) out += " vba";
  if (held.xlm) out += " xlm";
  if (held.encrypted) out += " encrypted";
  return out.empty() ? " nothing" : out;
}

std::string reasons_of(const Report& report, const Verdict& verdict) {
  std::ostringstream out;
  for (const auto& reason : verdict.reasons) {
    const auto& finding = report.findings[reason.finding];
    if (reason.weight == 0 && reason.at_least == Outcome::clean) continue;
    out << "; " << finding.spec->id << " \"" << finding.evidence.substr(0, 40) << "\" +" << reason.weight;
  }
  return out.str();
}

TEST(Macros, EveryDocumentOfPoiHoldsWhatTheTruthSays) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  const auto all = documents(root);
  ASSERT_GE(all.size(), 1100U);
  std::size_t agree = 0;
  for (const auto& document : all) {
    const auto held = held_by(read_file(root, document.file));
    const auto wrong = std::find_if(kWrongTruth.begin(), kWrongTruth.end(),
                                    [&](const auto& row) { return row.file == document.file; });
    if (wrong != kWrongTruth.end()) {
      EXPECT_NE(wrong->held, document.truth) << document.file << ": the truth is right by now";
    }
    const auto expected = wrong != kWrongTruth.end() ? wrong->held : document.truth;
    EXPECT_EQ(held, expected) << document.file << ": said" << named(held) << ", is" << named(expected);
    if (held == expected && wrong == kWrongTruth.end()) ++agree;
  }
  std::cout << "macros: " << all.size() << " documents of poi, " << agree << " as the truth says, "
            << kWrongTruth.size() << " where the truth is wrong\n";
}

TEST(Macros, MacrosThatNobodyMeansIllAreNotSuspicious) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  std::map<Outcome, std::size_t> outcomes;
  std::size_t count = 0;
  std::cout << std::left;
  for (const auto& document : documents(root)) {
    const auto report = read_file(root, document.file);
    const auto held = held_by(report);
    if (!held.vba && !held.xlm) continue;
    ++count;
    EXPECT_FALSE(says(report, "vba.stomped")) << document.file;
    const auto verdict = decide(report, {}, Policy::standard());
    ++outcomes[verdict.outcome];
    std::cout << "  " << std::setw(12) << name_of(verdict.outcome) << std::setw(4) << verdict.score << document.file
              << reasons_of(report, verdict) << '\n';
  }
  std::cout << "macros: " << count << " benign macro documents";
  for (const auto& [outcome, files] : outcomes) std::cout << ", " << name_of(outcome) << ' ' << files;
  std::cout << '\n';
  ASSERT_GE(count, 60U);
  EXPECT_EQ(outcomes[Outcome::malicious], 0U);
  EXPECT_LE(static_cast<double>(outcomes[Outcome::suspicious]), kMostSuspicious * static_cast<double>(count));
}

/// All modules that are read in any part of `report`.
std::vector<ovba::Module> modules_in(const Report& report) {
  std::vector<ovba::Module> out;
  for (const auto& part : report.parts) {
    const auto bytes = content_of(part);
    Report scratch;
    scratch.parts.emplace_back().readings.emplace_back("plain");
    const ScanOptions options;
    Context context(scratch, options);
    const auto file = cfb::CompoundFile::open(Blob::borrowed(ByteView(std::string_view(bytes))), context);
    if (!file) continue;
    for (auto& project : ovba::projects_in(*file, context))
      for (auto& module : project.modules) out.push_back(std::move(module));
  }
  return out;
}

std::string source_in(const Report& report) {
  std::string out;
  for (const auto& module : modules_in(report)) out += module.source;
  return out;
}

/// What compiled.cpp takes for granted, as nobody specifies it: the table of lines counts those of the source, and
/// every literal stands there.
TEST(Macros, CompiledCodeHasTheLinesAndLiteralsOfItsSource) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  std::size_t modules = 0;
  std::size_t tables = 0;
  std::size_t literals = 0;
  for (const auto& document : documents(root)) {
    if (document.file == "document/60279.doc") continue; // its source is damaged
    const auto all = modules_in(read_file(root, document.file));
    std::vector<std::string> shown;
    for (const auto& module : all)
      for (auto& literal : ovba::literals_of(module.source)) shown.push_back(std::move(literal));
    for (const auto& module : all) {
      ++modules;
      const auto lines = ovba::lines_of(module.source);
      for (const auto compiled : module.compiled.lines) {
        ++tables;
        EXPECT_TRUE(compiled >= lines.least && compiled <= lines.most)
            << document.file << ' ' << module.name << ": " << compiled << " compiled, source has " << lines.least
            << " to " << lines.most;
      }
      for (const auto& literal : module.compiled.literals) {
        ++literals;
        EXPECT_NE(std::find(shown.begin(), shown.end(), literal), shown.end())
            << document.file << ' ' << module.name << ": " << literal;
      }
    }
  }
  std::cout << "compiled code: " << modules << " modules, " << tables << " tables of lines, " << literals
            << " literals\n";
  EXPECT_GE(tables, 200U);
  EXPECT_GE(literals, 250U);
}

/// The lines of `text` as its writer sees them: without attributes, blank lines, and blanks at both ends.
std::vector<std::string> code_lines(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    line.erase(line.find_last_not_of(" \t\r") + 1);
    line.erase(0, line.find_first_not_of(" \t"));
    if (!line.empty() && !line.starts_with("Attribute ")) out.push_back(line);
  }
  return out;
}

TEST(Macros, TheSourceThatPoiExpectsIsRead) {
  FUMIBAN_CORPUS_OR_SKIP(root);
  for (const auto* folder : {"document", "spreadsheet", "slideshow"}) {
    const auto expected = code_lines(bytes_of(root / "poi" / folder / "SimpleMacro.vba"));
    ASSERT_FALSE(expected.empty()) << folder;
    std::size_t documents = 0;
    for (const auto& file : files_under(root / "poi" / folder)) {
      if (!file.filename().string().starts_with("SimpleMacro.") || file.extension() == ".vba") continue;
      ++documents;
      const auto got = code_lines(source_in(read_file(root, file.lexically_relative(root / "poi").string())));
      EXPECT_NE(std::search(got.begin(), got.end(), expected.begin(), expected.end()), got.end())
          << file.filename() << ": " << expected.size() << " lines expected, " << got.size() << " read";
    }
    EXPECT_EQ(documents, 2U) << folder;
  }
}

} // namespace
} // namespace fumiban::test
