// SPDX-License-Identifier: Apache-2.0
// RTF: macros in its objects however they are written, what it fetches, what it says.
#include <gtest/gtest.h>

#include "builders/packed.hpp"
#include "builders/picture.hpp"
#include "builders/text.hpp"
#include "builders/text_documents.hpp"
#include "macros/ovba_cases.hpp"

namespace fumiban::ovba {
namespace {

const test::DocumentText kText{.title = "t", .author = "a", .paragraphs = {"請求書ソ表 {x}", "Password: kumo-4711"}};
const std::string kDoc = test::doc_file(kText, test::auto_open_echo_project());
const std::string kObject = test::ole1_object("Word.Document.8", kDoc);

std::string with_data(const std::string& data) {
  return test::rtf_file(kText, "{\\object\\objemb{\\*\\objdata " + data + "}}");
}
std::string with_object(std::string_view class_name, std::string_view native) {
  return test::rtf_file(kText, test::rtf_object(class_name, test::ole1_object(class_name, native)));
}
Report scanned_rtf(const std::string& bytes) { return scanned(bytes, "letter.doc"); }
Outcome outcome(const Report& report) { return decide(report, Circumstances{}, Policy::standard()).outcome; }

std::string text_of(const std::string& bytes) {
  ScanOptions options;
  options.keep_text = true;
  return scan(std::as_bytes(std::span(bytes)), options).parts[0].text;
}

TEST(Rtf, AMacroInAnObjectIsFound) {
  const auto report = scanned_rtf(with_object("Word.Document.8", kDoc));
  EXPECT_FOUND(report);
  EXPECT_TRUE(says(report, "rtf.object", "Word.Document.8"));
  EXPECT_FALSE(says(report, "rtf.obfuscated")) << told(report);
}

TEST(Rtf, AFileInAPackageIsFoundUnderItsName) {
  const auto docm = test::docm_file(kText, test::auto_open_echo_project());
  const auto report = scanned_rtf(with_object("Package", test::ole1_package("offer.docm", docm)));
  EXPECT_FOUND(report);
  ASSERT_GE(report.parts.size(), 2U);
  EXPECT_EQ(report.parts[1].name, "offer.docm");
}

TEST(Rtf, OtherContainersInAnObjectAreFound) {
  const auto project = test::vba_project_file(test::auto_open_echo_project());
  EXPECT_FOUND(scanned_rtf(with_object("x", test::active_mime(project))));
  EXPECT_FOUND(scanned_rtf(with_object("x", test::word_2003_xml(kText, test::active_mime(project)))));
  EXPECT_FOUND(scanned_rtf(with_object("x", "some bytes before" + kDoc)));
  EXPECT_FOUND(scanned_rtf(with_object("x", with_object("Word.Document.8", kDoc))));
}

TEST(Rtf, AnObjectWhoseHeaderIsBrokenIsFound) {
  EXPECT_FOUND(scanned_rtf(with_data(test::rtf_hex(kDoc))));
  EXPECT_FOUND(scanned_rtf(with_data(test::rtf_hex(le32(0x0501) + le32(2) + le32(0xFFFFFF) + kDoc))));
  auto object = kObject;
  test::put(object, 0, le32(0x12345678));
  EXPECT_FOUND(scanned_rtf(with_data(test::rtf_hex(object))));
  test::put(object, 4, le32(0x00000102));
  EXPECT_FOUND(scanned_rtf(with_data(test::rtf_hex(object))));
}

struct Trick {
  const char* evidence;
  std::string data;
};

/// Digits of the object, cut at `at` digits.
std::string cut(std::size_t at, const std::string& between) {
  const auto hex = test::rtf_hex(kObject);
  return hex.substr(0, at) + between + hex.substr(at);
}

TEST(Rtf, EachTrickIsSeenThroughAndNamed) {
  const std::vector<Trick> tricks = {
      {"groups", cut(40, "{}")},
      {"groups", "{{{" + cut(41, "}{") + "}}}"},
      {"groups", cut(40, "{\\*\\abc 414243}")},
      {"groups", cut(40, "{\\pict 4142}")},
      {"groups", "{\\*\\objdata " + cut(40, "}")},
      {"groups", cut(40, "{\\*\\abc{\\*\\objdata 41}}")},
      {"control words", cut(40, "\\par ")},
      {"control words", cut(41, "\\deflang1033\\abcdef12 ")},
      {"control words", cut(40, "\\" + std::string(250, 'a') + " ")},
      {"control words", cut(40, "\\~\\-\\|")},
      {"control words", cut(40, "\\*\\unknown ")},
      {"no digits", cut(40, "zzz,;-")},
      {"\\' in", cut(40, "\\'41\\'zz")},
      {"\\' in", cut(41, "\\'41")},
      {"\\' in", cut(40, "f\\'41")}, // the odd digit goes
      {"\\bin", cut(40, "\\bin0 ")},
      {"\\bin",
       test::rtf_hex(kObject.substr(0, 20)) + "\\bin4 " + kObject.substr(20, 4) + test::rtf_hex(kObject.substr(24))},
      {"\\bin", cut(40, "\\bin-4 ")},
      {"\\bin", cut(40, "\\bin2147483647 ")},
      {"\\bin", cut(40, "\\bin99999999999999999999 ")},
      {"", cut(40, " \t\r\n\v\f")},
      {"", "\\bin" + std::to_string(kObject.size()) + " " + kObject},
  };
  for (const auto& trick : tricks) {
    const auto report = scanned_rtf(with_data(trick.data));
    const auto head = trick.data.substr(0, 80);
    EXPECT_FOUND(report) << head;
    EXPECT_EQ(says(report, "rtf.obfuscated"), *trick.evidence != '\0') << head << told(report);
    if (*trick.evidence != '\0') {
      EXPECT_TRUE(says(report, "rtf.obfuscated", trick.evidence)) << head << told(report);
    }
  }
}

TEST(Rtf, ABrokenFirstWordIsSeenThroughAndNamed) {
  for (const auto* head : {"{\\rt", "{\\rtxa", "{\\rt1 ", "\r\n {\\rt"}) {
    auto bytes = with_object("Word.Document.8", kDoc);
    bytes.replace(0, 6, head);
    const auto report = scanned_rtf(bytes);
    EXPECT_FOUND(report) << head;
    EXPECT_TRUE(says(report, "rtf.obfuscated", "header")) << head;
  }
  EXPECT_FOUND(scanned_rtf("\r\n" + with_object("Word.Document.8", kDoc)));
}

TEST(Rtf, AnObjectInAGroupThatNobodySeesOrThatIsNotClosedIsFound) {
  const auto object = test::rtf_object("Word.Document.8", kObject);
  EXPECT_FOUND(scanned_rtf(test::rtf_file(kText, "{\\*\\unknown {\\v " + object + "}}")));
  EXPECT_FOUND(scanned_rtf(test::rtf_file(kText) + object)) << "behind the end";
  const auto all = with_object("Word.Document.8", kDoc);
  EXPECT_FOUND(scanned_rtf(all.substr(0, all.find("}{\\result"))));
  EXPECT_FOUND(scanned_rtf(test::rtf_file(kText, "{\\objdata " + test::rtf_hex(kObject) + "}")));
}

TEST(Rtf, ClassesAndUpdatesAreSaid) {
  const auto report =
      scanned_rtf(test::rtf_file(kText, "{\\object\\objemb\\objupdate{\\*\\objclass Equation.3}{\\*\\objdata " +
                                            test::rtf_hex(test::ole1_object("Equation.3", "abc")) + "}}"));
  EXPECT_TRUE(says(report, "rtf.equation", "Equation.3"));
  EXPECT_TRUE(says(report, "rtf.object-updates"));
  const auto hidden = scanned_rtf(with_data(test::rtf_hex(test::ole1_object("eQuation.2", "abc"))));
  EXPECT_TRUE(says(hidden, "rtf.equation", "eQuation.2"));
  const Streams equation = {
      {"\1CompObj", std::string("\x02\xCE\x02\x00\x00\x00\x00\x00\xC0\x00\x00\x00\x00\x00\x00\x46", 16)}};
  EXPECT_TRUE(says(scanned_rtf(with_object("Word.Document.8", test::compound_file(equation))), "rtf.equation"));
  EXPECT_FALSE(says(scanned_rtf(with_object("Word.Document.8", kDoc)), "rtf.equation"));
}

TEST(Rtf, WhatIsFetchedFromElsewhereIsSaid) {
  const auto url = test::utf16le("https://a.invalid/x.hta") + std::string(2, '\0');
  const auto moniker = std::string("\xE0\xC9\xEA\x79\xF9\xBA\xCE\x11\x8C\x82\x00\xAA\x00\x4B\xA9\x0B", 16) +
                       le32(static_cast<std::uint32_t>(url.size())) + url;
  const Streams link = {{"\1Ole", std::string(20, '\0') + moniker}};
  const auto report = scanned_rtf(with_object("OLE2Link", test::compound_file(link)));
  EXPECT_TRUE(says(report, "office.external-content", "https://a.invalid/x.hta")) << told(report);
  for (const auto* address :
       {"https://a.invalid/t.dot", "\\'68ttps://a.invalid/t.dot", "\\uc1\\u104?ttps://a.invalid/t.dot",
        "{https:}{//a.invalid/t.dot}", "\\uc0\\u104\\u116\\u116\\u112\\u115://a.invalid/t.dot"})
    EXPECT_TRUE(says(scanned_rtf(test::rtf_file(kText, std::string("{\\*\\template ") + address + "}")),
                     "office.external-content", "https://a.invalid/t.dot"))
        << address;
  EXPECT_TRUE(says(scanned_rtf(test::rtf_file(kText, "{\\*\\template \\\\\\\\a.invalid\\\\t.dot}")),
                   "office.external-content", "\\\\a.invalid\\t.dot"));
  EXPECT_FALSE(
      says(scanned_rtf(test::rtf_file(kText, "{\\*\\template C:\\\\a\\\\Normal.dot}")), "office.external-content"));
  const auto field = scanned_rtf(
      test::rtf_file(kText, "{\\field{\\*\\fldinst {\\f0 HYPERLINK \"https://b.inv}{\\f1 alid/\"}}{\\fldrslt x}}"));
  ASSERT_FALSE(field.indicators.empty());
  EXPECT_EQ(field.indicators[0].value, "https://b.invalid/");
}

TEST(Rtf, TextIsReadInItsCodePage) {
  EXPECT_EQ(text_of(test::rtf_file(kText)), "請求書ソ表 {x}\nPassword: kumo-4711\n");
  EXPECT_EQ(text_of("{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'e0\\'f0\\'ee\\'eb\\'fc}"), "Пароль");
  EXPECT_EQ(text_of("{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset0 A;}{\\f7\\fcharset128 B;}}\\f0 caf\\'e9 {\\f7 "
                    "\\'83p\\'83X}\\f0\\'e9}"),
            "café パスé");
  EXPECT_EQ(text_of("{\\rtf1\\uc1\\u12497?\\u12473?\\uc2 \\u12527\\'83\\'8f\\u-10179??\\u-8704??z}"), "パスワ😀z");
  EXPECT_EQ(text_of("{\\rtf1 a\\tab b\\cell c\\row\r\nd\\line e\\~f\\_g{\\*\\x hidden}{\\pict 0102}\\{\\}}"),
            "a\tb\tc\nd\ne f-g{}");
  EXPECT_EQ(text_of("{\\rtf1 a{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt b}}{\\footnote c}{\\header d}}"), "abcd");
}

TEST(Rtf, HonestDocumentsAreClean) {
  const test::VbaProject none;
  const auto sheet = test::xlsx_file({.title = "t", .author = "a", .rows = {{"1", "2"}}});
  const Streams book = {{"Workbook", std::string(64, '\0')}};
  const std::vector<std::string> all = {
      test::rtf_file(kText),
      test::rtf_file(kText, "\\trowd\\cellx1000\\cellx2000\\intbl 1\\cell 2\\cell\\row"),
      test::rtf_file(kText, "{\\pict\\pngblip\\picw10\\pich10 " + test::rtf_hex(std::string(5000, '\x89')) + "}"),
      test::rtf_file(kText, "{\\pict\\wmetafile8\\bin5 {\\{}x}"),
      with_object("Excel.Sheet.8", test::compound_file(book)),
      with_object("Excel.Sheet.12", test::compound_file(std::vector<test::CompoundStream>{{"Package", sheet}})),
      with_object("Word.Document.8", test::doc_file(kText, none)),
      with_object("Package", test::ole1_package("list.xlsx", sheet)),
      with_object("PBrush", "BM" + std::string(60, '\0')),
      with_object("Some.Program.1", "its own data"),
      "{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 text\\par}}"};
  for (const auto& bytes : all) {
    const auto report = scanned_rtf(bytes);
    EXPECT_EQ(report.parts[0].type, "rtf");
    EXPECT_EQ(outcome(report), Outcome::clean) << bytes.substr(0, 300) << told(report);
    EXPECT_TRUE(report.limits.empty());
  }
}

TEST(Rtf, GroupsTooDeepAreNeverClean) {
  const auto flat = scanned_rtf("{\\rtf1 " + std::string(1000000, '{') + "x");
  EXPECT_EQ(outcome(flat), Outcome::clean) << told(flat);
  std::string deep = "{\\rtf1 ";
  for (int i = 0; i < 100000; ++i) deep += "{\\uc2 ";
  EXPECT_NE(outcome(scanned_rtf(deep)), Outcome::clean);
}

TEST(Rtf, AnObjectThatCannotBeReadIsNeverClean) {
  EXPECT_EQ(outcome(scanned_rtf(with_data("0105"))), Outcome::unscanned);
  const auto hex = test::rtf_hex(test::ole1_object("Word.Document.8", test::doc_file(kText, {})));
  EXPECT_NE(outcome(scanned_rtf(with_data(hex.substr(0, hex.size() / 2)))), Outcome::clean);
}

} // namespace
} // namespace fumiban::ovba
