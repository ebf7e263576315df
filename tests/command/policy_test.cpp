// SPDX-License-Identifier: Apache-2.0
// --policy FILE: what an organisation thinks of findings.
#include <gtest/gtest.h>

#include "mails.hpp"
#include "program.hpp"

namespace fumiban::command {
namespace {

class PolicyFile : public testing::Test {
protected:
  Folder folder;
  std::string clean = folder.write("clean.eml", clean_mail());
  std::string suspicious = folder.write("suspicious.eml", suspicious_mail());

  nlohmann::json judged(const std::string& toml, const std::string& path) {
    const auto all = scanned({"--policy", folder.write("policy.toml", toml), path});
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? nlohmann::json() : all[0];
  }
};

TEST_F(PolicyFile, TheStandardOneReadOverItselfChangesNothing) {
  const auto standard = run({"policy"});
  EXPECT_EQ(standard.code, 0);
  for (const auto& path : {clean, suspicious}) EXPECT_EQ(judged(standard.output, path), scanned({path})[0]);
  EXPECT_EQ(judged("", suspicious), scanned({suspicious})[0]);
}

TEST_F(PolicyFile, WeightsThresholdsAndFloors) {
  EXPECT_EQ(judged("name = \"ours\"", clean)["engine"]["policy"], "ours");
  EXPECT_EQ(judged("[findings]\n\"name.active\" = { weight = 0 }", suspicious)["score"], 0);
  EXPECT_EQ(judged("[findings]\n\"name.active\" = { weight = 80 }", suspicious)["level"], 4);
  EXPECT_EQ(judged("[findings]\n\"name.active\" = { weight = 120 }", suspicious)["verdict"], "malicious");
  EXPECT_EQ(judged("[findings]\n\"name.active\" = { at_least = \"malicious\" }", suspicious)["verdict"], "malicious");
  EXPECT_EQ(judged("[findings]\n\"name.active\" = { weight = 1, at_least = \"suspicious\", because = \"we say so\" }",
                   suspicious)["verdict"],
            "suspicious");
  EXPECT_EQ(judged("[thresholds]\nmalicious = 40", suspicious)["verdict"], "malicious");
  EXPECT_EQ(judged("[thresholds]\nsuspicious = 51", suspicious)["verdict"], "clean");
  EXPECT_EQ(judged("[thresholds]\nsuspicious = 51", suspicious)["level"], 2);
  EXPECT_EQ(judged("[thresholds]\ngrave = 50", suspicious)["level"], 4);
}

TEST_F(PolicyFile, ARuleMayNameTheEvidence) {
  const auto finding = scanned({suspicious})[0]["findings"][0];
  ASSERT_EQ(finding["id"], "name.active");
  const auto rule = "[findings]\n\"name.active:" + finding["evidence"].get<std::string>() + "\" = { weight = 7 }\n";
  EXPECT_EQ(judged(rule, suspicious)["score"], 7);
  EXPECT_EQ(judged("[findings]\n\"name.active:something else\" = { weight = 7 }\n", suspicious)["score"], 50);
}

TEST_F(PolicyFile, WhatIsNotNamedStays) {
  const auto more = judged("[findings]\n\"test.gtube\" = { weight = 3 }", suspicious);
  EXPECT_EQ(more["score"], 50);
  EXPECT_EQ(more["verdict"], "suspicious");
}

TEST_F(PolicyFile, CannotMakeWhatWasNotReadClean) {
  const auto path = folder.write("unscanned.eml", unscanned_mail());
  const auto message = judged(
      "[thresholds]\nsuspicious = 1e8\nmalicious = 1e8\n[severity]\nlow = 0\n[findings]\n"
      "\"engine.unknown-type\" = { weight = 0, at_least = \"clean\" }",
      path);
  EXPECT_EQ(message["verdict"], "unscanned");
}

struct Mistake {
  const char* what;
  const char* toml;
  int line;
  int column; ///< 0: any
  friend void PrintTo(const Mistake& mistake, std::ostream* out) { *out << mistake.toml; }
};
class PolicyMistake : public PolicyFile, public testing::WithParamInterface<Mistake> {};

TEST_P(PolicyMistake, IsToldWithFileLineAndColumn) {
  const auto& mistake = GetParam();
  const auto file = folder.write("ours.toml", mistake.toml);
  const auto ran = run({"scan", "--policy", file, clean});
  EXPECT_EQ(ran.code, 2) << mistake.toml;
  EXPECT_EQ(ran.output, "") << "scanned with a policy that nobody meant";
  auto place = file + ":" + std::to_string(mistake.line) + ":";
  if (mistake.column != 0) place += std::to_string(mistake.column) + ":";
  ASSERT_TRUE(has(ran.errors, place)) << place << "\n" << ran.errors;
  const auto behind = ran.errors.substr(ran.errors.find(place) + place.size());
  EXPECT_TRUE(mistake.column != 0 || (!behind.empty() && behind[0] >= '1' && behind[0] <= '9'))
      << "no column: " << ran.errors;
}

INSTANTIATE_TEST_SUITE_P(
    All, PolicyMistake,
    testing::Values(Mistake{"syntax", "name = \"x\"\n[thresholds\nnoted = 1\n", 2, 0},
                    Mistake{"unclosed", "name = \"x\n", 1, 0}, Mistake{"twice", "[severity]\nlow = 1\nlow = 2\n", 3, 0},
                    Mistake{"unknown_table", "\n[nonsense]\nx = 1\n", 2, 0},
                    Mistake{"unknown_threshold", "[thresholds]\nhigh = 1\n", 2, 8},
                    Mistake{"not_a_number", "[thresholds]\nnoted = \"ten\"\n", 2, 9},
                    Mistake{"negative", "[findings]\n\"name.bidi\" = { weight = -1 }\n", 2, 0},
                    Mistake{"infinite", "[findings]\n\"name.bidi\" = { weight = inf }\n", 2, 0},
                    Mistake{"nan", "[findings]\n\"name.bidi\" = { weight = nan }\n", 2, 0},
                    Mistake{"unknown_outcome", "[findings]\n\"name.bidi\" = { at_least = \"evil\" }\n", 2, 0},
                    Mistake{"unknown_field", "[findings]\n\"name.bidi\" = { wait = 3 }\n", 2, 0},
                    Mistake{"not_a_table", "[findings]\n\"name.bidi\" = 3\n", 2, 15},
                    Mistake{"table_expected", "thresholds = 3\n", 1, 0}, Mistake{"name_is_no_text", "name = 3\n", 1, 0},
                    Mistake{"unknown_severity", "[severity]\nhihg = 1\n", 2, 0},
                    Mistake{"unknown_finding", "[findings]\n\"name.bidy\" = { weight = 3 }\n", 2, 0}),
    [](const auto& each) { return std::string(each.param.what); });

/// Further findings can only raise, whatever the policy says.
TEST_F(PolicyFile, FurtherFindingsNeverMakeItMilder) {
  const auto one = folder.write("one.eml", multipart_mail(attachment("tool.lnk", "words")));
  const auto two =
      folder.write("two.eml", multipart_mail(attachment("tool.lnk", "words"), attachment("a.pdf.exe", "MZ")));
  for (const char* toml :
       {"", "[severity]\nhigh = 0\nmedium = 0\ncritical = 0\n", "[findings]\n\"name.active\" = { weight = 0 }\n",
        "[thresholds]\nsuspicious = 1\nmalicious = 2\n",
        "[findings]\n\"name.double-extension\" = { weight = 0, at_least = \"clean\" }\n"}) {
    const auto less = judged(toml, one);
    const auto more = judged(toml, two);
    EXPECT_LE(less["level"], more["level"]) << toml;
    EXPECT_LE(less["score"], more["score"]) << toml;
  }
}

/// Not by the limit on findings either: a crowd of small ones must not push the grave one out.
TEST_F(PolicyFile, ManySmallFindingsDoNotHideAGraveOne) {
  std::string body;
  for (int i = 0; i < 1500; ++i) {
    const auto number = std::to_string(i);
    body += "--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=\"a" + number +
            "\xe2\x80\x8b.txt\"\r\nContent-Disposition: attachment; filename=\"b" + number +
            "\xe2\x80\x8b.doc\"\r\n\r\n" + number + "\r\n";
  }
  body += "--b\r\n" + attachment("invoice.pdf.exe", "MZ and words") + "\r\n--b--\r\n";
  const auto all = scanned({folder.write("crowd.eml", mail("Content-Type: multipart/mixed; boundary=b\r\n", body))});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_TRUE(has_id(all[0], "name.double-extension"));
  EXPECT_EQ(all[0]["verdict"], "malicious");
}

} // namespace
} // namespace fumiban::command
