// SPDX-License-Identifier: Apache-2.0
#include "kind/kind.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "builders/zip.hpp"
#include "fumiban/scan.hpp"

namespace fumiban {
namespace {

std::string_view id_of(std::string_view content) { return kind_of(ByteView(content)).id; }

TEST(Kind, XmlWithElementsThatHtmlHasTooIsXml) {
  EXPECT_EQ(id_of("<?xml version=\"1.0\"?><styleSheet><fonts><font/></fonts></styleSheet>"), "xml");
  EXPECT_EQ(id_of("<?xml version=\"1.0\"?><w:p><a/><table/></w:p>"), "xml");
}

TEST(Kind, XmlWithElementsOfPagesAloneIsHtml) {
  EXPECT_EQ(id_of("<?xml version=\"1.0\"?><!DOCTYPE x><html><p>hello</p></html>"), "html");
  EXPECT_EQ(id_of("<?xml version=\"1.0\"?><x><script>hello</script></x>"), "html");
  EXPECT_EQ(id_of("<font>hello</font>"), "html");
}

TEST(Kind, EveryKindIsFoundByItsIdAndItsExtensions) {
  for (const auto& known : kinds()) EXPECT_EQ(&kind(known.id), &known);
  EXPECT_EQ(family_of_extension("docm"), Family::office);
  EXPECT_EQ(family_of_extension("xll"), Family::executable);
  EXPECT_EQ(family_of_extension("library-ms"), Family::shortcut);
  EXPECT_EQ(family_of_extension("docm xls"), Family::unknown);
  EXPECT_EQ(family_of_extension(""), Family::unknown);
}

/// The type of the first part below a zip with this one member.
std::string_view type_in_zip(std::string_view name, std::string_view content) {
  const std::array entries = {test::ZipEntry{.name = std::string(name), .bytes = std::string(content)}};
  const auto zip = test::write_zip(entries);
  const auto report = scan(std::as_bytes(std::span(zip)), {});
  return report.parts.size() > 1 ? report.parts[1].type : "";
}

TEST(Kind, AMailInAnArchiveIsAMessage) {
  EXPECT_EQ(type_in_zip("report.eml", "From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\n\r\nhello\r\n"),
            "message");
  EXPECT_EQ(type_in_zip("notes.txt", "From: the beginning\r\n\r\nhello\r\n"), "text");
}

TEST(Kind, ALetterThatQuotesAHeaderIsText) {
  const std::string mail =
      "From: a@example.com\r\nSubject: x\r\nContent-Type: text/plain\r\n\r\nFrom: Ben\r\nTo: Anna\r\nSubject: "
      "y\r\n\r\nhello\r\n";
  const auto report = scan(std::as_bytes(std::span(mail)), {});
  ASSERT_EQ(report.parts.size(), 2U);
  EXPECT_EQ(report.parts[0].type, "message");
  EXPECT_EQ(report.parts[1].type, "text");
}

} // namespace
} // namespace fumiban
