// SPDX-License-Identifier: Apache-2.0
/// @file
/// What a test asks of the report about a bare archive.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "builders/payload.hpp"
#include "fumiban/scan.hpp"
#include "fumiban/verdict.hpp"

namespace fumiban::test {

inline Report scan_archive(const std::string& bytes, std::string name = "sample.zip",
                           std::vector<std::string> passwords = {}) {
  ScanOptions options;
  options.name = std::move(name);
  options.passwords = std::move(passwords);
  options.keep_content = true;
  return scan(std::as_bytes(std::span(bytes)), options);
}

inline bool says(const Report& report, std::string_view id) {
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [&](const Finding& finding) { return finding.spec->id == id; });
}

/// What stands unpacked in the archive's own bytes does not count: a part below it must hold it.
inline bool eicar_in_member(const Report& report) {
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [](const Finding& finding) { return finding.spec->id == "test.eicar" && finding.part != 0; });
}

inline std::string_view content_of(const Part& part) {
  return {reinterpret_cast<const char*>(part.content.data()), part.content.size()};
}

/// The first member that is called so, by any of its names.
inline const Part* member_called(const Report& report, std::string_view name) {
  for (const auto& part : report.parts) {
    if (part.parent == kNoPart) continue;
    if (part.name == name ||
        std::find(part.other_names.begin(), part.other_names.end(), name) != part.other_names.end())
      return &part;
  }
  return nullptr;
}

/// All findings, for people.
inline std::string told(const Report& report) {
  std::string out;
  for (const auto& finding : report.findings)
    out += std::to_string(finding.part) + " " + std::string(finding.spec->id) + " \"" + finding.evidence + "\"; ";
  for (const auto& part : report.parts) out += "[" + std::string(part.type) + " " + part.name + "]";
  return out;
}

/// EICAR is found in a member, and `ids` are said.
inline void expect_found(const std::string& bytes, std::initializer_list<std::string_view> ids) {
  const auto report = scan_archive(bytes);
  EXPECT_TRUE(eicar_in_member(report)) << told(report);
  for (const auto id : ids) EXPECT_TRUE(says(report, id)) << id << " is not said: " << told(report);
}

/// Nothing of severity medium or higher, all of it read, and a member of that name and content is there.
inline void expect_honest(const std::string& bytes, std::string_view name, std::string_view content) {
  const auto report = scan_archive(bytes);
  for (const auto& finding : report.findings)
    EXPECT_LT(finding.spec->severity, Severity::medium) << finding.spec->id << ": " << told(report);
  EXPECT_EQ(report.completeness(), Completeness::complete) << told(report);
  const auto* member = member_called(report, name);
  ASSERT_NE(member, nullptr) << name << ": " << told(report);
  EXPECT_EQ(content_of(*member), content) << name;
  EXPECT_EQ(decide(report, Circumstances{}, Policy::standard()).outcome, Outcome::clean) << told(report);
}

} // namespace fumiban::test
