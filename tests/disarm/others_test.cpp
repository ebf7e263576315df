// SPDX-License-Identifier: Apache-2.0
// RTF, archives, and what needs no disarming or cannot be.
#include <gtest/gtest.h>

#include "builders/office.hpp"
#include "builders/pdf.hpp"
#include "builders/zip.hpp"
#include "builders/zip_raw.hpp"
#include "disarm/active.hpp"
#include "disarm/packages.hpp"

namespace fumiban::test {
namespace {

const DocumentText kLetter = {.title = "t", .author = "a", .paragraphs = {"見積書です。"}};

TEST(DisarmRtf, ObjectsAndFieldsGoAndWhatTheyShowStays) {
  const std::string head = "{\\rtf1\\ansi ";
  struct Case {
    std::string in;
    std::string removed;
    std::string out;
  };
  const std::vector<Case> cases = {
      {"a{\\b b}\\par c}", "", "a{\\b b}\\par c}"},
      {"a{\\object\\objemb\\objupdate{\\*\\objclass Package}{\\*\\objdata 0105}{\\result {\\pict x}}}b}", "objects",
       "a{{\\pict x}}b}"},
      {"a{\\object\\objemb{\\*\\objdata 0105}}b}", "objects", "ab}"},
      {"a{\\field{\\*\\fldinst {DDEAUTO cmd \"/c echo\"}}{\\fldrslt {shown}}}b}", "dde", "a{{shown}}b}"},
      {"a{\\field{\\*\\fldinst {D}{\\'44}{\\u69?AUTO a}}{\\fldrslt shown}}b}", "dde", "a{shown}b}"},
      {"a{\\field{\\*\\fldinst {\\field{\\*\\fldinst QUOTE 68}{\\fldrslt D}} a}{\\fldrslt shown}}b}", "dde",
       "a{shown}b}"},
      {"a{\\field{\\*\\fldinst {INCLUDEPICTURE http://a.invalid/}}{\\fldrslt shown}}b}", "external", "a{shown}b}"},
      {"a{\\field{\\*\\fldinst {HYPERLINK http://a.invalid/}}{\\fldrslt shown}}b}", "",
       "a{\\field{\\*\\fldinst {HYPERLINK http://a.invalid/}}{\\fldrslt shown}}b}"},
      {"{\\*\\template http://a.invalid/t.dotm}b}", "external", "b}"},
      {"{\\*\\template \\\\\\\\a.invalid\\\\t.dotm}b}", "external", "b}"},
      {"{\\*\\template C:\\\\t.dotm}b}", "", "{\\*\\template C:\\\\t.dotm}b}"},
      {"a{\\pict{\\*\\objdata 0105}}b}", "objects", "a{\\pict}b}"},
  };
  for (const auto& c : cases) {
    const auto out = disarmed(head + c.in);
    ASSERT_EQ(told(out), c.removed) << c.in;
    EXPECT_EQ(out->bytes, head + c.out);
    EXPECT_EQ(still_active(out->bytes, "a.rtf"), "") << out->bytes;
    EXPECT_EQ(told(disarmed(out->bytes)), "");
  }
}

TEST(DisarmRtf, WhatIsOddIsRefused) {
  for (const auto* odd : {"{\\rt a}", "{\\rtf1 a", "{\\rtf1 a}}", "{\\rtf1 a}{\\b c}", "{\\rtf1 a} text behind",
                          "{\\rtf1{\\object{\\*\\objdata 01zz05}}}", "{\\rtf1{\\object{\\*\\objdata 01{\\x}05}}}",
                          "{\\rtf1{\\object{\\*\\objdata 01\\'zz05}}}", "{\\rtf1 a\\objdata 0105}"})
    EXPECT_EQ(told(disarmed(odd)), "no") << odd;
  EXPECT_EQ(told(disarmed("{\\rtf1 " + std::string(5000, '{') + std::string(5000, '}') + "}")), "no");
}

ZipEntry entry(std::string name, std::string bytes) {
  ZipEntry out;
  out.name = std::move(name);
  out.bytes = std::move(bytes);
  return out;
}
std::string zip(std::vector<ZipEntry> entries) { return write_zip(entries); }

TEST(DisarmArchives, MembersAreDisarmedOneByOne) {
  const auto docm = docm_file(kLetter, auto_open_echo_project());
  const auto docx = docx_file(kLetter);
  const auto bytes = zip({entry("a.txt", "text"), entry("f/", ""), entry("f/a.docm", docm), entry("b.docx", docx),
                          entry("run.exe", "MZ" + std::string(100, 'x')), entry("start.bat", "echo a"),
                          entry("in.zip", zip({entry("a.docm", docm), entry("a.docx", docx), entry("x.txt", "x")})),
                          entry("list.txt", std::string(10, 'l'))});
  const auto out = disarmed(bytes);
  ASSERT_EQ(told(out), "macros files");
  const std::vector<std::string> names = {"a.txt",         "f/a.docx", "b.docx",  "run.exe.txt",
                                          "start.bat.txt", "in.zip",   "list.txt"};
  EXPECT_EQ(members_of(out->bytes), names);
  EXPECT_EQ(still_active(out->bytes, "a.zip"), "");
  EXPECT_EQ(member_of(out->bytes, "b.docx"), docx);
  const auto inner = member_of(out->bytes, "in.zip");
  EXPECT_EQ(members_of(*inner), (std::vector<std::string>{"a.docx.docx", "a.docx", "x.txt"}));
  EXPECT_NE(member_of(out->bytes, "run.exe.txt")->find("取り除きました"), std::string::npos);
  const auto mine = disarm::disarm(ByteView(bytes), {.notice = "NOTICE"});
  EXPECT_EQ(member_of(mine->bytes, "run.exe.txt"), "NOTICE");
  EXPECT_EQ(told(disarmed(out->bytes)), "");
  EXPECT_EQ(disarmed(bytes)->bytes, out->bytes);
}

TEST(DisarmArchives, HonestOnesStayByteForByte) {
  const auto bytes = zip({entry("\x8C\xA9\x90\xCF.docx", docx_file(kLetter)), entry("a/b.txt", "b"), entry("e", "")});
  EXPECT_EQ(disarmed(bytes)->bytes, bytes);
}

TEST(DisarmArchives, EveryMethodIsCopiedAsItIs) {
  std::vector<RawMember> members = {{.name = "a.exe", .bytes = "MZ"}};
  for (const auto method :
       {ZipMethod::stored, ZipMethod::deflate64, ZipMethod::bzip2, ZipMethod::lzma, ZipMethod::zstd, ZipMethod::xz})
    members.push_back({.name = "m" + std::to_string(static_cast<int>(method)) + ".txt",
                       .bytes = std::string(3000, 'm'),
                       .method = method});
  members.push_back({.name = "d.txt", .bytes = "descriptor", .descriptor = Descriptor::with_signature});
  const auto out = disarmed(raw_zip(members));
  ASSERT_EQ(told(out), "files");
  for (const auto& name : members_of(out->bytes))
    if (name.starts_with('m')) {
      EXPECT_EQ(member_of(out->bytes, name), std::string(3000, 'm')) << name;
    }
  EXPECT_EQ(member_of(out->bytes, "d.txt"), "descriptor");
  EXPECT_EQ(still_active(out->bytes), "");
}

TEST(DisarmArchives, NamesOnlyEverSayNo) {
  EXPECT_EQ(told(disarmed("echo a", "a.bat")), "no");
  EXPECT_EQ(told(disarmed("WEB\r\n1\r\nhttp://a.invalid", "a.iqy")), "no");
  EXPECT_EQ(told(disarmed("echo a", "a.b\xEF\xBC\xA1T ")), "no") << "full-width letters";
  EXPECT_EQ(told(disarmed("echo a", "a.txt")), "");
}

TEST(DisarmArchives, LockedAndCrookedOnesAreRefused) {
  EXPECT_EQ(told(disarmed(locked_zip("a.txt", "a", "pass"))), "no");
  const auto nested = zip({entry("in.zip", locked_zip("a.txt", "a", "pass")), entry("b.txt", "b")});
  EXPECT_EQ(told(disarmed(nested)), "files") << "a notice in its place";
  EXPECT_EQ(told(disarmed(raw_zip({{.name = "a", .bytes = "a"}, {.name = "A", .bytes = "b"}}))), "no");
  EXPECT_EQ(told(disarmed(zip({entry("a", "a")}) + zip({entry("b", "b")}))), "no");
  auto deep = zip({entry("a.txt", "a")});
  for (int i = 0; i < 12; ++i) deep = zip({entry("a.zip", deep)});
  EXPECT_EQ(told(disarmed(deep)), "files");
}

TEST(DisarmOthers, WhatIsPassiveStaysAndWhatIsNotKnownIsRefused) {
  for (const auto& passive : {std::string(), std::string("text"), std::string("\x89PNG\r\n\x1A\n"),
                              std::string("GIF89a"), std::string("<?xml version=\"1.0\"?><a/>")}) {
    EXPECT_EQ(told(disarmed(passive)), "");
    EXPECT_EQ(disarmed(passive)->bytes, passive);
  }
  for (const auto& refused :
       {std::string("%PDF-1.7\n"), std::string("MZ"), std::string("\x7F") + "ELF", std::string("7z\xBC\xAF\x27\x1C"),
        std::string("\1\2\3\4\5\6\xFE", 7), std::string("From: a@b.invalid\r\nTo: b@b.invalid\r\n\r\ntext"),
        std::string("ActiveMime"), std::string("#!/bin/sh\n")})
    EXPECT_EQ(told(disarmed(refused)), "no") << refused;
}

TEST(DisarmOthers, FilesThatAreTwoThingsAreRefused) {
  EXPECT_EQ(told(disarmed("\x89PNG\r\n\x1A\n" + zip({entry("a.txt", "a")}))), "no");
  EXPECT_EQ(told(disarmed("{\\rtf1 a}" + zip({entry("a.txt", "a")}))), "no");
  EXPECT_EQ(told(disarmed("<?xml version=\"1.0\"?><xm:macrosheet/>")), "no");
  EXPECT_EQ(told(disarmed("<html><p>a %PDF-1.7</p>")), "no");
  EXPECT_EQ(told(disarmed("text {\\rtf1{\\object{\\*\\objdata 0105}}}")), "no");
  EXPECT_EQ(told(disarmed("text\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a")), "no");
}

TEST(DisarmOthers, ABombIsRefusedWithinItsPurse) {
  disarm::Options options;
  options.limits.bytes = 1U << 20U;
  const auto bomb =
      zip({entry("a.docx", docx_file({.title = "t", .author = "a", .paragraphs = {std::string(8U << 20U, 'a')}}))});
  EXPECT_FALSE(disarm::disarm(ByteView(bomb), options));
}

} // namespace
} // namespace fumiban::test
