// SPDX-License-Identifier: Apache-2.0
// Office Open XML: each way to act, taken out, and what is honest kept.
#include <gtest/gtest.h>

#include "builders/compound_file.hpp"
#include "builders/office.hpp"
#include "builders/zip_raw.hpp"
#include "disarm/active.hpp"
#include "disarm/packages.hpp"

namespace fumiban::test {
namespace {

const DocumentText kLetter = {
    .title = "見積書", .author = "経理", .paragraphs = {"いつもお世話になっております。", "a < b & c"}};
const SheetText kTable = {.title = "集計", .author = "経理", .rows = {{"品名", "数量"}, {"部品", "42"}}};

TEST(DisarmPackages, WhatDoesNotActStaysByteForByte) {
  for (const auto& bytes : {docx_file(kLetter), xlsx_file(kTable)}) {
    const auto out = disarmed(bytes);
    ASSERT_TRUE(out);
    EXPECT_EQ(told(out), "");
    EXPECT_EQ(out->bytes, bytes);
    EXPECT_EQ(out->extension, "");
  }
}

TEST(DisarmPackages, MacrosGoAndTheDocumentIsCalledOneWithoutMacros) {
  const auto project = auto_open_echo_project();
  for (const auto& [bytes, plain, extension] : {std::tuple(docm_file(kLetter, project), docx_file(kLetter), ".docx"),
                                                std::tuple(xlsm_file(kTable, project), xlsx_file(kTable), ".xlsx")}) {
    const auto out = disarmed(bytes);
    ASSERT_TRUE(out);
    EXPECT_EQ(told(out), "macros");
    EXPECT_EQ(out->extension, extension);
    EXPECT_EQ(still_active(out->bytes, "a" + std::string(extension)), "");
    EXPECT_EQ(members_of(out->bytes), members_of(plain));
    for (const auto& name : members_of(plain)) {
      const bool about_macros = name == "[Content_Types].xml" || name.ends_with(".rels");
      if (about_macros) continue;
      EXPECT_EQ(member_of(out->bytes, name), member_of(plain, name)) << name;
    }
    EXPECT_EQ(member_of(out->bytes, "[Content_Types].xml")->find("macroEnabled"), std::string::npos);
    EXPECT_EQ(member_of(out->bytes, "[Content_Types].xml")->find("vbaProject"), std::string::npos);
    EXPECT_EQ(told(disarmed(out->bytes)), "") << "nothing is left to take out";
  }
}

} // namespace
} // namespace fumiban::test
