// SPDX-License-Identifier: Apache-2.0
// ActiveMime, sound and bent.
#include <gtest/gtest.h>

#include "builders/packed.hpp"
#include "builders/text_documents.hpp"
#include "macros/ovba_cases.hpp"

namespace fumiban::ovba {
namespace {

const std::string kProject = test::vba_project_file(test::auto_open_echo_project());

TEST(ActiveMime, TheProjectInItIsFoundWhateverItsName) {
  for (const auto* name : {"editdata.mso", "oledata.mso", "picture.png", "a.doc", ""}) {
    EXPECT_FOUND(scanned(test::active_mime(kProject), name)) << name;
    EXPECT_FOUND(scanned(test::active_mime(kProject, 554), name)) << name;
  }
}

TEST(ActiveMime, WhereTheHeaderLiesTheStreamIsSearchedFor) {
  auto bytes = test::active_mime(kProject, 50);
  for (const auto told : {0, 1, 3, 5, 600, 0xFFFF}) {
    test::put(bytes, 30, le16(static_cast<std::uint16_t>(told)));
    EXPECT_FOUND(scanned(bytes, "editdata.mso")) << told;
  }
  const auto decoy = test::zlib("nothing of interest");
  auto two = test::active_mime("nothing", 50) + decoy + test::zlib(kProject);
  EXPECT_FOUND(scanned(two, "editdata.mso"));
}

TEST(ActiveMime, ALevelOfCompressionIsNoMatter) {
  for (const int level : {0, 1, 6, 9})
    EXPECT_FOUND(scanned(test::active_mime("", 60).substr(0, 60) + test::zlib(kProject, level), "a.mso")) << level;
}

TEST(ActiveMime, AnHonestOneIsClean) {
  const auto plain = test::doc_file({.title = "t", .author = "a", .paragraphs = {"p"}}, {});
  const auto report = scanned(test::active_mime(plain), "oledata.mso");
  ASSERT_EQ(report.parts.size(), 2U);
  EXPECT_EQ(report.parts[0].type, "activemime");
  EXPECT_EQ(report.parts[1].type, "cfb");
  EXPECT_EQ(decide(report, Circumstances{}, Policy::standard()).outcome, Outcome::clean) << told(report);
}

TEST(ActiveMime, WhatIsCutOffOrEmptyIsNeverClean) {
  const auto bytes = test::active_mime(kProject);
  for (const auto size : {std::size_t{10}, std::size_t{40}, std::size_t{52}, bytes.size() / 2, bytes.size() - 8}) {
    const auto report = scanned(bytes.substr(0, size), "editdata.mso");
    EXPECT_NE(decide(report, Circumstances{}, Policy::standard()).outcome, Outcome::clean) << size << told(report);
  }
}

} // namespace
} // namespace fumiban::ovba
