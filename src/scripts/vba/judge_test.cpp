// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/ascii.hpp"
#include "fumiban/scan.hpp"
#include "fumiban/verdict.hpp"
#include "scripts/vba/judge_cases.hpp"
#include "scripts/vba/vba.hpp"
#include "unpack/measured.hpp"

namespace fumiban::vba {
namespace {

std::vector<Module> modules_of(std::string_view source) {
  std::vector<Module> out;
  while (!source.empty()) {
    const auto end = std::min(source.find('\n'), source.size());
    const auto line = source.substr(0, end);
    source.remove_prefix(std::min(end + 1, source.size()));
    const auto name = std::string(line.substr(std::min(line.find(' ') + 1, line.size())));
    if (line.starts_with("'#document ")) out.push_back({name, "", Module::Type::document});
    else if (line.starts_with("'#standard ")) out.push_back({name, "", Module::Type::standard});
    else if (line.starts_with("'#form ")) out.push_back({name, "", Module::Type::form});
    else if (line.starts_with("'#class ")) out.push_back({name, "", Module::Type::klass});
    else if (line.starts_with("'#control ")) out.back().controls.push_back(name);
    else if (line.starts_with("'#text ")) out.back().texts.push_back(name);
    else out.back().source += std::string(line) + "\r\n";
  }
  return out;
}

struct Judged {
  Report report;
  Verdict verdict;
  std::string ids; ///< blank before and behind each
};

Judged judged(std::span<const Module> modules, const Limits& limits = {}, std::span<const Held> held = {}) {
  Judged out;
  ScanOptions options;
  options.limits = limits;
  out.report.parts.emplace_back().readings.emplace_back("plain");
  Context context(out.report, options);
  context.say(kPresent);
  judge(modules, held, context);
  out.verdict = decide(out.report, Circumstances{}, Policy::standard());
  out.ids = " ";
  for (const auto& finding : out.report.findings) out.ids += std::string(finding.spec->id) + " ";
  return out;
}

std::string told(const Judged& judged) {
  std::string out = "score " + std::to_string(judged.verdict.score) + "\n";
  for (const auto& finding : judged.report.findings)
    out += "  " + std::string(finding.spec->id) + ": " + finding.evidence + "\n";
  for (const auto& indicator : judged.report.indicators)
    out += "  " + std::string(indicator.kind) + " " + indicator.value + "\n";
  return out;
}

TEST(VbaJudge, OfficeMacrosAreClean) {
  EXPECT_GE(office_macros().size(), 25U);
  for (const auto& one : office_macros()) {
    const auto result = judged(modules_of(one.source));
    EXPECT_EQ(result.verdict.outcome, Outcome::clean) << one.name << "\n" << told(result);
    EXPECT_EQ(result.ids.find(" vba.autoexec-executes "), std::string::npos) << one.name << "\n" << told(result);
  }
}

TEST(VbaJudge, TwinsOfTheWavesAreNot) {
  EXPECT_GE(wave_twins().size(), 20U);
  std::size_t malicious = 0;
  for (const auto& one : wave_twins()) {
    const auto result = judged(modules_of(one.source));
    EXPECT_GE(result.verdict.outcome, Outcome::suspicious) << one.name << "\n" << told(result);
    malicious += result.verdict.outcome == Outcome::malicious ? 1U : 0U;
    for (auto rest = one.says; !rest.empty();) {
      const auto id = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(id.size() + 1, rest.size()));
      EXPECT_NE(result.ids.find(" " + std::string(id) + " "), std::string::npos) << one.name << " lacks " << id << "\n"
                                                                                 << told(result);
    }
  }
  EXPECT_GE(malicious, wave_twins().size() / 2);
}

TEST(VbaJudge, IndicatorsComeFromWhatIsPutTogether) {
  const auto result =
      judged(modules_of("'#standard M\n"
                        "Sub a()\n"
                        "u = \"ht\" & \"tp://a.invalid/x*http://0xC0000201/y@https://b.invalid/z\"\n"
                        "f = \"\\\\files.\" & \"invalid\\share\\a.exe\"\n"
                        "c = \"p^ow^ers^hell -e^nc ZQBjAGgAbwAgAGYAdQBtAGkAYgBhAG4A\"\n"
                        "End Sub\n"));
  std::string all = "\n";
  for (const auto& one : result.report.indicators) all += std::string(one.kind) + " " + one.value + "\n";
  for (const std::string_view expected :
       {"url http://a.invalid/x", "host a.invalid", "ip 192.0.2.1", "url https://b.invalid/z", "host b.invalid",
        "unc \\\\files.invalid\\share\\a.exe", "command powershell -enc ZQBjAGgAbwAgAGYAdQBtAGkAYgBhAG4A"})
    EXPECT_NE(all.find("\n" + std::string(expected) + "\n"), std::string::npos) << expected << all;
}

TEST(VbaJudge, ReachabilityNeedsTheWay) {
  const std::string_view there =
      "'#document D\nSub Document_Open()\na\nEnd Sub\n'#standard M\nSub a()\nb\nEnd Sub\n"
      "Sub b()\nShell x\nEnd Sub\n";
  EXPECT_NE(judged(modules_of(there)).ids.find("autoexec-executes"), std::string::npos);
  const std::string_view not_there =
      "'#document D\nSub Document_Open()\na\nEnd Sub\n'#standard M\nSub a()\nEnd Sub\n"
      "Sub b()\nShell x\nEnd Sub\n";
  EXPECT_EQ(judged(modules_of(not_there)).ids.find("autoexec-executes"), std::string::npos);
}

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string out;
  while (out.size() < bytes) out += piece;
  return out;
}

TEST(VbaJudge, HostileSourceCostsLinearWork) {
  std::string constants;
  for (int i = 0; i < 10000; ++i)
    constants += "Const A" + std::to_string(i + 1) + " = A" + std::to_string(i) + " & \"x\"\n";
  std::string grows = "Sub t()\n";
  for (int i = 0; i < 50000; ++i) grows += "s = s & \"abcdefgh\"\n";
  std::string prepends = "Sub t()\n";
  for (int i = 0; i < 20000; ++i) prepends += "s = \"abcdefgh\" & s\n";
  std::string doubles = "Sub t()\ns = \"abcdefgh\"\n";
  for (int i = 0; i < 2000; ++i) doubles += "s = s & s\n";
  std::string calls = "Function f0(x)\nf0 = x & x\nEnd Function\n";
  for (int i = 1; i < 200; ++i) {
    const auto f = "f" + std::to_string(i);
    const auto g = "f" + std::to_string(i - 1);
    calls += "Function " + f + "(x)\n" + f + " = " + g + "(" + g + "(x)) & " + g + "(x)\nEnd Function\n";
  }
  std::string same = repeated("Sub a()\na\nEnd Sub\n", 1U << 20U);
  std::string names;
  for (int i = 0; i < 100000; ++i) names += "n" + std::to_string(i) + " = 1\n";
  for (const auto& source : {repeated("\"", 1U << 20U),
                             repeated(" _", 1U << 20U),
                             repeated(" _\n", 1U << 20U),
                             repeated("(", 1U << 20U),
                             "x = " + repeated("(", 100000) + "1" + repeated(")", 100000),
                             "x = \"a\"" + repeated(" & \"b\"", 600000),
                             "x = " + repeated("Chr(65) & ", 1U << 20U),
                             "x = " + repeated("StrReverse(", 1U << 20U),
                             "x = " + repeated("f(1,", 1U << 20U),
                             repeated("a.", 1U << 20U),
                             repeated("-", 1U << 20U),
                             repeated("Attribute VB_Name = \"x\"\n", 1U << 20U),
                             repeated("Sub \"\n", 1U << 20U),
                             repeated("Dim a, ", 1U << 20U),
                             repeated("://", 1U << 20U),
                             "x = \"" + repeated("http://a@", 1U << 20U) + "\"",
                             "x = \"" + repeated("\\\\", 1U << 20U) + "\" & \"y\"",
                             "x = \"" + repeated("^", 1U << 20U) + "\"",
                             "x = \"" + repeated("QUFB", 1U << 20U) + "\"",
                             "x = \"" + repeated("-e ", 1U << 20U) + "\"",
                             constants,
                             grows,
                             prepends,
                             doubles,
                             calls,
                             same,
                             names}) {
    Module module;
    module.name = "M";
    module.source = source;
    const auto begin = test::processor_seconds();
    (void)judged(std::span(&module, 1));
    const auto took = test::processor_seconds() - begin;
    EXPECT_LT(took, test::allowed_seconds(2)) << source.substr(0, 60) << " " << took;
  }
}

TEST(VbaJudge, EveryPrefixAndMutationGivesAReport) {
  std::uint32_t dice = 1;
  for (const auto& one : wave_twins()) {
    auto modules = modules_of(one.source);
    for (auto& module : modules) {
      const auto whole = module.source;
      for (std::size_t i = 0; i < whole.size(); i += 7) {
        dice = dice * 1664525U + 1013904223U;
        module.source = whole.substr(0, i);
        (void)judged(modules);
        module.source = whole;
        module.source[i] = static_cast<char>(dice >> 24U);
        (void)judged(modules);
      }
      module.source = whole;
    }
  }
}

TEST(VbaJudge, LimitsAreSaid) {
  Limits limits;
  limits.macro_tokens = 10;
  const auto result = judged(modules_of(office_macros()[3].source), limits);
  EXPECT_NE(result.ids.find(" limit.macro-tokens "), std::string::npos);
  limits = {};
  limits.bytes = 10;
  EXPECT_NE(judged(modules_of(office_macros()[3].source), limits).ids.find(" limit.bytes "), std::string::npos);
}

} // namespace
} // namespace fumiban::vba
