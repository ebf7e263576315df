// SPDX-License-Identifier: Apache-2.0
#include "scripts/vba/folding.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "scripts/vba/addresses.hpp"
#include "scripts/vba/decode.hpp"

namespace fumiban::vba {
namespace {

std::vector<std::string> folded(std::string source) {
  Module module;
  module.name = "M";
  module.source = std::move(source);
  std::vector<std::string> out;
  for (const auto& one : folded_texts(std::span(&module, 1))) out.push_back(one.text);
  return out;
}

std::string listed(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += "[" + text + "]";
  return out;
}

TEST(VbaFolding, ExpressionsGiveTheirText) {
  struct Row {
    std::string_view expression;
    std::string_view text;
  };
  for (const auto& row : std::initializer_list<Row>{
           {R"("pow" & "ershell")", "powershell"},
           {R"("pow" + "ershell")", "powershell"},
           {R"("a" & 1 & "b")", "a1b"},
           {R"("a" & 1 + 2 & "b")", "a3b"},
           {R"("a" & 2 * 3 - 1)", "a5"},
           {R"("a" & (1 + 2) * 3)", "a9"},
           {R"("a" & 7 \ 2 & 7 Mod 4)", "a33"},
           {R"("a" & 2 ^ 3)", "a8"},
           {R"("a" & -5)", "a-5"},
           {R"("a" & 1 / 4)", "a0.25"},
           {R"("a" & 1 / 0)", "a\xE2\x80\xA6"},
           {R"("" & "say ""x""")", "say \"x\""},
           {"Chr(99) & Chr(109) & Chr(100)", "cmd"},
           {"Chr$(99) & ChrW(109) & ChrB(100)", "cmd"},
           {"Chr(90 + 9) & Chr(&H6D) & Chr(200 / 2)", "cmd"},
           {"Chr(98 Xor 1) & Chr(109) & Chr(228 And 100)", "cmd"},
           {"VBA.Chr(99) & VBA.Strings.Chr(109) & Strings.Chr$(100)", "cmd"},
           {"ChrW(&H3042) & ChrW(12356)", "あい"},
           {"ChrW(-22) & \"x\"", "\xEF\xBF\xAAx"},
           {R"(StrReverse("llehsrewop"))", "powershell"},
           {R"(StrReverse("れは") & "!")", "はれ!"},
           {R"(Replace("pXowXershell", "X", ""))", "powershell"},
           {R"(Replace("pXowXershell", "X", Empty))", "powershell"},
           {R"(Replace("p1ow", "1", 2))", "p2ow"},
           {R"(Replace(Replace("a#b%c", "#", ""), "%", ""))", "abc"},
           {R"(Mid("xxcmdxx", 3, 3))", "cmd"},
           {R"(Mid$("xxcmd", 3))", "cmd"},
           {R"(Left("cmdxx", 3) & Right("xx.exe", 4))", "cmd.exe"},
           {R"(Mid("日本語版", 2, 2))", "本語"},
           {R"(Mid("abc", 9, 2) & "xy")", "xy"},
           {R"(LCase("CMD") & UCase(".exe"))", "cmd.EXE"},
           {R"(Trim("  cmd ") & "|")", "cmd|"},
           {R"(Join(Array("c", "m", "d"), ""))", "cmd"},
           {R"(Join(Split("c,m,d", ","), ""))", "cmd"},
           {R"(Join(Split("a b"), "-"))", "a-b"},
           {R"(Split("aa|cmd|bb", "|")(1) & "x")", "cmdx"},
           {R"(Array("a", "b")(1 - 1) & Array("a", "b")(2) & "x")", "a\xE2\x80\xA6x"},
           {R"("a" & Space(3) & "b")", "a   b"},
           {R"("a" & String(3, "x"))", "axxx"},
           {R"("a" & String(2, 65))", "aAA"},
           {R"("" & Hex(255) & Oct(8))", "FF10"},
           {R"(Chr(Val("&H63")) & Chr(CInt("109")) & Chr(CLng(100)))", "cmd"},
           {R"(Chr(Asc("b") + 1) & "md")", "cmd"},
           {R"(Chr(AscW("あ") - 12354 + 99) & "md")", "cmd"},
           {R"("n" & Len("four"))", "n4"},
           {R"(Environ("temp") & "\a.exe")", "%TEMP%\\a.exe"},
           {R"(Environ$("APPDATA") & "\a")", "%APPDATA%\\a"},
           {R"("http://" & Range("A1").Value & "/x")", "http://\xE2\x80\xA6/x"},
           {R"("a" & unknown & other & "b")",
            "a\xE2\x80\xA6"
            "b"},
           {R"(CStr("cm") & CStr(1))", "cm1"},
           {R"("cm" & _
"d")",
            "cmd"},
           {R"(("c") & (("m" & "d")))", "cmd"},
           {R"("a" & Fix(2.7) & Abs(-3) & Round(1.2))", "a231"},
           {R"(Chr(34) & "cmd" & Chr(34))", "\"cmd\""},
           {R"("x" & Chr(99999999))", "x\xE2\x80\xA6"},
           {R"(StrReverse(Mid("xxdmcxx", 3, 3)))", "cmd"},
           {R"([Chr](99) & "md")", "cmd"},
       }) {
    const auto texts = folded("Sub t()\nx = " + std::string(row.expression) + "\nEnd Sub\n");
    EXPECT_NE(std::find(texts.begin(), texts.end(), row.text), texts.end()) << row.expression << listed(texts);
  }
}

TEST(VbaFolding, StatementsLeadToTexts) {
  struct Row {
    std::string_view source;
    std::string_view text;
  };
  for (const auto& row : std::initializer_list<Row>{
           {"Const A = \"pow\"\nSub t()\nShell A & \"ershell\"\nEnd Sub", "powershell"},
           {"Const A = \"pow\", B = A & \"ershell\"", "powershell"},
           {"Sub t()\nConst A = \"pow\"\nShell A & \"ershell\"\nEnd Sub", "powershell"},
           {"Sub t()\na = \"pow\"\na = a & \"ers\"\na = a & \"hell\"\nShell a\nEnd Sub", "powershell"},
           {"Sub t()\nDim a As String\na = a & \"pow\"\na = a + \"ershell\"\nEnd Sub", "powershell"},
           {"Sub t()\na = \"hell\"\na = \"powers\" & a\nEnd Sub", "powershell"},
           {"Dim g\nSub s()\ng = \"pow\"\nEnd Sub\nSub t()\nShell g & \"ershell\"\nEnd Sub", "powershell"},
           {"Dim g\nSub t()\nShell g & \"ershell\"\nEnd Sub\nSub s()\ng = \"pow\"\nEnd Sub", "powershell"},
           {"Function f()\nf = \"pow\" & \"er\"\nEnd Function\nSub t()\nShell f & \"shell\"\nEnd Sub", "powershell"},
           {"Function f()\nf = \"pow\" & \"er\"\nEnd Function\nSub t()\nShell f() & \"shell\"\nEnd Sub", "powershell"},
           {"Sub t()\nShell d(\"p!ow!er\") & \"shell\"\nEnd Sub\nFunction d(s)\nd = Replace(s, \"!\", \"\")\nEnd "
            "Function",
            "powershell"},
           {"Function d(ByVal s As String, k As String) As String\nDim v\nv = Split(s, k)\nd = Join(v, \"\")\nEnd "
            "Function\nSub t()\nShell d(\"p]b2[ow]b2[er\", \"]b2[\") & \"shell\"\nEnd Sub",
            "powershell"},
           {"Sub t()\na = Array(\"pow\", \"ershell\")\nShell a(0) & a(1)\nEnd Sub", "powershell"},
           {"Sub t()\nIf x Then Shell \"pow\" & \"ershell\"\nEnd Sub", "powershell"},
           {"Sub t()\nobj.Open \"GET\", \"ht\" & \"tp://a.invalid/\", False\nEnd Sub", "http://a.invalid/"},
           {"Sub t()\nobj.Run Command:=\"pow\" & \"ershell\"\nEnd Sub", "powershell"},
           {"Sub t()\nWith CreateObject(\"WScr\" & \"ipt.Shell\")\n.Run \"x\"\nEnd With\nEnd Sub", "WScript.Shell"},
           {"Sub t()\nobj.CommandLine = \"pow\" & \"ershell\"\nEnd Sub", "powershell"},
           {"Sub t()\nShell d(\"636d64202f63\") & \"!\"\nEnd Sub\nFunction d(s)\nFor i = 1 To Len(s) Step 2\nd = d & "
            "Chr(Val(\"&H\" & Mid(s, i, 2)))\nNext\nEnd Function",
            "cmd /c!"},
           {"Function d(a, k)\nFor i = LBound(a) To UBound(a)\nd = d & Chr(a(i) Xor k)\nNext i\nEnd Function\n"
            "Sub t()\nShell d(Array(98, 108, 101), 1)\nEnd Sub",
            "cmd"},
           {"Function d(s)\nFor i = Len(s) To 1 Step -1\nd = d & Mid(s, i, 1)\nNext\nEnd Function\n"
            "Sub t()\nShell d(\"dmc\")\nEnd Sub",
            "cmd"},
           {"Function d(s)\nFor i = 1 To 9 Step 0\nd = d & \"x\"\nNext\nEnd Function\nSub t()\nx = d(\"\") & "
            "\"y\"\nEnd "
            "Sub",
            "xy"},
           {"Sub t()\nShell \"p^o^w^e^r^shell\"\nEnd Sub", "powershell"},
           {"Sub t()\nx = \"dGhpcyBpcyBvbmx5IGEgdGVzdCB0ZXh0\"\nEnd Sub", "this is only a test text"},
           {"Sub t()\nx = \"746869732069732061207465737420\"\nEnd Sub", "this is a test "},
           {"Sub t()\nx = \"powershell -enc ZQBjAGgAbwAgAGYAdQBtAGkAYgBhAG4A\"\nEnd Sub", "echo fumiban"},
           {"Sub t()\nx = \"/moc.elpmaxe//:ptth\"\nEnd Sub", "http://example.com/"},
       }) {
    const auto texts = folded(std::string(row.source));
    EXPECT_NE(std::find(texts.begin(), texts.end(), row.text), texts.end()) << row.source << listed(texts);
  }
}

TEST(VbaFolding, WhatIsNoTextStaysAsItIs) {
  for (const std::string_view source :
       {"' x = \"a\" & \"b\"", "Rem x = \"a\" & \"b\"", "Attribute VB_Description = \"a\" & \"b\"",
        "Sub t()\nx = \"plain\"\nEnd Sub", "Sub t()\nx = \"ApplicationSettingsDialogBoxes\"\nEnd Sub"})
    EXPECT_EQ(listed(folded(std::string(source))), "") << source;
}

TEST(VbaFolding, HostsAreReadAsBrowsersDo) {
  EXPECT_EQ(ip_of("0xC0000201"), "192.0.2.1");
  EXPECT_EQ(ip_of("0300.0.2.1"), "192.0.2.1");
  EXPECT_EQ(ip_of("3221225985"), "192.0.2.1");
  EXPECT_EQ(ip_of("192.0.513"), "192.0.2.1");
  EXPECT_EQ(ip_of("0xc0.0x0.0x2.0x1"), "192.0.2.1");
  EXPECT_EQ(ip_of("192.0.2.256"), std::nullopt);
  EXPECT_EQ(ip_of("a.invalid"), std::nullopt);
  EXPECT_EQ(ip_of(""), std::nullopt);
  EXPECT_EQ(ip_of("1.2.3.4.5"), std::nullopt);
}

} // namespace
} // namespace fumiban::vba
