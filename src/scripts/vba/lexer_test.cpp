// SPDX-License-Identifier: Apache-2.0
#include "scripts/vba/lexer.hpp"
#include "unpack/measured.hpp"

#include <gtest/gtest.h>

namespace fumiban::vba {
namespace {

/// Every token as a letter for its kind and its text.
std::string told(std::string_view source) {
  static constexpr std::string_view kLetters = "NSUDO;CXAL";
  Symbols symbols;
  Lexer lexer(source, symbols);
  std::string out;
  for (Token token; lexer.next(token);) {
    if (!out.empty()) out += ' ';
    out += kLetters[static_cast<std::size_t>(token.kind)];
    if (token.kind != Token::Kind::end) out += std::string(token.text);
  }
  return out;
}

TEST(VbaLexer, ReadsTokens) {
  struct Row {
    std::string_view source;
    std::string_view expected;
  };
  for (const auto& row : std::initializer_list<Row>{
           {"", ""},
           {"x = 1", "Nx O= U1"},
           {"x = \"a\"\"b\"", "Nx O= Sa\"\"b"},
           {"x = \"open\ny", "Nx O= Sopen ; Ny"},
           {"a: b", "Na ; Nb"},
           {"f a:=1", "Nf Na O: U1"},
           {"' note\nx", "C' note ; Nx"},
           {"x ' note _\nmore\ny", "Nx C' note _\nmore ; Ny"},
           {"Rem note: x\ny", "CRem note: x ; Ny"},
           {"x: Rem note", "Nx ; CRem note"},
           {"x = Rem", "Nx O= NRem"},
           {"Remote = 1", "NRemote O= U1"},
           {"a = b & _\r\n  c", "Na O= Nb O& Nc"},
           {"a = b _\n", "Na O= Nb"},
           {"a_ = b_c", "Na_ O= Nb_c"},
           {"&H1F &h1f& &O17 &17", "U&H1F U&h1f U&O17 U&17"},
           {"x = 1.5E+10# + .5! - 12%", "Nx O= U1.5E+10 O+ U.5 O- U12"},
           {"10 Shell x", "L10 NShell Nx"},
           {"Chr$(65)&s$", "NChr O( U65 O) O& Ns"},
           {"a& = b&", "Na O= Nb"},
           {"a&\"x\"", "Na O& Sx"},
           {"a& \"x\"&b", "Na O& Sx O& Nb"},
           {"Forms!Main", "NForms O! NMain"},
           {"d = #12/31/2020#", "Nd O= D12/31/2020"},
           {"d = #Jan 1, 2020 10:00 PM#", "Nd O= DJan 1, 2020 10:00 PM"},
           {"Print #1, x", "NPrint O# U1 O, Nx"},
           {"Close #1, #2", "NClose O# U1 O, O# U2"},
           {"#If VBA7 Then\nx\n#End If", "X#If VBA7 Then ; Nx ; X#End If"},
           {"#Const a = 1", "X#Const a = 1"},
           {"Attribute VB_Name = \"M\"\nx", "AAttribute VB_Name = \"M\" ; Nx"},
           {"Attribute f.VB_Description = \"M\"", "AAttribute f.VB_Description = \"M\""},
           {"Attribute = Shell(\"VB_\")", "NAttribute O= NShell O( SVB_ O)"},
           {"[A1:B2].[Shell] x", "NA1:B2 O. NShell Nx"},
           {"[open", "Nopen"},
           {"合計 = 金額　+ 税", "N合計 O= N金額 O+ N税"},
           {"a <> b <= c >= d", "Na O< Nb O< Nc O> Nd"},
           {"\xEF\xBB\xBFx", "Nx"},
           {"\x01\xFF\x80$", "O\x01 N\xFF\x80"},
           {"a\rb\r\nc\nd\xE2\x80\xA8"
            "e",
            "Na ; Nb ; Nc ; Nd ; Ne"},
       })
    EXPECT_EQ(told(row.source), row.expected) << row.source;
}

TEST(VbaLexer, TellsLines) {
  Symbols symbols;
  Lexer lexer("a _\n b\n' x _\n y\nc", symbols);
  std::string out;
  for (Token token; lexer.next(token);) out += std::to_string(token.line);
  EXPECT_EQ(out, "122345");
}

TEST(VbaLexer, NamesDoNotMindCaseOrWidth) {
  Symbols symbols;
  EXPECT_EQ(symbols.of("SHELL"), word("shell"));
  EXPECT_EQ(symbols.of("ＳＨＥＬＬ"), word("shell"));
  EXPECT_EQ(symbols.of("ﾃｽﾄ"), symbols.of("テスト"));
  EXPECT_NE(symbols.of("a1"), symbols.of("a2"));
}

TEST(VbaLexer, ReadsNumbers) {
  EXPECT_EQ(number_of("&HFFFF"), -1);
  EXPECT_EQ(number_of("&H3042"), 0x3042);
  EXPECT_EQ(number_of("&O17"), 15);
  EXPECT_EQ(number_of("&17"), 15);
  EXPECT_EQ(number_of("12.25"), 12.25);
  EXPECT_EQ(number_of("1E2"), 100);
  EXPECT_EQ(number_of("1E999"), 0);
}

TEST(VbaLexer, SplitsStatements) {
  Symbols symbols;
  Statements statements("' c\n10 If a Then b = 1 Else c = 2 : d\n\n#If x Then\ne\n", symbols);
  std::string out;
  for (std::vector<Token> one; statements.next(one); out += '|')
    for (const auto& token : one) out += std::string(token.text);
  EXPECT_EQ(out, "Ifa|b=1|c=2|d|e|");
}

TEST(VbaLexer, HostileBytesCostOnePass) {
  for (const std::string_view piece : {"\"", " _", "(", "'", "a_", "&", "#", "[", "\" & \"", " _\n", "_ ", "&H", "1.",
                                       "#1/", "Attribute \n", "合", "\xE3\x80", "Rem _\n"}) {
    std::string source;
    while (source.size() < (1U << 20U)) source += piece;
    const auto begin = test::processor_seconds();
    Symbols symbols;
    Lexer lexer(source, symbols);
    std::size_t count = 0;
    for (Token token; lexer.next(token);) ++count;
    EXPECT_LE(count, source.size()) << piece;
    EXPECT_LT(test::processor_seconds() - begin, test::allowed_seconds(2)) << piece;
  }
}

} // namespace
} // namespace fumiban::vba
